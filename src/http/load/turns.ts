/**
 * Milliseconds of one turn of the event loop after which further requests wait for the next one.
 */
const turnMs = 10

/** Bytes of a body from which it takes a turn of the event loop. */
export const largeBody = 16_384

/**
 * Spreads requests over turns of the event loop. Requests that arrive together on many connections
 * are all handled in one turn by Node, and all other work waits for the last of them. Here a turn
 * ends after a few milliseconds: the remaining requests continue in later turns, in order, and the
 * loop does other work in between.
 */
export class Turns {
  readonly #waiting: (() => void)[] = []
  #startedAt: number | null = null
  readonly #clock: () => number

  /** @param clock returns milliseconds, which never decrease */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock
  }

  /** Calls `run` now if this turn has time left, otherwise in a later turn. */
  take(run: () => void): void {
    if (this.#startedAt === null) {
      this.#startedAt = this.#clock()
      setImmediate(() => this.#next())
    }
    if (this.#waiting.length === 0 && this.#clock() - this.#startedAt < turnMs) run()
    else this.#waiting.push(run)
  }

  /** Resolves when there is time for something long. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.take(resolve))
  }

  /** Begins a turn with the calls that have waited longest, and continues while there is time. */
  #next(): void {
    if (this.#waiting.length === 0) {
      this.#startedAt = null
      return
    }
    this.#startedAt = this.#clock()
    setImmediate(() => this.#next())
    do this.#waiting.shift()?.()
    while (this.#waiting.length > 0 && this.#clock() - this.#startedAt < turnMs)
  }
}
