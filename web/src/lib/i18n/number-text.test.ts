import { expect, test } from 'vitest'
import { languages } from 'lapidary/client'
import { readNumber, writeNumber } from './number-text.ts'

test.each([
  ['3.665,50', 3665.5],
  ['1.500', 1500],
  ['3665,5', 3665.5],
  [' 35.000 ', 35_000],
  ['-1.234.567,8', -1_234_567.8],
  [',5', 0.5],
  ['1.5', null],
  ['3665.5', null],
  ['1234.567', null],
  ['1,500.5', null],
  ['1.500.00', null],
])('in Portuguese %s is %s', (text, value) => expect(readNumber(text, 'pt-BR')).toBe(value))

test.each([
  ['3,665.50', 3665.5],
  ['1,500', 1500],
  ['1.500', 1.5],
  ['3665.5', 3665.5],
  ['3665,5', null],
  ['1,50', null],
  ['1.500,5', null],
])('in English %s is %s', (text, value) => expect(readNumber(text, 'en')).toBe(value))

test.each(['', ' ', '-', '.', ',', '1e3', '12_', 'NaN', 'Infinity', '0x10', '1 000', '5.', '--5'])(
  '%j is no number',
  (text) => {
    for (const language of languages) expect(readNumber(text, language)).toBeNull()
  },
)

test('what is written is read again, digit by digit', () => {
  expect(writeNumber(20_000.25, 'pt-BR')).toBe('20.000,25')
  expect(writeNumber(20_000.25, 'en')).toBe('20,000.25')
  for (const value of [0, -3, 0.1, 1e-7, 1999, 3665.5, 178_344.067_291, 123_456_789_012, 2 / 3]) {
    for (const language of languages) expect(readNumber(writeNumber(value, language), language)).toBe(value)
  }
})
