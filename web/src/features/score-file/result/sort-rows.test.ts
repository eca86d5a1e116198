import { expect, test } from 'vitest'
import { sortRows } from './sort-rows.ts'

const rows = [
  { number: 1, cells: ['b', '0.9'] },
  { number: 2, cells: ['á', '0.10'] },
  { number: 3, cells: ['', ''] },
  { number: 4, cells: ['c', '0.9'] },
]
const numbers = (column: number | null, descending: boolean): string =>
  sortRows(rows, { column, descending })
    .map(({ number }) => number)
    .join('')

test('numbers sort as numbers, text as people read it, equal ones by row, empty ones last', () => {
  expect(numbers(null, false)).toBe('1234')
  expect(numbers(null, true)).toBe('4321')
  expect(numbers(0, false)).toBe('2143')
  expect(numbers(0, true)).toBe('4123')
  expect(numbers(1, false)).toBe('2143')
  expect(numbers(1, true)).toBe('1423')
})
