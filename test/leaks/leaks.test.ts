import { expect, test } from 'vitest'
import { leakChecks } from '../../src/training/leaks/leak-checks.ts'
import { cleanTables } from './clean-tables.ts'
import { inputOf, type MadeTable } from './made-table.ts'
import { seededLeaks } from './seeded-leaks.ts'

const failedOf = (table: MadeTable) => leakChecks(inputOf(table)).filter(({ passed }) => !passed)

test('leak checks find seeded leaks, by the check that names them', () => {
  const missed: string[] = []
  for (const [name, { make, by }] of Object.entries(seededLeaks)) {
    if (!failedOf(make()).some(({ check }) => by.includes(check))) missed.push(name)
  }
  const count = Object.keys(seededLeaks).length
  console.info(`${count - missed.length} of ${count} seeded leaks found; not found: ${missed.join('; ') || 'none'}`)
  expect(count).toBeGreaterThanOrEqual(30)
  expect(missed).toEqual(['a third of the passengers twice', 'the target of all other rows of a group'])
})

test('leak checks raise no alarm on clean tables', () => {
  const alarms = Object.entries(cleanTables).flatMap(([name, make]) =>
    failedOf(make()).map(({ message }) => `${name}: ${message}`),
  )
  const count = Object.keys(cleanTables).length
  console.info(`${count} clean tables, ${alarms.length} false alarms`)
  expect(count).toBeGreaterThanOrEqual(20)
  expect(alarms).toEqual([])
})
