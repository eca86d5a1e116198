import { expect, test } from 'vitest'
import { editDistance, findNearestNames } from './nearest-names.ts'

test('editDistance() counts insertions, deletions, replacements and swaps', () => {
  expect(editDistance('aeg', 'age')).toBe(1)
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('', 'abc')).toBe(3)
  expect(editDistance('abc', 'abc')).toBe(0)
})

test('findNearestNames() ignores case and punctuation and leaves out what is too different', () => {
  const known = ['Annual_Income', 'annualincom', 'Age', 'Credit_Mix']
  expect(findNearestNames('annual income', known)).toEqual(['Annual_Income', 'annualincom'])
  expect(findNearestNames('CreditMix', known)).toEqual(['Credit_Mix'])
  expect(findNearestNames('Occupation', known)).toEqual([])
})

test.each([
  ['age', 'Age'],
  ['Aeg', 'Age'],
  ['annual income', 'Annual_Income'],
  ['AnualIncome', 'Annual_Income'],
  ['Num_Bank_Account', 'Num_Bank_Accounts'],
  ['num_loan', 'Num_of_Loan'],
  ['Salary', undefined],
  ['x', undefined],
  ['a'.repeat(100_000), undefined],
])('the nearest name to %.20s is %s', (name, nearest) => {
  expect(
    findNearestNames(name, ['Age', 'Annual_Income', 'Num_of_Loan', 'Num_Bank_Accounts', 'Credit_Mix'])[0],
  ).toBe(nearest)
})

test('looks at the first of very many names only, so that no file takes hours', () => {
  const many = Array.from({ length: 200_000 }, (_, i) => `${i}`.padStart(100, 'abcdefghij'))
  expect(findNearestNames('Annual_Income', ['annual income', ...many], 1)).toEqual(['annual income'])
  expect(findNearestNames('Annual_Income', [...many, 'annual income'], 1)).toEqual([])
})
