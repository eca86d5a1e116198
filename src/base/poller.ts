export interface PollerOptions {
  /** Name in status, metrics and logs, such as `champion`. */
  readonly name: string
  /** Polls once. A rejection counts as a failure. */
  readonly poll: () => Promise<void>
  /** Called with the error when polls begin to fail; not again before one succeeds. */
  readonly onFailing: (error: unknown) => void
  /** Milliseconds between the end of a poll and the next. */
  readonly intervalMs: number
  /** Longest wait after failures: each failure in a row doubles the wait. @defaultValue 5000 */
  readonly maxIntervalMs?: number
  /** Milliseconds without a success after which the state is stale. @defaultValue 15000 */
  readonly staleAfterMs?: number
  /** Milliseconds since 1970. @defaultValue Date.now */
  readonly now?: () => number
}

export interface PollerStatus {
  readonly name: string
  /** Null before the first success. */
  readonly lastSuccessAt: Date | null
  /** The error of the last poll; null when it succeeded. */
  readonly lastError: unknown
  /** True if the last success is too long ago for the polled value to be current. */
  readonly isStale: boolean
}

/** Repeats a poll, one at a time, and waits longer while it fails. */
export class Poller {
  readonly #options: Required<PollerOptions>
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | null = null
  #failures = 0
  #lastSuccessAt: number | null = null
  #lastError: unknown = null
  #isClosed = false

  constructor(options: PollerOptions) {
    this.#options = { maxIntervalMs: 5000, staleAfterMs: 15_000, now: Date.now, ...options }
  }

  /**
   * Polls once and goes on polling until `close`.
   * @param first runs instead of the first poll
   * @throws the error of the first poll, after which nothing is polled
   */
  async start(first: () => Promise<void> = this.#options.poll): Promise<void> {
    const polled = first()
    await this.#keepRunning(polled)
    await polled
    this.#succeed()
    this.#schedule()
  }

  /** Polls now, or waits for the poll under way. Never rejects. */
  check(): Promise<void> {
    return this.#running ?? this.#keepRunning(this.#poll())
  }

  status(): PollerStatus {
    const { name, staleAfterMs, now } = this.#options
    const last = this.#lastSuccessAt
    return {
      name,
      lastSuccessAt: last === null ? null : new Date(last),
      lastError: this.#lastError,
      isStale: last === null || now() - last > staleAfterMs,
    }
  }

  /** Stops polling, and waits for the poll under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /** Makes `check` and `close` wait for a poll. Resolves when it has ended, in whatever way. */
  #keepRunning(polled: Promise<void>): Promise<void> {
    this.#running = Promise.allSettled([polled]).then(() => {
      this.#running = null
    })
    return this.#running
  }

  async #poll(): Promise<void> {
    try {
      await this.#options.poll()
      this.#succeed()
    } catch (error) {
      this.#failures += 1
      this.#lastError = error
      if (this.#failures === 1) this.#options.onFailing(error)
    }
  }

  #succeed(): void {
    this.#failures = 0
    this.#lastError = null
    this.#lastSuccessAt = this.#options.now()
  }

  #schedule(): void {
    if (this.#isClosed) return
    const { intervalMs, maxIntervalMs } = this.#options
    const delay = Math.min(intervalMs * 2 ** this.#failures, Math.max(intervalMs, maxIntervalMs))
    this.#timer = setTimeout(() => void this.check().then(() => this.#schedule()), delay)
    this.#timer.unref()
  }
}
