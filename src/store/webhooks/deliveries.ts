import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from '../../base/logger.ts'
import { Poller } from '../../base/poller.ts'
import type { PostResult } from './post-webhook.ts'
import type { Attempt, Delivery, WebhookStore } from './store.ts'
import type { Webhooks } from './webhooks.ts'

/** Attempts of one delivery: the last is about an hour and a half after the first. */
const maxAttempts = 8
const firstDelayMs = 1000
const maxDelayMs = 3_600_000
/** Requests under way at once. Each webhook has at most one, so that a slow one delays no other. */
const maxInFlight = 32
/** Milliseconds after which another process may send a delivery whose sender ended. */
const leaseMs = 60_000
const pollMs = 1000
/** Milliseconds from an event until its transaction is assumed to be complete. */
const wakeMs = 20
/** Milliseconds that `close` waits for requests under way. */
const closeMs = 2000

export interface DeliveryOptions {
  readonly now: () => Date
  /** Returns a number from 0 to 1, for the jitter of delays. */
  readonly random: () => number
  readonly logger: Pick<Logger, 'warn'>
}

/**
 * Sends what waits in the queue, each delivery at least once and with the same id in all attempts.
 * A webhook receives one at a time from each process, in the order of the events; those that failed
 * come later.
 */
export class Deliveries {
  readonly poller: Poller
  readonly #store: WebhookStore
  readonly #webhooks: Pick<Webhooks, 'send'>
  readonly #options: DeliveryOptions
  /** By webhook. */
  readonly #inFlight = new Map<string, Promise<void>>()
  readonly #closing = new AbortController()
  #wakeTimer: NodeJS.Timeout | undefined

  constructor(store: WebhookStore, webhooks: Pick<Webhooks, 'send'>, options: DeliveryOptions) {
    this.#store = store
    this.#webhooks = webhooks
    this.#options = options
    this.poller = new Poller({
      name: 'webhooks',
      poll: () => this.#startDue(),
      onFailing: (err) => options.logger.warn({ err }, 'the queue of webhooks could not be read'),
      intervalMs: pollMs,
      now: () => options.now().getTime(),
    })
  }

  async start(): Promise<void> {
    await this.poller.start()
  }

  /** Looks into the queue soon. */
  wake(): void {
    this.#wakeTimer ??= setTimeout(() => {
      this.#wakeTimer = undefined
      void this.poller.check()
    }, wakeMs).unref()
  }

  /** Ends requests that take long; they are sent again later. */
  async close(): Promise<void> {
    clearTimeout(this.#wakeTimer)
    await this.poller.close()
    const all = Promise.all(this.#inFlight.values())
    await Promise.race([all, wait(closeMs, undefined, { ref: false })])
    this.#closing.abort()
    await all
  }

  async #startDue(): Promise<void> {
    if (this.#inFlight.size >= maxInFlight || this.#closing.signal.aborted) return
    const now = this.#options.now().getTime()
    const claimed = await this.#store.claim({
      now,
      leaseUntil: now + leaseMs,
      limit: maxInFlight - this.#inFlight.size,
      except: [...this.#inFlight.keys()],
    })
    for (const delivery of claimed) {
      const { id } = delivery.webhook
      const sent = this.#send(delivery).then(() => {
        this.#inFlight.delete(id)
        this.wake()
      })
      this.#inFlight.set(id, sent)
    }
  }

  async #send(delivery: Delivery): Promise<void> {
    const result = await this.#webhooks.send(delivery, this.#closing.signal)
    try {
      await this.#record(delivery, result)
    } catch (err) {
      // Its lease ends, and it is sent again.
      this.#options.logger.warn({ err, delivery: delivery.id }, 'a delivery could not be recorded')
    }
  }

  async #record(delivery: Delivery, result: PostResult): Promise<void> {
    const now = this.#options.now()
    const attempt = toAttempt(result, now)
    if (attempt.problem === null) return await this.#store.finish(delivery, attempt)
    const isLast = delivery.attempt >= maxAttempts || !mayRetry(result)
    const { id: webhook } = delivery.webhook
    const { status, problem } = attempt
    if (isLast) {
      this.#options.logger.warn(
        { webhook, delivery: delivery.id, status, problem },
        'a delivery was given up',
      )
      return await this.#store.finish(delivery, attempt)
    }
    const delay = retryDelay(delivery.attempt, result, this.#options.random())
    return await this.#store.retry(delivery, attempt, now.getTime() + delay)
  }
}

function toAttempt(result: PostResult, now: Date): Attempt {
  const at = now.toISOString()
  if ('problem' in result) return { at, status: null, problem: result.problem }
  const { status } = result
  return { at, status, problem: status >= 200 && status < 300 ? null : 'http-error' }
}

function mayRetry(result: PostResult): boolean {
  if ('status' in result) return result.status === 429 || result.status >= 500
  return result.problem !== 'address-not-public' && result.problem !== 'url-not-allowed'
}

/**
 * Returns milliseconds until the next attempt: four times as long each time, half of it at random,
 * and not before the time that the receiver named.
 */
function retryDelay(attempt: number, result: PostResult, random: number): number {
  const delay = firstDelayMs * 4 ** (attempt - 1) * (0.5 + random / 2)
  const named = 'status' in result ? (result.retryAfterSeconds ?? 0) * 1000 : 0
  return Math.round(Math.min(maxDelayMs, Math.max(delay, named)))
}
