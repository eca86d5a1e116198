/**
 * `node bench/history.ts FILE [REPEATS]` measures what the customer's earlier months add to the
 * credit score on a real table. All models use the same grouped folds; differences are paired by
 * row, and their 95 % intervals resample customers (bootstrap).
 */
import { type Learner, type Project, randomForest, seededRandom } from 'lapidary'
import config from '../examples/credit-score/lapidary.config.ts'
import { groupsOf } from '../src/data/split/split.ts'
import type { FeatureTable } from '../src/model/features.ts'
import { prepareTable, type PreparedTable } from '../src/train/train.ts'
import { repeatFolds } from '../src/train/evaluate/repeated-folds.ts'

const [file, repeatsText = '3'] = process.argv.slice(2)
if (file === undefined) throw new Error('Name a table: node bench/history.ts FILE [REPEATS]')
const repeats = Number(repeatsText)
const project = config as Project
const { signal } = new AbortController()

/** For each row, how often its prediction was right, and its log-loss, as means over repeats. */
interface Scores {
  readonly right: Float64Array
  readonly loss: Float64Array
}

async function prepare(project: Project): Promise<PreparedTable> {
  const request = {
    files: [file ?? ''],
    synthetic: false,
    learner: project.learner,
    split: 'entity',
    seed: project.seed,
    threads: 2,
  } as const
  return await prepareTable(project, request, '.', { progress: () => undefined, signal })
}

async function score(prepared: PreparedTable, measured: FeatureTable, learner: Learner): Promise<Scores> {
  const { table, learnFrom, target, classes } = prepared
  const groups = groupsOf(table, project.entity)
  const { repeats: probabilities } = await repeatFolds({
    plan: { folds: 5, repeats },
    learner,
    table: { ...learnFrom, target, classes, groups },
    measured,
    context: { seed: project.seed, threads: 2, signal },
  })
  const right = new Float64Array(target.length)
  const loss = new Float64Array(target.length)
  for (const shares of probabilities) {
    for (let row = 0; row < target.length; row++) {
      const own = shares.subarray(row * classes.length, (row + 1) * classes.length)
      const label = target[row] as number
      if (own.indexOf(Math.max(...own)) === label) right[row] = (right[row] as number) + 1 / repeats
      loss[row] = (loss[row] as number) - Math.log(Math.max(own[label] as number, 1e-15)) / repeats
    }
  }
  return { right, loss }
}

/**
 * Returns the project's forest with its best setting for fewer features: a quarter of them in each
 * node.
 */
function createQuarterForest({ features }: PreparedTable): Learner {
  return randomForest({ mtry: Math.round(features.specs.length / 4) })
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Formats `a - b` with its interval over customers. */
function formatDifference(a: Float64Array, b: Float64Array, groups: Int32Array): string {
  const sums = new Float64Array(groups.reduce((most, group) => Math.max(most, group), 0) + 1)
  const rows = new Float64Array(sums.length)
  for (const [row, group] of groups.entries()) {
    sums[group] = (sums[group] as number) + (a[row] as number) - (b[row] as number)
    rows[group] = (rows[group] as number) + 1
  }
  const random = seededRandom(1)
  const drawn = Array.from({ length: 1000 }, () => {
    let sum = 0
    let count = 0
    for (let i = 0; i < sums.length; i++) {
      const group = random.integer(sums.length)
      sum += sums[group] as number
      count += rows[group] as number
    }
    return sum / count
  }).sort((x, y) => x - y)
  const text = (value: number | undefined): string => `${(value ?? 0) < 0 ? '' : '+'}${value?.toFixed(4)}`
  return `${text(mean(a) - mean(b))} [${text(drawn[25])}, ${text(drawn[974])}]`
}

const own = Object.entries(project.columns).filter(([, column]) => column.stored !== true)
const stored = Object.keys(project.columns).filter((name) => project.columns[name]?.stored === true)
const { featureViews = [], ...rest } = project
const before = await prepare({ ...rest, columns: Object.fromEntries(own) })
const groups = groupsOf(before.table, project.entity)
const reference = await score(before, before.features, createQuarterForest(before))
console.log(`${groups.length} rows, ${new Set(groups).size} customers, 5 folds x ${repeats}\n`)
console.log(
  '| model | asked | accuracy | log-loss | accuracy, difference | log-loss, difference |\n|---|---|---|---|---|---|',
)
console.log(
  `| each month by itself | | ${mean(reference.right).toFixed(4)} | ${mean(reference.loss).toFixed(4)} | | |`,
)
for (const hiddenShare of [0, featureViews[0]?.hiddenShare ?? 0]) {
  const prepared = await prepare({
    ...project,
    featureViews: featureViews.map((view) => ({ ...view, hiddenShare })),
  })
  const columns = new Map([...prepared.table.columns].filter(([name]) => !stored.includes(name)))
  const unnamed = prepared.builder.ofTable({ rowCount: prepared.table.rowCount, columns })
  for (const [asked, measured] of [
    ['with customer_id', prepared.features],
    ['without', unnamed],
  ] as const) {
    const { right, loss } = await score(prepared, measured, project.learner)
    const differences = [
      formatDifference(right, reference.right, groups),
      formatDifference(loss, reference.loss, groups),
    ]
    const cells = [
      `earlier months, hidden in ${hiddenShare * 100} % of rows`,
      asked,
      mean(right).toFixed(4),
      mean(loss).toFixed(4),
      ...differences,
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}
