import { expect, test } from 'vitest'
import { checkCleanTables, checkSeededLeaks } from './leak-suite.ts'

test('leak checks find seeded leaks, by the check that names them', () => {
  const { count, missed } = checkSeededLeaks()
  console.info(
    `${count - missed.length} of ${count} seeded leaks found; not found: ${missed.join('; ') || 'none'}`,
  )
  expect(count).toBeGreaterThanOrEqual(30)
  expect(missed).toEqual(['a third of the passengers twice', 'the target of all other rows of a group'])
})

test('leak checks raise no alarm on clean tables', () => {
  const { count, alarms } = checkCleanTables()
  console.info(`${count} clean tables, ${alarms.length} false alarms`)
  expect(count).toBeGreaterThanOrEqual(20)
  expect(alarms).toEqual([])
})
