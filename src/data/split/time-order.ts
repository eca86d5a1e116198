import { dealInOrder } from './deal-in-order.ts'

/** Rows of both sides, ascending. */
export interface Split {
  readonly train: Int32Array
  readonly heldOut: Int32Array
}

/** Times of rows, as all splits by time read them. */
export interface TimeOrder {
  /** The time of each row; `NaN` where there is none. Such a row is on no side. */
  readonly values: Float64Array
  /** Training rows are earlier than the first held-out time by more than this distance. */
  readonly gap: number
}

/** A part of the held-out time, from the first to the last time in it. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

/**
 * Finds the time from which rows are held out so that their share of all rows with a time comes
 * closest to `share`. Rows of one time are on one side, so the share can be far off if there are
 * few times. `NaN` if all rows have the same time.
 */
export function findCutTime(values: Float64Array, share: number): number {
  const { times, counts } = countTimes(values)
  const total = counts.reduce((sum, count) => sum + count, 0)
  let best = Number.NaN
  let least = Infinity
  let later = 0
  for (let i = times.length - 1; i > 0; i--) {
    later += counts[i] as number
    const off = Math.abs(later / total - share)
    if (off <= least) {
      least = off
      best = times[i] as number
    }
  }
  return best
}

/** Cuts the times of some rows into at most `count` spans of about as many rows each. */
export function cutTimeSpans(values: Float64Array, count: number): TimeSpan[] {
  const { times, counts } = countTimes(values)
  const dealt = dealInOrder(counts, count)
  return [...new Set(dealt)].map((span) => ({
    from: times[dealt.indexOf(span)] as number,
    to: times[dealt.lastIndexOf(span)] as number,
  }))
}

/**
 * Cuts rows into `folds` expanding windows: each span of time but the first is held out once, and
 * the rows before it train. With `unitFolds`, the part of each row, a window holds out only the
 * rows of one part and trains on the others.
 */
export function expandingWindows(
  { values, gap }: TimeOrder,
  folds: number,
  unitFolds: Uint8Array | null,
): Split[] {
  const spans = cutTimeSpans(values, folds + 1)
  const windows = spans.slice(1).map(({ from, to }, window) => {
    const isHeldUnit = (row: number): boolean => unitFolds === null || unitFolds[row] === window % folds
    const isTrainUnit = (row: number): boolean => unitFolds === null || unitFolds[row] !== window % folds
    const timeOf = (row: number): number => values[row] as number
    return {
      train: findRows(values.length, (row) => isTrainUnit(row) && isBefore(timeOf(row), from, gap)),
      heldOut: findRows(values.length, (row) => isHeldUnit(row) && timeOf(row) >= from && timeOf(row) <= to),
    }
  })
  return windows.filter(({ train, heldOut }) => train.length > 0 && heldOut.length > 0)
}

/** Returns true if a row may be trained on to predict from `cut` on. */
export function isBefore(time: number, cut: number, gap: number): boolean {
  return time < cut - gap
}

/** Returns the numbers of the rows for which `isWanted` is true, ascending. */
export function findRows(rowCount: number, isWanted: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(rowCount)
  let count = 0
  for (let row = 0; row < rowCount; row++) if (isWanted(row)) rows[count++] = row
  return rows.slice(0, count)
}

function countTimes(values: Float64Array): {
  readonly times: readonly number[]
  readonly counts: readonly number[]
} {
  const times: number[] = []
  const counts: number[] = []
  for (const time of values.filter((value) => !Number.isNaN(value)).sort()) {
    if (time === times.at(-1)) counts[counts.length - 1] = (counts.at(-1) as number) + 1
    else {
      times.push(time)
      counts.push(1)
    }
  }
  return { times, counts }
}
