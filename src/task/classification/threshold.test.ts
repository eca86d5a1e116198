import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { seededRandom } from '../../base/math/random.ts'
import type { Estimate } from './evaluation.ts'
import { measureAtThreshold, takeClassScores, thresholdMetricNames, countByThreshold } from './threshold.ts'

interface Reference {
  readonly target: readonly number[]
  readonly probabilities: readonly number[]
  readonly thresholds: Readonly<
    Record<string, Readonly<Record<string, number>> & { readonly counts: Readonly<Record<string, number>> }>
  >
}
const { two } = JSON.parse(readFileSync(new URL('fixtures/reference.json', import.meta.url), 'utf8')) as {
  two: Reference
}
const positive = Uint8Array.from(two.target)
const scores = takeClassScores(Float64Array.from(two.probabilities), 2, 1)
const groups = Int32Array.from(positive, (_, row) => row >> 1)

test.each(Object.entries(two.thresholds))(
  'at %s the metrics and the curve are those of scikit-learn',
  (text, { counts, ...metrics }) => {
    const threshold = Number(text)
    const measured = measureAtThreshold({ positive, repeats: [scores], groups }, threshold, { seed: 1 })
    for (const name of thresholdMetricNames) {
      const { value, low, high } = measured[name] as Estimate
      expect(value, name).toBeCloseTo(metrics[name] as number, 12)
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
    }
    expect(countByThreshold({ positive, repeats: [scores] })[Math.round(threshold * 100)]).toEqual({
      threshold,
      ...counts,
    })
  },
)

test('counts and metrics of several repeats are means over them', () => {
  const [truth, one] = [Uint8Array.of(1, 1, 0), Int32Array.of(0, 1, 2)]
  const repeats = [Float64Array.of(0.9, 0.2, 0.1), Float64Array.of(0.9, 0.8, 0.6)]
  expect(countByThreshold({ positive: truth, repeats })[50]).toEqual({
    threshold: 0.5,
    true_positive: 1.5,
    false_positive: 0.5,
    false_negative: 0.5,
    true_negative: 0.5,
  })
  const { precision, recall, flagged } = measureAtThreshold({ positive: truth, repeats, groups: one }, 0.5, {
    seed: 1,
  })
  expect([precision.value, recall?.value]).toEqual([0.75, 0.75])
  expect(flagged.value).toBeCloseTo(2 / 3, 12)
})

test('a threshold that no row reaches has a precision of 0, not null', () => {
  const measured = measureAtThreshold({ positive, repeats: [scores], groups }, 1.5, { seed: 1 })
  expect(measured.precision).toEqual({ value: 0, low: 0, high: 0 })
  expect(measured.f1).toMatchObject({ value: 0, low: 0 })
})

test('recall and F1 are not measured without rows of the class, and one row makes nothing sure', () => {
  const groups = Int32Array.from({ length: 20 }, (_, row) => row)
  const high = Float64Array.from({ length: 20 }, (_, row) => (row === 0 ? 0.9 : 0.1))
  const measured = measureAtThreshold({ positive: new Uint8Array(20), repeats: [high], groups }, 0.5, {
    seed: 1,
  })
  expect([measured.recall, measured.f1, measured.precision.value]).toEqual([null, null, 0])
  const one = measureAtThreshold(
    { positive: Uint8Array.from(groups, (row) => (row === 0 ? 1 : 0)), repeats: [high], groups },
    0.5,
    {
      seed: 1,
    },
  )
  expect(one.recall).toEqual({ value: 1, low: expect.closeTo(0.2065, 3) as number, high: 1 })
})

test('intervals are by entity: copies of a row make nothing surer', () => {
  const random = seededRandom(3)
  const truth = Uint8Array.from({ length: 100 }, () => random.integer(2))
  const score = Float64Array.from(truth, (one) => (random.next() < 0.8 ? one : 1 - one))
  const width = (copies: number): number => {
    const rows = { positive: repeat(truth, copies), groups: repeat(Int32Array.from(truth.keys()), copies) }
    const { low, high } = measureAtThreshold({ ...rows, repeats: [repeat(score, copies)] }, 0.5, { seed: 1 })
      .recall as Estimate
    return high - low
  }
  expect(width(4)).toBeCloseTo(width(1), 12)
  expect(width(1)).toBeGreaterThan(0.1)
})

function repeat<Values extends Uint8Array | Int32Array | Float64Array>(
  values: Values,
  times: number,
): Values {
  const all = new (values.constructor as new (length: number) => Values)(values.length * times)
  for (let copy = 0; copy < times; copy++) all.set(values, copy * values.length)
  return all
}
