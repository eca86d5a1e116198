import { expect, test } from 'vitest'
import type { FieldInfo } from '../../lib/contract.ts'
import { emptyEntries, exampleEntries, fieldErrors, shownEntries, toRow } from './form.ts'

const label = { en: 'x', 'pt-BR': 'x' }
const fields: FieldInfo[] = [
  { name: 'Age', type: 'integer', label, required: true, stored: true, example: 33 },
  { name: 'Income', type: 'number', label, required: false, stored: false, example: null },
  { name: 'Mix', type: 'category', label, required: false, stored: true, example: 'Good' },
  { name: 'Loans', type: 'list', label, required: false, stored: false, example: ['Auto Loan', 'Auto Loan'] },
]

test('the example becomes a request and nothing is invented for what is not known', () => {
  expect(toRow(fields, exampleEntries(fields))).toEqual({ Age: 33, Mix: 'Good', Loans: ['Auto Loan', 'Auto Loan'] })
  expect(toRow(fields, emptyEntries(fields))).toEqual({})
})

test('with an entity the feature store gives what nobody entered', () => {
  const entries = exampleEntries(fields)
  expect(shownEntries(fields, entries, new Set(), false)).toEqual(entries)
  expect(toRow(fields, shownEntries(fields, entries, new Set(), true))).toEqual({ Loans: ['Auto Loan', 'Auto Loan'] })
  expect(toRow(fields, shownEntries(fields, entries, new Set(['Age']), true))).toMatchObject({ Age: 33 })
})

test('zero and no loans are values', () => {
  expect(toRow(fields, { Age: '0', Income: '', Mix: '', Loans: [] })).toEqual({ Age: 0, Loans: [] })
})

test('text in a number goes to the server as it is', () => {
  expect(toRow(fields, { Age: '12_' })).toEqual({ Age: '12_' })
})

test('errors find their fields', () => {
  const problem = { type: '', title: '', status: 422, detail: '', code: 'x' }
  const errors = [
    { field: 'Age', message: 'too old' },
    { field: 'rows[0].Loans[1]', message: 'no such loan' },
    { field: 'Loans', message: 'second' },
    { field: 'Shoe', message: 'unknown' },
  ]
  const { byField, others } = fieldErrors(fields, { ...problem, errors })
  expect([...byField]).toEqual([
    ['Age', 'too old'],
    ['Loans', 'no such loan'],
  ])
  expect(others).toEqual(['unknown'])
})
