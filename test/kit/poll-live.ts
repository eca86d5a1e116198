import { once } from 'node:events'
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

/** Milliseconds that a request may hold the event loop of a server on an idle machine. */
const maxHoldMs = 250
/** Factor over an idle server's poll that a slow or busy machine is granted. */
const idleFactor = 5
/** Milliseconds for which an idle server is polled first. */
const idleMs = 1000
/**
 * Number of attempts: a hiccup of the machine does not recur at each, while a blocked event loop
 * does.
 */
const maxAttempts = 3

/** The polls of `/health/live` in a period. */
export interface LivePolls {
  /** Longest wait for a response, in milliseconds. */
  readonly maxWaitMs: number
  readonly polls: number
}

/**
 * Polls `/health/live` of a server in another process, from a thread of its own, so that neither
 * the test's work nor the server's worker threads delay the measurement.
 *
 * @example
 * const poller = await LivePoller.start(url)
 * const { maxWaitMs } = await poller.during(() => fetch(`${url}/v1/expensive`))
 * expect(maxWaitMs).toBeLessThan(poller.boundMs)
 * await poller.close()
 */
export class LivePoller {
  #idleMs = 0
  readonly #worker: Worker

  private constructor(worker: Worker) {
    this.#worker = worker
  }

  /** The idle server's longest wait so far. */
  get idleMs(): number {
    return this.#idleMs
  }

  /** Longest wait for `/health/live` that is allowed now. */
  get boundMs(): number {
    return this.boundFor(this.#idleMs)
  }

  /**
   * Returns the longest wait that is allowed now: 250 ms, or a multiple of the longest wait of an
   * idle server if that is more. If more threads are ready to run than there are processors, each
   * takes proportionally longer.
   */
  boundFor(idleMs: number): number {
    const shares = (loadavg()[0] as number) / availableParallelism()
    return Math.max(maxHoldMs * Math.max(1, shares), idleFactor * idleMs)
  }

  /**
   * Starts polling and measures the idle server.
   *
   * @param url of the server, without a path
   */
  static async start(url: string): Promise<LivePoller> {
    const worker = new Worker(new URL('./poll-live-worker.ts', import.meta.url), { workerData: { url } })
    const poller = new LivePoller(worker)
    await poller.#measureIdle()
    return poller
  }

  /**
   * Runs the work once while polling. The period ends with the first response after the work.
   *
   * @throws Error if a poll fails
   */
  async once(work: () => Promise<unknown>): Promise<LivePolls> {
    await request(this.#worker, 'reset')
    await work()
    return await request(this.#worker, 'report')
  }

  /**
   * Runs the work while polling, again if a poll took longer than `boundMs`, and returns the best
   * of at most three attempts. The idle server is measured again before each, since the machine may
   * have become busier.
   */
  async during(work: () => Promise<unknown>): Promise<LivePolls> {
    let best = await this.once(work)
    for (let attempt = 1; attempt < maxAttempts && best.maxWaitMs >= this.boundMs; attempt++) {
      await this.#measureIdle()
      const polls = await this.once(work)
      if (polls.maxWaitMs < best.maxWaitMs) best = polls
    }
    return best
  }

  async #measureIdle(): Promise<void> {
    const { maxWaitMs } = await this.once(() => sleep(idleMs))
    this.#idleMs = Math.max(this.#idleMs, maxWaitMs)
  }

  async close(): Promise<void> {
    this.#worker.postMessage('stop', [])
    await once(this.#worker, 'exit')
  }
}

async function request(worker: Worker, message: 'reset' | 'report'): Promise<LivePolls> {
  const received = once(worker, 'message') // rejects when the worker fails
  worker.postMessage(message, [])
  const [polls] = (await received) as [LivePolls]
  return polls
}
