import { parentPort, workerData } from 'node:worker_threads'
import { createLearner } from '../create-learner.ts'
import { learnerFamilies } from '../families.ts'
import type { LearnerFamily } from '../learner-family.ts'
import { scoreTrial } from './score-trial.ts'
import type { TrialJob } from './score-trials.ts'

/**
 * Scores the next trial that no thread has taken, until there are none. `next` is shared by the
 * threads.
 */
const { job, next } = workerData as { readonly job: TrialJob; readonly next: Int32Array }
const family = learnerFamilies.find(({ kind }) => kind === job.kind) as LearnerFamily
for (let at = Atomics.add(next, 0, 1); at < job.params.length; at = Atomics.add(next, 0, 1)) {
  const learner = createLearner(family, job.params[at] as TrialJob['params'][number])
  const score = await scoreTrial(learner, job.table, job.splits, { seed: job.seed })
  parentPort?.postMessage({ at, score }, [])
}
