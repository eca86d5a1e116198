import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRows } from '../../../../test/kit/read-rows.ts'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { rowXml, type SheetCell, workbookParts, zipOf } from '../../../../test/kit/workbook.ts'
import { readRaw } from '../../../init/raw-table.ts'
import { column } from '../../column.ts'
import { openSource } from '../file-source.ts'
import { decimalComma, looseNumber } from '../../cells/parsers/parsers.ts'
import { readTable } from '../read-table.ts'
import { cellValue, type Table } from '../../table.ts'
import { readXlsx } from './read-xlsx.ts'

type Sheets = Parameters<typeof workbookParts>[0]

function book(
  sheets: Sheets,
  hidden: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): string {
  const path = join(tempFolder(), 'livro.xlsx')
  writeFileSync(path, zipOf({ ...workbookParts(sheets, hidden), ...more }))
  return path
}

const scoring = { requireTarget: false, synthetic: false } as const
const values = (table: Table, name: string): unknown[] => {
  const data = table.columns.get(name)
  return Array.from({ length: table.rowCount }, (_, row) => data && cellValue(data, row))
}

/** The cells of the second row of a sheet whose number cells have these formats, in this order. */
async function formatted(
  cells: readonly { readonly value: string; readonly format?: string; readonly id?: number }[],
  from1904 = false,
) {
  const formats = cells.map(({ format }, i) =>
    format === undefined
      ? ''
      : `<numFmt numFmtId="${170 + i}" formatCode="${format.replaceAll('"', '&quot;')}"/>`,
  )
  const xfs = cells.map(
    ({ id, format }, i) => `<xf numFmtId="${format === undefined ? (id ?? 0) : 170 + i}"/>`,
  )
  const row = cells.map(({ value }, i) => `<c s="${i}"><v>${value}</v></c>`).join('')
  const parts = workbookParts({
    A: `<sheetData>${rowXml(cells.map((_, i) => `c${i}`))}<row>${row}</row></sheetData>`,
  })
  const path = join(tempFolder(), 'formats.xlsx')
  const rels = (parts['xl/_rels/workbook.xml.rels'] ?? '').replace(
    '</Rel',
    '<Relationship Id="s" Type="/styles" Target="styles.xml"/></Rel',
  )
  const workbook = (parts['xl/workbook.xml'] ?? '').replace(
    '<sheets>',
    `<workbookPr date1904="${from1904 ? 1 : 0}"/><sheets>`,
  )
  const styles = `<styleSheet>${formats.join('')}<cellXfs>${xfs.join('')}</cellXfs></styleSheet>`
  writeFileSync(
    path,
    zipOf({
      ...parts,
      'xl/_rels/workbook.xml.rels': rels,
      'xl/workbook.xml': workbook,
      'xl/styles.xml': styles,
    }),
  )
  const seen: SheetCell[] = []
  const add = (record: Parameters<Parameters<typeof readXlsx>[1]['add']>[0]): void => {
    for (let c = 0; c < record.count; c++) seen.push(record.isNumber(c) ? record.number(c) : record.text(c))
  }
  await readXlsx(await openSource(path), { begin: () => false, add }, { seen: () => undefined })
  return seen
}

test('readXlsx() takes numbers as numbers, a percentage as the fraction that it is, and dates and times as ISO 8601', async () => {
  const cells = [
    { value: '0.5', format: '0.00%' },
    { value: '1234.5', format: '"R$" #,##0.00' },
    { value: '7.0999999999999996' },
    { value: '1.5', format: '[h]:mm' },
    { value: '1.5', id: 46 },
    { value: '44927', id: 14 },
    { value: '44927.4583333333', format: 'dd/mm/yyyy\\ hh:mm' },
    { value: '44927.458333', format: 'dd/mm/yyyy\\ hh:mm' },
    { value: '44927', format: '[$-416]mmm/yy' },
    { value: '0.75', id: 20 },
    { value: '44927.75', format: 'h:mm' },
    { value: '3', format: '0 "dias"' },
  ]
  expect(await formatted(cells)).toEqual([
    0.5,
    1234.5,
    7.1,
    1.5,
    1.5,
    '2023-01-01',
    '2023-01-01T11:00:00',
    '2023-01-01T10:59:59.971',
    '2023-01-01',
    '18:00:00',
    '2023-01-01T18:00:00',
    3,
  ])
  expect(
    await formatted(
      [
        { value: '43465', id: 14 },
        { value: '0', id: 14 },
      ],
      true,
    ),
  ).toEqual(['2023-01-01', '1904-01-01'])
})

test('readTable() takes a number cell as it is, whatever parser its column has, and by its range; a text is parsed', async () => {
  const rows: SheetCell[][] = [
    [1.234],
    [1234],
    [0.125],
    [-999],
    [5000],
    ['1.234'],
    ['1.234,5'],
    ['#DIV/0!'],
    [null],
  ]
  const path = book({ A: [['v', 'id'], ...rows.map((row, i) => [...row, i])] })
  const of = async (options: Parameters<typeof column.number>[0]): Promise<unknown[]> => {
    const columns = { v: column.number(options), id: column.identifier({}) }
    return values((await readTable([path], { columns }, scoring)).table, 'v')
  }
  const limits = { max: 2000, missing: ['-999'] }
  expect(await of({ ...limits, parse: decimalComma })).toEqual([
    1.234,
    1234,
    0.125,
    null,
    null,
    1234,
    1234.5,
    null,
    null,
  ])
  expect(await of({ ...limits, parse: looseNumber })).toEqual([
    1.234,
    1234,
    0.125,
    null,
    null,
    1234,
    1234.5,
    null,
    null,
  ])
  const mode = { headings: ['v', 'id'], value: ([first = null]: readonly (string | null)[]) => first }
  const combined = { m: column.number({ ...limits, parse: decimalComma, combine: mode }) }
  expect(values((await readTable([path], { columns: combined }, scoring)).table, 'm').slice(0, 3)).toEqual([
    1.234, 1234, 0.125,
  ])
})

test.each(['str', 'inlineStr', 's'])(
  'numbers as texts of type %s are read by the decimal mark of their column',
  async (type) => {
    const texts = ['1.000', '1.234,5', '7,25', '12', '2.000.000,00']
    const shared = texts.map((text) => `<si><t>${text}</t></si>`).join('')
    const cell = (text: string, i: number): string => {
      if (type === 'inlineStr') return `<c t="inlineStr"><is><t>${text}</t></is></c>`
      return `<c t="${type}"><v>${type === 's' ? i : text}</v></c>`
    }
    const rows = texts.map((text, i) => `<row>${cell(text, i)}${cell(text, i)}<c><v>1.5</v></c></row>`)
    const parts = workbookParts({
      A: `<sheetData>${rowXml(['loose', 'plain', 'typed'])}${rows.join('')}</sheetData>`,
    })
    const rels = (parts['xl/_rels/workbook.xml.rels'] ?? '').replace(
      '</Rel',
      '<Relationship Id="s" Type="/sharedStrings" Target="strings.xml"/></Rel',
    )
    const path = join(tempFolder(), 'textos.xlsx')
    writeFileSync(
      path,
      zipOf({ ...parts, 'xl/_rels/workbook.xml.rels': rels, 'xl/strings.xml': `<sst>${shared}</sst>` }),
    )
    const columns = {
      loose: column.number({ parse: looseNumber }),
      plain: column.number({}),
      typed: column.number({}),
    }
    const { table, report } = await readTable([path], { columns }, scoring)
    for (const name of ['loose', 'plain'])
      expect(values(table, name)).toEqual([1000, 1234.5, 7.25, 12, 2_000_000])
    expect(values(table, 'typed')).toEqual(texts.map(() => 1.5))
    expect(report.readings?.[0]).toMatchObject({ decimal_mark: 'comma' })
  },
)

test('readRaw() knows which cells are numbers', async () => {
  const path = book({ A: [['v'], [1.234], ['1.234,5'], [2]] })
  const { columns } = await readRaw(path)
  expect(columns).toMatchObject([{ texts: ['1.234', '1.234,5', '2'], numbers: new Set([0, 2]) }])
})

test('readXlsx() counts formulas without a saved value, and takes an empty text for the value that it is', async () => {
  const cells =
    '<c><f>A1*2</f></c><c><f>A1*2</f><v></v></c><c t="str"><f>""</f><v></v></c><c><f>A1</f><v>5</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c>'
  const sheet = `<sheetData>${rowXml(['a', 'b', 'c', 'd', 'e'])}<row>${cells}</row><row>${cells}</row></sheetData>`
  const columns = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, column.number({})]))
  const { report } = await readTable([book({ A: sheet })], { columns }, scoring)
  expect(report.readings).toEqual([
    { kind: 'xlsx', sheet: 'A', sheets: ['A'], headings_line: 1, skipped: [], formulas_without_value: 4 },
  ])
  expect(
    report.columns.map(({ problems }) => problems.map(({ problem, count }) => [problem, count])),
  ).toEqual([[['empty', 2]], [['empty', 2]], [['empty', 2]], [], [['marker', 2]]])
})

const schema = {
  columns: {
    renda: column.number({ headings: ['Renda'] }),
    bom: column.category({ categories: ['false', 'true'] }),
  },
  target: 'bom',
}
const cover: SheetCell[][] = [['Relatório'], ['Veja a aba Dados'], ['Renda']]
const table = (rows: number): SheetCell[][] => [
  ['Renda', 'bom'],
  ...Array.from({ length: rows }, (_, i) => [i, i % 2 === 0]),
]

test.each<[string, Sheets, readonly string[], string]>([
  ['the one with the headings, not the cover', { Capa: cover, Dados: table(5) }, [], 'Dados'],
  ['the one with most headings', { Antigo: [['Renda'], [1]], Dados: table(5) }, [], 'Dados'],
  ['the one with rows, not the empty form', { Modelo: table(0), Dados: table(2) }, [], 'Dados'],
  ['one that is not hidden', { Lista: table(9), Dados: table(5) }, ['Lista'], 'Dados'],
  ['the only one, though it is hidden', { Dados: table(5) }, ['Dados'], 'Dados'],
  [
    'one whose headings stand first, not below the cover',
    { Capa: [...cover, ['x'], ['y']], Dados: table(1) },
    [],
    'Dados',
  ],
])('readTable() chooses %s, and names it', async (_, sheets, hidden, expected) => {
  const path = book(sheets, hidden)
  const { report, table: read } = await readRows(path, schema)
  expect(report.reading).toMatchObject({ sheet: expected, sheets: Object.keys(sheets) })
  expect(values(read, 'bom').slice(0, 2)).toEqual(['true', 'false'].slice(0, read.rowCount))
  expect((await readRaw(path)).reading.sheet).toBe(expected)
})

test('the sheet is that of the caller, then that of the project, which a file to score may lack', async () => {
  const path = book({ Capa: cover, Janeiro: table(2), Fevereiro: table(3) })
  const named = (sheet: string) => ({ ...schema, data: { sheet } })
  const training = { requireTarget: true, synthetic: false } as const
  expect((await readTable([path], schema, { ...training, sheet: 'Fevereiro' })).table.rowCount).toBe(3)
  expect(
    (await readTable([path], named('Fevereiro'), { ...training, sheet: 'Janeiro' })).table.rowCount,
  ).toBe(2)
  expect((await readRows(path, named('Fevereiro'))).table.rowCount).toBe(3)
  await expect(readTable([path], named('Março'), training)).rejects.toMatchObject({ code: 'sheet-not-found' })
  // Either month would do: which one is meant must be said.
  await expect(readRows(path, schema)).rejects.toMatchObject({
    code: 'several-sheets-fit',
    values: { sheets: '"Janeiro", "Fevereiro"' },
  })
  await expect(readRows(path, named('Março'))).rejects.toMatchObject({ code: 'sheet-not-found' })
  const other = book({ Capa: cover, 'Abril 2026': table(2) })
  expect((await readRows(other, named('Março'))).report.reading.sheet).toBe('Abril 2026')
  expect((await readRaw(path)).reading.sheet).toBe('Fevereiro')
  expect((await readRaw(path, { sheet: 'Janeiro' })).rowCount).toBe(2)
  await expect(readRaw(path, { sheet: 'Maio' })).rejects.toMatchObject({ code: 'sheet-not-found' })
})

test('a workbook without a sheet that fits, and a file without sheets, say so', async () => {
  const unfit = book({ Capa: [['Relatório']], Notas: [['nada']] })
  for (const read of [() => readRows(unfit, schema), () => readRaw(unfit)]) {
    await expect(read()).rejects.toMatchObject({
      code: 'no-sheet-fits',
      values: { sheets: '"Capa", "Notas"' },
    })
  }
  const csv = join(tempFolder(), 'dados.csv')
  writeFileSync(csv, 'renda,bom\n1,true\n2,false\n')
  const asked = { ...scoring, sheet: 'Dados' }
  await expect(readTable([csv], schema, asked)).rejects.toMatchObject({ code: 'sheet-of-no-workbook' })
  await expect(readRaw(csv, { sheet: 'Dados' })).rejects.toMatchObject({ code: 'sheet-of-no-workbook' })
})

test('looking for the sheet stays within the limit of unpacked bytes, and is not counted twice', async () => {
  const large = `<sheetData>${rowXml(['x'])}${'<row></row>'.repeat(270_000)}</sheetData>`
  const path = book({ Capa: large, Dados: table(5) })
  const limits = { maxRows: 100, maxColumns: 100, maxRowBytes: 10_000 }
  await expect(readRows(path, schema, { ...limits, maxBytes: 1_000_000 })).rejects.toMatchObject({
    code: 'body-too-large',
  })
  expect((await readRows(path, schema, { ...limits, maxBytes: 3_200_000 })).table.rowCount).toBe(5)
})

test('readTable() reads a number cell of a column of dates as the column reads its text', async () => {
  const columns = {
    serial: column.date({ serial: 1900 }),
    compact: column.date({ format: 'yyyyMMdd' }),
    day: column.date({ feature: true }),
  }
  const path = book({ A: [Object.keys(columns), [44927, 20230101, '2023-01-01'], [44928, 20230102, 5]] })
  const { table: read } = await readTable([path], { columns }, scoring)
  expect(Object.keys(columns).map((name) => values(read, name))).toEqual([
    ['2023-01-01', '2023-01-02'],
    ['2023-01-01', '2023-01-02'],
    ['2023-01-01', null],
  ])
})

const lines: SheetCell[][] = [
  ['Pesquisa de renda'],
  [],
  [null, '2022, todas as fases'],
  ['Renda', 'bom', 'nota'],
  ...Array.from({ length: 60 }, (_, i): SheetCell[] => [i + 0.5, i % 2 === 0, 'a']),
  ['Renda', 'bom', 'nota'],
  [99.5, true],
  [],
  ['Total', null, 60],
  ['Fonte: sistema'],
]
const skipped = [
  { kind: 'title', count: 2, lines: [1, 3] },
  { kind: 'repeated-headings', count: 1, lines: [65] },
  { kind: 'total', count: 1, lines: [68] },
  { kind: 'note', count: 1, lines: [69] },
]

test('readTable() finds the headings below titles, and leaves out what is no row of the sheet', async () => {
  const merges = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A69:C69"/></mergeCells>'
  const xml = lines
    .map((cells, i) => (cells.length === 0 ? '' : rowXml(cells).replace('<row>', `<row r="${i + 1}">`)))
    .join('')
  const path = book({ Dados: `<sheetData>${xml}</sheetData>${merges}` })
  const { report, table: read } = await readRows(path, schema)
  expect(report.reading).toMatchObject({ headings_line: 4, skipped })
  expect(values(read, 'renda')).toEqual([...Array.from({ length: 60 }, (_, i) => i + 0.5), 99.5])
  const raw = await readRaw(path)
  expect(raw.columns.map(({ name }) => name)).toEqual(['Renda', 'bom', 'nota'])
  expect([raw.rowCount, raw.reading.headings_line, raw.reading.skipped]).toEqual([61, 4, skipped])
})
