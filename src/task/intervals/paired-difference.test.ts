import { expect, test } from 'vitest'
import { seededRandom } from '../../base/math/random.ts'
import { estimatePairedDifference } from './paired-difference.ts'

const rows = 600
const random = seededRandom(3)
const difficulty = Float64Array.from({ length: rows }, () => Math.abs(random.normal()))
const groups = Int32Array.from({ length: rows }, (_, row) => row >> 1)

test('sees a small difference that is the same on every row through rows of very different difficulty', () => {
  const worse = difficulty.map((loss) => loss + 0.02)
  const { value, low, high } = estimatePairedDifference(worse, difficulty, groups, 1)
  for (const each of [value, low, high]) expect(each).toBeCloseTo(0.02, 10)
})

test('holds zero for two models that differ by luck alone, and is the same for the same seed', () => {
  const noise = () => difficulty.map((loss) => loss + 0.1 * random.normal())
  const [a, b] = [noise(), noise()]
  const found = estimatePairedDifference(a, b, groups, 1)
  expect(found.low).toBeLessThan(0)
  expect(found.high).toBeGreaterThan(0)
  expect(estimatePairedDifference(a, b, groups, 1)).toEqual(found)
})

test('draws whole groups: rows that repeat one another make nothing surer', () => {
  const few = Float64Array.from({ length: 40 }, () => random.normal())
  const copies = Float64Array.from({ length: 400 }, (_, row) => few[Math.floor(row / 10)] as number)
  const width = (values: Float64Array, of: Int32Array): number => {
    const { low, high } = estimatePairedDifference(values, new Float64Array(values.length), of, 1)
    return high - low
  }
  const own = width(
    few,
    Int32Array.from(few, (_, i) => i),
  )
  expect(
    width(
      copies,
      Int32Array.from(copies, (_, row) => Math.floor(row / 10)),
    ),
  ).toBeCloseTo(own, 10)
  expect(
    width(
      copies,
      Int32Array.from(copies, (_, row) => row),
    ),
  ).toBeLessThan(own / 2)
})
