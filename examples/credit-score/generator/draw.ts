import type { SeededRandom } from 'lapidary'

/** Minimum and maximum, both included. */
export type Range = readonly [number, number]

const quantiles = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]

/** Draws 0 in most cases, otherwise evenly a whole number from -max to max without 0. */
export function noise(random: SeededRandom, probability: number, max: number): number {
  if (random.next() >= probability) return 0
  const size = 1 + random.integer(max)
  return random.next() < 0.5 ? -size : size
}

export function round(value: number, digits: number): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}

export function between(random: SeededRandom, [low, high]: Range): number {
  return low + (high - low) * random.next()
}

export function whole(random: SeededRandom, [low, high]: Range): number {
  return low + random.integer(high - low + 1)
}

export function one<Item>(random: SeededRandom, items: readonly Item[]): Item {
  return items[random.integer(items.length)] as Item
}

/** Draws an index by its probability. */
export function pick(random: SeededRandom, probabilities: readonly number[]): number {
  return pickAt(random.next(), probabilities)
}

export function pickAt(place: number, probabilities: readonly number[]): number {
  let left = place
  for (let index = 0; index < probabilities.length - 1; index++) {
    left -= probabilities[index] as number
    if (left < 0) return index
  }
  return probabilities.length - 1
}

export function shares(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** Draws from the distribution that has these values at `quantiles`, even in between. */
export function quantile(random: SeededRandom, values: readonly number[]): number {
  const place = random.next()
  let knot = 1
  while (place > (quantiles[knot] as number)) knot++
  const [from, to] = [quantiles[knot - 1] as number, quantiles[knot] as number]
  const [low, high] = [values[knot - 1] as number, values[knot] as number]
  return low + ((high - low) * (place - from)) / (to - from)
}
