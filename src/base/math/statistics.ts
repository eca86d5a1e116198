/** Ranges of at most this many values are sorted rather than partitioned further. */
const maxSortedRange = 48

/**
 * Moves the values at `places` (ascending) of `values` to where sorting would put them, in place. A
 * few quantiles need no more than this, which takes a fraction of the time of sorting. `values`
 * must hold no NaN. Nested quickselect (Hoare 1961); a range that does not shrink as it should is
 * sorted.
 */
export function selectPlaces(values: Float64Array, places: ArrayLike<number>): void {
  selectIn(values, 0, values.length, places, 0, places.length, 4 * Math.ceil(Math.log2(values.length + 1)))
}

/** Selects `places[first..last)`, all within `from..to`. */
function selectIn(
  values: Float64Array,
  from: number,
  to: number,
  places: ArrayLike<number>,
  first: number,
  last: number,
  cuts: number,
): void {
  if (first >= last || to - from < 2) return
  if (to - from <= maxSortedRange || cuts === 0) {
    values.subarray(from, to).sort()
    return
  }
  // After the cut: from..high at most the pivot, low..to at least the pivot, and what lies between
  // equals it.
  const pivot = estimatePivot(values, from, to, (places[(first + last) >> 1] as number) - from)
  let low = from
  let high = to - 1
  while (low <= high) {
    while ((values[low] as number) < pivot) low++
    while ((values[high] as number) > pivot) high--
    if (low > high) break
    const value = values[low] as number
    values[low++] = values[high] as number
    values[high--] = value
  }
  let leftLast = first
  while (leftLast < last && (places[leftLast] as number) <= high) leftLast++
  let rightFirst = leftLast
  while (rightFirst < last && (places[rightFirst] as number) < low) rightFirst++
  selectIn(values, from, high + 1, places, first, leftLast, cuts - 1)
  selectIn(values, low, to, places, rightFirst, last, cuts - 1)
}

/**
 * Estimates the value that sorting would put at `place` of the range, from 31 values spread over
 * it.
 */
function estimatePivot(values: Float64Array, from: number, to: number, place: number): number {
  const size = to - from
  const sample = new Float64Array(31)
  for (let i = 0; i < 31; i++) sample[i] = values[from + Math.floor(((i + 0.5) * size) / 31)] as number
  sample.sort()
  return sample[Math.floor((place / size) * 31)] as number
}

/** Returns the values that are not missing (NaN), in a new array. */
export function filterPresent(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length)
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (value === value) present[count++] = value
  }
  return present.subarray(0, count)
}
