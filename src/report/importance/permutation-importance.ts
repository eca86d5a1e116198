import { setImmediate } from 'node:timers/promises'
import { seededRandom } from '../../base/math/random.ts'
import { startWorker, waitForWorkers } from '../../base/threads/start-worker.ts'
import { drawGroups, computePercentileInterval } from '../../task/intervals/bootstrap.ts'
import { computeRowLogLoss } from '../../task/classification/proper-score.ts'
import { type FeatureTable, takeFeatureRows } from '../../model/features.ts'
import type { Model } from '../../model/model.ts'
import type { Shuffles } from '../../model/shuffles/shuffles.ts'
import { prepareShuffles } from '../../model/shuffles/prepare-shuffles.ts'
import type { Importance } from './importance.ts'

export interface ImportanceOptions {
  readonly seed: number
  /**
   * Maximum shuffles of each column. With many rows there are fewer, because rows reduce the noise
   * more than repeats do.
   */
  readonly repeats: number
  /**
   * Number of threads, including the calling one. The result is the same for any number.
   *
   * @defaultValue 1
   */
  readonly threads?: number
  /** Aborts the computation, which rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** A column that the model reads. */
interface ReadColumn {
  readonly name: string
  /** Features that are computed from the column. */
  readonly features: readonly number[]
}

/** Input of the shuffling, which is the same in every thread. */
export interface ImportanceTask {
  readonly table: FeatureTable
  readonly truth: Uint8Array
  /** Log-loss of each row without shuffling. */
  readonly losses: Float64Array
  readonly columns: readonly ReadColumn[]
  readonly shuffles: number
  readonly seed: number
}

/**
 * Maximum predictions per column; of more held-out rows a seeded sample is used. With 2,000 a
 * forest of 100 trees takes well under a second for 20 columns, and the intervals show the
 * precision of that.
 */
const maxColumnPredictions = 2000
const resamples = 200
/**
 * Number of predictions below which starting a thread takes longer than computing them in this one.
 */
const minThreadedPredictions = 20_000

/**
 * Computes the permutation importance of columns on held-out rows (Breiman 2001, section 10, with
 * log-loss as in Fisher, Rudin and Dominici 2019): a column's values are shuffled between rows, and
 * the log-loss rises by what the model drew from them. All features that read the column are
 * shuffled together, including derived ones and those of a list, so that no copy keeps the
 * information. A derived feature counts for each column that it reads. Columns with the same
 * information share their importance: each alone shows less.
 *
 * A column that the model does not read is not shuffled: its importance is 0. For the others a
 * model computes only what depends on the column, see `Shuffles`.
 *
 * The interval is a percentile bootstrap over entities of the rises, averaged over the repeats. The
 * strongest column is first. Other threads begin at once; the calling thread takes columns when its
 * caller awaits.
 */
export async function computePermutationImportance(
  model: Model,
  table: FeatureTable,
  target: Uint8Array,
  groups: Int32Array,
  { seed, repeats, threads = 1, signal }: ImportanceOptions,
): Promise<Importance[]> {
  const rows = sampleRows(table.rowCount, maxColumnPredictions, seed)
  const shuffles = Math.max(1, Math.min(repeats, Math.floor(maxColumnPredictions / rows.length)))
  const sampled = takeFeatureRows(table, rows)
  const truth = Uint8Array.from(rows, (row) => target[row] as number)
  const entities = numberEntities(groups, rows)
  const prepared = prepareShuffles(model, sampled)
  const losses = computeRowLogLoss(truth, prepared.predictions, model.classes.length)
  const all = groupFeatures(table)
  const columns = all.filter(({ features }) => features.some((feature) => prepared.reads(feature)))
  const task = { table: sampled, truth, losses, columns, shuffles, seed }
  const rises = await computeRises(model, prepared, task, threads, signal)
  const means = estimateMeans(rises, entities, seed)
  const intervals = new Map(columns.map(({ name }, k) => [name, means[k] as Interval]))
  const importances = all.map(({ name }) => ({
    column: name,
    ...(intervals.get(name) ?? { value: 0, low: 0, high: 0 }),
  }))
  return importances.sort((a, b) => b.value - a.value)
}

function groupFeatures({ specs }: FeatureTable): readonly ReadColumn[] {
  const features = new Map<string, number[]>()
  specs.forEach((spec, feature) => {
    for (const column of new Set(spec.columns)) {
      const own = features.get(column)
      if (own === undefined) features.set(column, [feature])
      else own.push(feature)
    }
  })
  return Array.from(features, ([name, own]) => ({ name, features: own }))
}

/**
 * Computes the rises of all columns. Each thread takes the next column that no other thread has
 * taken.
 */
async function computeRises(
  model: Model,
  prepared: Shuffles,
  task: ImportanceTask,
  threads: number,
  signal: AbortSignal | undefined,
): Promise<readonly Float64Array[]> {
  const rises = new Array<Float64Array>(task.columns.length)
  const next = new Int32Array(new SharedArrayBuffer(4))
  const helpers =
    task.columns.length * task.table.rowCount * task.shuffles < minThreadedPredictions ? 0 : threads - 1
  const workers = Array.from({ length: helpers }, () => {
    return startWorker(import.meta.url, './importance-worker', { saved: model.save(), task, next })
  })
  const onRise = ({ k, rise }: { k: number; rise: Float64Array }): void => {
    rises[k] = rise
  }
  const meanwhile = async (): Promise<void> => {
    for (;;) {
      await setImmediate()
      signal?.throwIfAborted()
      const k = Atomics.add(next, 0, 1)
      if (k >= rises.length) return
      rises[k] = computeRise(prepared, task, k)
    }
  }
  await waitForWorkers(workers, onRise, { signal, meanwhile })
  return rises
}

/**
 * Computes how much the log-loss of each row rises when column `k` is shuffled, averaged over the
 * shuffles.
 */
export function computeRise(prepared: Shuffles, task: ImportanceTask, k: number): Float64Array {
  const { table, truth, losses, columns, shuffles, seed } = task
  const { name, features } = columns[k] as ReadColumn
  const random = seededRandom(seed, `importance of ${name}`)
  const rise = new Float64Array(table.rowCount)
  for (let repeat = 0; repeat < shuffles; repeat++) {
    const order = Int32Array.from({ length: table.rowCount }, (_, row) => row)
    random.shuffle(order)
    const shares = prepared.predict(features, order)
    const shuffled = computeRowLogLoss(truth, shares, shares.length / truth.length)
    for (let row = 0; row < rise.length; row++) {
      rise[row] = (rise[row] as number) + ((shuffled[row] as number) - (losses[row] as number)) / shuffles
    }
  }
  return rise
}

/**
 * Draws `size` of `count` rows without repetition, in ascending order. Returns all of them when
 * there are no more.
 */
function sampleRows(count: number, size: number, seed: number): Int32Array {
  const rows = Int32Array.from({ length: count }, (_, row) => row)
  if (count <= size) return rows
  seededRandom(seed, 'rows of importance').shuffle(rows)
  return rows.slice(0, size).sort()
}

interface Groups {
  readonly of: Int32Array
  readonly count: number
}

function numberEntities(groups: Int32Array, rows: Int32Array): Groups {
  const numbers = new Map<number, number>()
  const of = rows.map((row) => {
    const group = groups[row] as number
    const known = numbers.get(group) ?? numbers.size
    numbers.set(group, known)
    return known
  })
  return { of, count: numbers.size }
}

type Interval = Omit<Importance, 'column'>

/**
 * Estimates the mean of each column with its bootstrap interval. All columns use the same
 * resamples, so that they are comparable.
 */
function estimateMeans(columns: readonly Float64Array[], groups: Groups, seed: number): Interval[] {
  const sums = columns.map((values) => sumByGroup(values, groups))
  const rows = sumByGroup(new Float64Array(groups.of.length).fill(1), groups)
  const random = seededRandom(seed, 'interval of importance')
  const weights = new Float64Array(groups.count)
  const means = columns.map(() => new Float64Array(resamples))
  for (let i = 0; i < resamples; i++) {
    drawGroups(weights, random)
    const count = computeDotProduct(weights, rows)
    for (let k = 0; k < sums.length; k++)
      (means[k] as Float64Array)[i] = computeDotProduct(weights, sums[k] as Float64Array) / count
  }
  weights.fill(1)
  return sums.map((sum, k) => ({
    value: computeDotProduct(weights, sum) / groups.of.length,
    ...computePercentileInterval(means[k] as Float64Array),
  }))
}

function sumByGroup(values: Float64Array, groups: Groups): Float64Array {
  const sums = new Float64Array(groups.count)
  for (let row = 0; row < values.length; row++) {
    const group = groups.of[row] as number
    sums[group] = (sums[group] as number) + (values[row] as number)
  }
  return sums
}

function computeDotProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
