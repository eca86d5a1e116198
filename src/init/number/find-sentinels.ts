/** Numbers that programs write for "not known". */
const sentinels: ReadonlySet<number> = new Set([
  -1, -9, -99, -999, -9999, -99999, -999999, 9, 99, 999, 9999, 99999, 999999, 9999999, 99999999,
])

export interface Sentinel {
  readonly value: number
  readonly rows: number
  /** The closest of the other values. */
  readonly next: number
  /** True if the evidence suffices to take it as missing. */
  readonly isCertain: boolean
}

/**
 * Finds numbers such as 999 at the end of a column's values: in several rows, with no values near.
 * -999 is certainly no value if nothing else is negative, and 9999 is none if it is far beyond
 * values without a heavy tail. Others may be real.
 *
 * @param sorted every value of a column, ascending
 */
export function findSentinels(sorted: Float64Array): Sentinel[] {
  const found: Sentinel[] = []
  let rest = sorted
  for (;;) {
    const sentinel = findLowest(rest) ?? findHighest(rest)
    if (sentinel === undefined) return found
    found.push(sentinel)
    rest = rest.filter((value) => value !== sentinel.value)
  }
}

function findLowest(sorted: Float64Array): Sentinel | undefined {
  const value = sorted[0] ?? 0
  const rows = sorted.findIndex((other) => other !== value)
  const next = sorted[rows]
  if (value >= 0 || !sentinels.has(value) || rows < 2 || next === undefined || next < 0) return undefined
  // -1, 0 and 1 are a scale.
  if ((sorted.at(-1) as number) < 3) return undefined
  return { value, rows, next, isCertain: value <= -99 }
}

function findHighest(sorted: Float64Array): Sentinel | undefined {
  const value = sorted.at(-1) ?? 0
  const before = sorted.findLastIndex((other) => other !== value)
  const rows = sorted.length - 1 - before
  const next = sorted[before]
  if (value <= 0 || !sentinels.has(value) || rows < 2 || next === undefined || value < 2 * Math.max(next, 1))
    return undefined
  const isCertain = value >= 999 && value >= 5 * next && hasLightTail(sorted.subarray(0, before + 1))
  return { value, rows, next, isCertain }
}

/** Returns true for values that are spread, and the largest of which is not far from most. */
function hasLightTail(sorted: Float64Array): boolean {
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number
  return at(1) - at(0.5) <= 8 * (at(0.75) - at(0.5)) && new Set(sorted).size >= 8
}
