import { evaluate } from '../metric/evaluate.ts'
import { type Estimate, type Evaluation, metricNames, type MetricValues } from '../metric/evaluation.ts'
import { studentT } from '../metric/small-samples.ts'

export interface CrossValidationInput {
  /** Fold of each row, of `foldsOf` in dataset/split.ts: rows of one entity share theirs. */
  readonly folds: Uint8Array
  readonly classes: readonly string[]
  readonly target: Uint8Array
  /** Entity of each row. */
  readonly groups: Int32Array
  readonly seed: number
  /** Fits on the rows `train` and answers the probabilities of the rows `heldOut`, row-major. */
  readonly fitAndPredict: (train: Int32Array, heldOut: Int32Array, fold: number) => Promise<Float64Array>
}

export interface CrossValidation {
  /** One evaluation a fold, each on rows that its model has not seen. */
  readonly folds: readonly Evaluation[]
  /**
   * Mean over folds with the 95 % interval of Student's t. Folds share training rows, so the interval is a little narrow
   * (Bengio and Grandvalet 2004). Null for a metric that could not be measured in every fold.
   */
  readonly metrics: MetricValues<Estimate>
}

/**
 * Grouped cross-validation: every row is held out once, and no model sees a row of an entity that it is measured on.
 * Folds run one after the other; a fold without rows is left out.
 * @throws RangeError with fewer than two folds that have rows.
 */
export async function crossValidate({
  folds,
  classes,
  target,
  groups,
  seed,
  fitAndPredict,
}: CrossValidationInput): Promise<CrossValidation> {
  const numbers = [...new Set(folds)].sort((a, b) => a - b)
  if (numbers.length < 2) throw new RangeError(`crossValidate: ${numbers.length} fold has rows, at least 2 are needed`)
  const evaluations: Evaluation[] = []
  for (const fold of numbers) {
    const heldOut = rowsWhere(folds, (other) => other === fold)
    const train = rowsWhere(folds, (other) => other !== fold)
    const probabilities = await fitAndPredict(train, heldOut, fold)
    const trainRows = classes.map((_, k) => train.filter((row) => target[row] === k).length)
    const heldOutTarget = Uint8Array.from(heldOut, (row) => target[row] as number)
    const heldOutGroups = heldOut.map((row) => groups[row] as number)
    evaluations.push(evaluate({ classes, target: heldOutTarget, probabilities, groups: heldOutGroups, trainRows, seed }))
  }
  const means = metricNames.map((name) => {
    const values = evaluations.flatMap(({ metrics }) => metrics[name]?.value ?? [])
    return [name, values.length < evaluations.length ? null : meanWithInterval(values)] as const
  })
  return { folds: evaluations, metrics: Object.fromEntries(means) as unknown as MetricValues<Estimate> }
}

function rowsWhere(folds: Uint8Array, wanted: (fold: number) => boolean): Int32Array {
  const rows: number[] = []
  for (let row = 0; row < folds.length; row++) if (wanted(folds[row] as number)) rows.push(row)
  return Int32Array.from(rows)
}

function meanWithInterval(values: readonly number[]): Estimate {
  const value = values.reduce((sum, each) => sum + each, 0) / values.length
  const variance = values.reduce((sum, each) => sum + (each - value) ** 2, 0) / (values.length - 1)
  const half = studentT(values.length - 1) * Math.sqrt(variance / values.length)
  return { value, low: value - half, high: value + half }
}
