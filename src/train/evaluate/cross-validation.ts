import type { Split } from '../../data/split/time-order.ts'
import { evaluate } from '../../task/classification/evaluate.ts'
import {
  type Estimate,
  type Evaluation,
  metricNames,
  type MetricValues,
} from '../../task/classification/evaluation.ts'
import { getStudentPoint } from '../../task/intervals/small-samples.ts'

export interface CrossValidationInput {
  /** Rows that each model is fitted and measured on, from `createCrossSplits` in data/split. */
  readonly splits: readonly Split[]
  readonly classes: readonly string[]
  readonly target: Uint8Array
  /** Entity of each row. */
  readonly groups: Int32Array
  readonly seed: number
  /** Fits on the rows `train` and returns the probabilities of the rows `heldOut`, row-major. */
  readonly fitAndPredict: (split: Split, fold: number) => Promise<Float64Array>
}

export interface CrossValidation {
  /** One evaluation per fold, each on rows that its model was not fitted on. */
  readonly folds: readonly Evaluation[]
  /**
   * Mean over the folds with its 95 % interval by Student's t. Folds share training rows, so the
   * interval is slightly too narrow (Bengio and Grandvalet 2004). Null for a metric that could not
   * be measured in every fold.
   */
  readonly metrics: MetricValues<Estimate>
}

/**
 * Cross-validates: measures each split with a model fitted on its own training rows. Splits run one
 * after the other.
 *
 * @throws RangeError with fewer than two splits.
 */
export async function crossValidate({
  splits,
  classes,
  target,
  groups,
  seed,
  fitAndPredict,
}: CrossValidationInput): Promise<CrossValidation> {
  if (splits.length < 2)
    throw new RangeError(`crossValidate: ${splits.length} folds have rows, at least 2 are needed`)
  const evaluations: Evaluation[] = []
  for (const [fold, split] of splits.entries()) {
    const { train, heldOut } = split
    const probabilities = await fitAndPredict(split, fold)
    const trainRows = classes.map((_, k) => train.filter((row) => target[row] === k).length)
    const heldOutTarget = Uint8Array.from(heldOut, (row) => target[row] as number)
    const heldOutGroups = heldOut.map((row) => groups[row] as number)
    evaluations.push(
      evaluate({ classes, target: heldOutTarget, probabilities, groups: heldOutGroups, trainRows, seed }),
    )
  }
  const means = metricNames.map((name) => {
    const values = evaluations.flatMap(({ metrics }) => metrics[name]?.value ?? [])
    return [name, values.length < evaluations.length ? null : estimateMean(values)] as const
  })
  return { folds: evaluations, metrics: Object.fromEntries(means) as unknown as MetricValues<Estimate> }
}

function estimateMean(values: readonly number[]): Estimate {
  const value = values.reduce((sum, each) => sum + each, 0) / values.length
  const variance = values.reduce((sum, each) => sum + (each - value) ** 2, 0) / (values.length - 1)
  const half = getStudentPoint(values.length - 1) * Math.sqrt(variance / values.length)
  return { value, low: value - half, high: value + half }
}
