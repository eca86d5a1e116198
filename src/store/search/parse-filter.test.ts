import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Comparison } from './comparison.ts'
import type { Operators, SearchGrammar } from './grammar.ts'
import { experimentGrammar, runGrammar } from './grammars/run-grammar.ts'
import { loggedModelGrammar, modelVersionGrammar } from './grammars/model-grammar.ts'
import { traceGrammar } from './grammars/trace-grammar.ts'
import { filterLimits, parseFilter } from './parse-filter.ts'
import { parseOrder } from './parse-order.ts'

const grammars = [runGrammar, experimentGrammar, modelVersionGrammar, loggedModelGrammar, traceGrammar]

/** Returns the message of the refusal, and fails if the filter is accepted. */
function refusal(filter: string, grammar = runGrammar, language: 'en' | 'pt-BR' = 'en'): string {
  try {
    parseFilter(filter, grammar)
  } catch (error) {
    if (error instanceof LapidaryError) return error.messageIn(language)
    throw error
  }
  throw new Error(`accepted: ${filter}`)
}

test('parses a filter into typed comparisons with their positions', () => {
  const filter = "metrics.`val loss` < 0.5 AND run_id IN ('a', 'b') AND tags.x IS NULL and params.d LIKE '8%'"
  expect(parseFilter(filter, runGrammar)).toEqual([
    { entity: 'metric', key: 'val loss', operator: '<', value: 0.5, position: 1 },
    { entity: 'attribute', key: 'run_id', operator: 'IN', value: ['a', 'b'], position: 30 },
    { entity: 'tag', key: 'x', operator: 'IS NULL', value: null, position: 55 },
    { entity: 'param', key: 'd', operator: 'LIKE', value: '8%', position: 74 },
  ])
})

test('reads aliases as the field that they stand for', () => {
  const first = (filter: string, grammar: SearchGrammar): unknown => parseFilter(filter, grammar)[0]
  expect(first('attributes.`Created` > 5', runGrammar)).toMatchObject({ key: 'start_time' })
  expect(first("name = 'a'", traceGrammar)).toMatchObject({ entity: 'tag', key: 'mlflow.traceName' })
  expect(first("tags.name = 'a'", traceGrammar)).toMatchObject({ entity: 'tag', key: 'name' })
  expect(first("span.attributes.`a.b`.c = 'x'", traceGrammar)).toMatchObject({
    entity: 'span-attribute',
    key: 'a.b.c',
  })
  expect(first('creation_time > 5', loggedModelGrammar)).toMatchObject({ key: 'creation_timestamp' })
})

describe('the message of a refusal has the position, what is allowed and an example', () => {
  test.each([
    ['metrics.a > 1 OR metrics.b > 2', 'at character 15: "OR metrics.b > 2"', 'AND and another comparison'],
    ['(metrics.a > 1)', 'at character 1: "(metrics.a > 1)"', 'a field: metrics.<key>, params.<key>'],
    ['foo.a > 1', 'at character 1', 'a field: metrics.<key>'],
    ["status > 'a'", 'at character 8', 'one of the operators =, !=, LIKE, ILIKE'],
    ["metrics.a > '1'", 'at character 13', 'a number, such as 0.5'],
    ['params.a = 5', 'at character 12: "5"', "a text in quotes, such as 'a'"],
    ['params.a = ', 'at character 12: the end', 'a text in quotes'],
    ["params.a = 'b", 'at character 12', "a closing '"],
    ['run_id IN ()', 'at character 12', "texts in parentheses, such as ('a', 'b')"],
    ['metrics.a-b > 1', 'at character 10', 'one of the operators'],
    ['metrics./ > 1', 'at character 9', 'a key, in backticks'],
    ["params.a = 'x\0'", 'at character 12', 'a text without the character NUL'],
  ])('%s', (filter, place, expected) => {
    const message = refusal(filter)
    expect(message).toContain(place)
    expect(message).toContain(`Allowed there: ${expected}`)
    expect(message).toContain(runGrammar.example.filter)
  })

  test('of a regular expression', () => {
    expect(refusal("name RLIKE '(a'", traceGrammar)).toContain(
      'at character 12: "\'(a\'". Allowed there: a regular expression of characters, ., [], (), |, *, +, ?, {}, ^ and $; this one has a ( without a )',
    )
    expect(parseFilter("name RLIKE '^a+'", traceGrammar)).toMatchObject([{ operator: 'RLIKE', value: '^a+' }])
  })

  test('in Portuguese', () => {
    expect(refusal("status > 'a'", runGrammar, 'pt-BR')).toContain(
      'O filtro não é válido no caractere 8: "> \'a\'". Nesse ponto é permitido: um dos operadores =, !=, LIKE',
    )
  })

  test('the examples are valid themselves', () => {
    for (const grammar of grammars) {
      expect(parseFilter(grammar.example.filter, grammar).length).toBeGreaterThan(0)
      expect(parseOrder([grammar.example.order], grammar)).toHaveLength(1)
    }
  })
})

test('limits the length, the comparisons, the values of a list and the patterns', () => {
  const list = (count: number): string =>
    `run_id IN (${Array.from({ length: count }, () => "'a'").join(',')})`
  const many = (count: number): string => Array.from({ length: count }, () => 'metrics.a > 1').join(' AND ')
  const pattern = (length: number): string => `run_id LIKE '${'a'.repeat(length)}'`
  expect(parseFilter(list(1000), runGrammar)).toHaveLength(1)
  expect(refusal(list(1001))).toContain('at most 1000 values in a list')
  expect(parseFilter(many(100), runGrammar)).toHaveLength(100)
  expect(refusal(many(101))).toContain('at most 100 comparisons')
  expect(parseFilter(pattern(2000), runGrammar)).toHaveLength(1)
  expect(refusal(pattern(2001))).toContain('at most 2000 characters in a pattern')
  expect(refusal(' '.repeat(filterLimits.characters + 1))).toContain('at most 65536 characters')
})

describe('orders', () => {
  test('parses clauses', () => {
    expect(parseOrder(['metrics.`a b` DESC', 'attributes.Created'], runGrammar)).toEqual([
      { entity: 'metric', key: 'a b', ascending: false },
      { entity: 'attribute', key: 'start_time', ascending: true },
    ])
  })

  test.each([
    [
      ['status', 'foo'],
      'Clause 2 of the order is not valid at character 1: "foo". Allowed there: a field: metrics.<key>',
    ],
    [['status DOWN'], 'at character 8: "DOWN". Allowed there: ASC, DESC or the end'],
    [
      ['created', 'start_time'],
      'Clause 2 of the order is not valid at character 1: "start_time". Allowed there: each field once',
    ],
    [Array.from({ length: 21 }, (_, i) => `metrics.m${i}`), 'at most 20 clauses'],
    [[`metrics.${'a'.repeat(1000)}`], 'at most 1000 characters'],
  ])('refuses %j', (clauses, message) => {
    expect(() => parseOrder(clauses, runGrammar)).toThrow(message)
  })
})

/** Returns a text that the parser reads as the comparison. */
function print(comparison: Comparison, grammar: SearchGrammar, quote: string): string {
  const entity = grammar.entities[comparison.entity]
  const field = `${entity?.prefixes[0]}.\`${comparison.key.replaceAll('`', '``')}\``
  const text = (value: string): string =>
    `${quote}${value.replace(/(\\*)(["']|$)/g, (all, slashes: string, found: string) =>
      found === '' || found === quote ? `${slashes}${slashes}${found}${found}` : all,
    )}${quote}`
  const { value } = comparison
  if (value === null) return `${field} ${comparison.operator}`
  const shown =
    typeof value === 'number'
      ? String(value)
      : typeof value === 'string'
        ? text(value)
        : `(${value.map(text).join(', ')})`
  return `${field} ${comparison.operator} ${shown}`
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  fc.string({ unit: fc.constantFrom('\\', "'", '"', '`', 'a', ' ', '%') }),
)

function comparisonOf(entity: Comparison['entity'], operators: Operators): fc.Arbitrary<Comparison> {
  return fc
    .record({
      key: anyText,
      operator: fc.constantFrom(...(Object.keys(operators) as Comparison['operator'][])),
      text: anyText,
      number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      list: fc.array(anyText, { minLength: 1, maxLength: 5 }),
    })
    .map(({ key, operator, text, number, list }) => {
      const values = { text, number, integer: Math.trunc(number), list, nothing: null }
      return {
        entity,
        key,
        operator,
        value: values[operators[operator] ?? 'text'],
        position: 0,
      } as Comparison
    })
}

test('reads back every filter that is printed', () => {
  const operators = (grammar: SearchGrammar, entity: Comparison['entity']): Operators =>
    grammar.entities[entity]?.operators ?? {}
  const oneOf = fc.oneof(
    ...(['metric', 'param', 'tag'] as const).map((entity) =>
      comparisonOf(entity, operators(runGrammar, entity)),
    ),
  )
  const quote = fc.constantFrom("'", '"')
  fc.assert(
    fc.property(fc.array(oneOf, { maxLength: 10 }), quote, (comparisons, quote) => {
      const filter = comparisons.map((each) => print(each, runGrammar, quote)).join(' AND ')
      const parsed = parseFilter(filter, runGrammar)
      expect(parsed.map((each) => ({ ...each, position: 0 }))).toEqual(comparisons)
    }),
    { numRuns: 500 },
  )
})

test('any text is a filter or a refusal, never another error', () => {
  const pieces = fc.constantFrom(
    'metrics',
    '.',
    'a',
    "'",
    '"',
    '`',
    '\\',
    ' ',
    'AND',
    'IN',
    '(',
    ')',
    ',',
    '=',
    '>',
    '!=',
    '1',
    '-',
    'e',
    'LIKE',
    'IS',
    'NOT',
    'NULL',
    'run_id',
    '\0',
    '\n',
    '__proto__',
    'constructor',
    '😀',
    '\ud800',
  )
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, fc.constantFrom(...grammars), (text, grammar) => {
      for (const [code, parse] of [
        ['bad-filter', () => parseFilter(text, grammar)],
        ['bad-order', () => parseOrder([text], grammar)],
      ] as const) {
        try {
          expect(Array.isArray(parse())).toBe(true)
        } catch (error) {
          expect(error).toMatchObject({ name: 'LapidaryError', code })
        }
      }
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['quotes', (n: number) => `params.a = '${"\\'".repeat(n)} /`],
  ['doubled quotes', (n: number) => `params.a = '${"''".repeat(n)}`],
  ['backslashes', (n: number) => `params.a = '${'\\'.repeat(n)}`],
  ['digits', (n: number) => `metrics.a > ${'1'.repeat(n)}e`],
  ['dots', (n: number) => `metrics${'.a'.repeat(n / 2)}`],
  ['spaces', (n: number) => `metrics.a${' '.repeat(n)}!`],
  ['ANDs', (n: number) => `${'AND '.repeat(n / 4)}x`],
  ['list', (n: number) => `run_id IN (${"'',".repeat(n / 3)}`],
])('takes linear time for many %s', (_, filter) => {
  const elapsed = (n: number): number => {
    const started = performance.now()
    refusal(filter(n))
    return performance.now() - started
  }
  elapsed(1000)
  expect(elapsed(60_000)).toBeLessThan(1000) // quadratic: more than 5000
})
