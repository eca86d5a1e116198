import { expect, test } from 'vitest'
import { seededRandom } from '../../base/math/random.ts'
import { roundToMillionths } from './write-blocks.ts'

test('probabilities are rounded to six decimals and still sum to 1, the highest staying the highest', () => {
  const random = seededRandom(1)
  for (let i = 0; i < 2000; i++) {
    const parts = Array.from({ length: 2 + (i % 5) }, () => random.next() ** 4)
    const total = parts.reduce((sum, part) => sum + part, 0)
    const exact = Float64Array.from(parts, (part) => part / total)
    const rounded = roundToMillionths(exact)
    expect(Math.abs(rounded.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-12)
    for (const [k, value] of rounded.entries()) {
      expect(Math.abs(value - (exact[k] as number))).toBeLessThan(0.6e-6 * exact.length)
      expect(String(value)).toMatch(/^(0|1|0\.\d{1,6})$/)
    }
    expect(rounded.indexOf(Math.max(...rounded))).toBe(exact.indexOf(Math.max(...exact)))
  }
})

test('three thirds are rounded so that their sum is 1', () => {
  expect(roundToMillionths(Float64Array.of(1 / 3, 1 / 3, 1 / 3))).toEqual([0.333334, 0.333333, 0.333333])
})
