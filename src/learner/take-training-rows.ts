import { viewFeatureRows } from '../model/features.ts'
import { rankGroups } from './group-folds.ts'
import type { TrainingTable } from './learner.ts'

/**
 * Takes some rows of a table to learn from, with their entities renumbered. Features of
 * neighbouring rows are views.
 */
export function takeTrainingRows(table: TrainingTable, rows: Int32Array): TrainingTable {
  const { groups, target, classes, time } = table
  return {
    ...viewFeatureRows(table, rows),
    target: Uint8Array.from(rows, (row) => target[row] as number),
    classes,
    ...(groups === undefined ? {} : { groups: rankGroups(rows.map((row) => groups[row] as number)).groups }),
    ...(time === undefined
      ? {}
      : { time: { ...time, values: Float64Array.from(rows, (row) => time.values[row] as number) } }),
  }
}
