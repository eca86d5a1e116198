import { expect, test } from 'vitest'
import { seededRandom } from '../../base/math/random.ts'
import { evaluate } from './evaluate.ts'
import { evaluateRepeats } from './evaluate-repeats.ts'
import { type Estimate, metricNames } from './evaluation.ts'

const random = seededRandom(5)
const target = Uint8Array.from({ length: 120 }, () => random.integer(2))
const groups = Int32Array.from(target, (_, row) => row >> 1)
const repeats = Array.from({ length: 3 }, () => {
  return Float64Array.from(
    [...target].flatMap((label) => {
      const yes = Math.min(0.95, Math.max(0.05, 0.3 + 0.4 * label + 0.3 * random.normal()))
      return [1 - yes, yes]
    }),
  )
})
const classes = ['no', 'yes']
const one = (probabilities: Float64Array) =>
  evaluate({ classes, target, probabilities, groups, trainRows: [50, 50], seed: 1, resamples: 200 })

test('evaluateRepeats() of one repeat is evaluate()', () => {
  const { metrics, rows, entities } = evaluateRepeats({
    classes,
    target,
    groups,
    repeats: repeats.slice(0, 1),
    seed: 1,
    resamples: 200,
  })
  const evaluation = one(repeats[0] as Float64Array)
  expect([rows, entities]).toEqual([120, 60])
  for (const name of metricNames) {
    const estimate = evaluation.metrics[name] as Estimate
    expect(metrics[name]).toEqual({ ...estimate, min: estimate.value, max: estimate.value })
  }
})

test('evaluateRepeats() gives the mean of the repeats, how far they lie apart, and an interval that repeats do not shrink away', () => {
  const all = evaluateRepeats({ classes, target, groups, repeats, seed: 1, resamples: 200 })
  const each = repeats.map((probabilities) => one(probabilities).metrics.log_loss)
  const values = each.map(({ value }) => value)
  const { value, low, high, min: least, max: most } = all.metrics.log_loss
  expect(value).toBeCloseTo(values.reduce((sum, loss) => sum + loss, 0) / 3, 12)
  expect([least, most]).toEqual([Math.min(...values), Math.max(...values)])
  expect(low).toBeLessThan(value)
  expect(high).toBeGreaterThan(value)
  const copied = Array.from({ length: 9 }, (_, i) => repeats[i % 3] as Float64Array)
  const more = evaluateRepeats({ classes, target, groups, repeats: copied, seed: 1, resamples: 200 }).metrics
    .log_loss
  expect(more.high - more.low).toBeCloseTo(high - low, 12)
})
