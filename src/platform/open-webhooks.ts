import type { Poller } from '../base/poller.ts'
import { badSetting } from '../base/settings/settings.ts'
import type { EmitEvent } from '../store/sql/emit-event.ts'
import { Deliveries } from '../store/webhooks/deliveries.ts'
import { SqlWebhookStore } from '../store/webhooks/drivers/sql.ts'
import { createPostWebhook } from '../store/webhooks/post-webhook.ts'
import { SecretBox } from '../store/webhooks/secret-box.ts'
import type { WebhookStore } from '../store/webhooks/store.ts'
import { createEmitter, Webhooks } from '../store/webhooks/webhooks.ts'
import type { ServerKeys } from './open-access.ts'
import type { SharedDatabase } from './open-database.ts'
import type { Parts } from './parts.ts'
import type { Platform, PlatformEffects } from './platform.ts'

/** Milliseconds that a receiver has for its whole response. */
const timeoutMs = 10_000

/** The queue of events. Every process adds to it, and a server sends what is in it. */
export interface WebhookQueue {
  readonly store: WebhookStore
  readonly emit: EmitEvent
  /** Calls `listener` after events were added in this process. */
  onEmitted(listener: () => void): void
}

/** Opens the queue of events. */
export function openWebhookQueue({ database }: SharedDatabase, now: () => Date): WebhookQueue {
  const store = new SqlWebhookStore(database)
  let notify = (): void => undefined
  return {
    store,
    emit: createEmitter(store, now, () => notify()),
    onEmitted(listener) {
      notify = listener
    },
  }
}

/**
 * Opens the webhooks of a server, and adds what sends their deliveries to `parts`.
 * @throws LapidaryError `bad-setting`
 */
export function addWebhooks(
  parts: Parts,
  { webhookQueue: { store, onEmitted }, settings }: Pick<Platform, 'webhookQueue' | 'settings'>,
  { secretKey }: Pick<ServerKeys, 'secretKey'>,
  { now, logger }: PlatformEffects,
): { readonly webhooks: Webhooks; readonly poller: Pick<Poller, 'status'> } {
  const allowedOrigins = readOrigins(settings.WEBHOOK_ALLOWED_ORIGINS)
  const post = createPostWebhook({ allowedOrigins, timeoutMs })
  const webhooks = new Webhooks(store, { allowedOrigins, secrets: new SecretBox(secretKey), post, now })
  const deliveries = new Deliveries(store, webhooks, { now, random: Math.random, logger })
  onEmitted(() => deliveries.wake())
  parts.add({ name: 'webhooks', start: () => deliveries.start(), drain: () => deliveries.close() })
  return { webhooks, poller: deliveries.poller }
}

function readOrigins(setting: string): ReadonlySet<string> {
  const texts = setting.split(',').map((text) => text.trim())
  return new Set(
    texts
      .filter((text) => text !== '')
      .map((text) => {
        const url = URL.parse(text)
        if (url === null || !/^https?:$/.test(url.protocol) || `${url.origin}/` !== url.href)
          throw badSetting('WEBHOOK_ALLOWED_ORIGINS', text, 'origins such as https://hooks.internal:8443')
        return url.origin
      }),
  )
}
