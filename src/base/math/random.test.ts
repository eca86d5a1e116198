import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'

const draw = (seed: number, stream?: number | string): number[] => {
  const random = seededRandom(seed, stream)
  return Array.from({ length: 4 }, () => random.integer(1000))
}

// Values of an independent implementation of xoshiro128** in Python.
test('seededRandom() gives the same numbers on every machine and in every version', () => {
  expect(draw(42)).toEqual([25, 100, 436, 949])
  expect(draw(42, 'bootstrap')).toEqual([288, 399, 566, 940])
})

test('seededRandom() gives others for another seed or stream, large seeds included', () => {
  const seen = [draw(1), draw(2), draw(1, 1), draw(1, 2), draw(1, 'a'), draw(1, 'b'), draw(1 + 2 ** 32)].map(
    String,
  )
  expect(new Set(seen).size).toBe(seen.length)
})

test('SeededRandom draws evenly, and normally, within three standard errors', () => {
  const random = seededRandom(7)
  const counts = new Float64Array(7)
  let sum = 0
  let squares = 0
  let low = 1
  let high = 0
  for (let i = 0; i < 70_000; i++) {
    const face = random.integer(7)
    counts[face] = (counts[face] as number) + 1
    const normal = random.normal()
    sum += normal
    squares += normal * normal
    const uniform = random.next()
    low = Math.min(low, uniform)
    high = Math.max(high, uniform)
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(3 * Math.sqrt(10_000))
  expect(Math.abs(sum / 70_000)).toBeLessThan(3 / Math.sqrt(70_000))
  expect(Math.abs(squares / 70_000 - 1)).toBeLessThan(3 * Math.sqrt(2 / 70_000))
  expect(low).toBeGreaterThanOrEqual(0)
  expect(low).toBeLessThan(1e-3)
  expect(high).toBeLessThan(1)
  expect(high).toBeGreaterThan(0.999)
})

test('SeededRandom.shuffle() keeps every item and puts each in each place equally often', () => {
  const random = seededRandom(3)
  const places = new Float64Array(4)
  for (let i = 0; i < 4000; i++) {
    const items = [0, 1, 2, 3]
    random.shuffle(items)
    expect(items.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3])
    const place = items.indexOf(0)
    places[place] = (places[place] as number) + 1
  }
  for (const count of places) expect(Math.abs(count - 1000)).toBeLessThan(3 * Math.sqrt(750))
})
