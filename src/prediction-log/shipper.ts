import { setTimeout as sleep } from 'node:timers/promises'
import type { MongoPredictions } from './drivers/mongodb.ts'
import type { SqliteSpool } from './drivers/sqlite-spool.ts'

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
const mostRows = 1000
const fewestRows = 50
/** Milliseconds between two looks at an empty spool. */
const idle = 200
const longestPause = 10_000
/** Milliseconds after which a store that nothing was sent to is asked whether it is there. */
const silence = 5000

/** Sends what waits in the spool to the store, oldest first, and deletes from the spool what the store has acknowledged. */
export class Shipper {
  readonly #parts: ShipperParts
  #prepared = false
  #reachedAt = 0
  #rows = mostRows

  constructor(parts: ShipperParts) {
    this.#parts = parts
  }

  /** Until `signal` ends it; a batch under way is finished first. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      let pause: number
      try {
        const moved = await this.step()
        failures = 0
        pause = moved > 0 ? 0 : idle
      } catch (error) {
        this.#parts.report(error)
        this.#rows = Math.max(fewestRows, this.#rows >> 1)
        // between half and all of a pause that doubles: replicas do not all come back at once
        pause = Math.min(longestPause, 250 * 2 ** Math.min(failures++, 10)) * (0.5 + this.#parts.random() / 2)
      }
      if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined) // ended
    }
  }

  #reached(): void {
    this.#reachedAt = this.#parts.now()
    this.#parts.report(null)
  }

  /** One batch of each kind. @returns how many rows moved. @throws LapidaryError `mongo-unavailable`, `mongo-refused`. */
  async step(): Promise<number> {
    const { spool, store, now } = this.#parts
    if (!this.#prepared) {
      await store.prepare()
      this.#prepared = true
      this.#reached()
    }
    for (const erasure of spool.erasuresDue(now())) {
      const here = await spool.eraseHere(erasure)
      spool.erasureDone(erasure, here + (await store.erase(erasure)), now())
    }
    const predictions = spool.predictions(this.#rows)
    if (predictions.length > 0) {
      const kept = await store.insert(predictions)
      await store.eraseAgain(predictions) // while they are still here: if this fails, both are done again
      spool.remove(kept)
      this.#rows = Math.min(mostRows, this.#rows * 2)
    }
    const outcomes = spool.outcomes(this.#rows)
    if (outcomes.length > 0) {
      const kept = await store.insertOutcomes(outcomes)
      await store.eraseAgain(outcomes)
      spool.removeOutcomes(kept)
    }
    const moved = predictions.length + outcomes.length
    if (moved > 0) this.#reached()
    else if (Math.abs(now() - this.#reachedAt) > silence) {
      await store.ping()
      this.#reached()
    }
    return moved
  }
}
