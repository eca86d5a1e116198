import { expect, test } from 'vitest'
import { apiFilter, predictionsSearch } from './search.ts'

test('reads what it knows from an address and forgets the rest', () => {
  expect(
    predictionsSearch({
      prediction: 'Sim',
      entity: 4711,
      version: '2',
      from: '2026-03-01',
      to: 'soon',
      shoe: 44,
      caller: '',
    }),
  ).toEqual({ prediction: 'Sim', entity: '4711', version: 2, from: '2026-03-01' })
})

test('a day that no calendar has is no filter', () => {
  expect(predictionsSearch({ from: '2026-02-30', to: '2026-13-01' })).toEqual({})
  expect(predictionsSearch({ from: '2028-02-29', to: '2026-12-31' })).toEqual({
    from: '2028-02-29',
    to: '2026-12-31',
  })
})

test('a day ends where the next one begins', () => {
  const filter = apiFilter({ entity: 'A1', from: '2026-03-31', to: '2026-03-31', cursor: 'x', version: 3 })
  expect(filter).toMatchObject({ entity: 'A1', model_version: 3 })
  expect(filter).not.toHaveProperty('cursor')
  expect(Date.parse(filter.to ?? '') - Date.parse(filter.from ?? '')).toBe(86_400_000)
})
