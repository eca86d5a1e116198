import { CategoryEvidence, evidenceRow, evidenceWidth } from '../../model/evidence/category-evidence.ts'
import { EncodedModel } from '../../model/evidence/encoded-model.ts'
import type { FeatureSpec } from '../../model/features.ts'
import type { Model } from '../../model/model.ts'
import type { Split } from '../../data/split/time-order.ts'
import { groupFolds, innerSplits } from '../group-folds.ts'
import type { FitContext, TrainingTable } from '../learner.ts'

/** A feature with more categories than these is encoded as the evidence that they give. */
const maxOwnCategories = 64

/** Held-out parts of the training rows, each encoded by the others. */
const folds = 5

/**
 * A category weighs against at least so many rows of the average: one row alone is no certainty.
 */
const minPriorRows = 1

/**
 * Fits a model by `fit` to a table in which features with many categories are encoded: each
 * category becomes the logarithm of how much more frequent each class is among its rows than among
 * all (weight of evidence; Micci-Barreca 2001, equations 3 and 4).
 *
 * A training row is encoded by rows that it is held out from: those of other entities, or in a
 * split by time earlier ones, or both. Its own target is never part of what the model sees of it.
 * What is predicted later is encoded by all training rows.
 */
export async function fitEncoded(
  table: TrainingTable,
  context: FitContext,
  fit: (table: TrainingTable, context: FitContext) => Promise<Model>,
): Promise<Model> {
  const { specs, classes } = table
  const encoded = [...specs.keys()].filter((feature) => categoriesOf(specs[feature]) > maxOwnCategories)
  if (encoded.length === 0) return await fit(table, context)
  context.signal?.throwIfAborted()
  const splits = encodingSplits(table, context.seed)
  const sizes = encoded.map((feature) => (categoriesOf(specs[feature]) + 1) * evidenceWidth(classes.length))
  const values = new Float64Array(sizes.reduce((sum, size) => sum + size, 0))
  const evidence = new CategoryEvidence(specs, classes, encoded, values)
  const kept = evidence.kept.map((feature) => table.values[feature] as Float64Array)
  const columns = encoded.flatMap((feature, i) =>
    fitFeature(table, feature, splits, evidence.tables[i] as Float64Array),
  )
  return new EncodedModel(
    specs,
    evidence,
    await fit({ ...table, specs: evidence.features, values: [...kept, ...columns] }, context),
  )
}

/**
 * Splits the training rows so that each is held out once, but for the earliest of a table with
 * times. Where rows must be of other entities and later, `innerSplits` holds out one part of the
 * entities in each window; here each part in turn.
 */
function encodingSplits(table: TrainingTable, seed: number): readonly Split[] {
  const stream = 'category evidence'
  const { time } = table
  if (time?.byEntity !== true) return innerSplits(table, folds, seed, stream)
  const foldOf = groupFolds(table, folds, seed, stream)
  const windows = innerSplits({ ...table, time: { ...time, byEntity: false } }, folds, seed, stream)
  return windows.flatMap(({ train, heldOut }) =>
    Array.from({ length: folds }, (_, fold) => ({
      train: train.filter((row) => foldOf[row] !== fold),
      heldOut: heldOut.filter((row) => foldOf[row] === fold),
    })),
  )
}

function categoriesOf(spec: FeatureSpec | undefined): number {
  return spec?.categories?.length ?? 0
}

/**
 * Writes the evidence of a feature by all rows to `out`.
 *
 * @returns the numbers of each training row by the rows that it is held out from, one column each
 */
function fitFeature(
  { values, rowCount, specs, target, classes }: TrainingTable,
  feature: number,
  splits: readonly Split[],
  out: Float64Array,
): readonly Float64Array[] {
  const categories = categoriesOf(specs[feature])
  const width = evidenceWidth(classes.length)
  const places = Int32Array.from(values[feature] as Float64Array, (code) => evidenceRow(code, categories))
  const counts = new Int32Array((categories + 1) * classes.length)
  const evidenceBy = (rows: Iterable<number>): Float64Array => {
    counts.fill(0)
    for (const row of rows) {
      const cell = (places[row] as number) * classes.length + (target[row] as number)
      counts[cell] = (counts[cell] as number) + 1
    }
    return evidenceOf(counts, classes.length)
  }
  out.set(evidenceBy(places.keys()))
  // The rows of the earliest window are held out from none: like a category without rows, they have
  // no evidence.
  const columns = Array.from({ length: width }, () => new Float64Array(rowCount))
  for (const { train, heldOut } of splits) {
    const others = evidenceBy(train)
    for (const row of heldOut) {
      const from = (places[row] as number) * width
      for (let k = 0; k < width; k++) (columns[k] as Float64Array)[row] = others[from + k] as number
    }
  }
  return columns
}

/**
 * Computes the evidence of each category for each class, of `counts` (`categories x classes`):
 * `log(p / prior)`, p being the category's share of the class smoothed towards the prior. Of two
 * classes it is that for the second less that for the first. Floats, so that a float32 elsewhere is
 * the same number.
 */
function evidenceOf(counts: Int32Array, classes: number): Float64Array {
  const width = evidenceWidth(classes)
  const categories = counts.length / classes
  const evidence = new Float64Array(categories * width)
  const totals = new Float64Array(classes)
  for (let cell = 0; cell < counts.length; cell++)
    totals[cell % classes] = (totals[cell % classes] as number) + (counts[cell] as number)
  const rows = totals.reduce((sum, count) => sum + count, 0)
  const priorRows = priorRowsOf(counts, totals, rows)
  const logRatio = (category: number, own: number, k: number): number => {
    const prior = (totals[k] as number) / rows
    if (prior === 0) return 0
    return Math.log(((counts[category * classes + k] as number) / prior + priorRows) / (own + priorRows))
  }
  if (priorRows === Infinity) return evidence
  for (let category = 0; category < categories; category++) {
    let own = 0
    for (let k = 0; k < classes; k++) own += counts[category * classes + k] as number
    if (own === 0) continue
    for (let k = 0; k < width; k++) {
      const ratio =
        classes === 2 ? logRatio(category, own, 1) - logRatio(category, own, 0) : logRatio(category, own, k)
      evidence[category * width + k] = Math.fround(ratio)
    }
  }
  return evidence
}

/**
 * Computes the rows of the prior that a category's rows weigh against: `(1 - r) / r`, r being the
 * intraclass correlation of the classes by the analysis-of-variance estimator (Ridout, Demetrio and
 * Firth 1999, section 2.1), its squares summed over the classes. Infinite when the categories
 * differ no more than chance lets them: then they give no evidence.
 */
function priorRowsOf(counts: Int32Array, totals: Float64Array, rows: number): number {
  const classes = totals.length
  let used = 0
  let ownSquares = 0
  let within = rows
  for (let from = 0; from < counts.length; from += classes) {
    let own = 0
    let squares = 0
    for (let k = 0; k < classes; k++) {
      const count = counts[from + k] as number
      own += count
      squares += count * count
    }
    if (own === 0) continue
    used++
    ownSquares += own * own
    within -= squares / own
  }
  if (used < 2 || used >= rows) return Infinity
  const all = rows - totals.reduce((sum, count) => sum + count * count, 0) / rows
  const meanBetween = (all - within) / (used - 1)
  const meanWithin = within / (rows - used)
  if (!(meanBetween > meanWithin)) return Infinity
  const usualRows = (rows - ownSquares / rows) / (used - 1)
  return Math.max(minPriorRows, (usualRows * meanWithin) / (meanBetween - meanWithin))
}
