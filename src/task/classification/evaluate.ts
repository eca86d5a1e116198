import { computeCalibrationCurve } from './calibration.ts'
import { computeClassScores } from './confusion.ts'
import {
  type ClassMetricName,
  type ClassScores,
  type Evaluation,
  type MetricName,
  metricNames,
  type MetricValues,
  minClassEntities,
} from './evaluation.ts'
import {
  computeEstimates,
  measure,
  numberGroups,
  type PreparedRows,
  prepareRows,
  findRarerClass,
} from './measure.ts'
import { computeCurves } from './ranking.ts'

export interface EvaluationInput {
  /** In the project's order: worst to best, which the quadratic kappa relies on. */
  readonly classes: readonly string[]
  /** Index of the true class of each held-out row. */
  readonly target: Uint8Array
  /** Row-major, `rows x classes`; each row sums to 1. */
  readonly probabilities: Float64Array
  /** Entity of each row, numbered in any way: intervals come from resampling entities, not rows. */
  readonly groups: Int32Array
  /** Rows of each class in training, for the baselines. */
  readonly trainRows: readonly number[]
  /**
   * Whether each class was in the training rows of the model that predicted its rows.
   *
   * @defaultValue whether it has rows in training
   */
  readonly learned?: readonly boolean[]
  readonly seed: number
  /**
   * Number of bootstrap resamples behind the intervals.
   *
   * @defaultValue 500
   */
  readonly resamples?: number
}

/**
 * Computes all metrics of the predictions for held-out rows, with 95 % intervals by a percentile
 * bootstrap over entities (rows of one entity are near copies, so intervals from resampled rows
 * would be too narrow), beside the majority and prior baselines. The same input gives the same
 * result to the bit. If a class has no rows, or was not learned, metrics that average over the
 * classes are null.
 *
 * @throws RangeError without rows, or when the lengths disagree.
 */
export function evaluate(input: EvaluationInput): Evaluation {
  const { classes, target, probabilities, trainRows, seed, resamples = 500 } = input
  const classCount = classes.length
  if (
    target.length === 0 ||
    probabilities.length !== target.length * classCount ||
    input.groups.length !== target.length
  ) {
    throw new RangeError(
      `evaluate: ${target.length} targets, ${input.groups.length} groups, ${probabilities.length} probabilities`,
    )
  }
  const { groups, count } = numberGroups(input.groups)
  const learned = input.learned ?? trainRows.map((rows) => rows > 0)
  const rarest = findRarerClass(trainRows)
  const rows = prepareRows(target, probabilities, groups, count, classCount, rarest)
  const { table, areas } = measure(rows, new Float64Array(count).fill(1))
  const byClass = computeClassScores(table, classCount).map(({ rows, precision, recall, f1 }, k) => ({
    class: classes[k] as string,
    rows,
    ...toScores(
      { precision, recall, f1, auc: areas[k]?.auc, average_precision: areas[k]?.averagePrecision },
      learned[k] === true,
    ),
  }))
  const metrics = computeEstimates([rows], count, learned, { seed, resamples })
  const perClass = rows.rankings.map(computeCurves)
  return {
    classes,
    rows: target.length,
    entities: count,
    metrics,
    rare_classes: byClass.flatMap(({ class: name, rows: ofClass }, k) => {
      const entities = rows.classGroups[k] as number
      return entities < minClassEntities
        ? [{ class: name, rows: ofClass, entities, train_rows: trainRows[k] as number }]
        : []
    }),
    not_measured: findNotMeasured(metrics, byClass, learned),
    baselines: measureBaselines(target, trainRows, rarest),
    confusion: classes.map((_, k) => Array.from(table.subarray(k * classCount, (k + 1) * classCount))),
    by_class: byClass,
    calibration: classes.map((name, k) => ({
      class: name,
      bins: computeCalibrationCurve(target, probabilities, classCount, k),
    })),
    roc: classes.map((name, k) => ({ class: name, curve: (perClass[k] as (typeof perClass)[number]).roc })),
    precision_recall: classes.map((name, k) => ({
      class: name,
      curve: (perClass[k] as (typeof perClass)[number]).precisionRecall,
    })),
  }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

type Scores = Pick<ClassScores, 'precision' | 'recall' | 'f1' | 'auc' | 'average_precision'>

/** Returns the scores of a class, all null for one that was not learned. */
function toScores(scores: Readonly<Record<keyof Scores, number | undefined>>, isLearned: boolean): Scores {
  const entries = Object.entries(scores).map(([name, value]) => [name, isLearned ? orNull(value) : null])
  return Object.fromEntries(entries) as Scores
}

function findNotMeasured(
  metrics: Evaluation['metrics'],
  byClass: Evaluation['by_class'],
  learned: readonly boolean[],
): NonNullable<Evaluation['not_measured']> {
  const classes = byClass
    .filter(({ rows }, k) => rows === 0 || learned[k] !== true)
    .map(({ class: name }) => name)
  return metricNames
    .filter((name): name is ClassMetricName => metrics[name] === null)
    .map((metric) => ({ metric, reason: 'class-without-rows', classes }))
}

function measureBaselines(
  target: Uint8Array,
  trainRows: readonly number[],
  rarest: number | null,
): Evaluation['baselines'] {
  const classCount = trainRows.length
  const total = trainRows.reduce((sum, rows) => sum + rows, 0)
  const majority = trainRows.indexOf(Math.max(...trainRows))
  // A baseline predicts the same for all rows, so one row of each class represents the class.
  const classes = Uint8Array.from(trainRows, (_, k) => k)
  const counts = new Float64Array(classCount)
  for (const k of target) counts[k] = (counts[k] as number) + 1
  const measureConstant = (shares: readonly number[]): MetricValues<number> => {
    const probabilities = Float64Array.from(
      { length: classCount ** 2 },
      (_, i) => shares[i % classCount] as number,
    )
    const rows: PreparedRows = prepareRows(
      classes,
      probabilities,
      Int32Array.from(classes),
      classCount,
      classCount,
      rarest,
    )
    const { point } = measure(rows, counts)
    return Object.fromEntries(
      metricNames.map((name: MetricName) => [name, orNull(point[name])]),
    ) as unknown as MetricValues<number>
  }
  return {
    majority: measureConstant(trainRows.map((_, k) => (k === majority ? 1 : 0))),
    prior: measureConstant(trainRows.map((rows) => rows / total)),
  }
}
