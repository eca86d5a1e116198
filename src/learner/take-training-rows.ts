import { numbered } from '../metric/measure.ts'
import { takeFeatureRows } from '../model/features.ts'
import type { TrainingTable } from './learner.ts'

/** Some rows of a table to learn from, their entities numbered anew. */
export function takeTrainingRows(table: TrainingTable, rows: Int32Array): TrainingTable {
  const { groups, target, classes } = table
  const taken = { ...takeFeatureRows(table, rows), target: Uint8Array.from(rows, (row) => target[row] as number), classes }
  return groups === undefined ? taken : { ...taken, groups: numbered(rows.map((row) => groups[row] as number)).groups }
}
