import { parentPort } from 'node:worker_threads'
import type { TreeMessage, TreeTask } from './grow-forest.ts'
import { TreeGrower } from './grow-tree.ts'

/** Grows the next tree that no thread has taken, until there are none. */
parentPort?.once('message', ({ job, next, thread }: TreeTask) => {
  const grower = new TreeGrower(job.table, job.options, thread)
  for (let tree = Atomics.add(next, 0, 1); tree < job.trees; tree = Atomics.add(next, 0, 1)) {
    const { nodes, leafCounts } = grower.grow(job.seed, tree)
    const moved = [nodes.buffer as ArrayBuffer, leafCounts.buffer as ArrayBuffer]
    parentPort?.postMessage({ tree, nodes, leafCounts } satisfies TreeMessage, moved)
  }
})
