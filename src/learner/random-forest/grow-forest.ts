import { setImmediate } from 'node:timers/promises'
import { startWorker, waitForWorkers } from '../../base/threads/start-worker.ts'
import type { Binning } from '../../model/random-forest/binning.ts'
import type { FitContext } from '../learner.ts'
import type { BinnedTable, TreeOptions } from './binned-table.ts'
import { type GrownTree, TreeGrower } from './grow-tree.ts'

/** Work of a thread that grows its share of the trees. */
export interface ForestJob {
  readonly table: BinnedTable
  readonly options: TreeOptions
  readonly trees: number
  readonly seed: number
}

/** Trees to grow; `bin` makes the table that they grow on. */
export interface ForestPlan extends Omit<ForestJob, 'table'> {
  readonly rowCount: number
  readonly bin: () => BinnedTable
}

/**
 * Message to a thread once the table is binned. `next` is the next tree that no thread has taken.
 */
export interface TreeTask {
  readonly job: ForestJob
  readonly next: Int32Array
  readonly thread: number
}

/** Message of a thread that has grown a tree. */
export interface TreeMessage extends GrownTree {
  readonly tree: number
}

/** The trees, and the bins that their splits are made of. */
export interface GrownForest {
  readonly binning: Binning
  readonly grown: readonly GrownTree[]
}

/**
 * Rows times trees times features in a node below which starting threads takes longer than growing
 * here.
 */
const minThreadWork = 2_000_000

/**
 * Grows the trees of `plan`. Each tree depends on the seed and its number alone, so the forest is
 * the same for any number of threads. When the signal aborts, rejects with its reason once every
 * thread has ended.
 */
export async function growForest(plan: ForestPlan, context: FitContext): Promise<GrownForest> {
  const threads = Math.min(context.threads, plan.trees)
  context.signal?.throwIfAborted()
  return threads > 1 && plan.rowCount * plan.trees * plan.options.mtry >= minThreadWork
    ? await growInThreads(plan, threads, context)
    : await growHere(plan, context)
}

async function growHere(
  { bin, ...plan }: ForestPlan,
  { progress, signal }: FitContext,
): Promise<GrownForest> {
  const table = bin()
  const grower = new TreeGrower(table, plan.options, 0)
  const grown: GrownTree[] = []
  for (let tree = 0; tree < plan.trees; tree++) {
    grown.push(grower.grow(plan.seed, tree))
    progress?.(grown.length / plan.trees)
    await setImmediate()
    signal?.throwIfAborted()
  }
  return { binning: table.binning, grown }
}

/**
 * Bins the table here while the threads start; before the first pause, so that work of the caller
 * does not delay them.
 */
async function growInThreads(
  { bin, ...plan }: ForestPlan,
  threads: number,
  context: FitContext,
): Promise<GrownForest> {
  const { progress, signal } = context
  const workers = Array.from({ length: threads }, () => startWorker(import.meta.url, './tree-worker', null))
  const grown: GrownTree[] = new Array(plan.trees)
  let done = 0
  const onTree = ({ tree, nodes, leafCounts }: TreeMessage): void => {
    grown[tree] = { nodes, leafCounts }
    progress?.(++done / plan.trees)
  }
  const begin = (): Binning => {
    const job = { ...plan, table: bin() }
    const next = new Int32Array(new SharedArrayBuffer(4))
    for (const [thread, worker] of workers.entries())
      worker.postMessage({ job, next, thread } satisfies TreeTask, [])
    return job.table.binning
  }
  let binning: Binning | undefined
  await waitForWorkers(workers, onTree, { signal, meanwhile: async () => void (binning = begin()) })
  return { binning: binning as Binning, grown }
}
