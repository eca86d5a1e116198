import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { startWorker } from '../base/threads/start-worker.ts'
import type { ExplainedRow, Explanation, Model, NamedArray, SavedModel } from '../model/model.ts'

/** Message to the thread: the model that it uses from now on, or rows to explain. */
export type ExplainerMessage = { readonly saved: SavedModel } | { readonly rows: readonly ExplainedRow[] }

interface Explained {
  readonly explanations: readonly Explanation[]
  readonly milliseconds: number
}

export interface ExplainOptions {
  /** Id of the caller. Each caller gets the same share of the thread. */
  readonly caller: string
  /** Aborted when the caller no longer waits for the explanations. */
  readonly signal?: AbortSignal | undefined
}

interface Job {
  readonly model: Model
  readonly rows: readonly ExplainedRow[]
  readonly done: Explanation[]
  readonly signal: AbortSignal | undefined
  readonly resolve: (explanations: readonly Explanation[]) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Milliseconds that the thread works for one caller before the next one's turn; at least one row is
 * explained.
 */
const turnMs = 25
const maxTurnRows = 16
/**
 * Bytes of the pieces in which a model is copied for the thread, so that the event loop is never
 * held.
 */
const copiedBytes = 4 << 20
/**
 * Maximum rows that all callers together may have waiting, as a multiple of one caller's maximum.
 */
const maxCallersWaiting = 10

/**
 * Explains rows in a thread of its own, started on first use, so that the event loop never waits
 * for an explanation. Callers take turns, and the number of rows that each may have waiting is
 * limited.
 */
export class Explainer {
  readonly #maxWaitingRows: number
  /** Jobs of each caller in order of arrival; the next turn is the first caller's. */
  readonly #queues = new Map<string, Job[]>()
  /** Rows of each caller's jobs. */
  readonly #waiting = new Map<string, number>()
  #allWaiting = 0
  #worker: Worker | null = null
  #loaded: Model | null = null
  #turnRows = 1
  #isWorking = false

  /** @param maxWaitingRows of one caller */
  constructor(maxWaitingRows: number) {
    this.#maxWaitingRows = maxWaitingRows
  }

  /**
   * Resolves with the explanations of the rows, in order.
   *
   * @throws LapidaryError `overloaded` when too many rows are waiting
   * @throws the signal's reason when it is aborted: no further row is explained
   */
  async explain(
    model: Model,
    rows: readonly ExplainedRow[],
    { caller, signal }: ExplainOptions,
  ): Promise<readonly Explanation[]> {
    signal?.throwIfAborted()
    const own = (this.#waiting.get(caller) ?? 0) + rows.length
    this.#refuse(own, this.#maxWaitingRows)
    this.#refuse(this.#allWaiting + rows.length, this.#maxWaitingRows * maxCallersWaiting)
    this.#waiting.set(caller, own)
    this.#allWaiting += rows.length
    try {
      return await new Promise((resolve, reject) => {
        const jobs = this.#queues.get(caller)
        const job = { model, rows, done: [], signal, resolve, reject }
        if (jobs === undefined) this.#queues.set(caller, [job])
        else jobs.push(job)
        if (!this.#isWorking) void this.#work()
      })
    } finally {
      this.#allWaiting -= rows.length
      const left = (this.#waiting.get(caller) ?? 0) - rows.length
      if (left > 0) this.#waiting.set(caller, left)
      else this.#waiting.delete(caller)
    }
  }

  async close(): Promise<void> {
    this.#rejectAll(new LapidaryError('closing'))
    await this.#worker?.terminate()
    this.#worker = null
  }

  #refuse(waiting: number, limit: number): void {
    if (waiting > limit) throw new LapidaryError('overloaded', { waiting, limit, seconds: 1 })
  }

  /** Runs turns until no job waits. Never rejects. */
  async #work(): Promise<void> {
    this.#isWorking = true
    try {
      for (let turn = this.#nextTurn(); turn !== null; turn = this.#nextTurn()) await this.#explainNext(turn)
    } catch (error) {
      // The thread has ended or will end: waiting jobs are rejected, and the next request starts
      // another thread.
      await this.#worker?.terminate()
      this.#worker = null
      this.#loaded = null
      this.#rejectAll(error)
    } finally {
      this.#isWorking = false
    }
  }

  /**
   * Returns the job whose turn it is and moves its caller behind the others. Prefers jobs of the
   * loaded model, since loading takes long.
   */
  #nextTurn(): Job | null {
    let found: string | null = null
    for (const [caller, jobs] of this.#queues) {
      const left = jobs.filter(({ signal }) => signal?.aborted !== true)
      for (const { signal, reject } of jobs) if (signal?.aborted === true) reject(signal.reason)
      if (left.length === 0) this.#queues.delete(caller)
      else this.#queues.set(caller, left)
      if (left.length > 0 && (found === null || left[0]?.model === this.#loaded)) found = caller
      if (left[0]?.model === this.#loaded) break
    }
    if (found === null) return null
    const jobs = this.#queues.get(found) ?? []
    this.#queues.delete(found)
    this.#queues.set(found, jobs)
    return jobs[0] ?? null
  }

  /** Explains the next rows of a job, and settles it after the last. */
  async #explainNext(job: Job): Promise<void> {
    const worker = (this.#worker ??= startWorker(import.meta.url, './explain-worker', null))
    if (this.#loaded !== job.model) {
      worker.postMessage({ saved: await copyToSharedMemory(job.model.save()) } satisfies ExplainerMessage, [])
      this.#loaded = job.model
      this.#turnRows = 1
    }
    const rows = job.rows.slice(job.done.length, job.done.length + this.#turnRows)
    const received = once(worker, 'message')
    worker.postMessage({ rows } satisfies ExplainerMessage, [])
    const [{ explanations, milliseconds }] = (await received) as [Explained]
    job.done.push(...explanations)
    const fitting = Math.floor((turnMs * rows.length) / milliseconds)
    this.#turnRows = Math.max(1, Math.min(maxTurnRows, fitting))
    if (job.done.length < job.rows.length) return
    for (const jobs of this.#queues.values()) if (jobs[0] === job) jobs.shift()
    job.resolve(job.done)
  }

  #rejectAll(reason: unknown): void {
    for (const jobs of this.#queues.values()) for (const { reject } of jobs) reject(reason)
    this.#queues.clear()
  }
}

/**
 * Copies a model into shared memory, so that nothing is copied when it is sent. The event loop runs
 * between the pieces.
 */
async function copyToSharedMemory({ header, arrays }: SavedModel): Promise<SavedModel> {
  const copies: Record<string, NamedArray> = {}
  for (const [name, array] of Object.entries(arrays)) {
    const from = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    const buffer = new SharedArrayBuffer(array.byteLength)
    const to = new Uint8Array(buffer)
    for (let at = 0; at < from.length; at += copiedBytes) {
      to.set(from.subarray(at, at + copiedBytes), at)
      await nextTurn()
    }
    copies[name] = new (array.constructor as new (buffer: SharedArrayBuffer) => NamedArray)(buffer)
  }
  return { header, arrays: copies }
}
