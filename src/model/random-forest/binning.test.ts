import { expect, test } from 'vitest'
import { seededRandom } from '../../base/math/random.ts'
import { FeatureBinner } from './binning.ts'

const binner = (edges: readonly number[], categories = 0): FeatureBinner => {
  const starts = Int32Array.from([0, edges.length])
  return new FeatureBinner(
    { starts, edges: Float64Array.from(edges), categories: Int32Array.of(categories) },
    0,
  )
}

test('a bin is the number of edges below the value, for edges of any spread', () => {
  const random = seededRandom(2)
  const spreads = [
    () => random.normal(),
    () => Math.exp(20 * random.normal()),
    () => random.integer(50) / 7,
    () => (random.next() < 0.9 ? 1 + random.next() * 1e-12 : random.normal() * 1e300),
    () => random.next() * Number.MIN_VALUE * 1000,
  ]
  for (const draw of spreads) {
    const edges = [...new Set(Array.from({ length: 254 }, draw))].sort((a, b) => a - b)
    const own = binner(edges)
    const values = [
      ...edges,
      ...Array.from({ length: 500 }, draw),
      0,
      -0,
      Infinity,
      -Infinity,
      1.7e308,
      -1.7e308,
    ]
    for (const value of values) expect(own.binOf(value)).toBe(edges.filter((edge) => edge < value).length)
  }
  expect(binner([]).binOf(5)).toBe(0)
  expect(binner([5]).binOf(5)).toBe(0)
  expect(binner([5]).binOf(5.1)).toBe(1)
  expect(binner([-1.7e308, 1.7e308]).binOf(0)).toBe(1)
})

test('missing is the last byte, and so is a category that is none', () => {
  expect(binner([1]).binOf(Number.NaN)).toBe(255)
  expect([Number.NaN, -1, 3, 2].map((value) => binner([], 3).binOf(value))).toEqual([255, 255, 255, 2])
  expect([253, 254, 300].map((value) => binner([], 400).binOf(value))).toEqual([253, 254, 254])
})
