import { type Estimate, type MetricName, metricNames, type MetricValues } from './evaluation.ts'
import { computeEstimates, measure, numberGroups, prepareRows, findRarerClass } from './measure.ts'

export interface RepeatsInput {
  readonly classes: readonly string[]
  readonly target: Uint8Array
  /** Entity of each row. */
  readonly groups: Int32Array
  /**
   * Row-major probabilities of all rows, once per repeat, always of models that were not fitted on
   * the row's entity.
   */
  readonly repeats: readonly Float64Array[]
  /**
   * Whether each class was in the training rows of the models that predicted its rows.
   *
   * @defaultValue true for all
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
 * A mean over repeats with its interval over entities, and the minimum and maximum of the repeats.
 */
export interface RepeatedEstimate extends Estimate {
  readonly min: number
  readonly max: number
}

/** Measurements of repeated grouped folds. */
export interface RepeatedEvaluation {
  readonly rows: number
  readonly entities: number
  readonly repeats: number
  readonly metrics: MetricValues<RepeatedEstimate>
}

/**
 * Computes metrics of repeated out-of-fold predictions. The value is the mean over repeats. The 95
 * % interval resamples the entities, in the same way in every repeat: all repeats predict the same
 * rows, so more repeats stabilise the value but do not narrow the interval.
 */
export function evaluateRepeats(input: RepeatsInput): RepeatedEvaluation {
  const { classes, target, groups, repeats, seed, resamples = 500 } = input
  const dense = numberGroups(groups)
  const rarest = findRarerClass(
    classes.map((_, k) => target.reduce((rows, code) => rows + (code === k ? 1 : 0), 0)),
  )
  const prepared = repeats.map((probabilities) =>
    prepareRows(target, probabilities, dense.groups, dense.count, classes.length, rarest),
  )
  const whole = new Float64Array(dense.count).fill(1)
  const points = prepared.map((rows) => measure(rows, whole).point)
  const estimate = computeEstimates(prepared, dense.count, input.learned ?? [], { seed, resamples })
  const repeated = (name: MetricName): RepeatedEstimate | null => {
    const values = points.map((point) => point[name])
    const mean = estimate[name]
    return mean === null ? null : { ...mean, min: Math.min(...values), max: Math.max(...values) }
  }
  return {
    rows: target.length,
    entities: dense.count,
    repeats: repeats.length,
    metrics: Object.fromEntries(
      metricNames.map((name) => [name, repeated(name)]),
    ) as unknown as RepeatedEvaluation['metrics'],
  }
}

/** Returns the means and intervals of repeats in the form of an evaluation of held-out rows. */
export function takeMeans({ metrics }: RepeatedEvaluation): MetricValues<Estimate> {
  const means = metricNames.map((name) => {
    const estimate = metrics[name]
    return [name, estimate && { value: estimate.value, low: estimate.low, high: estimate.high }]
  })
  return Object.fromEntries(means) as unknown as MetricValues<Estimate>
}
