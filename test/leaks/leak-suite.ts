import { checkLeaks } from '../../src/train/leaks/check-leaks.ts'
import { cleanTables } from './clean-tables.ts'
import { inputOf, type MadeTable } from './made-table.ts'
import { seededLeaks } from './seeded-leaks.ts'

const failedOf = (table: MadeTable) => checkLeaks(inputOf(table)).filter(({ passed }) => !passed)

/**
 * Returns how many leaks were seeded, and the names of those that no check of the right kind finds.
 */
export function checkSeededLeaks(): { readonly count: number; readonly missed: readonly string[] } {
  const leaks = Object.entries(seededLeaks)
  const missed = leaks.filter(([, { make, by }]) => !failedOf(make()).some(({ check }) => by.includes(check)))
  return { count: leaks.length, missed: missed.map(([name]) => name) }
}

/** Returns how many tables have no leak, and the false alarms that they raise. */
export function checkCleanTables(): { readonly count: number; readonly alarms: readonly string[] } {
  const tables = Object.entries(cleanTables)
  const alarms = tables.flatMap(([name, make]) =>
    failedOf(make()).map(({ message }) => `${name}: ${message}`),
  )
  return { count: tables.length, alarms }
}
