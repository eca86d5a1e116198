import { randomUUID } from 'node:crypto'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { decodeCursor, encodeCursor } from '../sql/cursor.ts'
import type { EmitEvent } from '../sql/emit-event.ts'
import { deliveryHeaders, type PostResult, type PostWebhook } from './post-webhook.ts'
import type { SecretBox } from './secret-box.ts'
import type { DeliveryState, StoredWebhook, Webhook, WebhookStore } from './store.ts'
import { exampleOf, isWebhookEvent, type WebhookEventName, webhookEventNames } from './webhook-events.ts'
import { checkWebhookUrl } from './webhook-url.ts'

const maxDescriptionLength = 1000
const maxSecretLength = 1000
/** Webhooks of one server: each has its own queue. */
const maxWebhooks = 1000
/** Deliveries that wait for one webhook. */
const maxWaiting = 10_000

/** A webhook with how its deliveries go. Its secret is never shown. */
export interface ListedWebhook extends Webhook {
  readonly hasSecret: boolean
  readonly state: DeliveryState
}

export interface NewWebhook {
  readonly name: string
  readonly url: string
  /** Names of `webhookEventNames`. */
  readonly events: readonly string[]
  readonly description?: string
  /** Key of the signatures. Without one, deliveries are not signed. */
  readonly secret?: string
  readonly status?: 'active' | 'disabled'
}

export interface WebhookOptions {
  /** Origins that may be private, use HTTP or another port. */
  readonly allowedOrigins: ReadonlySet<string>
  readonly secrets: SecretBox
  readonly post: PostWebhook
  readonly now: () => Date
}

/** Registers addresses that receive events. */
export class Webhooks {
  readonly #store: WebhookStore
  readonly #options: WebhookOptions

  constructor(store: WebhookStore, options: WebhookOptions) {
    this.#store = store
    this.#options = options
  }

  /** Newest first. @throws LapidaryError `bad-cursor` */
  async list({ limit, cursor }: { readonly limit: number; readonly cursor?: string }): Promise<{
    readonly items: readonly ListedWebhook[]
    readonly nextCursor: string | null
  }> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor, ['string', 'string'])
    const found = await this.#store.list({ limit: limit + 1, ...(before !== undefined && { before }) })
    const items = found.slice(0, limit)
    const last = items.at(-1)
    const hasMore = found.length > limit && last !== undefined
    return { items, nextCursor: hasMore ? encodeCursor([last.createdAt, last.id]) : null }
  }

  /** @throws LapidaryError `webhook-not-found` */
  async get(id: string): Promise<Webhook> {
    const { secret: _secret, ...webhook } = await this.#get(id)
    return webhook
  }

  /**
   * @throws LapidaryError `bad-webhook-name`, `bad-webhook-url`, `bad-webhook-events`,
   * `bad-webhook-text`, `too-many-webhooks`
   */
  async create(webhook: NewWebhook): Promise<Webhook> {
    const { name, url, description = '', secret = '', status = 'active' } = webhook
    const { fields } = this.#check({ ...webhook, description, secret })
    if ((await this.#store.list({ limit: maxWebhooks })).length === maxWebhooks)
      throw new LapidaryError('too-many-webhooks', { limit: maxWebhooks })
    const id = randomUUID()
    const at = this.#options.now().toISOString()
    const created = {
      id,
      name,
      description,
      url,
      events: fields.events,
      status,
      createdAt: at,
      updatedAt: at,
    }
    await this.#store.add({ ...created, secret: this.#encrypt(secret, id) })
    return created
  }

  /**
   * Changes what is given. An empty description or secret removes it.
   * @throws LapidaryError `webhook-not-found`, and those of `create`
   */
  async update(id: string, change: Partial<NewWebhook>): Promise<Webhook> {
    const { secret, events: _events, ...rest } = change
    const { fields } = this.#check(change)
    const updated = await this.#store.update(id, {
      ...rest,
      ...(change.events !== undefined && { events: fields.events }),
      ...(secret !== undefined && { secret: this.#encrypt(secret, id) }),
      updatedAt: this.#options.now().toISOString(),
    })
    if (!updated) throw new LapidaryError('webhook-not-found', { id: id.slice(0, 100) })
    return await this.get(id)
  }

  /** @throws LapidaryError `webhook-not-found` */
  async delete(id: string): Promise<void> {
    if (!(await this.#store.remove(id)))
      throw new LapidaryError('webhook-not-found', { id: id.slice(0, 100) })
  }

  /**
   * Sends an example of an event once, and returns what the receiver responded.
   * @param event default: the first that the webhook subscribes to
   * @throws LapidaryError `webhook-not-found`, `bad-webhook-events`
   */
  async test(id: string, event?: string): Promise<PostResult> {
    const webhook = await this.#get(id)
    const [name] = event === undefined ? webhook.events : checkEvents([event])
    if (name === undefined) throw new LapidaryError('bad-webhook-events', eventValues(''))
    const now = this.#options.now()
    const body = deliveryBody({ name, data: exampleOf(name) }, now)
    return await this.send({ id: randomUUID(), webhook, body }, AbortSignal.timeout(60_000))
  }

  /** Sends one delivery. A webhook whose secret cannot be read receives nothing unsigned. */
  async send(
    { id, webhook, body }: { readonly id: string; readonly webhook: StoredWebhook; readonly body: string },
    signal: AbortSignal,
  ): Promise<PostResult> {
    const { secrets, post, now } = this.#options
    const secret = webhook.secret === null ? null : secrets.decrypt(webhook.secret, webhook.id)
    if (secret === null && webhook.secret !== null)
      return { problem: 'secret-unreadable', detail: 'the secret was encrypted with another SECRET_KEY' }
    const seconds = Math.floor(now().getTime() / 1000)
    return await post(webhook.url, { headers: deliveryHeaders({ id, body }, secret, seconds), body }, signal)
  }

  async #get(id: string): Promise<StoredWebhook> {
    const webhook = await this.#store.get(id)
    if (webhook === null) throw new LapidaryError('webhook-not-found', { id: id.slice(0, 100) })
    return webhook
  }

  #encrypt(secret: string, id: string): string | null {
    return secret === '' ? null : this.#options.secrets.encrypt(secret, id)
  }

  #check({ name, url, events, description = '', secret = '' }: Partial<NewWebhook>): {
    readonly fields: { readonly events: readonly WebhookEventName[] }
  } {
    if (name !== undefined && !/^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/i.test(name))
      throw new LapidaryError('bad-webhook-name', { seen: name.slice(0, 100) })
    if (url !== undefined) checkWebhookUrl(url, this.#options.allowedOrigins)
    if (description.length > maxDescriptionLength)
      throw new LapidaryError('bad-webhook-text', { field: 'description', limit: maxDescriptionLength })
    if (secret.length > maxSecretLength)
      throw new LapidaryError('bad-webhook-text', { field: 'secret', limit: maxSecretLength })
    return { fields: { events: events === undefined ? [] : checkEvents(events) } }
  }
}

/** Returns events once each. @throws LapidaryError `bad-webhook-events` */
function checkEvents(events: readonly string[]): readonly WebhookEventName[] {
  const unknown = events.find((name) => !isWebhookEvent(name))
  if (events.length === 0 || unknown !== undefined)
    throw new LapidaryError('bad-webhook-events', eventValues(unknown ?? ''))
  return [...new Set(events.filter(isWebhookEvent))]
}

function eventValues(seen: string): { readonly seen: string; readonly allowed: string } {
  return { seen: seen.slice(0, 100), allowed: webhookEventNames.join(', ') }
}

/**
 * Returns the function that stores may emit events with. Only a server delivers them, but every
 * process that changes the registry emits.
 * @param onEmitted called when deliveries were added; their transaction may not be complete
 */
export function createEmitter(
  store: Pick<WebhookStore, 'enqueue'>,
  now: () => Date,
  onEmitted: () => void = () => undefined,
): EmitEvent {
  return async (transaction, event) => {
    const at = now()
    const delivery = { name: event.name, body: deliveryBody(event, at), at: at.getTime() }
    if (await store.enqueue(transaction, delivery, maxWaiting)) onEmitted()
  }
}

/** Returns the body of a delivery. Its time has microseconds, as Python writes them. */
function deliveryBody(
  { name, data }: { readonly name: string; readonly data: Readonly<Record<string, unknown>> },
  at: Date,
): string {
  const [entity, action] = name.split('.')
  return JSON.stringify({ entity, action, timestamp: at.toISOString().replace('Z', '000+00:00'), data })
}
