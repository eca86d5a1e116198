import { findMajorityClasses } from '../data/split/majority-classes.ts'
import { expandingWindows, findRows, type Split } from '../data/split/time-order.ts'
import { seededRandom } from '../base/math/random.ts'
import type { TrainingTable } from './learner.ts'

/**
 * Deals a fold of 0..folds - 1 to each row, the rows of one entity together: entities in a random
 * order, those of a class (the most frequent of their rows) dealt out evenly, so that small tables
 * have some of each in every fold. The folds do not depend on the order of the rows.
 */
export function groupFolds(table: TrainingTable, folds: number, seed: number, stream: string): Uint8Array {
  const { groups, count } = rankGroups(
    table.groups ?? Int32Array.from({ length: table.rowCount }, (_, row) => row),
  )
  const label = findMajorityClasses(groups, count, table.target)
  const order = Int32Array.from({ length: count }, (_, group) => group)
  seededRandom(seed, stream).shuffle(order)
  const dealt = order.toSorted((a, b) => (label[a] as number) - (label[b] as number))
  const foldOf = new Uint8Array(count)
  dealt.forEach((group, place) => (foldOf[group] = place % folds))
  return Uint8Array.from(groups, (group) => foldOf[group] as number)
}

/**
 * Splits training rows as often as a learner measures itself: by group, each row held out once; in
 * a table with times by expanding windows, each trained on what is earlier. Rows of a single time
 * are split by group.
 */
export function innerSplits(
  table: TrainingTable,
  folds: number,
  seed: number,
  stream: string,
): readonly Split[] {
  const { time } = table
  const dealt = groupFolds(table, folds, seed, stream)
  const windows = time === undefined ? [] : expandingWindows(time, folds, time.byEntity ? dealt : null)
  if (windows.length > 0) return windows
  const splits = Array.from({ length: folds }, (_, fold) => splitOfFold(dealt, fold))
  return splits.filter(({ heldOut }) => heldOut.length > 0)
}

/**
 * Holds out one part in `parts`: of the groups, or in a table with times the latest. Either side
 * may be empty.
 */
export function stoppingSplit(table: TrainingTable, parts: number, seed: number, stream: string): Split {
  const { time } = table
  if (time !== undefined) {
    const unitFolds = time.byEntity ? groupFolds(table, parts - 1, seed, stream) : null
    const latest = expandingWindows(time, parts - 1, unitFolds).at(-1)
    if (latest !== undefined) return latest
  }
  return splitOfFold(groupFolds(table, parts, seed, stream), 0)
}

/** Returns the rows of a fold as held out, and all others to train on. */
export function splitOfFold(folds: Uint8Array, fold: number): Split {
  return {
    train: findRows(folds.length, (row) => folds[row] !== fold),
    heldOut: findRows(folds.length, (row) => folds[row] === fold),
  }
}

/** Renumbers groups from 0, in the order of their numbers. */
export function rankGroups(groups: Int32Array): { readonly groups: Int32Array; readonly count: number } {
  const numbers = [...new Set(groups)].sort((a, b) => a - b)
  const ranks = new Map(numbers.map((number, rank) => [number, rank]))
  return { groups: groups.map((group) => ranks.get(group) as number), count: numbers.length }
}
