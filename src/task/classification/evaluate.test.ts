import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type SeededRandom, seededRandom } from '../../base/math/random.ts'
import { evaluate } from './evaluate.ts'
import { type Estimate, type MetricName, metricNames } from './evaluation.ts'

interface Reference {
  readonly target: number[]
  readonly probabilities: number[]
  readonly metrics: Record<(typeof metricNames)[number], number>
  readonly confusion: number[][]
  readonly precision: number[]
  readonly recall: number[]
  readonly f1: number[]
  readonly auc: number[]
  readonly averagePrecision: number[]
}
interface Absent {
  readonly target: number[]
  readonly predicted: number[]
  readonly precision: number[]
  readonly weighted_f1: number
  readonly quadratic_kappa: number
}
const { absent, ...references } = JSON.parse(
  readFileSync(new URL('./fixtures/reference.json', import.meta.url), 'utf8'),
) as {
  readonly absent: Absent
  readonly two: Reference
  readonly three: Reference
}

/**
 * Creates rows of entities whose rows are copies of one another, and a model that is right about 7
 * in 10.
 */
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
  return { classes: ['a', 'b', 'c'], target, probabilities, groups, trainRows: [300, 300, 400], seed: 1 }
}

describe.each(Object.entries(references))('evaluate() with %s classes', (_, reference) => {
  const classCount = reference.confusion.length
  const target = Uint8Array.from(reference.target)
  const result = evaluate({
    classes: ['low', 'middle', 'high'].slice(0, classCount),
    target,
    probabilities: Float64Array.from(reference.probabilities),
    groups: Int32Array.from(target.keys()),
    trainRows: classCount === 2 ? [70, 30] : [30, 50, 20],
    seed: 1,
    resamples: 200,
  })

  test.each(metricNames)('%s equals scikit-learn', (name) => {
    const { value, low, high } = result.metrics[name] as Estimate
    expect(value).toBeCloseTo(reference.metrics[name], 12)
    expect(low).toBeLessThanOrEqual(value)
    expect(high).toBeGreaterThan(reference.metrics[name])
  })

  test('confusion and scores by class equal scikit-learn', () => {
    expect(result.confusion).toEqual(reference.confusion)
    for (const [k, score] of result.by_class.entries()) {
      expect(score.precision).toBeCloseTo(reference.precision[k] as number, 12)
      expect(score.recall).toBeCloseTo(reference.recall[k] as number, 12)
      expect(score.f1).toBeCloseTo(reference.f1[k] as number, 12)
      expect(score.auc).toBeCloseTo(reference.auc[k] as number, 12)
      expect(score.average_precision).toBeCloseTo(reference.averagePrecision[k] as number, 12)
    }
  })
})

test('evaluate() puts the majority and the prior beside the metrics', () => {
  const { target, probabilities } = references.three
  const { baselines } = evaluate({
    classes: ['low', 'middle', 'high'],
    target: Uint8Array.from(target),
    probabilities: Float64Array.from(probabilities),
    groups: Int32Array.from(target.keys()),
    trainRows: [30, 50, 20],
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
  // The normal approximation of a proportion over 250 entities. The wrong one over 2,000 rows would
  // be a third of it.
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

/** Returns probabilities that are 1 for the predicted classes. */
function createCertain(predicted: readonly number[], classCount: number): Float64Array {
  return Float64Array.from(
    predicted.flatMap((code) => Array.from({ length: classCount }, (_, k) => (k === code ? 1 : 0))),
  )
}

describe('evaluate() of a class without held-out rows', () => {
  const result = evaluate({
    classes: ['a', 'b', 'c'],
    target: Uint8Array.from(absent.target),
    probabilities: createCertain(absent.predicted, 3),
    groups: Int32Array.from(absent.target.keys()),
    trainRows: [40, 40, 1],
    seed: 1,
  })

  test('does not measure averages over the classes, and reports why', () => {
    const names: MetricName[] = ['balanced_accuracy', 'average_precision', 'macro_f1', 'macro_auc']
    for (const name of names) expect(result.metrics[name], name).toBeNull()
    expect(result.not_measured).toEqual(
      names.map((metric) => ({ metric, reason: 'class-without-rows', classes: ['c'] })),
    )
    expect(result.baselines.majority.balanced_accuracy).toBeNull()
    expect(result.by_class[2]).toEqual({
      class: 'c',
      rows: 0,
      precision: 0,
      recall: null,
      f1: null,
      auc: null,
      average_precision: null,
    })
    expect(result.roc[2]?.curve.x).toEqual([])
  })

  test('measures all else as scikit-learn', () => {
    expect(result.metrics.weighted_f1.value).toBeCloseTo(absent.weighted_f1, 12)
    expect(result.metrics.quadratic_kappa?.value).toBeCloseTo(absent.quadratic_kappa, 12)
    expect(result.by_class.map(({ precision }) => precision)).toEqual(absent.precision)
  })

  test('names classes of few entities, however many rows they have', () => {
    expect(result.rare_classes).toEqual([
      { class: 'a', rows: 3, entities: 3, train_rows: 40 },
      { class: 'b', rows: 3, entities: 3, train_rows: 40 },
      { class: 'c', rows: 0, entities: 0, train_rows: 1 },
    ])
    const many = evaluate(madeUp(2000, 100))
    expect(many.rare_classes?.every(({ rows, entities }) => rows >= 100 && entities < 10)).toBe(true)
    expect(evaluate(madeUp(600, 1)).rare_classes).toEqual([])
  })
})

test('evaluate() is never sure of a class with one row, nor of rows that are all right', () => {
  const target = [...Array.from({ length: 200 }, (_, row) => row % 2), 2]
  const { metrics } = evaluate({
    classes: ['a', 'b', 'c'],
    target: Uint8Array.from(target),
    probabilities: createCertain(target, 3),
    groups: Int32Array.from(target.keys()),
    trainRows: [400, 400, 4],
    seed: 1,
  })
  for (const name of ['balanced_accuracy', 'macro_f1', 'macro_auc', 'average_precision'] as const) {
    expect(metrics[name], name).toMatchObject({ value: 1, high: 1 })
    // The recall of the class with one row lies between 0.21 and 1 (Wilson), and is a third of the
    // mean.
    expect((metrics[name] as Estimate).low, name).toBeLessThan(1 - (1 - 0.2065) / 3 + 1e-3)
  }
  expect(metrics.accuracy.low).toBeCloseTo(201 / (201 + 1.96 ** 2), 12)
  expect(metrics.quadratic_kappa?.low).toBeLessThan(1)
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
    trainRows: [10, 10],
    seed: 1,
    resamples: 50,
  })
  const numbers = Object.values(result.metrics).flatMap((estimate) =>
    estimate === null ? [] : Object.values(estimate),
  )
  expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([])
  expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  expect(result.entities).toBe(new Set(groups).size)
})

test('evaluate() of one entity leaves the log-loss anywhere, so that it never beats guessing', () => {
  const { metrics } = evaluate({ ...madeUp(8, 8), resamples: 50 })
  expect(metrics.log_loss).toMatchObject({ low: 0, high: -Math.log(Number.EPSILON) })
  expect(metrics.accuracy.high - metrics.accuracy.low).toBeGreaterThan(0.79)
})

/**
 * Returns the share of 300 samples of a population whose interval contains `truth`, its value of
 * `name`.
 */
function computeCoverage(
  name: MetricName,
  truth: number,
  sample: (random: SeededRandom) => Parameters<typeof evaluate>[0],
): number {
  const random = seededRandom(11)
  let held = 0
  for (let i = 0; i < 300; i++) {
    const { low, high } = evaluate({ ...sample(random), seed: i, resamples: 200 }).metrics[name] ?? {
      low: 0,
      high: 1,
    }
    if (low <= truth && truth <= high) held++
  }
  return held / 300
}

/** Creates rows of two classes: `counts` of each, predicted right as often as `recalls` say. */
function createSample(
  counts: readonly [number, number],
  recalls: readonly [number, number],
  random: SeededRandom,
) {
  const target = counts.flatMap((count, k) => new Array<number>(count).fill(k))
  const predicted = target.map((k) => (random.next() < (recalls[k] as number) ? k : 1 - k))
  const probabilities = Float64Array.from(predicted.flatMap((k) => (k === 0 ? [0.8, 0.2] : [0.2, 0.8])))
  const groups = Int32Array.from(target.keys())
  return {
    classes: ['a', 'b'],
    target: Uint8Array.from(target),
    probabilities,
    groups,
    trainRows: [100, 10],
    seed: 1,
  }
}

test.each<[string, MetricName, number, [number, number], [number, number]]>([
  ['accuracy of 8 rows', 'accuracy', 0.9, [4, 4], [0.9, 0.9]],
  ['accuracy of 200 rows', 'accuracy', 0.9, [100, 100], [0.9, 0.9]],
  ['balanced accuracy with 3 rows of a class', 'balanced_accuracy', 0.75, [100, 3], [0.9, 0.6]],
  ['balanced accuracy with 1 row of a class', 'balanced_accuracy', 0.7, [100, 1], [0.9, 0.5]],
  ['balanced accuracy with 12 rows of a class', 'balanced_accuracy', 0.85, [100, 12], [0.9, 0.8]],
  ['log-loss of 8 rows', 'log_loss', -0.7 * Math.log(0.8) - 0.3 * Math.log(0.2), [4, 4], [0.7, 0.7]],
])('intervals hold the truth about as often as they say: %s', (_, name, truth, counts, recalls) => {
  const share = computeCoverage(name, truth, (random) => createSample(counts, recalls, random))
  expect(share).toBeGreaterThan(0.9)
})

test('evaluate() refuses lengths that disagree', () => {
  expect(() => evaluate({ ...madeUp(10, 1), target: new Uint8Array(9) })).toThrow(RangeError)
})

test('evaluate() thins curves to what a plot can show', () => {
  const { roc, precision_recall: precisionRecall } = evaluate({ ...madeUp(5000, 1), resamples: 2 })
  for (const { curve } of [...roc, ...precisionRecall]) {
    expect(curve.x.length).toBeGreaterThan(50)
    expect(curve.x.length).toBeLessThanOrEqual(202)
    expect(curve.x.at(-1)).toBe(1)
  }
})
