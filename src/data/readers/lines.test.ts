import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRows } from '../../../test/kit/read-rows.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { readRaw } from '../../init/raw-table.ts'
import { column } from '../column.ts'
import type { TableSchema } from '../match-columns.ts'
import { readTable } from './read-table.ts'

const columns = {
  school: column.identifier({}),
  grade: column.number({}),
  hours: column.number({}),
  result: column.category({ categories: ['low', 'high'] }),
}
const schema = { columns, target: 'result' }
const headings = 'school;grade;hours;result'
const rows = Array.from(
  { length: 60 },
  (_, i) => `School ${i};${i},5;${i % 7};${i % 2 === 0 ? 'low' : 'high'}`,
)

function file(lines: readonly string[], encoding: BufferEncoding = 'utf8'): string {
  const path = join(tempFolder(), 'table.csv')
  writeFileSync(path, Buffer.from(lines.join('\n'), encoding))
  return path
}

async function train(lines: readonly string[]) {
  const { table, report } = await readTable([file(lines)], schema, { requireTarget: true, synthetic: false })
  return {
    rows: report.rows,
    used: table.rowCount,
    unreadable: report.unreadable_rows ?? 0,
    reading: report.readings?.[0],
  }
}

const titles = {
  padded: ['Secretaria Fictícia;;;', 'Relatório emitido em 02/05/2024;;;', ';;;'],
  unpadded: ['Secretaria Fictícia', '', 'Relatório de maio; 2024'],
  'with a separator line': ['sep=;', 'Report;;;'],
}
const footers = {
  'a total and a source': ['TOTAL;14927,3;2148;', '', 'Fonte: IBGE'],
  'padded lines': [';;;', 'Total geral;;;', 'Source: made up;;;'],
  'a note apart from the rows': ['', 'Elaboração própria'],
  'empty cells only': [';;;', ';;;'],
  'a count of rows': ['(60 rows affected)', '60 registros'],
  'a count of rows with its name': ['Registros: 60'],
  'a note with separators': ['Nota: valores; sujeitos; a; revisão; anual'],
}

describe('lines that are no rows', () => {
  test.each(Object.entries(titles))(
    'above the headings are skipped and counted: titles %s',
    async (_, above) => {
      const read = await train([...above, headings, ...rows])
      expect(read).toMatchObject({ rows: 60, used: 60, unreadable: 0 })
      expect(read.reading).toMatchObject({ separator: ';', headings_line: above.length + 1 })
      const raw = await readRaw(file([...above, headings, ...rows], 'latin1'))
      expect(raw.columns.map(({ name }) => name)).toEqual(Object.keys(columns))
      expect([raw.rowCount, raw.headerless]).toEqual([60, false])
    },
  )

  test.each(Object.entries(footers))('below the rows are skipped and counted: %s', async (_, below) => {
    const read = await train([headings, ...rows, ...below])
    expect(read).toMatchObject({ rows: 60, used: 60, unreadable: 0 })
    const counted = read.reading?.skipped.reduce((sum, { count }) => sum + count, 0)
    expect(counted).toBe(below.filter((line) => line !== '').length)
    const { table, report } = await readRows(file([headings, ...rows, ...below]), schema)
    expect([table.rowCount, report.rows]).toEqual([60, 60])
    expect((await readRaw(file([headings, ...rows, ...below]))).rowCount).toBe(60)
  })

  test('are named by kind with their lines', async () => {
    const read = await train(['sep=;', 'Report;;;', ';;;', headings, ...rows, 'TOTAL;1;2;', 'Fonte: IBGE;;;'])
    expect(read.reading).toMatchObject({
      encoding: 'utf-8',
      separator: ';',
      decimal_mark: 'comma',
      headings_line: 4,
      skipped: [
        { kind: 'separator-line', count: 1, lines: [1] },
        { kind: 'title', count: 1, lines: [2] },
        { kind: 'blank', count: 1, lines: [3] },
        { kind: 'total', count: 1, lines: [65] },
        { kind: 'note', count: 1, lines: [66] },
      ],
    })
  })

  test('are headings that concatenated files repeat, with what stands around them', async () => {
    const part = ['Report;;;', headings, ...rows, 'TOTAL;1;2;']
    const read = await train([...part, ...part, `\ufeff${headings}`, ...rows, 'sep=;', headings, ...rows])
    expect(read).toMatchObject({ rows: 240, used: 240, unreadable: 0 })
    const kinds = Object.fromEntries(read.reading?.skipped.map(({ kind, count }) => [kind, count]) ?? [])
    expect(kinds).toEqual({ title: 2, 'repeated-headings': 3, total: 2, 'separator-line': 1 })
  })

  test('are found beyond the first piece of a large file, with quoted line breaks, for 1, 2 and 3 threads', async () => {
    const long = Array.from(
      { length: 20_000 },
      (_, i) => `"School\n${i} ""A""";${i},5;${i % 7};${'x'.repeat(260)}`,
    )
    const path = file([headings, ...long, headings, ...long, 'TOTAL;1;2;'])
    const reports = await Promise.all(
      [1, 2, 3].map(async (threads) => {
        const { report } = await readTable(
          [path],
          { columns: { grade: column.number({}), hours: column.number({}) } },
          { requireTarget: false, synthetic: false, threads },
        )
        return { rows: report.rows, readings: report.readings, columns: report.columns }
      }),
    )
    expect(reports[0]).toMatchObject({
      rows: 40_000,
      readings: [
        {
          skipped: [
            { kind: 'repeated-headings', lines: [40_002] },
            { kind: 'total', lines: [80_003] },
          ],
        },
      ],
    })
    expect(reports.slice(1)).toEqual([reports[0], reports[0]])
  })

  test.each([
    ['a row that was cut off', ['School 99;43,0']],
    ['a row with its name only', ['School 99;;;']],
    ['a name that begins like a total', ['Total Energies;1,5;2;low']],
    ['a category that is called like a total', ['Total;1,5;2;low', ...rows, 'Total;2,5;1;high']],
    ['a row in the middle', ['TOTAL;1;2;', ...rows]],
  ])('are not %s', async (_, more) => {
    const { report } = await readRows(file([headings, ...rows, ...more]), schema)
    expect(report.rows).toBe(60 + more.length)
    expect(report.reading.skipped).toEqual([])
  })

  test('are not sparse rows of a sparse table, nor rows of one column', async () => {
    const sparse = Array.from({ length: 30 }, (_, i) => `;${i};;`)
    expect((await readRows(file([headings, ...sparse, 'Ana Lima;;;']), schema)).report.rows).toBe(31)
    const one = { columns: { kind: column.category({ categories: ['total', 'part'] }) } }
    expect((await readRows(file(['kind', 'part', 'part', 'total']), one)).report.rows).toBe(3)
    expect((await readRows(file(['kind', 'kind', 'part']), one)).report.rows).toBe(2)
  })

  test('stop the reading where lines above the headings look like rows', async () => {
    await expect(train(['School 1;1,5;2;low', headings, ...rows])).rejects.toMatchObject({
      code: 'headings-below-rows',
      values: { line: 2, row: 1 },
    })
  })
})

test.each<[string, string, BufferEncoding]>([
  ['utf-8', 'São Paulo', 'utf8'],
  ['windows-1252', 'São Paulo', 'latin1'],
  ['utf-16le', '\ufeffSão Paulo', 'utf16le'],
  ['utf-8', 'Sao Paulo', 'latin1'],
])('a file in %s is read and reported as such', async (encoding, text, bytes) => {
  const city = text.replace('\ufeff', '')
  const mark = text.startsWith('\ufeff') ? '\ufeff' : ''
  const path = file([`${mark}city,n`, `${city},1`], bytes)
  const { table, report } = await readTable(
    [path],
    { columns: { city: column.text({ feature: true }), n: column.integer({}) } },
    { requireTarget: false, synthetic: false },
  )
  expect(report.readings).toMatchObject([{ encoding }])
  expect(table.columns.get('city')).toMatchObject({ values: [city] })
})

test('a last row whose category is called like a total is a row, where the project has that category', async () => {
  const rows = Array.from({ length: 9 }, (_, i) => `${i % 2 === 0 ? 'Alta' : 'Baixa'};${i};${i}`)
  const path = file(['level;a;b', ...rows, 'Média;3;'])
  const read = async (categories: string[]) => {
    const columns = { level: column.category({ categories }), a: column.number({}), b: column.number({}) }
    const { report } = await readTable([path], { columns }, { requireTarget: false, synthetic: false })
    return { rows: report.rows, skipped: report.readings?.[0]?.skipped }
  }
  expect(await read(['Alta', 'Média', 'Baixa'])).toEqual({ rows: 10, skipped: [] })
  expect(await read(['Alta', 'Baixa'])).toEqual({
    rows: 9,
    skipped: [{ kind: 'total', count: 1, lines: [11] }],
  })
})

describe('a last line with every cell filled', () => {
  const plain = {
    columns: { city: column.text({ feature: true }), a: column.number({}), b: column.number({}) },
  }
  const cities = (count: number, cells: (i: number) => string): string[] => {
    return [
      'city;a;b',
      ...Array.from({ length: count }, (_, i) => `${['Recife', 'Natal', 'Belém'][i % 3]};${cells(i)}`),
    ]
  }
  const seven = cities(7, (i) => `${i + 1};${2 * (i + 1)}`)
  const many = cities(300, (i) => `${i % 7},5;${i % 90}`)
  const read = async (lines: readonly string[], schema: TableSchema = plain) => {
    const { report } = await readRows(file(lines), schema)
    return { rows: report.rows, skipped: report.reading.skipped.map(({ kind }) => kind) }
  }

  test.each([
    ['sums', [...seven, 'TOTAL GERAL;28;56'], 7],
    ['sums of a part of a file', [...seven, 'Total;28;56', ...seven, 'Total;28;56'], 14],
    ['a sum and a count', [...seven, 'Soma;28;7'], 7],
    ['means', [...cities(7, (i) => `${i};${i * i * i}`), 'Média;3;63,0'], 7],
    ['sums with thousands set apart', [...cities(9, () => '500,5;1'), 'Grand total;4.504,50;9'], 9],
    ['a sum of more rows than are kept', [...many, 'Total;1050,0;12.690'], 300],
    [
      'codes that come again',
      ['city;a;b', ...Array.from({ length: 9 }, (_, i) => `CUS_${i % 4};${i};1`), 'Subtotal;5;9'],
      9,
    ],
  ])('is a total: %s', async (_, lines, rows) => {
    const found = await read(lines)
    expect(found.rows).toBe(rows)
    expect(new Set(found.skipped.filter((kind) => kind !== 'repeated-headings'))).toEqual(new Set(['total']))
  })

  test.each([
    ['other numbers', [...seven, 'Total;28;55']],
    ['numbers that rows have too', [...cities(7, (i) => (i === 0 ? '3;4' : '0;0')), 'Total;3;4']],
    ['the next numbers', [...cities(8, (i) => `${i};${i}`), 'Total;8;8']],
    ['the means as whole numbers', [...cities(7, () => '3;4'), 'Média;3;4']],
    ['no numbers', ['city;a', 'Recife;low', 'Recife;high', 'Natal;low', 'Total;high']],
    [
      'sums, of a city that is called so above',
      [...seven.slice(0, 4), 'Total;1;1', 'Natal;2;2', 'Total;9;15'],
    ],
    ['large numbers below many rows', [...many, 'Total;900;900']],
    [
      'the text of a note, where others have it',
      ['city;a', 'Records: 8;1', 'Records: 9;2', 'Natal;3', 'Records: 12;'],
    ],
  ])('is a row: %s', async (_, lines) => {
    expect(await read(lines, { columns: { city: column.text({ feature: true }) } })).toEqual({
      rows: lines.length - 1,
      skipped: [],
    })
  })

  test('is a row if its first cell is a label of a category, under a heading that is a label', async () => {
    const level = column.category({
      categories: ['some', 'all'],
      label: { en: 'Cover', 'pt-BR': 'Cobertura' },
      categoryLabels: { some: { en: 'Part', 'pt-BR': 'Parcial' }, all: { en: 'All', 'pt-BR': 'Total' } },
    })
    const lines = (last: string) => ['Cobertura;a', 'Parcial;1', 'Parcial;2', 'Parcial;3', last]
    const schema = { columns: { level, a: column.number({}) } }
    expect(await read(lines('Total;6'), schema)).toEqual({ rows: 4, skipped: [] })
    expect(await read(lines('Soma;6'), schema)).toEqual({ rows: 3, skipped: ['total'] })
  })
})
