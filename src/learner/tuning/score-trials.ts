import type { Split } from '../../data/split/time-order.ts'
import { startWorker, waitForWorkers } from '../../base/threads/start-worker.ts'
import { learnerFamilies } from '../families.ts'
import type { FitContext, Learner, TrainingTable } from '../learner.ts'
import { scoreTrial } from './score-trial.ts'

/** Work of a thread that scores its share of the trials. */
export interface TrialJob {
  readonly kind: string
  readonly table: TrainingTable
  readonly splits: readonly Split[]
  readonly seed: number
  /** All params of each trial's learner. */
  readonly params: readonly Learner['params'][]
}

/**
 * Scores learners, in threads if their family is listed, so that a thread can create them again. A
 * score depends on the seed and the learner alone, so it is the same for any number of threads.
 *
 * @param done called with the index and the score of each learner as it is finished
 */
export async function scoreTrials(
  learners: readonly Learner[],
  { table, splits }: Pick<TrialJob, 'table' | 'splits'>,
  { seed, threads, signal }: FitContext,
  done: (index: number, score: number) => void,
): Promise<void> {
  signal?.throwIfAborted()
  const kind = learners[0]?.kind ?? ''
  if (threads < 2 || learners.length < 2 || learnerFamilies.every((family) => family.kind !== kind)) {
    for (const [index, learner] of learners.entries())
      done(index, await scoreTrial(learner, table, splits, { seed, signal }))
    return
  }
  const job = { kind, table, splits, seed, params: learners.map(({ params }) => params) }
  await scoreInThreads(job, Math.min(threads, learners.length), signal, done)
}

async function scoreInThreads(
  job: TrialJob,
  threads: number,
  signal: AbortSignal | undefined,
  done: (index: number, score: number) => void,
): Promise<void> {
  const next = new Int32Array(new SharedArrayBuffer(4))
  const workers = Array.from({ length: threads }, () =>
    startWorker(import.meta.url, './trial-worker', { job, next }),
  )
  await waitForWorkers(workers, ({ at, score }: { at: number; score: number }) => done(at, score), { signal })
}

/** Copies a table into memory that threads share, so that none of them copies it again. */
export function sharedTable(table: TrainingTable): TrainingTable {
  const { specs, rowCount, values, target, classes, groups, time } = table
  const shared = <A extends Float64Array | Uint8Array | Int32Array>(array: A, made: A): A => {
    made.set(array)
    return made
  }
  const buffer = (array: { readonly byteLength: number }): SharedArrayBuffer =>
    new SharedArrayBuffer(array.byteLength)
  return {
    specs,
    rowCount,
    values: values.map((column) => shared<Float64Array>(column, new Float64Array(buffer(column)))),
    target: shared<Uint8Array>(target, new Uint8Array(buffer(target))),
    classes,
    ...(time === undefined ? {} : { time }),
    ...(groups === undefined ? {} : { groups: shared<Int32Array>(groups, new Int32Array(buffer(groups))) }),
  }
}
