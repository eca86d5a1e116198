import fc from 'fast-check'
import { expect, test } from 'vitest'
import { detectSeparator } from './dialect.ts'
import { CsvScanner, incomplete, unclosedQuote } from './scanner.ts'

function rowsOf(text: string | Buffer, separator = ','): string[][] {
  const buffer = Buffer.from(text)
  const scanner = new CsvScanner(separator)
  scanner.setBuffer(buffer)
  const rows: string[][] = []
  for (let at = 0; at < buffer.length; ) {
    at = scanner.scan(at, true)
    if (at < 0) throw new Error(`scan answered ${at}`)
    rows.push(Array.from({ length: scanner.count }, (_, cell) => scanner.text(cell)))
  }
  return rows
}

test.each([
  [
    'a,b\r\n1,2\r\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,b\r1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,\n,b',
    [
      ['a', ''],
      ['', 'b'],
    ],
  ],
  ['"a,b","say ""hi""","two\nlines"', [['a,b', 'say "hi"', 'two\nlines']]],
  ['"a" ,b', [['a', 'b']]],
  ['"a"b,c', [['"a"b', 'c']]],
  ['5" disk,b', [['5" disk', 'b']]],
  ['"",x', [['', 'x']]],
  ['a,', [['a', '']]],
])('scan() divides %j', (text, rows) => expect(rowsOf(text)).toEqual(rows))

test('scan() reads back what a writer wrote, cut anywhere', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '1', ',', '"', '\n', ' ', '\r') })
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(rows, fc.nat(200), (wanted, cut) => {
      const text = wanted
        .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
        .join('\n')
      expect(rowsOf(text)).toEqual(wanted)
      const scanner = new CsvScanner(',')
      const part = Buffer.from(text).subarray(0, cut)
      scanner.setBuffer(part)
      // A part never gives a wrong first record: it is incomplete, or the whole first one.
      const next = scanner.scan(0, false)
      if (next !== incomplete)
        expect(Array.from({ length: scanner.count }, (_, i) => scanner.text(i))).toEqual(wanted[0])
    }),
  )
})

test('scan() says that a quote is open at the end', () => {
  const scanner = new CsvScanner(',')
  scanner.setBuffer(Buffer.from('a,"b\nc'))
  expect(scanner.scan(0, false)).toBe(incomplete)
  expect(scanner.scan(0, true)).toBe(unclosedQuote)
})

test('text() takes bytes that are no UTF-8 as windows-1252', () => {
  expect(rowsOf(Buffer.concat([Buffer.from('São,'), Buffer.from([0x53, 0xe3, 0x6f, 0x2c, 0x80])]))).toEqual([
    ['São', 'São', '€'],
  ])
})

test('number() is exactly what Number() makes of the text, or NaN', () => {
  const numbers = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map(String),
    fc.tuple(fc.integer(), fc.nat(999_999)).map(([whole, part]) => `${whole}.${part}`),
    fc.constantFrom('', '-', '.', '1.', '.5', '1.2.3', '12_', '--1', '1e5', 'x', '0.1', '123456789012345'),
  )
  fc.assert(
    fc.property(numbers, (text) => {
      const scanner = new CsvScanner(',')
      scanner.setBuffer(Buffer.from(`${text},end`))
      scanner.scan(0, true)
      const value = scanner.number(0)
      return Number.isNaN(value) || (value === Number(text) && /\d/.test(text))
    }),
  )
  const scanner = new CsvScanner(',')
  scanner.setBuffer(Buffer.from('0.1,-12.5,x'))
  scanner.scan(0, true)
  expect([0, 1, 2].map((cell) => scanner.number(cell))).toEqual([0.1, -12.5, Number.NaN])
})

test('hash() is equal for equal rows and differs for different ones', () => {
  const scanner = new CsvScanner(',')
  const text = 'a,bc\nab,c\na,bc\n'
  scanner.setBuffer(Buffer.from(text))
  const hashes: number[] = []
  for (let at = 0; at < text.length; ) {
    at = scanner.scan(at, true)
    hashes.push(scanner.hash())
  }
  expect(hashes[0]).toBe(hashes[2])
  expect(hashes[0]).not.toBe(hashes[1])
})

test.each([
  ['a;b;c\n1,5;2,5;3,5\n', ';'],
  ['a\tb, c\n1\t2\n', '\t'],
  ['a|b\n1|2', '|'],
  ['"x;y;z",b\n"1;2;3",4', ','],
  ['single\n1\n2', ','],
])('detectSeparator() of %j is %j', (text, separator) =>
  expect(detectSeparator(Buffer.from(text), true)).toBe(separator),
)
