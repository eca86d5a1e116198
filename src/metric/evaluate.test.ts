import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../lib/random.ts'
import { evaluate } from './evaluate.ts'
import { metricNames } from './evaluation.ts'

interface Reference {
  readonly target: number[]
  readonly probabilities: number[]
  readonly metrics: Record<(typeof metricNames)[number], number>
  readonly confusion: number[][]
  readonly precision: number[]
  readonly recall: number[]
  readonly f1: number[]
  readonly auc: number[]
}
const references = JSON.parse(readFileSync(new URL('./fixtures/reference.json', import.meta.url), 'utf8')) as Record<
  string,
  Reference
>

/** Rows of entities whose rows are copies of one another, and a model that is right about 7 in 10. */
function madeUp(rows: number, rowsPerEntity: number): Parameters<typeof evaluate>[0] {
  const random = seededRandom(5)
  const target = new Uint8Array(rows)
  const probabilities = new Float64Array(rows * 3)
  const groups = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    groups[row] = Math.floor(row / rowsPerEntity)
    if (row % rowsPerEntity > 0) {
      target[row] = target[row - 1] as number
      probabilities.copyWithin(row * 3, (row - 1) * 3, row * 3)
      continue
    }
    target[row] = Math.floor(random.next() * 3)
    const scores = [0, 1, 2].map((k) => random.next() + (target[row] === k ? 0.5 : 0))
    const sum = scores.reduce((a, b) => a + b)
    for (const [k, score] of scores.entries()) probabilities[row * 3 + k] = score / sum
  }
  return { classes: ['a', 'b', 'c'], target, probabilities, groups, trainShares: [0.3, 0.3, 0.4], seed: 1 }
}

describe.each(Object.entries(references))('evaluate() with %s classes', (_, reference) => {
  const classCount = reference.confusion.length
  const target = Uint8Array.from(reference.target)
  const result = evaluate({
    classes: ['low', 'middle', 'high'].slice(0, classCount),
    target,
    probabilities: Float64Array.from(reference.probabilities),
    groups: Int32Array.from(target.keys()),
    trainShares: [0.3, 0.5, 0.2].slice(0, classCount),
    seed: 1,
    resamples: 200,
  })

  test.each(metricNames)('%s equals scikit-learn', (name) => {
    expect(result.metrics[name].value).toBeCloseTo(reference.metrics[name], 12)
    expect(result.metrics[name].low).toBeLessThanOrEqual(result.metrics[name].value)
    expect(result.metrics[name].high).toBeGreaterThan(reference.metrics[name])
  })

  test('confusion and scores by class equal scikit-learn', () => {
    expect(result.confusion).toEqual(reference.confusion)
    for (const [k, score] of result.byClass.entries()) {
      expect(score.precision).toBeCloseTo(reference.precision[k] as number, 12)
      expect(score.recall).toBeCloseTo(reference.recall[k] as number, 12)
      expect(score.f1).toBeCloseTo(reference.f1[k] as number, 12)
      expect(score.auc).toBeCloseTo(reference.auc[k] as number, 12)
    }
  })
})

test('evaluate() puts the majority and the prior beside the metrics', () => {
  const { target, probabilities } = references['three'] as Reference
  const { baselines } = evaluate({
    classes: ['low', 'middle', 'high'],
    target: Uint8Array.from(target),
    probabilities: Float64Array.from(probabilities),
    groups: Int32Array.from(target.keys()),
    trainShares: [0.3, 0.5, 0.2],
    seed: 1,
    resamples: 10,
  })
  const share = (k: number): number => target.filter((truth) => truth === k).length / target.length
  expect(baselines.majority.accuracy).toBeCloseTo(share(1), 12)
  expect(baselines.majority.balanced_accuracy).toBeCloseTo(1 / 3, 12)
  expect(baselines.prior.log_loss).toBeCloseTo(
    -(share(0) * Math.log(0.3) + share(1) * Math.log(0.5) + share(2) * Math.log(0.2)),
    12,
  )
  expect(baselines.prior).toMatchObject({ macro_auc: 0.5, quadratic_kappa: 0 })
  expect(baselines.majority.log_loss).toBeGreaterThan(10)
})

test('evaluate() resamples entities: eight copies of each row widen no knowledge', () => {
  const single = evaluate(madeUp(250, 1)).metrics.accuracy
  const copies = evaluate(madeUp(2000, 8)).metrics.accuracy
  expect(copies.value).toBe(single.value)
  expect(copies).toEqual(single)
  // Normal approximation of a proportion over 250 entities, and the wrong one over 2,000 rows would be a third of it.
  const expected = 2 * 1.96 * Math.sqrt((single.value * (1 - single.value)) / 250)
  expect((copies.high - copies.low) / expected).toBeGreaterThan(0.85)
  expect((copies.high - copies.low) / expected).toBeLessThan(1.15)
})

test('evaluate() is the same for the same seed and numbers groups as it likes', () => {
  const input = madeUp(600, 3)
  const result = evaluate(input)
  expect(evaluate(input)).toEqual(result)
  expect(evaluate({ ...input, groups: input.groups.map((group) => 1000 - group) })).toEqual(result)
  expect(evaluate({ ...input, seed: 2 }).metrics.log_loss.low).not.toBe(result.metrics.log_loss.low)
})

test('evaluate() leaves a class that is absent from the held-out rows out of the averages', () => {
  const result = evaluate({
    classes: ['a', 'b', 'c'],
    target: Uint8Array.from([0, 0, 1, 1]),
    probabilities: Float64Array.from([0.6, 0.3, 0.1, 0.5, 0.4, 0.1, 0.1, 0.8, 0.1, 0.6, 0.3, 0.1]),
    groups: Int32Array.from([0, 1, 2, 3]),
    trainShares: [0.4, 0.4, 0.2],
    seed: 1,
  })
  expect(result.metrics.balanced_accuracy.value).toBe(0.75)
  // Class a: 0.6 and 0.5 against 0.1 and 0.6 = 2.5 of 4. Class b: 0.8 and 0.3 against 0.3 and 0.4 = 2.5 of 4.
  expect(result.metrics.macro_auc.value).toBeCloseTo(0.625, 12)
  expect(result.metrics.macro_f1.value).toBeCloseTo((0.8 + 2 / 3) / 2, 12)
  expect(result.byClass[2]).toEqual({ class: 'c', rows: 0, precision: 0, recall: 0, f1: 0, auc: 0.5 })
  expect(result.roc[2]?.curve.x).toEqual([])
})

test.each([
  ['one class only', [1, 1, 1], [0, 1, 2]],
  ['one entity', [0, 1, 1], [4, 4, 4]],
  ['one row', [1], [0]],
])('evaluate() has no hole in its numbers with %s', (_, target, groups) => {
  const result = evaluate({
    classes: ['a', 'b'],
    target: Uint8Array.from(target),
    probabilities: Float64Array.from([0.2, 0.8, 0, 1, 1, 0].slice(0, target.length * 2)),
    groups: Int32Array.from(groups),
    trainShares: [0.5, 0.5],
    seed: 1,
    resamples: 50,
  })
  const numbers = Object.values(result.metrics).flatMap(({ value, low, high }) => [value, low, high])
  expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([])
  expect(result.entities).toBe(new Set(groups).size)
})

test('evaluate() refuses lengths that disagree', () => {
  expect(() => evaluate({ ...madeUp(10, 1), target: new Uint8Array(9) })).toThrow(RangeError)
})

test('evaluate() thins curves to what a plot can show', () => {
  const { roc, precisionRecall } = evaluate({ ...madeUp(5000, 1), resamples: 2 })
  for (const { curve } of [...roc, ...precisionRecall]) {
    expect(curve.x.length).toBeGreaterThan(50)
    expect(curve.x.length).toBeLessThanOrEqual(202)
    expect(curve.x.at(-1)).toBe(1)
  }
})
