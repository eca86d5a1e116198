import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { MongoPredictions } from './drivers/mongodb.ts'
import type { SqliteSpool } from './drivers/sqlite-spool.ts'
import type { PredictionRecord } from './store.ts'

export interface ShipperParts {
  readonly spool: SqliteSpool
  readonly store: Pick<
    MongoPredictions,
    'prepare' | 'ping' | 'insert' | 'insertOutcomes' | 'erase' | 'eraseAgain'
  >
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
  /** Called with null each time that the store was reached, and with the error otherwise. */
  readonly report: (error: unknown) => void
}

/**
 * Documents in one request; fewer after one that took too long, so that a slow server can process
 * batches too.
 */
const maxRows = 1000
const minRows = 50
/** Batches of predictions until the spool is read from its beginning again. */
const maxBatches = 20
/** Delay between two reads of an empty spool. */
const idleMs = 200
const maxPauseMs = 10_000
/** Time without a request after which the store is pinged. */
const pingAfterMs = 5000
/** Delay until the creation of indexes is retried. */
const prepareAgainMs = 5000
/** Time that the first shipping waits for the indexes: those of small collections exist by then. */
const maxPrepareWaitMs = 1000

/**
 * Sends the rows in the spool to the store, oldest first, and deletes from the spool those that the
 * store has acknowledged.
 */
export class Shipper {
  readonly #parts: ShipperParts
  /** The indexes of a large collection take minutes: they are created beside the shipping. */
  #preparing: Promise<void> | null = null
  #prepareAgainAt = 0
  #hasWaited = false
  #refusal: unknown = null
  /**
   * Rows by entity that were erased locally while they were sent: a remote erasure finds them
   * again.
   */
  readonly #erasedWhileSent = new Map<string, number>()
  #reachedAt = 0
  #rows = maxRows

  constructor(parts: ShipperParts) {
    this.#parts = parts
  }

  /** Runs until `signal` aborts; a current batch is finished first. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      let pause: number
      try {
        const moved = await this.step(signal)
        failures = 0
        pause = moved > 0 ? 0 : idleMs
      } catch (error) {
        this.#parts.report(error)
        this.#rows = Math.max(minRows, this.#rows >> 1)
        // Between half and all of a pause that doubles, so that replicas do not all reconnect at
        // once.
        pause = Math.min(maxPauseMs, 250 * 2 ** Math.min(failures++, 10)) * (0.5 + this.#parts.random() / 2)
      }
      if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined) // ended
    }
  }

  #noteReached(): void {
    this.#reachedAt = this.#parts.now()
    this.#parts.report(null)
  }

  /**
   * Sends some batches of predictions and one of outcomes.
   *
   * @returns the number of moved rows
   * @throws LapidaryError `mongo-unavailable`, `mongo-refused`
   */
  async step(signal?: AbortSignal): Promise<number> {
    const { spool, store, now } = this.#parts
    await this.#prepare()
    if (this.#refusal !== null) throw this.#refusal
    for (const erasure of spool.getDueErasures(now())) {
      const local = await spool.eraseLocally(erasure)
      const remote = await store.erase(erasure)
      const counted = this.#erasedWhileSent.get(erasure.entity) ?? 0
      this.#erasedWhileSent.delete(erasure.entity)
      spool.finishErasure(erasure, local + Math.max(0, remote - counted), now())
    }
    const predictions = await this.#sendPredictions(signal)
    const outcomes = spool.outcomes(this.#rows)
    if (outcomes.length > 0) {
      const kept = await store.insertOutcomes(outcomes)
      await store.eraseAgain(outcomes)
      spool.removeOutcomes(kept)
    }
    const moved = predictions + outcomes.length
    if (outcomes.length > 0) this.#noteReached()
    else if (Math.abs(now() - this.#reachedAt) > pingAfterMs) {
      await store.ping()
      this.#noteReached()
    }
    return moved
  }

  /**
   * Sends batches until the spool is empty, up to a limit, so that rows with earlier ids that came
   * later get their turn. While a batch is sent, the previous one is settled and the next one is
   * read.
   */
  async #sendPredictions(signal: AbortSignal | undefined): Promise<number> {
    const { spool, store, now } = this.#parts
    let size = this.#rows
    let batch = spool.predictions(size)
    let moved = 0
    let settled = Promise.resolve()
    for (let sent = 0; batch.length > 0 && sent < maxBatches; sent++) {
      if (signal?.aborted === true) break
      const [current, full] = [batch, batch.length === size]
      const response = store.insert(current)
      response.catch(() => undefined) // thrown below
      await nextTurn() // the request is written
      size = this.#rows
      batch = full ? spool.predictions(size, current.at(-1)?.id) : []
      const kept = await waitForBoth(response, settled)
      settled = this.#settle(current, kept)
      settled.catch(() => undefined) // thrown below
      moved += kept.length
      this.#rows = Math.min(maxRows, this.#rows * 2)
      this.#noteReached()
      if (spool.getDueErasures(now()).length > 0) break // the next batch may be erased by now
    }
    await settled
    return moved
  }

  /**
   * Erases rows again that were erased while they were sent, and then removes the sent rows: if the
   * first fails, all is repeated.
   */
  async #settle(batch: readonly PredictionRecord[], kept: readonly string[]): Promise<void> {
    await this.#parts.store.eraseAgain(batch)
    const removed = this.#parts.spool.remove(kept)
    for (const { id, entity } of batch) {
      if (entity === null || removed.has(id)) continue
      this.#erasedWhileSent.set(entity, (this.#erasedWhileSent.get(entity) ?? 0) + 1)
    }
  }

  async #prepare(): Promise<void> {
    const { store, now } = this.#parts
    if (this.#preparing === null && now() >= this.#prepareAgainAt) {
      this.#refusal = null
      this.#preparing = store.prepare().catch((error: unknown) => {
        // A server that takes longer for them than a request may take continues, and the next call
        // finds them.
        this.#preparing = null
        this.#prepareAgainAt = now() + prepareAgainMs
        if (error instanceof LapidaryError && error.code === 'mongo-refused') this.#refusal = error
      })
    }
    if (this.#hasWaited) return
    this.#hasWaited = true
    const waiting = new AbortController()
    const limit = sleep(maxPrepareWaitMs, undefined, { signal: waiting.signal }).catch(() => undefined) // ended below
    await Promise.race([this.#preparing, limit])
    waiting.abort()
  }
}

/** Returns the value of the first promise after both are settled. */
async function waitForBoth<T>(first: Promise<T>, second: Promise<unknown>): Promise<T> {
  await Promise.allSettled([first, second])
  await second
  return await first
}
