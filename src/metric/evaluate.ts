import { calibrationCurve } from './calibration.ts'
import { classScores } from './confusion.ts'
import type { Evaluation } from './evaluation.ts'
import { estimates, measure, numbered, type Point, prepareRows } from './measure.ts'
import { curves, meanAuc, weightedAuc } from './ranking.ts'

export interface EvaluationInput {
  /** In the project's order: worst to best, which the quadratic kappa relies on. */
  readonly classes: readonly string[]
  /** Index of the true class of each held-out row. */
  readonly target: Uint8Array
  /** Row-major, `rows x classes`; each row sums to 1. */
  readonly probabilities: Float64Array
  /** Entity of each row, numbered in any way: intervals come from resampling entities, not rows. */
  readonly groups: Int32Array
  /** Share of each class in the training rows, for the baselines. */
  readonly trainShares: readonly number[]
  readonly seed: number
  /** Bootstrap resamples behind the intervals. Default 500. */
  readonly resamples?: number
}

/**
 * All metrics of the predictions for held-out rows, with 95 % intervals by a percentile bootstrap over entities (rows of
 * one entity are near copies, so resampling rows would promise too much), beside the majority and prior baselines.
 * The same input gives the same result to the bit. A class that is absent from the rows is left out of macro averages.
 * @throws RangeError without rows, or when the lengths disagree.
 */
export function evaluate(input: EvaluationInput): Evaluation {
  const { classes, target, probabilities, trainShares, seed, resamples = 500 } = input
  const classCount = classes.length
  if (target.length === 0 || probabilities.length !== target.length * classCount || input.groups.length !== target.length) {
    throw new RangeError(
      `evaluate: ${target.length} targets, ${input.groups.length} groups, ${probabilities.length} probabilities`,
    )
  }
  const { groups, count } = numbered(input.groups)
  const rows = prepareRows(target, probabilities, groups, count, classCount)
  const weights = new Float64Array(count).fill(1)
  const { table } = measure(rows, weights)
  const areas = rows.rankings.map((ranking) => weightedAuc(ranking, weights))
  const perClass = rows.rankings.map(curves)
  return {
    classes,
    rows: target.length,
    entities: count,
    metrics: estimates([rows], count, seed, resamples),
    baselines: baselines(target, classCount, trainShares),
    confusion: classes.map((_, k) => Array.from(table.subarray(k * classCount, (k + 1) * classCount))),
    byClass: classScores(table, classCount).map(({ rows, precision, recall, f1 }, k) => ({
      class: classes[k] as string,
      rows,
      precision,
      recall,
      f1,
      auc: meanAuc([areas[k] as number]),
    })),
    calibration: classes.map((name, k) => ({ class: name, bins: calibrationCurve(target, probabilities, classCount, k) })),
    roc: classes.map((name, k) => ({ class: name, curve: (perClass[k] as (typeof perClass)[number]).roc })),
    precisionRecall: classes.map((name, k) => ({
      class: name,
      curve: (perClass[k] as (typeof perClass)[number]).precisionRecall,
    })),
  }
}

function baselines(target: Uint8Array, classCount: number, trainShares: readonly number[]): Evaluation['baselines'] {
  const majority = trainShares.indexOf(Math.max(...trainShares))
  // They answer all rows alike, so one row of each class stands for all of it.
  const classes = Uint8Array.from(trainShares, (_, k) => k)
  const counts = new Float64Array(classCount)
  for (const k of target) counts[k] = (counts[k] as number) + 1
  const alwaysAnswering = (shares: readonly number[]): Point => {
    const probabilities = Float64Array.from({ length: classCount ** 2 }, (_, i) => shares[i % classCount] as number)
    return measure(prepareRows(classes, probabilities, Int32Array.from(classes), classCount, classCount), counts).point
  }
  return { majority: alwaysAnswering(trainShares.map((_, k) => (k === majority ? 1 : 0))), prior: alwaysAnswering(trainShares) }
}
