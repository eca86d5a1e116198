import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Comparison } from './comparison.ts'
import { loggedModelGrammar, modelVersionGrammar, registeredModelGrammar } from './grammars/model-grammar.ts'
import { experimentGrammar, runGrammar } from './grammars/run-grammar.ts'
import { traceGrammar } from './grammars/trace-grammar.ts'
import { parseFilter } from './parse-filter.ts'
import { parseOrder } from './parse-order.ts'

const grammars = {
  runs: runGrammar,
  experiments: experimentGrammar,
  'registered-models': registeredModelGrammar,
  'model-versions': modelVersionGrammar,
  'logged-models': loggedModelGrammar,
  traces: traceGrammar,
}

type Parsed = readonly [type: string, key: string, operator: string, value: string | number | string[] | null]
type Row<P> = { readonly search: keyof typeof grammars; readonly text: string } & (
  | { readonly parsed: P; readonly refused?: never }
  | { readonly refused: string; readonly parsed?: never }
)

/** Made by mlflow-filters.py. */
const table = JSON.parse(
  readFileSync(new URL('./fixtures/mlflow-filters.json', import.meta.url), 'utf8'),
) as {
  readonly filters: readonly Row<readonly Parsed[]>[]
  readonly orders: readonly Row<readonly unknown[]>[]
}

/** Texts that MLflow refuses and this parser accepts, and why. */
const acceptedHereOnly: Readonly<Record<string, string>> = {
  '   ': 'an empty filter, whatever its white space',
  'params.a IS  NOT  NULL': 'white space between words may have any length',
  'metrics.accuracy > 1e+3': 'a number as programs print it',
  'metrics.50p > 0': 'a key may start with a digit, as metrics.1st, which MLflow accepts',
  '"metrics".a < 1': 'quotes are allowed wherever backticks are',
  "name like '%a'": 'operators may have lower case in every search',
  "prompt = 'p'": 'the store of traces checks the form of a prompt',
  '  metrics.a   DESC  ': 'white space around a clause',
  'attribute.name': 'names with a prefix are allowed in the orders of all searches',
}

/** Texts that MLflow accepts and this parser refuses (null) or reads in another way, and why. */
const differing: Readonly<
  Record<string, readonly [why: string, ours: readonly Comparison['value'][] | null]>
> = {
  'metrics. a > 0': ['MLflow searches the key " a", with its space, which finds nothing', null],
  'metrics. > 1': ['MLflow searches an empty key, which finds nothing', null],
  "issue.name = 'a'": ['MLflow searches the name of the trace: its alias of name ignores the prefix', null],
  "params.a = 'it''s'": ['MLflow searches both quotes; two are one in SQL', ["it's"]],
  "params.a = 'it\\'s'": ['MLflow searches the backslash as well', ["it's"]],
  'params.a = "say \\"hi\\""': ['MLflow searches the backslashes as well', ['say "hi"']],
  "params.a = 'x\\\\'": [
    'backslashes before a quote count in pairs, so that any text can be written',
    ['x\\'],
  ],
  "run_id IN ('it''s')": ["MLflow joins two texts of Python: 'it' and 's'", [["it's"]]],
  "run_id IN ('a' 'b')": ['MLflow joins two texts of Python; a missing comma is refused here', null],
}

const entities: Readonly<Record<string, string>> = {
  parameter: 'param',
  params: 'param',
  metrics: 'metric',
  tags: 'tag',
  attributes: 'attribute',
  request_metadata: 'metadata',
}
const keys: Readonly<Record<string, string>> = {
  created: 'start_time',
  Created: 'start_time',
  timestamp: 'last_updated_timestamp',
  'run name': 'run_name',
  'Run name': 'run_name',
  creation_timestamp_ms: 'creation_timestamp',
  last_updated_timestamp_ms: 'last_updated_timestamp',
}

/** Returns a comparison of MLflow as this parser writes it. */
function translate([type, key, operator, value]: Parsed, ours: Comparison | undefined): unknown {
  const isSpanAttribute = type === 'span' && key.startsWith('attributes.')
  return {
    entity: isSpanAttribute ? 'span-attribute' : (entities[type] ?? type),
    key: isSpanAttribute ? key.slice('attributes.'.length).replaceAll('`', '') : (keys[key] ?? key),
    operator,
    value: typeof ours?.value === 'number' ? Number(value) : value,
  }
}

/** Returns the result of a parser, or null if it refuses the text. */
function attempt<T>(code: string, parse: () => T): T | null {
  try {
    return parse()
  } catch (error) {
    expect(error).toMatchObject({ code })
    return null
  }
}

describe.each(Object.keys(grammars) as (keyof typeof grammars)[])('%s', (search) => {
  const filters = table.filters.filter((row) => row.search === search)

  test.each(filters.filter(({ text }) => !Object.hasOwn(differing, text)))('filter $text', (row) => {
    const ours = attempt('bad-filter', () => parseFilter(row.text, grammars[search]))
    if (row.parsed === undefined) {
      expect(ours !== null).toBe(Object.hasOwn(acceptedHereOnly, row.text))
    } else {
      expect(ours?.map(({ entity, key, operator, value }) => ({ entity, key, operator, value }))).toEqual(
        row.parsed.map((each, i) => translate(each, ours?.[i])),
      )
    }
  })

  test.each(filters.filter(({ text }) => Object.hasOwn(differing, text)))('filter $text', (row) => {
    const ours = attempt('bad-filter', () => parseFilter(row.text, grammars[search]))
    expect(ours?.map(({ value }) => value) ?? null).toEqual(differing[row.text]?.[1])
    expect(row.parsed).toBeDefined()
  })

  const orders = table.orders.filter((row) => row.search === search)

  test.runIf(orders.length > 0).each(orders)('order $text', (row) => {
    const ours = attempt('bad-order', () => parseOrder([row.text], grammars[search]))
    if (row.parsed === undefined) {
      expect(ours !== null).toBe(Object.hasOwn(acceptedHereOnly, row.text))
    } else {
      const [type, key, ascending] = row.parsed.length === 3 ? row.parsed : ['attribute', ...row.parsed]
      expect(ours).toEqual([
        { entity: entities[String(type)] ?? type, key: keys[String(key)] ?? key, ascending },
      ])
    }
  })
})

test('every listed difference is in the table', () => {
  const texts = [...table.filters, ...table.orders].map(({ text }) => text)
  const listed = [...Object.keys(acceptedHereOnly), ...Object.keys(differing)]
  expect(listed.filter((text) => !texts.includes(text))).toEqual([])
})
