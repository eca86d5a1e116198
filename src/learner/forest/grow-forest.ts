import { setImmediate } from 'node:timers/promises'
import { startWorker, untilEnded } from '../../lib/start-worker.ts'
import type { FitContext } from '../learner.ts'
import type { BinnedTable, TreeOptions } from './binned-table.ts'
import { type GrownTree, TreeGrower } from './grow-tree.ts'

/** What a thread needs to grow its share of the trees. */
export interface ForestJob {
  readonly table: BinnedTable
  readonly options: TreeOptions
  readonly trees: number
  readonly seed: number
}

/** Rows times trees times features in a node below which starting threads takes longer than growing here. */
const worthThreads = 2_000_000

/**
 * Grows the trees of `job`. Each tree depends on the seed and its number alone, so the forest is the same for any number
 * of threads. When the signal aborts, rejects with its reason once every thread has ended.
 */
export async function growForest(job: ForestJob, context: FitContext): Promise<readonly GrownTree[]> {
  const threads = Math.min(context.threads, job.trees)
  context.signal?.throwIfAborted()
  return threads > 1 && job.table.rowCount * job.trees * job.options.mtry >= worthThreads
    ? await growInThreads(job, threads, context)
    : await growHere(job, context)
}

async function growHere(job: ForestJob, { progress, signal }: FitContext): Promise<GrownTree[]> {
  const grower = new TreeGrower(job.table, job.options, 0)
  const trees: GrownTree[] = []
  for (let tree = 0; tree < job.trees; tree++) {
    trees.push(grower.grow(job.seed, tree))
    progress?.(trees.length / job.trees)
    await setImmediate()
    signal?.throwIfAborted()
  }
  return trees
}

async function growInThreads(job: ForestJob, threads: number, { progress, signal }: FitContext): Promise<GrownTree[]> {
  const trees: GrownTree[] = new Array(job.trees)
  const next = new Int32Array(new SharedArrayBuffer(4))
  const workers = Array.from({ length: threads }, (_, thread) =>
    startWorker(import.meta.url, './tree-worker', { job, next, thread }),
  )
  let done = 0
  const heard = ({ tree, grown }: { tree: number; grown: GrownTree }): void => {
    trees[tree] = grown
    progress?.(++done / job.trees)
  }
  await untilEnded(workers, heard, { signal })
  return trees
}
