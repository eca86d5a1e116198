import { seededRandom } from '../lib/random.ts'
import type { TrainingTable } from './learner.ts'

/**
 * A fold of 0..folds - 1 for each row, the rows of one entity together: entities in a random order, those of a class (that of
 * their first row) dealt out evenly, so that small tables have some of each in every fold.
 */
export function groupFolds(table: TrainingTable, folds: number, seed: number, stream: string): Uint8Array {
  const { rowCount, target, groups } = table
  const firstRow = new Map<number, number>()
  for (let row = 0; row < rowCount; row++) {
    const group = groups?.[row] ?? row
    if (!firstRow.has(group)) firstRow.set(group, row)
  }
  const order = Int32Array.from(firstRow.keys())
  seededRandom(seed, stream).shuffle(order)
  const label = (group: number): number => target[firstRow.get(group) as number] as number
  const dealt = [...order].sort((a, b) => label(a) - label(b))
  const foldOf = new Map(dealt.map((group, place) => [group, place % folds]))
  return Uint8Array.from({ length: rowCount }, (_, row) => foldOf.get(groups?.[row] ?? row) as number)
}

/** The rows whose fold is `fold`, or with `held` false all others. */
export function rowsOfFold(folds: Uint8Array, fold: number, held: boolean): Int32Array {
  const rows: number[] = []
  for (let row = 0; row < folds.length; row++) if ((folds[row] === fold) === held) rows.push(row)
  return Int32Array.from(rows)
}
