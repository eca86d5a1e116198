/** Limits of a number column. Without evidence there are none. */
export interface RangeGuess {
  readonly min?: number
  readonly max?: number
}

export interface RangeOptions {
  readonly integer: boolean
  /** True if the column's name is that of a quantity that may be negative, such as a balance. */
  readonly signed: boolean
}

/** Rows that are required to see where the values end. */
const minRows = 50
const minRowsForErrors = 20
/** Largest share of rows that can be errors: more are a part of the data, however far they are. */
const maxErrors = 0.05
/** The fence is this many times as far from the median as the 5 or 95 % quantile. */
const fence = 5
/**
 * Real tails thin out: the median of the values beyond the fence of a Pareto tail of index 0.5 is 4
 * times as far as the fence.
 */
const minScatter = 10
/**
 * Distance of the largest value from the median, in distances of the 75 % quantile, of a column
 * without a heavy tail.
 */
const maxLightTail = 8

/**
 * Guesses the limits of a number column. A limit makes values missing and requests invalid, so
 * there is one only if a value beyond it can hardly be real: below 0 if nothing is negative, ten
 * times the largest of integers without a heavy tail, and beyond the fence if the values outside
 * are few, many times as far as any tail reaches, and scattered.
 *
 * @param sorted every value of a column, ascending, at least one
 */
export function guessRange(sorted: Float64Array, options: RangeOptions): RangeGuess {
  const { from, to, fenceAbove } = findErrors(sorted, options.integer)
  const core = sorted.subarray(from, to)
  const below = sorted.subarray(0, from)
  const above = sorted.subarray(to)
  const min = below.length > 0 || hasZeroBound(core, options) ? 0 : undefined
  const max = above.length > 0 ? roundUp(fenceAbove) : guessMax(core, min === 0, options.integer)
  const whole = (value: number): number => (options.integer ? Math.ceil(value) : value)
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max: whole(max) }) }
}

/** Finds the sorted values that are no errors. */
function findErrors(
  sorted: Float64Array,
  integer: boolean,
): { from: number; to: number; fenceAbove: number } {
  const all = { from: 0, to: sorted.length, fenceAbove: Number.POSITIVE_INFINITY }
  const [low, median, high] = [0.05, 0.5, 0.95].map((share) => getQuantile(sorted, share)) as [
    number,
    number,
    number,
  ]
  // If one value has most rows (most clients have no capital gain), the others are few, and far
  // from it, by nature.
  if (sorted.length < minRowsForErrors || low === high || maxRunLength(sorted) > sorted.length / 2) return all
  const tiny = integer ? 1 : Math.abs(median) * 0.01
  const reach = { below: Math.max(median - low, tiny), above: Math.max(high - median, tiny) }
  const from = findFirstAtLeast(sorted, median - fence * reach.below)
  const to = findFirstAtLeast(sorted, median + fence * reach.above)
  if (from + sorted.length - to > sorted.length * maxErrors) return all
  const core = sorted.subarray(from, to)
  if (new Set(core).size < 8) return all
  const below = sorted.subarray(0, from)
  const above = sorted.subarray(to)
  return {
    from: areErrorsBelow(below, core, median - fence * (high - low)) ? from : 0,
    to: areErrorsAbove(above, median, fence * reach.above) ? to : sorted.length,
    fenceAbove: median + fence * reach.above,
  }
}

/**
 * Returns true for negative values if no other is negative, and they are several times as far away
 * as nearly all others lie apart: -500 among ages.
 */
function areErrorsBelow(below: Float64Array, core: Float64Array, limit: number): boolean {
  if (below.length === 0 || (core[0] as number) < 0 || (below.at(-1) as number) >= 0) return false
  return getQuantile(below, 0.5) <= limit
}

/**
 * Returns true for values that differ from each other, lie far beyond a tail, and are spread over
 * the whole distance.
 */
function areErrorsAbove(above: Float64Array, median: number, distance: number): boolean {
  if (above.length < 3 || new Set(above).size < 3) return false
  const middle = getQuantile(above, 0.5)
  return middle - median >= minScatter * distance && middle >= (above.at(-1) as number) * 0.3
}

/**
 * Returns true if the values end at 0: none is negative, and they are integers, include zero, or
 * are skewed towards it.
 */
function hasZeroBound(core: Float64Array, { integer, signed }: RangeOptions): boolean {
  const low = core[0] as number
  if (low < 0 || signed || core.length < minRows) return false
  const [q05, median, q95] = [0.05, 0.5, 0.95].map((share) => getQuantile(core, share)) as [
    number,
    number,
    number,
  ]
  return integer || low === 0 || (low <= median / 4 && q95 - median > 1.5 * (median - q05))
}

/**
 * Guesses the largest value, of integers without a heavy tail only: no file shows how large a
 * share, a rate or an amount may become.
 */
function guessMax(core: Float64Array, isBounded: boolean, integer: boolean): number | undefined {
  const [high, median, q75] = [core.at(-1), getQuantile(core, 0.5), getQuantile(core, 0.75)] as [
    number,
    number,
    number,
  ]
  if (!isBounded || !integer || high === 0) return undefined
  if (high === 1) return 1
  return high - median <= maxLightTail * (q75 - median) ? roundUp(Math.max(high * 10, 100)) : undefined
}

function getQuantile(sorted: Float64Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] as number
}

function findFirstAtLeast(sorted: Float64Array, limit: number): number {
  let [start, end] = [0, sorted.length]
  while (start < end) {
    const middle = (start + end) >> 1
    if ((sorted[middle] as number) < limit) start = middle + 1
    else end = middle
  }
  return start
}

/** Counts the rows of the most frequent value. */
function maxRunLength(sorted: Float64Array): number {
  let max = 0
  let start = 0
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[start]) continue
    max = Math.max(max, i - start)
    start = i
  }
  return max
}

/** Rounds up to the next number of one and a half digits: 147 to 150, 0.0312 to 0.035. */
function roundUp(value: number): number {
  if (value <= 0) return 0
  const step = 10 ** Math.floor(Math.log10(value)) / 2
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(12))
}
