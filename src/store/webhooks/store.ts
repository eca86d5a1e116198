import type { QueryExecutor } from '../sql/emit-event.ts'
import type { WebhookEventName } from './webhook-events.ts'

/** An address that receives events. */
export interface Webhook {
  /** UUID. */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly url: string
  readonly events: readonly WebhookEventName[]
  readonly status: 'active' | 'disabled'
  /** ISO 8601, UTC, with milliseconds. */
  readonly createdAt: string
  readonly updatedAt: string
}

/** A webhook as it is stored. */
export interface StoredWebhook extends Webhook {
  /** Encrypted; null: deliveries are not signed. */
  readonly secret: string | null
}

/** How the deliveries of a webhook go. */
export interface DeliveryState {
  /** Deliveries that are not finished. */
  readonly waiting: number
  /** ISO 8601; null before the first attempt. */
  readonly lastAttemptAt: string | null
  /** HTTP status of the last attempt; null without a response. */
  readonly lastStatus: number | null
  /** Null when the last attempt succeeded. */
  readonly lastError: DeliveryProblem | null
  /** Attempts that failed since the last success. */
  readonly failures: number
  /** Deliveries that were given up, or that were one too many. */
  readonly dropped: number
}

/** Why a delivery failed. */
export type DeliveryProblem =
  | 'http-error'
  | 'timeout'
  | 'connection-failed'
  | 'address-not-public'
  | 'url-not-allowed'
  | 'secret-unreadable'

/** An event on its way to one webhook. */
export interface Delivery {
  /** UUID, the same for all attempts. */
  readonly id: string
  readonly webhook: StoredWebhook
  /** JSON that is sent. */
  readonly body: string
  /** 1 for the first attempt. */
  readonly attempt: number
}

/** The result of one attempt. */
export interface Attempt {
  readonly at: string
  readonly status: number | null
  readonly problem: DeliveryProblem | null
}

/** Webhooks, and the queue of their deliveries. */
export interface WebhookStore {
  add(webhook: StoredWebhook): Promise<void>
  get(id: string): Promise<StoredWebhook | null>
  /** Newest first; with `before` those that follow this one. */
  list(page: {
    readonly limit: number
    readonly before?: readonly [createdAt: string, id: string]
  }): Promise<readonly (Webhook & { readonly hasSecret: boolean; readonly state: DeliveryState })[]>
  /** Returns false if there is no such webhook. Disabling one discards what waits. */
  update(id: string, change: Partial<Omit<StoredWebhook, 'id' | 'createdAt'>>): Promise<boolean>
  /** Removes a webhook and what waits. Returns false if there is no such webhook. */
  remove(id: string): Promise<boolean>
  /**
   * Adds a delivery for each active webhook of the event, as part of a transaction.
   * @param maxWaiting a webhook with as many deliveries gets no more
   * @returns whether there is any
   */
  enqueue(
    transaction: QueryExecutor,
    event: { readonly name: string; readonly body: string; readonly at: number },
    maxWaiting: number,
  ): Promise<boolean>
  /**
   * Returns the next delivery of each webhook that has one, and hides them from others until
   * `leaseUntil`: a process that ends before it reports leaves them to be sent again.
   * @param now milliseconds since 1970
   */
  claim(query: {
    readonly now: number
    readonly leaseUntil: number
    readonly limit: number
    readonly except: readonly string[]
  }): Promise<readonly Delivery[]>
  /** Removes a delivery, and records how it ended. */
  finish(delivery: Delivery, attempt: Attempt): Promise<void>
  /** Schedules the next attempt, and records how this one ended. */
  retry(delivery: Delivery, attempt: Attempt, dueAt: number): Promise<void>
}
