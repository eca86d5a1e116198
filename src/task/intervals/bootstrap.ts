import type { SeededRandom } from '../../base/math/random.ts'

/**
 * Draws `weights.length` groups with replacement and writes how often each was drawn to `weights`.
 */
export function drawGroups(weights: Float64Array, random: SeededRandom): void {
  weights.fill(0)
  for (let i = 0; i < weights.length; i++) {
    const group = random.integer(weights.length)
    weights[group] = (weights[group] as number) + 1
  }
}

/**
 * Returns the percentile interval that holds `share` of the values (Efron 1979), linear between
 * ranks. Sorts `values` in place.
 */
export function computePercentileInterval(
  values: Float64Array,
  share = 0.95,
): { readonly low: number; readonly high: number } {
  values.sort()
  return { low: computeQuantile(values, (1 - share) / 2), high: computeQuantile(values, (1 + share) / 2) }
}

function computeQuantile(sorted: Float64Array, at: number): number {
  const place = at * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  return low + (high - low) * (place - below)
}
