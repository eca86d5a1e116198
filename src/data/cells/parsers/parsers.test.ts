import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalComma, looseNumber, plainNumber, yearsAndMonths } from './parsers.ts'

describe('plainNumber()', () => {
  test.each([
    ['12', 12],
    [' -3.5 ', -3.5],
    ['+4.', 4],
    ['.5', 0.5],
    ['1e-3', 0.001],
    ['28_', null],
    ['1,5', null],
    ['0x10', null],
    ['', null],
    ['Infinity', null],
    ['1e999', null],
    ['NaN', null],
    ['1 2', null],
  ])('reads %j as %j', (cell, value) => expect(plainNumber(cell)).toBe(value))

  test('reads back every finite number that JavaScript writes', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (value) => plainNumber(String(value)) === value + 0 || value === 0,
      ),
    )
  })
})

describe('looseNumber()', () => {
  test.each([
    ['28_', 28],
    ['_28.5__', 28.5],
    ['-500', -500],
    ['$ 1,234.56', 1234.56],
    ['R$ 1.234,56', 1234.56],
    ['USD 10', 10],
    ['-€5', -5],
    ['5 %', 5],
    ['70 kg', 70],
    ['28 years', 28],
    ['3 per month', 3],
    ['1,234', 1234],
    ['1,234,567', 1234567],
    ['1.234.567', 1234567],
    ['1.234', 1.234],
    ['1,5', 1.5],
    ['0,051', 0.051],
    ['-0,125', -0.125],
    ['R$ 0,238', 0.238],
    ['12,50', 12.5],
    ["1'234.5", 1234.5],
    ['1 234,5', 1234.5],
    ['(12.5)', -12.5],
    ['__10000__', 10000],
  ])('finds the number in %j', (cell, value) => expect(looseNumber(cell)).toBe(value))

  test.each([
    '_',
    'abc',
    'A11',
    '821-00-0265',
    '3 to 5',
    '22 Years and 1 Months',
    '10k',
    '2 mi',
    '1,23,4',
    '',
    '#F%$D@*&8',
    '!@9#%8',
  ])('finds none in %j', (cell) => expect(looseNumber(cell)).toBeNull())
})

describe('decimalComma()', () => {
  test.each([
    ['12,5', 12.5],
    ['1.234,56', 1234.56],
    ['-1.234.567', -1234567],
    ['1234', 1234],
    ['1.234', 1234],
    ['8,328', 8.328],
    ['0,051', 0.051],
    ['-0,125', -0.125],
    ['R$ 3.065,60', 3065.6],
    ['R$ 3.961', 3961],
    ['(12,5)', -12.5],
    ['12,5 %', 12.5],
    ['1 234,5', 1234.5],
    ['1.5', null],
    ['0.125', null],
    ['1,2,3', null],
    ['10k', null],
    ['x', null],
  ])('reads %j as %j', (cell, value) => expect(decimalComma(cell)).toBe(value))
})

describe('yearsAndMonths()', () => {
  test.each([
    ['22 Years and 1 Months', 265],
    ['0 Years and 11 Months', 11],
    ['3 years', 36],
    ['5 months', 5],
    ['2 anos e 3 meses', 27],
    ['1 ano, 1 mês', 13],
    ['22', null],
    ['', null],
    ['and', null],
    ['Years', null],
  ])('reads %j as %j', (cell, value) => expect(yearsAndMonths(cell)).toBe(value))
})

test('numbers are grouped as in Switzerland, France and India, and negative as accountants and SAP write them', () => {
  expect(
    ["1'234.5", '1’234.5', '1\u2009234.5', '12,34,567.5', '1,00,000', '₹ 1,00,000'].map(looseNumber),
  ).toEqual([1234.5, 1234.5, 1234.5, 1_234_567.5, 100_000, 100_000])
  expect(['R$ (12,50)', '(R$ 12,50)', '12,50-', '1.234,5-', '−12,5', 'R$ −12,5'].map(decimalComma)).toEqual([
    -12.5, -12.5, -12.5, -1234.5, -12.5, -12.5,
  ])
  expect(['-(12)', '((12))', '12-5', '--12', '−−12', '1,23', '12,34,56'].map(looseNumber)).toEqual([
    null,
    null,
    null,
    null,
    null,
    1.23,
    null,
  ])
})
