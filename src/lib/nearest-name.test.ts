import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.ts'

const known = ['Age', 'Annual_Income', 'Num_of_Loan', 'Num_Bank_Accounts', 'Credit_Mix']

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
])('nearestName(%.20s) is %s', (name, nearest) => expect(nearestName(name, known)).toBe(nearest))
