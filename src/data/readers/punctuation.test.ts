import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRows } from '../../../test/kit/read-rows.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { type CellParser, column, type Columns } from '../column.ts'
import {
  decimalComma,
  looseNumber,
  plainNumber,
  swapMarks,
  yearsAndMonths,
} from '../cells/parsers/parsers.ts'
import { readTable } from './read-table.ts'
import { cellValue } from '../table.ts'

/** Windows-1252 for the characters that are used here. */
function write(lines: readonly (readonly string[])[], separator: string): string {
  const cell = (text: string): string => (/[",;\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const path = join(tempFolder(), 'table.csv')
  writeFileSync(
    path,
    Buffer.from(`${lines.map((cells) => cells.map(cell).join(separator)).join('\r\n')}\r\n`, 'latin1'),
  )
  return path
}

/** The table as programs in other places write it: `,` and points, or `;` and commas. */
function bothWays(lines: readonly (readonly string[])[]): { readonly dot: string; readonly comma: string } {
  return {
    dot: write(lines, ','),
    comma: write([lines[0] ?? [], ...lines.slice(1).map((cells) => cells.map(swapMarks))], ';'),
  }
}

async function read(path: string, columns: Columns, threads = 1) {
  const { table, report } = await readTable(
    [path],
    { columns },
    { requireTarget: false, synthetic: false, threads },
  )
  const values = [...table.columns].map(([name, data]) => [
    name,
    Array.from({ length: table.rowCount }, (_, row) => cellValue(data, row)),
  ])
  const lost = report.columns.map(({ problems }) => problems.map(({ problem, count }) => [problem, count]))
  return {
    values: Object.fromEntries(values) as Record<string, unknown[]>,
    lost,
    reading: report.readings?.[0],
  }
}

/** One column of a file whose cells `;` divides. */
async function readColumn(cells: readonly string[], options: object = {}, others: readonly string[] = []) {
  const columns = { x: column.number(options), y: column.number({}) }
  const path = write([['x', 'y'], ...cells.map((cell, row) => [cell, others[row] ?? '1'])], ';')
  const { values, reading, lost } = await read(path, columns)
  return { x: values['x'], y: values['y'], reading, lost: lost[0] }
}

const currency = fc.constantFrom('', 'R$ ', '$ ', '_')
const unit = fc.constantFrom('', ' %', '_', ' kg')
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e7, max: 1e7 }).map(String),
  fc.double({ noNaN: true, min: 0.001, max: 999 }).map((value) => value.toFixed(2)),
  fc.double({ noNaN: true, min: 1, max: 9 }).map((value) => `${value.toFixed(2)}E+${10}`),
  fc.integer({ min: -5000, max: 5000 }).map(String),
)
const dirty = fc.tuple(currency, number, unit).map((parts) => parts.join(''))
const cell = fc.oneof(
  { weight: 6, arbitrary: number },
  { weight: 2, arbitrary: dirty },
  fc.constantFrom('', 'NA', 'x', '12.5.1', '(12.5)'),
)

describe('a table with points and commas, and the same one with semicolons and decimal commas', () => {
  const own: CellParser<number> = (text) => looseNumber(text.replace('kg', ''))
  const ownComma: CellParser<number> = (text) => plainNumber(text.replaceAll('.', '').replace(',', '.'))
  test.each([
    ['a project of points', { a: undefined, b: looseNumber }],
    ['a project of commas', { a: decimalComma, b: decimalComma }],
    ['parsers of the project', { a: own, b: ownComma }],
  ])('have the same values and the same lost cells for %s', async (_, parsers) => {
    const columns = {
      a: column.number(parsers.a === undefined ? {} : { parse: parsers.a }),
      b: column.number({ parse: parsers.b }),
      n: column.integer({}),
      months: column.integer({ parse: yearsAndMonths }),
      half: column.category({ categories: ['0.5', '1.5'] }),
      // Every file of either kind has a mark that is no other one.
      shown: column.number({}),
    }
    const row = fc.tuple(
      cell,
      cell,
      fc.integer().map(String),
      fc.constantFrom('2 anos e 3 meses', '1 year, 2 months', '7'),
      fc.constantFrom('0.5', '1.50', '?'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 3, maxLength: 30 }), async (rows) => {
        const { dot, comma } = bothWays([Object.keys(columns), ...rows.map((cells) => [...cells, '0.25'])])
        const [points, commas] = [await read(dot, columns), await read(comma, columns)]
        expect(commas.values).toEqual(points.values)
        expect(commas.lost).toEqual(points.lost)
        expect([points.reading?.separator, commas.reading?.separator]).toEqual([',', ';'])
      }),
      { numRuns: 60 },
    )
  })

  test('have the same values where one column is all there is to tell the mark by', async () => {
    const rows = fc.array(
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(3)),
      { minLength: 1 },
    )
    await fc.assert(
      fc.asyncProperty(rows, async (numbers) => {
        const { dot, comma } = bothWays([['a', 'b'], ...numbers.map((text) => [text, '1'])])
        for (const parse of [plainNumber, looseNumber, decimalComma]) {
          const columns = { a: column.number({ parse }), b: column.integer({}) }
          const expected = numbers.map((text) => Number(text))
          expect((await read(dot, columns)).values['a']).toEqual(expected)
          expect((await read(comma, columns)).values['a']).toEqual(expected)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('have the same values in pieces, and for 1, 2 and 3 threads', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [
      String(i % 91),
      `${i / 7}`,
      `R$ ${(i / 3).toFixed(2)}`,
      'x'.repeat(220),
    ])
    const columns = {
      n: column.integer({}),
      a: column.number({}),
      b: column.number({ parse: looseNumber }),
      t: column.text({}),
    }
    const { dot, comma } = bothWays([Object.keys(columns), ...rows])
    const expected = await read(dot, columns)
    for (const threads of [1, 2, 3]) {
      const { values, lost } = await read(comma, columns, threads)
      expect(values).toEqual(expected.values)
      expect(lost).toEqual(expected.lost)
    }
    const { table } = await readRows(comma, { columns })
    expect(
      Array.from({ length: table.rowCount }, (_, row) => cellValue(table.columns.get('a') as never, row)),
    ).toEqual(expected.values['a'])
  })
})

describe('the decimal mark of a column', () => {
  test('does not depend on where the cell stands that shows it', async () => {
    const open = Array.from({ length: 3000 }, () => '1,234')
    for (const place of [0, 1500, 3000]) {
      const { x } = await readColumn(open.toSpliced(place, 0, '0,5'), { parse: looseNumber })
      expect(new Set(x)).toEqual(new Set([1.234, 0.5]))
    }
  })

  test.each([
    ['the rest of the file shows the comma', ['1,234', '1.234'], ['0,5', '2,5'], [1.234, 1234]],
    ['the rest of the file shows the point', ['1,234', '1.234'], ['0.5', '2.5'], [1234, 1.234]],
  ])('is that of the file where its own cells leave it open: %s', async (_, cells, others, expected) => {
    const { x } = await readColumn(cells, { parse: looseNumber }, others)
    expect(x).toEqual(expected)
  })

  test('is its own one where columns differ, and the report names them', async () => {
    const { x, y, reading } = await readColumn(['26,1', '1.234,5', '7'], {}, ['85.6', '209.6', '1'])
    expect([x, y]).toEqual([
      [26.1, 1234.5, 7],
      [85.6, 209.6, 1],
    ])
    expect(reading).toMatchObject({ decimal_mark: 'point', other_decimal_mark: ['x'] })
  })

  test('of whole numbers leaves thousands to a mark before three digits', async () => {
    const path = write(
      [
        ['n', 'y'],
        ['1.234', 'a'],
        ['12.000', 'b'],
        ['7', 'a'],
      ],
      ';',
    )
    expect((await read(path, { n: column.integer({}) })).values['n']).toEqual([1234, 12_000, 7])
    const english = write(
      [
        ['n', 'y'],
        ['1,234', 'a'],
        ['1,234,567', 'b'],
      ],
      ',',
    )
    expect((await read(english, { n: column.integer({}) })).values['n']).toEqual([1234, 1_234_567])
    const shown = write(
      [
        ['n', 'y'],
        ['1.000', '0.5'],
        ['2.000', '1.5'],
      ],
      ',',
    )
    expect((await read(shown, { n: column.integer({}), y: column.number({}) })).values['n']).toEqual([1, 2])
  })

  test('is none where both are frequent: open cells are lost, counted and reported', async () => {
    const { x, lost, reading } = await readColumn(['12,5', '12.5', '1.234', '1,234', '8'], {
      parse: looseNumber,
    })
    expect(x).toEqual([12.5, 12.5, null, null, 8])
    expect(lost).toEqual([['not-a-number', 2]])
    expect(reading?.mixed_decimal_marks).toEqual(['x'])
    const plain = await readColumn(['12,5', '12.5', '8'])
    expect([plain.x, plain.lost]).toEqual([[null, 12.5, 8], [['not-a-number', 1]]])
  })

  test('is read with exponents, negatives, currency, units and spaces', async () => {
    const cells = ['1,5E+10', '-0,5', '(12,5)', 'R$ 1.234,56', '12,5 %', '28_', '1 234,5', ',5']
    const { x } = await readColumn(cells, { parse: looseNumber })
    expect(x).toEqual([1.5e10, -0.5, -12.5, 1234.56, 12.5, 28, 1234.5, 0.5])
  })

  test('leaves texts with points and commas to a parser that reads no numbers', async () => {
    const seen: string[] = []
    const parse: CellParser<number> = (text) => (
      seen.push(text), /^(\d\d)\.(\d\d)\.(\d{4})$/.test(text) ? Number(text.slice(-4)) : null
    )
    const { x } = await readColumn(['01.02.2024', '03.04.2023'], { parse }, ['0,5', '1,5'])
    expect(x).toEqual([2024, 2023])
    expect(seen).not.toContain('01,02,2024')
  })

  test('applies to markers and to cells that a column combines', async () => {
    const { x } = await readColumn(['-999,0', '1,5'], { missing: ['-999'] })
    expect(x).toEqual([null, 1.5])
    const sum = (cells: readonly (string | null)[]): string =>
      String(cells.reduce((all, text) => all + Number(text), 0))
    const path = write(
      [
        ['p', 'q', 'y'],
        ['1,5', '2,25', '0,5'],
      ],
      ';',
    )
    const columns = {
      total: column.number({ combine: { headings: ['p', 'q'], value: sum } }),
      y: column.number({}),
    }
    expect((await read(path, columns)).values).toEqual({ total: [3.75], y: [0.5] })
  })
})

test("a project's parser of decimal commas reads the cells of a file with points that show no mark as it reads those of one with commas", async () => {
  const own: CellParser<number> = (text) => plainNumber(text.replaceAll('.', '').replace(',', '.'))
  const columns = { a: column.number({ parse: own }), b: column.number({}) }
  const files = bothWays([['a', 'b'], ...['12.5.1', '7', 'x'].map((cell) => [cell, '0.5'])])
  const [dot, comma] = [await read(files.dot, columns), await read(files.comma, columns)]
  expect(dot.values['a']).toEqual([null, 7, null])
  expect([dot.values, dot.lost]).toEqual([comma.values, comma.lost])
})

test('thousands set apart by spaces or apostrophes need no decimal mark anywhere, and those of India show the point', async () => {
  const spaces = await readColumn(['1 234', '12 345', "1'234.5", '7'])
  expect(spaces.x).toEqual([1234, 12_345, 1234.5, 7])
  const india = await readColumn(['12,34,567.50', '1,00,000', '1,234'])
  expect(india.x).toEqual([1_234_567.5, 100_000, 1234])
})
