import { parentPort, workerData } from 'node:worker_threads'
import type { ForestJob } from './grow-forest.ts'
import { TreeGrower } from './grow-tree.ts'

/** Grows the next tree that no thread has taken, until there are none. `next` is shared by the threads. */
const { job, next, thread } = workerData as { readonly job: ForestJob; readonly next: Int32Array; readonly thread: number }
const grower = new TreeGrower(job.table, job.options, thread)
for (let tree = Atomics.add(next, 0, 1); tree < job.trees; tree = Atomics.add(next, 0, 1)) {
  const grown = grower.grow(job.seed, tree)
  parentPort?.postMessage({ tree, grown }, [grown.nodes.buffer as ArrayBuffer, grown.leafCounts.buffer as ArrayBuffer])
}
