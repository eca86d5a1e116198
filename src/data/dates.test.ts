import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { rowXml, workbookParts, zipOf } from '../../test/kit/workbook.ts'
import { column, type DateColumn } from './column.ts'
import { fillColumns } from './fill.ts'
import { readTable } from './readers/read-table.ts'
import { cellValue, concatTables, sliceTable, type Table, takeRows } from './table.ts'
import { timesOf } from './times.ts'

const scoring = { requireTarget: false, synthetic: false } as const

async function read(
  cells: readonly string[],
  date: DateColumn,
  more: Readonly<Record<string, unknown>> = {},
) {
  const path = join(tempFolder(), 'data.csv')
  writeFileSync(path, ['id;when', ...cells.map((cell, i) => `${i % 3};${cell}`), ''].join('\n'))
  return await readFile(path, date, more)
}

async function readFile(path: string, date: DateColumn, more: Readonly<Record<string, unknown>> = {}) {
  const derived = { month: { from: ['when'] } }
  const { table, report } = await readTable(
    [path],
    { columns: { id: column.identifier({}), when: date }, derived, ...more },
    scoring,
  )
  return { table, values: valuesOf(table), report: report.columns.find(({ name }) => name === 'when') }
}

function valuesOf(table: Table) {
  const data = table.columns.get('when')
  return Array.from({ length: table.rowCount }, (_, row) =>
    data === undefined ? undefined : cellValue(data, row),
  )
}

describe('a column of days', () => {
  test('reads its own form and ISO 8601, and reports what is no day', async () => {
    const cells = [
      '05/03/2022',
      '2022-03-06',
      '07/03/2022 00:00',
      '08/03/2022 14:30',
      '31/02/2022',
      'NA',
      '',
      '05/03/1899',
      'soon',
    ]
    const { values, report } = await read(cells, column.date({ dayFirst: true, min: '1900-01-01' }))
    expect(values).toEqual([
      '2022-03-05',
      '2022-03-06',
      '2022-03-07',
      '2022-03-08',
      null,
      null,
      null,
      null,
      null,
    ])
    expect(report).toMatchObject({
      type: 'date',
      present: 4,
      problems: [
        { problem: 'not-a-date', count: 2, examples: ['31/02/2022', 'soon'] },
        { problem: 'empty', count: 1 },
        { problem: 'marker', count: 1, examples: ['NA'] },
        { problem: 'out-of-range', count: 1, examples: ['05/03/1899'] },
      ],
      repaired: 1,
      repaired_examples: ['08/03/2022 14:30'],
      dates: { min: '2022-03-05', median: '2022-03-06', max: '2022-03-08' },
    })
  })

  test('takes the day of its zone where a time has an offset', async () => {
    const cells = ['2022-03-05T01:30:00Z', '2022-03-05 22:30:00-03', '2022-03-05T22:30:00']
    expect((await read(cells, column.date({}))).values).toEqual(['2022-03-05', '2022-03-06', '2022-03-05'])
    const there = await read(cells, column.date({ zone: 'America/Sao_Paulo' }))
    expect(there.values).toEqual(['2022-03-04', '2022-03-05', '2022-03-05'])
  })

  test('shows nothing of personal data', async () => {
    const when = column.date({ dayFirst: true, personal: true })
    const columns = { id: column.category({ categories: ['0', '1'] }), when }
    const { values, report } = await read(['05/03/1990', '31/02/1990'], when, { columns, derived: {} })
    expect(values).toEqual([undefined, undefined])
    expect(JSON.stringify(report)).not.toContain('1990')
  })
})

test('a column of times reads them in its zone, to the millisecond', async () => {
  const cells = [
    '05/03/2022 11:30',
    '2022-03-05T14:30:00.1239Z',
    '2022-03-05 11:30:15-03',
    '05/03/2022',
    '05/03/2022 24:00',
  ]
  const { values } = await read(cells, column.datetime({ dayFirst: true, zone: 'America/Sao_Paulo' }))
  expect(values).toEqual([
    '2022-03-05T14:30:00Z',
    '2022-03-05T14:30:00.123Z',
    '2022-03-05T14:30:15Z',
    '2022-03-05T03:00:00Z',
    null,
  ])
})

test('the last day of a column of times counts whole', async () => {
  const cells = ['2022-03-05T23:59:59.999', '2022-03-06T00:00']
  const { values } = await read(
    cells,
    column.datetime({ zone: 'America/Sao_Paulo', min: '2022-03-05', max: '2022-03-05' }),
  )
  expect(values).toEqual(['2022-03-06T02:59:59.999Z', null])
})

describe('serial numbers of Excel', () => {
  // Excel shows these days for the serial numbers; it counts a 29th of February 1900, which is 60.
  test.each([
    [1900, ['1', '59', '61', '44625', '44625.604166666664', '2958465', '0.5', '-1', '1e9', '05/03/2022', '20220305'],
      ['1900-01-01', '1900-02-28', '1900-03-01', '2022-03-05', '2022-03-05', '9999-12-31', '1899-12-31', null, null, '2022-03-05', '2022-03-05']],
    [1904, ['0', '1462', '43163'], ['1904-01-01', '1908-01-02', '2022-03-05']],
  ] as const)('count from %d', async (serial, cells, days) => {
    expect((await read(cells, column.date({ dayFirst: true, serial }))).values).toEqual(days)
  }) // biome-ignore format: a table

  test('are dates only where the column says so', async () => {
    expect((await read(['44625'], column.date({}))).values).toEqual([null])
  })

  test('are read from the number cells of a workbook', async () => {
    const path = join(tempFolder(), 'data.xlsx')
    const rows = `${rowXml(['id', 'when'])}<row><c t="inlineStr"><is><t>1</t></is></c><c><v>44625</v></c></row>`
    writeFileSync(path, zipOf(workbookParts({ Dados: `<sheetData>${rows}</sheetData>` })))
    expect((await readFile(path, column.date({ serial: 1900 }))).values).toEqual(['2022-03-05'])
    const { values, report } = await readFile(path, column.date({}))
    expect(values).toEqual([null])
    expect(report?.problems).toEqual([{ problem: 'not-a-date', count: 1, examples: ['44625'] }])
  })
})

test('dates keep their kind where rows are taken, sliced and joined, and gaps are filled from the entity', async () => {
  const same = column.date({ constantWithinEntity: true })
  const { table } = await read(['2022-03-05', '2022-03-06', '2022-03-07', '', '', ''], same, { entity: 'id' })
  fillColumns(table, { columns: { id: column.identifier({}), when: same }, entity: 'id' })
  const days = ['2022-03-05', '2022-03-06', '2022-03-07', '2022-03-05', '2022-03-06', '2022-03-07']
  expect(valuesOf(table)).toEqual(days)
  expect(valuesOf(takeRows(table, Int32Array.of(5, 0)))).toEqual(['2022-03-07', '2022-03-05'])
  expect(valuesOf(concatTables([sliceTable(table, 0, 2), sliceTable(table, 2, 6)]))).toEqual(days)
})

test('times stand in their order, whatever kind of column has them', () => {
  const noon = Date.parse('2022-03-05T12:00:00Z')
  expect(
    timesOf({ kind: 'date', values: Float64Array.of(noon, Number.NaN), precision: 'millisecond' }),
  ).toEqual(Float64Array.of(noon, Number.NaN))
  expect(timesOf({ kind: 'number', values: Float64Array.of(3, 1) })).toEqual(Float64Array.of(3, 1))
  expect(timesOf({ kind: 'category', codes: Int32Array.of(1, -1), categories: ['Jan', 'Feb'] })).toEqual(
    Float64Array.of(1, Number.NaN),
  )
  const texts = { kind: 'text', values: ['2022-03-05T12:00:00Z', null, 'soon'] } as const
  expect(timesOf({ ...texts, values: [...texts.values] })).toEqual(
    Float64Array.of(noon, Number.NaN, Number.NaN),
  )
  expect(() =>
    timesOf({ ...texts, values: [...texts.values] }, (seen) => new Error(`no time: ${seen}`)),
  ).toThrow('no time: soon')
})
