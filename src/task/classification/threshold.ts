import { seededRandom } from '../../base/math/random.ts'
import { drawGroups, computePercentileInterval } from '../intervals/bootstrap.ts'
import type { Estimate } from './evaluation.ts'
import { countGroupsByClass, numberGroups } from './measure.ts'
import { computeSmallSampleReach, widenInterval } from '../intervals/small-samples.ts'

/** Rows by truth and decision. */
export interface ThresholdPoint {
  readonly threshold: number
  readonly true_positive: number
  readonly false_positive: number
  readonly false_negative: number
  readonly true_negative: number
}

/**
 * Decisions at every threshold, out of fold and on held-out rows: `threshold-curve.json` of a run
 * with a policy.
 */
export interface ThresholdCurve {
  readonly positive: string
  readonly sides: readonly ThresholdSide[]
}

export interface ThresholdSide {
  readonly side: 'out-of-fold' | 'held-out'
  readonly rows: number
  /**
   * Number of predictions of each row, by models that were not fitted on it. Counts are means over
   * them.
   */
  readonly repeats: number
  readonly points: readonly ThresholdPoint[]
}

/** Metrics of decisions at a threshold, with 95 % intervals. */
export interface ThresholdMetrics {
  readonly threshold: number
  readonly rows: number
  /** Share of the positive class among the rows. */
  readonly prevalence: number
  readonly accuracy: Estimate
  /**
   * Share of the flagged rows that are of the positive class. 0 if no row is flagged, as
   * scikit-learn's `zero_division=0`.
   */
  readonly precision: Estimate
  /** Share of the rows of the positive class that are flagged, or null if there are none. */
  readonly recall: Estimate | null
  /** Null without rows of the positive class. */
  readonly f1: Estimate | null
  /** Share of all rows that are flagged. */
  readonly flagged: Estimate
}

export const thresholdMetricNames = ['accuracy', 'precision', 'recall', 'f1', 'flagged'] as const
type Name = (typeof thresholdMetricNames)[number]

/** Rows with their true class and their probabilities of the positive class in each repeat. */
export interface ScoredRows {
  /** 1 for rows of the positive class. */
  readonly positive: Uint8Array
  readonly repeats: readonly Float64Array[]
  /** Entity of each row. */
  readonly groups: Int32Array
}

/** Number of equal steps from threshold 0 to 1. */
const steps = 100

/**
 * Counts decisions at the thresholds 0, 0.01, ... 1. A row whose probability equals the threshold
 * is flagged.
 */
export function countByThreshold({ positive, repeats }: Omit<ScoredRows, 'groups'>): ThresholdPoint[] {
  return Array.from({ length: steps + 1 }, (_, step) => {
    const threshold = step / steps
    const counts = new Float64Array(4)
    for (const scores of repeats) {
      for (let row = 0; row < scores.length; row++) {
        const cell = findCell(positive[row] as number, scores[row] as number, threshold)
        counts[cell] = (counts[cell] as number) + 1 / repeats.length
      }
    }
    const [trueNegative = 0, falsePositive = 0, falseNegative = 0, truePositive = 0] = counts.map(roundCount)
    return {
      threshold,
      true_positive: truePositive,
      false_positive: falsePositive,
      false_negative: falseNegative,
      true_negative: trueNegative,
    }
  })
}

/**
 * Measures decisions at a threshold, with intervals by the same bootstrap over entities as
 * `evaluate`: the repeats of an entity are drawn together. A resample without rows of the positive
 * class does not count for recall and F1.
 */
export function measureAtThreshold(
  rows: ScoredRows,
  threshold: number,
  options: { seed: number; resamples?: number },
): ThresholdMetrics {
  const { seed, resamples = 500 } = options
  const { groups, count } = numberGroups(rows.groups)
  const cells = new Float64Array(count * 4)
  const flaggedGroups = new Set<number>()
  for (const scores of rows.repeats) {
    for (let row = 0; row < scores.length; row++) {
      const cell =
        (groups[row] as number) * 4 + findCell(rows.positive[row] as number, scores[row] as number, threshold)
      if ((cell & 1) === 1) flaggedGroups.add(groups[row] as number)
      cells[cell] = (cells[cell] as number) + 1 / rows.repeats.length
    }
  }
  const weights = new Float64Array(count).fill(1)
  const point = measureCells(cells, weights)
  const random = seededRandom(seed, 'bootstrap')
  const drawn = new Map(thresholdMetricNames.map((name) => [name, new Float64Array(resamples)]))
  for (let i = 0; i < resamples; i++) {
    drawGroups(weights, random)
    const resample = measureCells(cells, weights)
    for (const [name, values] of drawn) values[i] = resample[name]
  }
  const [, positives = 0] = countGroupsByClass(rows.positive, groups, 2)
  const cases = {
    accuracy: count,
    precision: flaggedGroups.size,
    recall: positives,
    f1: positives,
    flagged: count,
  }
  const estimate = (name: Name): Estimate | null => {
    const value = point[name]
    if (Number.isNaN(value)) return null
    const values = (drawn.get(name) as Float64Array).filter((each) => !Number.isNaN(each))
    const interval = {
      value,
      ...(values.length === 0 ? { low: value, high: value } : computePercentileInterval(values)),
    }
    return cases[name] === 0
      ? interval
      : widenInterval(interval, computeSmallSampleReach([{ value, cases: cases[name] }]), { min: 0, max: 1 })
  }
  const prevalence = rows.positive.reduce((sum, one) => sum + one, 0) / rows.positive.length
  const metrics = Object.fromEntries(
    thresholdMetricNames.map((name) => [name, estimate(name)]),
  ) as unknown as Pick<ThresholdMetrics, Name>
  return { threshold, rows: rows.positive.length, prevalence, ...metrics }
}

/** Returns the probability of class `k` of each row. */
export function takeClassScores(probabilities: Float64Array, classCount: number, k: number): Float64Array {
  return Float64Array.from(
    { length: probabilities.length / classCount },
    (_, row) => probabilities[row * classCount + k] as number,
  )
}

/** Returns the cell of a row: twice the truth plus the decision. */
function findCell(positive: number, score: number, threshold: number): number {
  return 2 * positive + (score >= threshold ? 1 : 0)
}

function measureCells(cells: Float64Array, weights: Float64Array): Record<Name, number> {
  const sums = [0, 0, 0, 0]
  for (let i = 0; i < cells.length; i++)
    sums[i & 3] = (sums[i & 3] as number) + (cells[i] as number) * (weights[i >> 2] as number)
  const [trueNegative = 0, falsePositive = 0, falseNegative = 0, truePositive = 0] = sums
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
  const total = trueNegative + falsePositive + falseNegative + truePositive
  return {
    accuracy: share(truePositive + trueNegative, total),
    precision: share(truePositive, truePositive + falsePositive),
    recall: truePositive / (truePositive + falseNegative),
    f1:
      truePositive + falseNegative === 0
        ? Number.NaN
        : (2 * truePositive) / (2 * truePositive + falsePositive + falseNegative),
    flagged: share(truePositive + falsePositive, total),
  }
}

/** Rounds a mean count, so that thirds add up to a whole number. */
function roundCount(count: number): number {
  return Math.round(count * 1e6) / 1e6
}
