import { expect, test } from 'vitest'
import { editDistance, nearestNames } from './nearest-names.ts'

test('editDistance() counts insertions, deletions and replacements', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('', 'abc')).toBe(3)
  expect(editDistance('abc', 'abc')).toBe(0)
})

test('nearestNames() ignores case and punctuation and leaves out what is too different', () => {
  const known = ['Annual_Income', 'annualincom', 'Age', 'Credit_Mix']
  expect(nearestNames('annual income', known)).toEqual(['Annual_Income', 'annualincom'])
  expect(nearestNames('CreditMix', known)).toEqual(['Credit_Mix'])
  expect(nearestNames('Occupation', known)).toEqual([])
})
