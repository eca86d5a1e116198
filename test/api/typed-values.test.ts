import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChildServer, runOrFail, startChildServer } from '../kit/child-server.ts'
import { writeParquet } from '../kit/parquet.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { workbookParts, zipOf } from '../kit/workbook.ts'

type Value = number | string | boolean | readonly string[] | null
type Row = Readonly<Record<string, Value>>

/** Columns whose cells have types, and names that every object inherits. */
const config = `import { column, decimalComma, defineProject, randomForest } from 'lapidary'
export default defineProject({
  name: 'tipos',
  title: { en: 'Types', 'pt-BR': 'Tipos' },
  model: 'TiposModel',
  columns: {
    renda: column.number({ parse: decimalComma, max: 2000 }),
    ativo: column.category({ categories: ['false', 'true'] }),
    pago: column.category({ categories: ['VERDADEIRO', 'FALSO', 'sem dados'] }),
    flag: column.category({ categories: ['0', '1'] }),
    fiel: column.category({ categories: ['Sim', 'Não'], spellings: { true: 'Sim', false: 'Não' } }),
    itens: column.list({ categories: ['a, b', "d'or", 'c'] }),
    ['__proto__']: column.number({}),
    constructor: column.category({ categories: ['x', 'y'] }),
    toString: column.integer({}),
    hasOwnProperty: column.category({ categories: ['p', 'q'], required: true }),
    alvo: column.category({ categories: ['no', 'yes'] }),
  },
  target: 'alvo',
  learner: randomForest({ trees: 30 }),
  data: { files: ['tabela.csv'] },
})
`
const names = [
  'renda',
  'ativo',
  'pago',
  'flag',
  'fiel',
  'itens',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
] as const
const items = ['a, b', "d'or", 'c']

function row(values: readonly Value[]): Row {
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]))
}

function rowOf(i: number): Row {
  const at = (prime: number, size: number): number => Math.floor((((i * prime) % 997) / 997) * size)
  const list = items.filter((_, k) => at(31 + k, 2) === 1)
  const [renda, ativo, pago, flag, fiel] = [
    at(7, 2000) + 0.234,
    at(11, 2) === 1,
    at(13, 2) === 1,
    at(17, 2) === 1,
    at(19, 2) === 1,
  ]
  return row([
    renda,
    ativo,
    pago,
    flag,
    fiel,
    list,
    at(23, 100) / 8,
    at(29, 2) === 1 ? 'x' : 'y',
    at(37, 50),
    at(41, 2) === 1 ? 'p' : 'q',
  ])
}

/** Every column counts. */
function answerOf(values: Row): string {
  const sum = names
    .map((name) => values[name])
    .map((value) => {
      if (typeof value === 'number') return value > 500 || (value > 6 && value < 100) ? 2 : 0
      if (Array.isArray(value)) return value.length
      return value === true || value === 'x' || value === 'p' ? 2 : 0
    })
  return sum.reduce((a, b) => a + b, 0) > 9 ? 'yes' : 'no'
}

const words = {
  ativo: ['true', 'false'],
  pago: ['VERDADEIRO', 'FALSO'],
  flag: ['1', '0'],
  fiel: ['Sim', 'Não'],
} as const

/** As a Brazilian program writes it. */
function textOf(name: string, value: Value): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return words[name as keyof typeof words][value ? 0 : 1]
  if (typeof value === 'number') return name === 'renda' ? String(value).replace('.', ',') : String(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const csvCell = (text: string): string => (/[",;\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const csvOf = (rows: readonly Row[], more: readonly string[] = []): string => {
  const lines = rows.map((values) =>
    [
      ...names.map((name) => csvCell(textOf(name, values[name] ?? null))),
      ...more.map(() => answerOf(values)),
    ].join(';'),
  )
  return [[...names, ...more].join(';'), ...lines, ''].join('\n')
}

function sqlOf(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return typeof value === 'object' ? `[${value.map(sqlOf).join(', ')}]::varchar[]` : String(value)
}

describe('a value gives the same prediction as JSON, CSV, Parquet and in a workbook', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  const dataDir = join(folder, 'data')
  let server: ChildServer

  beforeAll(async () => {
    writeFileSync(join(folder, 'lapidary.config.ts'), config)
    writeFileSync(
      join(folder, 'tabela.csv'),
      csvOf(
        Array.from({ length: 600 }, (_, i) => rowOf(i)),
        ['alvo'],
      ),
    )
    await runOrFail(['train', folder, '--split', 'rows'], { DATA_DIR: dataDir })
    server = await startChildServer(folder, dataDir)
  }, 120_000)
  afterAll(async () => {
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function asJson(rows: readonly Row[]): Promise<number[]> {
    const response = await server.send('/v1/models/TiposModel/predict', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rows }),
    })
    const text = await response.text()
    expect(response.status, text).toBe(200)
    return (JSON.parse(text) as { items: { probabilities: { yes: number } }[] }).items.map(
      ({ probabilities }) => probabilities.yes,
    )
  }

  async function asFile(body: string | Buffer): Promise<number[]> {
    const response = await server.send('/v1/models/TiposModel/predict-file', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(Buffer.from(body)),
    })
    const text = await response.text()
    expect(response.status, text).toBe(200)
    expect(response.headers.get('x-unusable-cells')).toBe('0')
    const [header = '', ...lines] = text.trim().split('\n')
    return lines.map((line) => Number(line.split(',')[header.split(',').indexOf('probability_yes')]))
  }

  async function asParquet(rows: readonly Row[]): Promise<number[]> {
    const path = join(tempFolder(), 'rows.parquet')
    const selects = rows.map(
      (values) => `select ${names.map((name) => `${sqlOf(values[name] ?? null)} as "${name}"`).join(', ')}`,
    )
    await writeParquet(path, selects.join(' union all '))
    return await asFile(readFileSync(path))
  }

  function asWorkbook(rows: readonly Row[]): Promise<number[]> {
    const cells = rows.map((values) => {
      return names.map((name) => {
        const value = values[name] ?? null
        return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
      })
    })
    return asFile(zipOf(workbookParts({ Capa: [['Relatório']], Dados: [[...names], ...cells] })))
  }

  test('numbers, truth values, lists, and columns whose names every object inherits', async () => {
    const rows = [
      ...Array.from({ length: 40 }, (_, i) => rowOf(7 * i + 1)),
      row([1.234, true, false, true, false, [], 1, 'x', 2, 'p']),
    ]
    const expected = await asJson(rows)
    expect(new Set(expected).size).toBeGreaterThan(20)
    const files = {
      csv: await asFile(csvOf(rows)),
      parquet: await asParquet(rows),
      workbook: await asWorkbook(rows),
    }
    for (const [kind, probabilities] of Object.entries(files)) {
      expect(probabilities, kind).toHaveLength(rows.length)
      for (const [i, probability] of probabilities.entries())
        expect(probability, `${kind} ${i}`).toBeCloseTo(expected[i] as number, 5)
    }
    // The categories themselves mean the same.
    const named = rows.map((values) => ({
      ...values,
      ...Object.fromEntries(Object.keys(words).map((name) => [name, textOf(name, values[name] ?? null)])),
    }))
    expect(await asJson(named)).toEqual(expected)
  })

  test('a column that is left out is missing, whatever objects inherit', async () => {
    const nothing = Object.fromEntries(names.map((name) => [name, name === 'hasOwnProperty' ? 'p' : null]))
    expect(await asJson([{ hasOwnProperty: 'p' }])).toEqual(await asJson([nothing]))
  })

  test('what does not fit a field is refused with its name, the value and what is allowed, in either language', async () => {
    const refused = async (body: string, language: string): Promise<Record<string, string>> => {
      const headers = { 'content-type': 'application/json', 'accept-language': language }
      const response = await server.send('/v1/models/TiposModel/predict', { method: 'POST', headers, body })
      expect(response.status).toBe(422)
      const { errors } = (await response.json()) as { errors: { field: string; message: string }[] }
      return Object.fromEntries(errors.map(({ field, message }) => [field, message]))
    }
    const wrong =
      '{"rows":[{"__proto__":"1","constructor":true,"toString":true,"ativo":1,"flag":1,"itens":"c","valueOf":1}]}'
    expect(await refused(wrong, 'en')).toEqual({
      'rows[0].__proto__':
        'It must be a number, or null when it is not known; "1" was sent. Write the number without quotes.',
      'rows[0].constructor': 'It must be one of "x", "y", or null when it is not known; true was sent.',
      'rows[0].toString': 'It must be a whole number, or null when it is not known; true was sent.',
      'rows[0].ativo':
        'It must be one of "false", "true", true, false, or null when it is not known; 1 was sent.',
      'rows[0].flag':
        'It must be one of "0", "1", true, false, or null when it is not known; 1 was sent. Write it in quotes.',
      'rows[0].itens': `It must be a list of at most 100 of "a, b", "d'or", "c", or null when it is not known; "c" was sent.`,
      'rows[0].valueOf': 'There is no field "valueOf".',
      'rows[0].hasOwnProperty': 'It is missing, and must be one of "p", "q".',
    })
    const portuguese = await refused('{"rows":[{"hasOwnProperty":"p","itens":"c","flag":1}]}', 'pt-BR')
    expect(portuguese['rows[0].itens']).toBe(
      `Deve ser uma lista de no máximo 100 entre "a, b", "d'or", "c", ou null quando não se sabe; foi enviado "c".`,
    )
    expect(portuguese['rows[0].flag']).toContain('Escreva entre aspas.')
  })

  test('OpenAPI lists the fields, and says where a truth value may be sent', async () => {
    const { components } = (await (await server.send('/openapi.json')).json()) as {
      components: {
        schemas: Record<
          string,
          { properties: Record<string, { type: unknown; enum?: unknown }>; additionalProperties: unknown }
        >
      }
    }
    const schema = components.schemas['TiposModelInput']
    expect(Object.keys(schema?.properties ?? {}).sort()).toEqual([...names].sort())
    expect(schema?.additionalProperties).toBe(false)
    expect(schema?.properties['pago']).toMatchObject({
      type: ['string', 'boolean', 'null'],
      enum: ['VERDADEIRO', 'FALSO', 'sem dados', true, false, null],
    })
  })

  test('the log keeps the categories that were meant, under the names of the columns', async () => {
    await asJson([row([1.234, true, false, true, false, ['c'], 1, 'x', 2, 'p'])])
    const { items: logged } = (await (await server.send('/v1/predictions?limit=1')).json()) as {
      items: { inputs: Row }[]
    }
    expect(Object.entries(logged[0]?.inputs ?? {})).toEqual([
      ['renda', 1.234],
      ['ativo', 'true'],
      ['pago', 'FALSO'],
      ['flag', '1'],
      ['fiel', 'Não'],
      ['itens', ['c']],
      ['__proto__', 1],
      ['constructor', 'x'],
      ['toString', 2],
      ['hasOwnProperty', 'p'],
    ])
  })
})
