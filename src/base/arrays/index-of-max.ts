/**
 * Returns the place of the largest of `count` values from `start` on, counted from `start`; the
 * first of equals.
 */
export function indexOfMax(values: Float64Array, start: number, count: number): number {
  let best = 0
  for (let k = 1; k < count; k++) {
    if ((values[start + k] as number) > (values[start + best] as number)) best = k
  }
  return best
}
