import { parentPort, workerData } from 'node:worker_threads'
import { loadModel } from '../../model/load.ts'
import type { SavedModel } from '../../model/model.ts'
import { prepareShuffles } from '../../model/shuffles/prepare-shuffles.ts'
import { type ImportanceTask, computeRise } from './permutation-importance.ts'

/**
 * Shuffles the next column that no thread has taken, until none is left. The threads share `next`.
 */
const { saved, task, next } = workerData as {
  readonly saved: SavedModel
  readonly task: ImportanceTask
  readonly next: Int32Array
}
const prepared = prepareShuffles(loadModel(saved), task.table)
for (let k = Atomics.add(next, 0, 1); k < task.columns.length; k = Atomics.add(next, 0, 1)) {
  const rise = computeRise(prepared, task, k)
  parentPort?.postMessage({ k, rise }, [rise.buffer as ArrayBuffer])
}
