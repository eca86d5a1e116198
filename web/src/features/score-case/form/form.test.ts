import { expect, test } from 'vitest'
import type { FieldInfo } from 'lapidary/client'
import {
  emptyEntries,
  exampleEntries,
  fieldErrors,
  inLanguage,
  shownEntries,
  toRow,
  unreadableFields,
} from './form.ts'

const label = { en: 'x', 'pt-BR': 'x' }
const fields: FieldInfo[] = [
  { name: 'Age', type: 'integer', label, required: true, stored: true, example: 33 },
  { name: 'Income', type: 'number', label, required: false, stored: false, example: null },
  { name: 'Mix', type: 'category', label, required: false, stored: true, example: 'Good' },
  { name: 'Loans', type: 'list', label, required: false, stored: false, example: ['Auto Loan', 'Auto Loan'] },
]

test('the example becomes a request and nothing is invented for what is not known', () => {
  expect(toRow(fields, exampleEntries(fields, 'en'), 'en')).toEqual({
    Age: 33,
    Mix: 'Good',
    Loans: ['Auto Loan', 'Auto Loan'],
  })
  expect(toRow(fields, emptyEntries(fields), 'en')).toEqual({})
})

test('with an entity the feature store gives what nobody entered', () => {
  const entries = exampleEntries(fields, 'en')
  expect(shownEntries(fields, entries, new Set(), false)).toEqual(entries)
  expect(toRow(fields, shownEntries(fields, entries, new Set(), true), 'en')).toEqual({
    Loans: ['Auto Loan', 'Auto Loan'],
  })
  expect(toRow(fields, shownEntries(fields, entries, new Set(['Age']), true), 'en')).toMatchObject({
    Age: 33,
  })
})

test('zero and no loans are values', () => {
  expect(toRow(fields, { Age: '0', Income: '', Mix: '', Loans: [] }, 'en')).toEqual({ Age: 0, Loans: [] })
})

test('numbers are read and written as the language does; what is no number is named, not guessed', () => {
  expect(toRow(fields, { Age: '33', Income: '3.665,50' }, 'pt-BR')).toEqual({ Age: 33, Income: 3665.5 })
  expect(toRow(fields, { Income: '3,665.50' }, 'en')).toEqual({ Income: 3665.5 })
  expect(unreadableFields(fields, { Age: '33', Income: '1.5', Mix: 'Good' }, 'pt-BR')).toEqual([fields[1]])
  expect(unreadableFields(fields, { Age: ' ', Income: '1.5' }, 'en')).toEqual([])
  const dear = [{ ...fields[1], example: 20_000.5 } as FieldInfo]
  expect(exampleEntries(dear, 'pt-BR')).toEqual({ Income: '20.000,5' })
})

test('another language keeps the values, and what is no number as it was written', () => {
  const entries = { Age: '1.5', Income: '3.665,50', Mix: 'Good', Loans: ['Auto Loan'] }
  expect(inLanguage(fields, entries, 'pt-BR', 'en')).toEqual({ ...entries, Income: '3665.5' })
  expect(inLanguage(fields, { ...entries, Age: '' }, 'en', 'pt-BR')).toMatchObject({
    Age: '',
    Income: '3.665,50',
  })
})

test('dates are read and written as the language does, and sent as ISO 8601', () => {
  const born: FieldInfo = {
    name: 'Born',
    type: 'date',
    label,
    required: false,
    stored: false,
    example: '1990-03-05',
  }
  const paid: FieldInfo = {
    ...born,
    name: 'Paid',
    type: 'datetime',
    zone: 'America/Sao_Paulo',
    example: '2022-03-05T14:30:00Z',
  }
  const dates = [born, paid]
  const [english, portuguese] = [exampleEntries(dates, 'en'), exampleEntries(dates, 'pt-BR')]
  expect(english).toEqual({ Born: '1990-03-05', Paid: '2022-03-05 11:30' })
  expect(portuguese).toEqual({ Born: '05/03/1990', Paid: '05/03/2022 11:30' })
  expect(inLanguage(dates, portuguese, 'pt-BR', 'en')).toEqual(english)
  expect(inLanguage(dates, english, 'en', 'pt-BR')).toEqual(portuguese)
  const sent = { Born: '1990-03-05', Paid: '2022-03-05T11:30:00' }
  expect(toRow(dates, english, 'en')).toEqual(sent)
  expect(toRow(dates, portuguese, 'pt-BR')).toEqual(sent)
  expect(unreadableFields(dates, { Born: '31/02/1990', Paid: '' }, 'pt-BR')).toEqual([born])
  expect(unreadableFields(dates, { Born: '05/03/1990', Paid: '' }, 'en')).toEqual([born])
})

test('errors find their fields', () => {
  const problem = { type: '', title: '', status: 422, detail: '', code: 'x' }
  const errors = [
    { field: 'Age', message: 'It must be a number, or null when it is not known; 8698 was sent.' },
    { field: 'rows[0].Loans[1]', message: 'no such loan' },
    { field: 'Loans', message: 'second' },
    { field: 'Shoe', message: 'unknown' },
  ]
  const { byField, others } = fieldErrors(fields, { ...problem, errors })
  expect([...byField]).toEqual([
    ['Age', 'It must be a number, or left empty when it is not known; 8698 was sent.'],
    ['Loans', 'no such loan'],
  ])
  expect(others).toEqual(['unknown'])
})
