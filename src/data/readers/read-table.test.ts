import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { realData } from '../../../test/kit/real-data.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { column } from '../column.ts'
import { decimalComma, looseNumber, yearsAndMonths } from '../cells/parsers/parsers.ts'
import { readRows } from '../../../test/kit/read-rows.ts'
import { fillColumns } from '../fill.ts'
import { readTable } from './read-table.ts'
import { cellValue, type Table } from '../table.ts'

const training = { requireTarget: true, synthetic: false } as const
const scoring = { requireTarget: false, synthetic: false } as const

const schema = {
  columns: {
    id: column.identifier({}),
    amount: column.number({ parse: looseNumber, min: 0, max: 1000 }),
    city: column.category({ categories: ['São Paulo', 'Rio', 'None'], spellings: { SP: 'São Paulo' } }),
    outcome: column.category({ categories: ['no', 'yes'] }),
  },
  target: 'outcome',
  entity: 'id',
}

const text = 'id,amount,city,outcome\nA,1.5,São Paulo,yes\nB,"2,000.5",Rio,no\nA,3_,SP,no\n'

function values(table: Table): unknown[][] {
  return Array.from({ length: table.rowCount }, (_, row) =>
    [...table.columns.values()].map((data) => cellValue(data, row)),
  )
}

const clean = [
  ['A', 1.5, 'São Paulo', 'yes'],
  ['B', null, 'Rio', 'no'],
  ['A', 3, 'São Paulo', 'no'],
]

function file(content: string | Buffer, name = 'data.csv'): string {
  const path = join(tempFolder(), name)
  writeFileSync(path, content)
  return path
}

test.each<[string, string | Buffer]>([
  ['UTF-8', text],
  ['a byte order mark', `\ufeff${text}`],
  ['CRLF', text.replaceAll('\n', '\r\n')],
  ['lone CR', text.replaceAll('\n', '\r')],
  ['no last line ending', text.trimEnd()],
  ['blank lines', text.replaceAll('\n', '\n\n')],
  ['Latin-1', Buffer.from(text, 'latin1')],
  ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['gzip', gzipSync(text)],
  ['semicolons', text.replaceAll(/,(?!000)/g, ';')],
  ['tabs', text.replaceAll(/,(?!000)/g, '\t')],
  ['a separator at the end of every row', text.replaceAll('\n', ',\n').replace(',\n', '\n')],
  [
    'columns in another order',
    'city,outcome,id,amount\nSão Paulo,yes,A,1.5\nRio,no,B,"2,000.5"\nSP,no,A,3_\n',
  ],
])('readTable() reads %s', async (_, content) => {
  const { table, report } = await readTable([file(content)], schema, training)
  expect(values(table)).toEqual(clean)
  expect(report.rows).toBe(3)
})

test('readTable() reports every bad cell with its reason and examples', async () => {
  const { report } = await readTable([file(text)], schema, training)
  expect(report).toMatchObject({
    rows: 3,
    rows_without_target: 0,
    duplicate_rows: 0,
    extra_columns: [],
    synthetic: false,
  })
  expect(report.files[0]).toEqual({
    name: 'data.csv',
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  })
  expect(report.columns.find(({ name }) => name === 'amount')).toEqual({
    name: 'amount',
    type: 'number',
    personal: false,
    present: 2,
    problems: [{ problem: 'out-of-range', count: 1, examples: ['2,000.5'] }],
    repaired: 1,
    repaired_examples: ['3_'],
    numbers: { min: 1.5, q25: 1.875, median: 2.25, q75: 2.625, max: 3, mean: 2.25 },
  })
  expect(report.columns.find(({ name }) => name === 'city')).toMatchObject({
    repaired: 1,
    repaired_examples: ['SP'],
    categories: [
      { category: 'São Paulo', count: 2 },
      { category: 'Rio', count: 1 },
      { category: 'None', count: 0 },
    ],
  })
})

test('readTable() tells kinds of missing and wrong apart', async () => {
  const columns = {
    n: column.number({ missing: ['-999', '__10000__'], min: 0, parse: looseNumber }),
    i: column.integer({ max: 150 }),
    c: column.category({ categories: ['1', '2', 'None'], missing: ['_'] }),
    l: column.list({ categories: ['Auto', 'Home'], emptyMeansNone: true }),
    m: column.integer({ parse: yearsAndMonths }),
    d: column.number({ parse: decimalComma }),
  }
  const rows = [
    ['1', '4.0', '1', 'Auto, and Home', '22 Years and 1 Months', '1.234,5'],
    ['-999.0', '4.5', '2.0', '', 'NA', ''],
    ['__10000__', '8698', 'None', 'Auto', '5 months', '7'],
    ['10000', '#N/A', '_', 'Auto, Boat', '12', '?'],
    ['-5', 'x', '3', 'n/a', '', '1.5'],
  ]
  const content = ['n|i|c|l|m|d', ...rows.map((row) => row.join('|'))].join('\n')
  const { table, report } = await readTable([file(content)], { columns }, scoring)
  expect(values(table)).toEqual([
    [1, 4, '1', ['Auto', 'Home'], 265, 1234.5],
    [null, null, '2', [], null, null],
    [null, null, 'None', ['Auto'], 5, 7],
    [10000, null, null, null, 12, null],
    [null, null, null, null, null, 1.5],
  ])
  const problems = Object.fromEntries(
    report.columns.map(({ name, problems }) => [
      name,
      problems.map(({ problem, count, examples }) => [problem, count, ...examples]),
    ]),
  )
  expect(problems).toEqual({
    n: [
      ['marker', 2, '-999.0', '__10000__'],
      ['out-of-range', 1, '-5'],
    ],
    i: [
      ['marker', 1, '#N/A'],
      ['not-a-number', 1, 'x'],
      ['not-an-integer', 1, '4.5'],
      ['out-of-range', 1, '8698'],
    ],
    c: [
      ['marker', 1, '_'],
      ['unknown-category', 1, '3'],
    ],
    l: [
      ['marker', 1, 'n/a'],
      ['unknown-category', 1, 'Auto, Boat'],
    ],
    m: [
      ['empty', 1],
      ['marker', 1, 'NA'],
    ],
    d: [
      ['empty', 1],
      ['marker', 1, '?'],
    ],
  })
})

test('readTable() keeps and shows nothing of personal columns, but counts them', async () => {
  const columns = {
    name: column.text({ personal: true }),
    phone: column.number({ personal: true }),
    x: column.number({}),
  }
  const content = 'name,phone,x\nAna Souza,5511999,1\n,telefone da Ana,2\n'
  const { table, report } = await readTable([file(content)], { columns }, scoring)
  expect([...table.columns.keys()]).toEqual(['x'])
  expect(report.columns[0]).toMatchObject({
    name: 'name',
    personal: true,
    present: 1,
    problems: [{ problem: 'empty', count: 1 }],
  })
  expect(JSON.stringify(report)).not.toMatch(/Ana|5511|telefone/)
})

test('readTable() drops and counts rows without a target when training, and needs none when scoring', async () => {
  const content =
    'id,amount,city,outcome,more\nA,1,Rio,yes,1\nB,2,Rio,,1\nC,3,Rio,maybe,1\nD,4,Rio,no,1\nD,4,Rio,no,1\n'
  const { table, report } = await readTable([file(content)], schema, training)
  expect(values(table).map((row) => row[0])).toEqual(['A', 'D', 'D'])
  expect(report).toMatchObject({
    rows: 5,
    rows_without_target: 2,
    duplicate_rows: 1,
    extra_columns: ['more'],
  })
  const labelled = await readTable([file(content)], schema, scoring)
  expect(values(labelled.table).map((row) => row[3])).toEqual(['yes', null, null, 'no', 'no'])
  const unlabelled = await readTable([file('amount,city\n1,Rio\n')], schema, scoring)
  expect([...unlabelled.table.columns.keys()]).toEqual(['amount', 'city'])
})

test('readTable() fills nothing; fillColumns() fills constant columns from the same entity, and never the target', async () => {
  const columns = {
    id: column.identifier({}),
    job: column.category({
      categories: ['Writer', 'Doctor'],
      constantWithinEntity: true,
      missing: ['_______'],
    }),
    outcome: column.category({ categories: ['no', 'yes'], constantWithinEntity: true }),
  }
  const content = 'id,job,outcome\nA,_______,yes\nA,Writer,\nA,Doctor,no\nA,Doctor,no\nB,,no\n'
  const schema = { columns, target: 'outcome', entity: 'id' }
  const { table, whole, report } = await readTable([file(content)], schema, training)
  expect(values(table)[0]).toEqual(['A', null, 'yes'])
  fillColumns(whole, schema)
  expect(values(whole)).toEqual([
    ['A', 'Doctor', 'yes'],
    ['A', 'Writer', null],
    ['A', 'Doctor', 'no'],
    ['A', 'Doctor', 'no'],
    ['B', null, 'no'],
  ])
  const job = report.columns.find(({ name }) => name === 'job')
  expect(job).toMatchObject({
    present: 3,
    problems: [
      { problem: 'empty', count: 1 },
      { problem: 'marker', count: 1 },
    ],
  })
})

test('readTable() reads several files and patterns in order', async () => {
  const folder = tempFolder()
  for (const name of ['part-2', 'part-1', 'part-3'])
    writeFileSync(join(folder, `${name}.csv`), `x,y\n${name.at(-1)},1\n`)
  writeFileSync(join(folder, 'last.csv'), 'y;x\n1;9\n')
  const columns = { x: column.integer({}) }
  const { table, report } = await readTable(
    [join(folder, 'part-*.csv'), join(folder, 'last.csv')],
    { columns },
    scoring,
  )
  expect(values(table)).toEqual([[1], [2], [3], [9]])
  expect(report.files.map(({ name }) => name)).toEqual(['part-1.csv', 'part-2.csv', 'part-3.csv', 'last.csv'])
})

test('readTable() reads a file without a header when the schema counts its columns', async () => {
  const columns = { column_1: column.category({ categories: ['0', '1'] }), column_3: column.number({}) }
  const { table } = await readTable(
    [file('1\t2.5\t3\n0\t4\t5e1\n', 'x.tsv')],
    { columns, target: 'column_1' },
    training,
  )
  expect(values(table)).toEqual([
    ['1', 3],
    ['0', 50],
  ])
})

test('readTable() marks rows that cannot be scored and keeps their places', async () => {
  const columns = {
    age: column.integer({ min: 18, max: 100, required: true, label: { en: 'Age', 'pt-BR': 'Idade' } }),
    city: column.category({ categories: ['Rio'], required: true }),
    x: column.number({}),
  }
  const content =
    'age,city,x\n30,Rio,1\n8698,Rio,1\n30,Rio\n30,Rio,1,2\n,Rio,1\n40,Lima,\nold,Rio,1\n50,Rio,1\n'
  const { table, rowProblems, report } = await readRows(file(content), { columns })
  expect(table.rowCount).toBe(6)
  expect(report).toMatchObject({ rows: 8, unreadableRows: 2 })
  expect(Array.from(rowProblems, ([row, { en }]) => `${row}: ${en}`)).toEqual([
    '1: Age (age) is required, but "8698" is not allowed: from 18 to 100.',
    '2: The row has 2 cells, but the header has 3.',
    '3: The row has 4 cells, but the header has 3.',
    '4: Age (age) is required but empty.',
    '5: city (city) is required, but "Lima" is not allowed: one of Rio.',
    '6: Age (age) is required, but "old" is not a number.',
  ])
  expect(rowProblems.get(1)?.['pt-BR']).toBe(
    'Idade (age) é obrigatório, mas "8698" não é permitido: de 18 a 100.',
  )
  expect(values(table)[5]).toEqual([50, 'Rio', 1])
})

test('readTable() leaves a few rows of the wrong width out of training, counted', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `C${i},${i},Rio,${i % 2 === 0 ? 'yes' : 'no'}`)
  const { table, report } = await readTable(
    [file(['id,amount,city,outcome', ...rows, 'X,1'].join('\n'))],
    schema,
    training,
  )
  expect([table.rowCount, report.rows, report.unreadable_rows]).toEqual([20, 21, 1])
})

test('readTable() reads a file larger than its buffer, with records across its edges, and tells progress', async () => {
  const rows = Array.from(
    { length: 60_000 },
    (_, i) => `C${i},${i % 1000},"Rio",${i % 3 === 0 ? 'yes' : 'no'}`,
  )
  const seen: number[] = []
  const path = file(gzipSync(['id,amount,city,outcome', ...rows].join('\r\n')), 'large.csv.gz')
  const { table } = await readTable([path], schema, { ...training, progress: (share) => seen.push(share) })
  expect(table.rowCount).toBe(60_000)
  expect([0, 31_234, 59_999].map((row) => values(table)[row])).toEqual([
    ['C0', 0, 'Rio', 'yes'],
    ['C31234', 234, 'Rio', 'no'],
    ['C59999', 999, 'Rio', 'no'],
  ])
  expect(seen.at(-1)).toBe(1)
})

test('readTable() stops when it is told to', async () => {
  const stop = new AbortController()
  stop.abort(new Error('enough'))
  await expect(readTable([file(text)], schema, { ...training, signal: stop.signal })).rejects.toThrow(
    'enough',
  )
})

test('readTable() reads Parquet like CSV', async () => {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const folder = tempFolder()
  mkdirSync(join(folder, "it's"))
  const path = join(folder, "it's", 'data.parquet')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`copy (select 'C' || i as id, i / 2.0 as amount, case when i % 7 = 0 then null else 'Rio' end as city,
    case when i % 3 = 0 then 'yes' else 'no' end as outcome, ['a', 'b'] as unknown from range(5000) t(i) order by i)
    to '${path.replaceAll("'", "''")}' (format parquet)`)
  instance.closeSync()
  const { table, report } = await readTable([path], schema, training)
  expect(table.rowCount).toBe(5000)
  expect([0, 1, 1999].map((row) => values(table)[row])).toEqual([
    ['C0', 0, null, 'yes'],
    ['C1', 0.5, 'Rio', 'no'],
    ['C1999', 999.5, 'Rio', 'no'],
  ])
  expect(report.extra_columns).toEqual(['unknown'])
  expect(report.duplicate_rows).toBe(0)
})

const credit = realData('credit-score')
test.skipIf(credit === null)('readTable() finds in the real files what pandas finds', async () => {
  const columns = {
    Customer_ID: column.identifier({}),
    Age: column.integer({ min: 14, max: 100, parse: looseNumber }),
    Occupation: column.category({
      categories:
        'Scientist Teacher Engineer Entrepreneur Developer Lawyer Media_Manager Doctor Journalist Manager Accountant Musician Mechanic Writer Architect'.split(
          ' ',
        ),
      missing: ['_______'],
      constantWithinEntity: true,
    }),
    Credit_History_Age: column.integer({ parse: yearsAndMonths }),
    Payment_of_Min_Amount: column.category({ categories: ['No', 'Yes'], missing: ['NM'] }),
    Credit_Score: column.category({ categories: ['Poor', 'Standard', 'Good'] }),
  }
  const real = { columns, target: 'Credit_Score', entity: 'Customer_ID' }
  const train = await readTable([`${credit}/train-first10k.csv`], real, training)
  const of = (name: string) => train.report.columns.find((report) => report.name === name)
  expect(of('Age')).toMatchObject({
    present: 9693,
    numbers: { min: 14, q25: 25, median: 33, q75: 42, max: 56 },
  })
  expect(of('Age')?.numbers?.mean).toBeCloseTo(33.432477, 6)
  expect(of('Occupation')).toMatchObject({ present: 9315 })
  expect(of('Credit_History_Age')?.present).toBe(10_000 - 932)
  expect(of('Payment_of_Min_Amount')?.problems).toEqual([
    { problem: 'marker', count: 1210, examples: ['NM'] },
  ])
  expect(of('Credit_Score')?.categories?.map(({ count }) => count)).toEqual([2969, 5201, 1830])
  const test = await readTable([`${credit}/test.csv.gz`], real, scoring)
  expect(test.table.rowCount).toBe(50_000)
  expect(test.report.columns.find(({ name }) => name === 'Age')?.repaired_examples).toContain('24_')
})
