import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { MongoPredictions } from './drivers/mongodb.ts'
import type { SqliteSpool } from './drivers/sqlite-spool.ts'
import type { PredictionRecord } from './store.ts'

export interface ShipperParts {
  readonly spool: SqliteSpool
  readonly store: Pick<MongoPredictions, 'prepare' | 'ping' | 'insert' | 'insertOutcomes' | 'erase' | 'eraseAgain'>
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
  /** Told each time that the store was reached, and when not why not. */
  readonly report: (error: unknown) => void
}

/** Documents in one request; fewer after one that took too long, so that a slow server gets its batches too. */
const maxRows = 1000
const minRows = 50
/** Batches of predictions until the spool is looked at from its beginning again. */
const maxBatches = 20
/** Milliseconds between two looks at an empty spool. */
const idle = 200
const maxPauseMs = 10_000
/** Milliseconds after which a store that nothing was sent to is asked whether it is there. */
const silence = 5000
/** Milliseconds until indexes that could not be created are tried again. */
const prepareAgain = 5000
/** Milliseconds that the first shipping waits for the indexes: those of small collections are there by then. */
const maxPrepareWaitMs = 1000

/** Sends what waits in the spool to the store, oldest first, and deletes from the spool what the store has acknowledged. */
export class Shipper {
  readonly #parts: ShipperParts
  /** The indexes of a large collection take minutes: they are created beside the shipping. */
  #preparing: Promise<void> | null = null
  #prepareAgainAt = 0
  #hasWaited = false
  #refusal: unknown = null
  /** By entity, rows that were erased here while they were sent: an erasure behind finds them again. */
  readonly #erasedOnTheWay = new Map<string, number>()
  #reachedAt = 0
  #rows = maxRows

  constructor(parts: ShipperParts) {
    this.#parts = parts
  }

  /** Until `signal` ends it; a batch under way is finished first. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      let pause: number
      try {
        const moved = await this.step(signal)
        failures = 0
        pause = moved > 0 ? 0 : idle
      } catch (error) {
        this.#parts.report(error)
        this.#rows = Math.max(minRows, this.#rows >> 1)
        // between half and all of a pause that doubles: replicas do not all come back at once
        pause = Math.min(maxPauseMs, 250 * 2 ** Math.min(failures++, 10)) * (0.5 + this.#parts.random() / 2)
      }
      if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined) // ended
    }
  }

  #reached(): void {
    this.#reachedAt = this.#parts.now()
    this.#parts.report(null)
  }

  /** Some batches of predictions and one of outcomes. @returns how many rows moved. @throws LapidaryError `mongo-unavailable`, `mongo-refused`. */
  async step(signal?: AbortSignal): Promise<number> {
    const { spool, store, now } = this.#parts
    await this.#prepare()
    if (this.#refusal !== null) throw this.#refusal
    for (const erasure of spool.erasuresDue(now())) {
      const here = await spool.eraseHere(erasure)
      const there = await store.erase(erasure)
      const twice = this.#erasedOnTheWay.get(erasure.entity) ?? 0
      this.#erasedOnTheWay.delete(erasure.entity)
      spool.erasureDone(erasure, here + Math.max(0, there - twice), now())
    }
    const predictions = await this.#sendPredictions(signal)
    const outcomes = spool.outcomes(this.#rows)
    if (outcomes.length > 0) {
      const kept = await store.insertOutcomes(outcomes)
      await store.eraseAgain(outcomes)
      spool.removeOutcomes(kept)
    }
    const moved = predictions + outcomes.length
    if (outcomes.length > 0) this.#reached()
    else if (Math.abs(now() - this.#reachedAt) > silence) {
      await store.ping()
      this.#reached()
    }
    return moved
  }

  /**
   * Batch after batch until the spool is empty, a few at most: what has an earlier id, and came later, has its turn then. While a batch
   * is on its way, the one before is settled and the next one is read.
   */
  async #sendPredictions(signal: AbortSignal | undefined): Promise<number> {
    const { spool, store, now } = this.#parts
    let size = this.#rows
    let batch = spool.predictions(size)
    let moved = 0
    let settled = Promise.resolve()
    for (let sent = 0; batch.length > 0 && sent < maxBatches; sent++) {
      if (signal?.aborted === true) break
      const [asked, full] = [batch, batch.length === size]
      const answer = store.insert(asked)
      answer.catch(() => undefined) // thrown below
      await nextTurn() // the request is written
      size = this.#rows
      batch = full ? spool.predictions(size, asked.at(-1)?.id) : []
      const kept = await both(answer, settled)
      settled = this.#settle(asked, kept)
      settled.catch(() => undefined) // thrown below
      moved += kept.length
      this.#rows = Math.min(maxRows, this.#rows * 2)
      this.#reached()
      if (spool.erasuresDue(now()).length > 0) break // what was read ahead may be erased by now
    }
    await settled
    return moved
  }

  /** What was erased while it was on its way goes again, and only then what was sent: if that fails, all is done again. */
  async #settle(batch: readonly PredictionRecord[], kept: readonly string[]): Promise<void> {
    await this.#parts.store.eraseAgain(batch)
    const removed = this.#parts.spool.remove(kept)
    for (const { id, entity } of batch) {
      if (entity === null || removed.has(id)) continue
      this.#erasedOnTheWay.set(entity, (this.#erasedOnTheWay.get(entity) ?? 0) + 1)
    }
  }

  async #prepare(): Promise<void> {
    const { store, now } = this.#parts
    if (this.#preparing === null && now() >= this.#prepareAgainAt) {
      this.#refusal = null
      this.#preparing = store.prepare().catch((error: unknown) => {
        // A server that builds them for longer than a request may take goes on, and the next call finds them.
        this.#preparing = null
        this.#prepareAgainAt = now() + prepareAgain
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

/** The first one's value, once neither is under way any more. */
async function both<T>(first: Promise<T>, second: Promise<unknown>): Promise<T> {
  await Promise.allSettled([first, second])
  await second
  return await first
}
