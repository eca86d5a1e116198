/**
 * `node bench/interval-coverage.ts [TABLES]` measures how often the 95 % intervals of a small table
 * contain the truth. Tables of 300 rows are drawn from a population, of which 20,000 more rows are
 * measured. The truth is the mean result, over all tables, of models fitted on four fifths of a
 * table.
 */
import { logisticRegression, seededRandom } from 'lapidary'
import { stoppingSplit } from '../src/learner/group-folds.ts'
import type { TrainingTable } from '../src/learner/learner.ts'
import { takeTrainingRows } from '../src/learner/take-training-rows.ts'
import { evaluate } from '../src/task/classification/evaluate.ts'
import type { Evaluation } from '../src/task/classification/evaluation.ts'
import { takeFeatureRows } from '../src/model/features.ts'
import { repeatFolds } from '../src/train/evaluate/repeated-folds.ts'

const tables = Number(process.argv[2] ?? '200')
const rowCount = 300
const names = ['accuracy', 'log_loss', 'macro_auc'] as const
const learner = logisticRegression()

/** Draws rows of two classes, 30 % of them positive, that depend on two of eight numbers. */
function drawTable(rows: number, seed: number): TrainingTable & { readonly groups: Int32Array } {
  const random = seededRandom(seed, 'population')
  const values = Array.from({ length: 8 }, () => Float64Array.from({ length: rows }, () => random.normal()))
  const chance = (row: number): number =>
    1 / (1 + Math.exp(1.1 - (values[0]?.[row] ?? 0) - 0.7 * (values[1]?.[row] ?? 0)))
  return {
    specs: values.map((_, k) => ({ name: `x${k}`, kind: 'number' as const, columns: [`x${k}`] })),
    rowCount: rows,
    values,
    target: Uint8Array.from({ length: rows }, (_, row) => (random.next() < chance(row) ? 1 : 0)),
    classes: ['no', 'yes'],
    groups: Int32Array.from({ length: rows }, (_, row) => row),
  }
}

const population = drawTable(20_000, 0)
const measured: { readonly single: Evaluation; readonly repeated: Evaluation; readonly truth: Evaluation }[] =
  []
for (let table = 1; table <= tables; table++) {
  const rows = drawTable(rowCount, table)
  const context = { seed: table, threads: 1 }
  const { headline } = await repeatFolds({
    plan: { folds: 5, repeats: 3 },
    learner,
    table: rows,
    measured: rows,
    context,
  })
  const { train, heldOut } = stoppingSplit(rows, 5, table, 'held out')
  const { model } = await learner.fit(takeTrainingRows(rows, train), context)
  const evaluateOn = (part: TrainingTable & { readonly groups: Int32Array }, resamples: number): Evaluation =>
    evaluate({ ...part, probabilities: model.predict(part), trainRows: [1, 1], seed: table, resamples })
  const held = takeFeatureRows(rows, heldOut)
  const target = Uint8Array.from(heldOut, (row) => rows.target[row] as number)
  measured.push({
    single: evaluateOn({ ...held, target, classes: rows.classes, groups: heldOut }, 500),
    repeated: headline,
    truth: evaluateOn(population, 1),
  })
}

console.log(
  `${tables} tables of ${rowCount} rows; share of 95 % intervals that hold the truth, and their mean width\n`,
)
console.log('| metric | truth | one fifth | folds over all rows |\n|---|---|---|---|')
for (const name of names) {
  const value = (evaluation: Evaluation) =>
    evaluation.metrics[name] ?? { value: Number.NaN, low: Number.NaN, high: Number.NaN }
  const truth = measured.reduce((sum, each) => sum + value(each.truth).value, 0) / tables
  const cell = (side: 'single' | 'repeated'): string => {
    const intervals = measured.map((each) => value(each[side]))
    const covered = intervals.filter(({ low, high }) => low <= truth && truth <= high).length / tables
    const width = intervals.reduce((sum, { low, high }) => sum + high - low, 0) / tables
    return `${(covered * 100).toFixed(0)} %, ${width.toFixed(3)} wide`
  }
  console.log(`| ${name} | ${truth.toFixed(3)} | ${cell('single')} | ${cell('repeated')} |`)
}
