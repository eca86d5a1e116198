/** Limits of a number column. */
export interface RangeGuess {
  readonly min: number
  readonly max: number
  /** Share of values outside: errors by all signs. */
  readonly outside: number
  /** Smallest and largest value seen, errors included. */
  readonly low: number
  readonly high: number
}

/** Values further from the median than this many times the distance of the 5 or 95 % quantile may be errors. */
const fence = 5
/** They are if their own median is this many times as far as the fence: a long tail thins out, errors scatter. */
const scatter = 3

/** @param sorted every value of a column, ascending, at least one */
export function guessRange(sorted: Float64Array, integer: boolean): RangeGuess {
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number
  const median = at(0.5)
  const lowest = boundary(sorted, median, median - fence * Math.max(median - at(0.05), tiny(median, integer)), -1)
  const highest = boundary(sorted, median, median + fence * Math.max(at(0.95) - median, tiny(median, integer)), 1)
  let inside = 0
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of sorted) {
    if (value < lowest || value > highest) continue
    inside++
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const span = integer && high - low <= 1 ? 0 : (high - low) / 2
  const min = low >= 0 ? (high === 1 || low === 0 || span > 0 ? 0 : low) : -roundUp(-low + (lowest === -Infinity ? span : 0))
  const max = high <= 0 ? 0 : span === 0 ? high : roundUp(high + (highest === Infinity ? span : 0))
  return {
    min: integer ? Math.floor(min) : min,
    max: integer ? Math.ceil(max) : max,
    outside: (sorted.length - inside) / sorted.length,
    low: sorted[0] as number,
    high: sorted.at(-1) as number,
  }
}

function tiny(median: number, integer: boolean): number {
  return integer ? 1 : Math.abs(median) * 0.01
}

/** The fence if what lies beyond it is scattered, else infinity. Few values are no sign: up to a fifth may be errors. */
function boundary(sorted: Float64Array, median: number, limit: number, side: 1 | -1): number {
  const beyond = sorted.filter((value) => (value - limit) * side > 0)
  if (beyond.length === 0 || beyond.length > sorted.length * 0.2) return side * Infinity
  const middle = beyond[beyond.length >> 1] as number
  return Math.abs(middle - median) >= scatter * Math.abs(limit - median) ? limit : side * Infinity
}

/** The next number of one and a half digits: 147 to 150, 0.0312 to 0.035. */
function roundUp(value: number): number {
  if (value <= 0) return 0
  const step = 10 ** Math.floor(Math.log10(value)) / 2
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(12))
}
