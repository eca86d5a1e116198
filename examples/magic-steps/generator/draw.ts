import type { SeededRandom } from 'lapidary'

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

export function round(value: number, digits: number): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}

/** Draws an index by its weight; the weights need not sum to 1. */
export function pick(random: SeededRandom, weights: readonly number[]): number {
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0)
  for (let index = 0; index < weights.length - 1; index++) {
    left -= weights[index] as number
    if (left < 0) return index
  }
  return weights.length - 1
}

/** Draws from the logistic distribution with mean 0 and scale 1. */
export function logistic(random: SeededRandom): number {
  const place = clamp(random.next(), 1e-9, 1 - 1e-9)
  return Math.log(place / (1 - place))
}

/** Divides `total` by the weights: the largest remainders are rounded up. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const exact = weights.map((weight) => (total * weight) / all)
  const counts = exact.map(Math.floor)
  const rest = total - counts.reduce((sum, count) => sum + count, 0)
  const order = exact
    .map((value, index) => [value % 1, index] as const)
    .sort((a, b) => b[0] - a[0] || a[1] - b[1])
  for (const [, index] of order.slice(0, rest)) counts[index] = (counts[index] as number) + 1
  return counts
}
