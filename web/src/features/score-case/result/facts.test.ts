import { expect, test } from 'vitest'
import type { FieldInfo } from 'lapidary/client'
import { areFewKnown, knownValues, valueText } from './facts.ts'

const label = { en: 'x', 'pt-BR': 'x' }
const shared = { label, required: false, stored: true, example: null }
const income: FieldInfo = { ...shared, name: 'Income', type: 'number', unit: { en: '$', 'pt-BR': 'US$' } }
const loans: FieldInfo = {
  ...shared,
  name: 'Loans',
  type: 'list',
  categories: [{ value: 'Auto', label: { en: 'Car loan', 'pt-BR': 'Veículo' } }],
}

test('what was sent and what the store gave is known, and the request goes before the store', () => {
  const stored = (value: number | null) => ({
    view: 'v',
    since: '2026-01-01T00:00:00Z',
    age_seconds: 1,
    value,
  })
  const known = knownValues(
    { Age: 30, Loans: [] },
    { Age: stored(29), Income: stored(5), Debt: stored(null) },
  )
  expect(known).toEqual({ Age: 30, Loans: [], Income: 5 })
})

test('few facts are less than half of them', () => {
  expect([areFewKnown(0, 22), areFewKnown(10, 22), areFewKnown(11, 22), areFewKnown(1, 1)]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('values are written in the language of the reader', () => {
  expect(valueText(income, 36_000, 'en')).toBe('$36,000')
  expect(valueText(income, 36_000, 'pt-BR')).toBe('US$ 36.000')
  expect(valueText(loans, ['Auto', 'Auto', 'Other'], 'pt-BR')).toBe('2 × Veículo, Other')
  expect(valueText(loans, null, 'en')).toBeNull()
})
