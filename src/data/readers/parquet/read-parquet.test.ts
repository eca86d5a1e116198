import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPandasZone, writeParquet } from '../../../../test/kit/parquet.ts'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { parseDateTime, parseTime } from '../../../base/time/date-time.ts'
import { column } from '../../column.ts'
import { openSource } from '../file-source.ts'
import { decimalComma, looseNumber, yearsAndMonths } from '../../cells/parsers/parsers.ts'
import { readTable } from '../read-table.ts'
import { cellValue } from '../../table.ts'
import { readParquet } from './read-parquet.ts'

type Cell = { readonly text: string; readonly isNumber: boolean }

/** The cells of the only row of a query, by column, after a way through a Parquet file. */
async function cellsOf(
  query: string,
  metadata?: Readonly<Record<string, string>>,
): Promise<Record<string, Cell>> {
  const path = join(tempFolder(), 'data.parquet')
  await writeParquet(path, query, metadata)
  let names: readonly string[] = []
  const cells: Record<string, Cell> = {}
  const source = await openSource(path)
  await readParquet(
    source,
    {
      begin: (_, first) => {
        names = first
        return false
      },
      add: (record) => {
        for (const [c, name] of names.entries())
          cells[name] = { text: record.text(c), isNumber: record.isNumber(c) }
      },
    },
    { seen: () => undefined },
  )
  return cells
}

const number = (text: string): Cell => ({ text, isNumber: true })
const text = (of: string): Cell => ({ text: of, isNumber: false })

test('readParquet() takes numbers as the numbers they are, and keeps the digits that a double would lose', async () => {
  const cells =
    await cellsOf(`select 0.1::float as f, 1e-7::float as small, 1234.5::double as d, 1.234::decimal(18,3) as money,
    12::decimal(38,0) as id, 12345678901234567.5::decimal(38,1) as long, 9007199254740993::bigint as big, -5::tinyint as t,
    18446744073709551615::ubigint as u, 4294967295::uinteger as u32, 'nan'::double as nan, '-inf'::double as inf, null::double as none`)
  expect(cells).toEqual({
    f: number('0.1'),
    small: number('1e-7'),
    d: number('1234.5'),
    money: number('1.234'),
    id: number('12'),
    long: text('12345678901234567.5'),
    big: text('9007199254740993'),
    t: number('-5'),
    u: text('18446744073709551615'),
    u32: number('4294967295'),
    nan: text('NaN'),
    inf: number('-Infinity'),
    none: text(''),
  })
})

test('readParquet() writes times as ISO 8601, and all that is no number as text', async () => {
  const cells = await cellsOf(`select date '2026-01-31' as day, timestamp '2026-01-31 09:08:07' as plain,
    timestamp '2026-01-31 09:08:07.25' as fraction, timestamp_ns '2026-01-31 09:08:07.123456789' as nano, time '09:08:07' as clock,
    timestamptz '2026-01-31 09:08:07.5+00' as zoned, null::timestamptz as none, 'infinity'::timestamptz as never,
    interval 14 months as duration, true as yes, 'S\\xC3\\xA3o'::blob as bytes, '\\xFF'::blob as binary, 'b'::enum('a', 'b') as category,
    ['a, b', 'c"d', null] as list, [0.1::float] as floats, [[1]] as nested, {'a': 1, 'b': [true]} as struct, []::integer[] as empty`)
  expect(Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, cell.text]))).toEqual({
    day: '2026-01-31',
    plain: '2026-01-31T09:08:07',
    fraction: '2026-01-31T09:08:07.25',
    nano: '2026-01-31T09:08:07.123456789',
    clock: '09:08:07',
    zoned: '2026-01-31T09:08:07.5+00:00',
    none: '',
    never: 'infinity',
    duration: '1 year 2 months',
    yes: 'true',
    bytes: 'São',
    binary: '\\xFF',
    category: 'b',
    list: '["a, b","c\\"d",null]',
    floats: '["0.1"]',
    nested: '[[1]]',
    struct: '{"a":1,"b":[true]}',
    empty: '[]',
  })
  expect(Object.values(cells).some(({ isNumber }) => isNumber)).toBe(false)
  for (const name of ['plain', 'fraction', 'nano', 'zoned'])
    expect(parseTime(cells[name]?.text ?? '')).not.toBeNull()
  expect(parseDateTime(cells['zoned']?.text ?? '')?.start).toBe(Date.parse('2026-01-31T09:08:07.500Z'))
})

/**
 * Written by pyarrow: `pq.write_table(pa.table({'a': pa.array([1], pa.int64()), 'wo': pa.array([0],
 * pa.timestamp('us')), 'sp': pa.array([0], pa.timestamp('us', 'America/Sao_Paulo')), 'fx':
 * pa.array([0], pa.timestamp('ns', '+05:30')), 'dict': pa.array(['x']).dictionary_encode(), 'bad':
 * pa.array([0], pa.timestamp('ms', 'Mars/Base'))}), path)`, then
 * `pq.ParquetFile(path).metadata.metadata[b'ARROW:schema']`.
 */
const arrowSchema =
  '/////9ABAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAEAAAAaP///wQAAAAGAAAAdAEAADABAADgAAAApAAAAFQAAAAEAAAAtP7//wAAAQoQAAAAFAAAAAQAAAAAAAAAAwAAAGJhZAAw////AAABAAQAAAAJAAAATWFycy9CYXNlAAAAEAAYAAgABgAHAAwAEAAUABAAAAAAAAEFFAAAADwAAAAgAAAABAAAAAAAAAAEAAAAZGljdAAAAAAIAAgAAAAEAAgAAAAEAAAACP///wAAAAEgAAAABAAEAAQAAABM////AAABChAAAAAUAAAABAAAAAAAAAACAAAAZngAAMj///8AAAMABAAAAAYAAAArMDU6MzAAAIT///8AAAEKEAAAABwAAAAEAAAAAAAAAAIAAABzcAAACAAMAAYACAAIAAAAAAACAAQAAAARAAAAQW1lcmljYS9TYW9fUGF1bG8AAADQ////AAABChAAAAAcAAAABAAAAAAAAAACAAAAd28AAAAABgAIAAYABgAAAAAAAgAQABQACAAGAAcADAAAABAAEAAAAAAAAQIQAAAAHAAAAAQAAAAAAAAAAQAAAGEAAAAIAAwACAAHAAgAAAAAAAABQAAAAA=='

test('readParquet() shows times in the zone that Arrow wrote into the file, in UTC where it knows none such', async () => {
  const at = (time: string): string => `timestamptz '${time}+00'`
  const query = `select 1 as a, timestamp '2018-11-04 03:30:00' as wo, ${at('2018-11-04 02:30:00')} as sp, ${at('2018-11-04 03:30:00')} as fx,
    'x' as dict, ${at('2018-11-04 03:30:00')} as bad`
  const cells = await cellsOf(query, { 'ARROW:schema': arrowSchema })
  expect(Object.values(cells).map((cell) => cell.text)).toEqual([
    '1',
    '2018-11-04T03:30:00',
    '2018-11-03T23:30:00-03:00', // half an hour before the clocks were put forward
    '2018-11-04T09:00:00+05:30',
    'x',
    '2018-11-04T03:30:00+00:00',
  ])
})

test.each([
  ['America/Sao_Paulo', '2018-11-04 03:30:00', '2018-11-04T01:30:00-02:00'],
  ['America/Sao_Paulo', '1900-01-01 12:00:00.5', '1900-01-01T08:54:00.5-03:06'],
  ['Brazil/East', '2026-01-01 02:00:00', '2025-12-31T23:00:00-03:00'],
  ['-03:00', '2026-01-01 02:00:00', '2025-12-31T23:00:00-03:00'],
  ['UTC', '2026-01-01 02:00:00', '2026-01-01T02:00:00+00:00'],
])(
  'readParquet() shows times in the zone %s that pandas wrote into the file',
  async (zone, time, expected) => {
    const cells = await cellsOf(`select timestamptz '${time}+00' as quando`, createPandasZone('quando', zone))
    expect(cells['quando']?.text).toBe(expected)
    const instant = Date.parse(`${time.replace(' ', 'T')}Z`)
    expect(parseDateTime(expected)?.start).toBe(instant)
  },
)

test('readParquet() refuses a description of zones that is cut short', async () => {
  const cut = cellsOf(`select now() as quando`, { 'ARROW:schema': arrowSchema.slice(0, 80) })
  await expect(cut).rejects.toMatchObject({ code: 'unreadable-file' })
})

test('readTable() takes a number of a Parquet file as it is, whatever parser its column has, and by its range', async () => {
  const path = join(tempFolder(), 'data.parquet')
  await writeParquet(path, `select unnest([1.234, 1234, 0.125, -999, 5000]::double[]) as v`)
  const of = async (options: Parameters<typeof column.number>[0]): Promise<unknown[]> => {
    const { table } = await readTable(
      [path],
      { columns: { v: column.number(options) } },
      { requireTarget: false, synthetic: false },
    )
    const data = table.columns.get('v')
    return Array.from({ length: table.rowCount }, (_, row) =>
      data === undefined ? undefined : cellValue(data, row),
    )
  }
  for (const parse of [undefined, decimalComma, looseNumber, yearsAndMonths]) {
    const options = { max: 2000, missing: ['-999'], ...(parse && { parse }) }
    expect(await of(options), parse?.name).toEqual([1.234, 1234, 0.125, null, null])
  }
})

test('readTable() reads numbers that a Parquet file holds as texts by the decimal mark of their column', async () => {
  const path = join(tempFolder(), 'texts.parquet')
  await writeParquet(
    path,
    `select * from (values ('1.000', 1.5::double, '1'), ('1.234,5', 2, '2'), ('7,25', 2.25, '3')) t(v, n, i)`,
  )
  const columns = { v: column.number({}), n: column.number({}), i: column.integer({}) }
  const { table, report } = await readTable([path], { columns }, { requireTarget: false, synthetic: false })
  const read = Object.keys(columns).map((name) =>
    [0, 1, 2].map((row) => cellValue(table.columns.get(name) as never, row)),
  )
  expect(read).toEqual([
    [1000, 1234.5, 7.25],
    [1.5, 2, 2.25],
    [1, 2, 3],
  ])
  expect(report.readings).toEqual([{ kind: 'parquet', decimal_mark: 'comma', skipped: [] }])
})
