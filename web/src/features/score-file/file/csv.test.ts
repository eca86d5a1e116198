import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CsvReader } from './csv.ts'

function read(pieces: readonly string[]): string[][] {
  const rows: string[][] = []
  const reader = new CsvReader((cells) => rows.push(cells))
  for (const piece of pieces) reader.push(piece)
  reader.end()
  return rows
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

describe('CsvReader', () => {
  test.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,\r\n',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    ['a\n"x ""y"", z"\n', [['a'], ['x "y", z']]],
    [
      'a,b\n"1\n2",3',
      [
        ['a', 'b'],
        ['1\n2', '3'],
      ],
    ],
    [
      'a,b\n,\n\n',
      [
        ['a', 'b'],
        ['', ''],
      ],
    ],
  ])('reads %j', (text, rows) => {
    expect(read([text])).toEqual(rows)
  })

  test('reads the same rows wherever the text is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'ç', ' ') })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { maxLength: 4 })
    fc.assert(
      fc.property(table, fc.array(fc.nat(60), { maxLength: 6 }), (rows, cuts) => {
        const text = rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length]
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end))
        expect(read(pieces)).toEqual(rows)
      }),
    )
  })
})
