import type { Static } from 'typebox'
import { choice, flag, integer, list, nullable, object, text, time } from '../../../project/json-schema.ts'
import { webhookEventNames } from '../../../store/webhooks/webhook-events.ts'
import { page } from '../responses.ts'

export const webhookId = text('Id of the webhook.', '1f0d5a3c-6f0e-4a3e-9a35-3d6c5bb6b3c1', {
  minLength: 1,
  maxLength: 100,
})
const name = text('Letters, digits, dots, underscores and hyphens.', 'release-bot', {
  minLength: 1,
  maxLength: 63,
})
const url = text('Where events are sent: HTTPS on port 443.', 'https://hooks.example.org/lapidary', {
  minLength: 1,
  maxLength: 2000,
})
const events = list(
  'Events to send.',
  choice('Entity and action.', 'model_version.created', webhookEventNames),
  { minItems: 1, maxItems: 100 },
)
const description = text('What it is for.', 'Posts releases to the chat.', { maxLength: 1000 })
const secret = text('Key of the signatures. It is stored encrypted and never shown.', 'whsec_…', {
  maxLength: 1000,
})
const status = choice('A disabled webhook receives nothing.', 'active', ['active', 'disabled'])

const webhook = {
  id: webhookId,
  name,
  description,
  url,
  events,
  status,
  created_at: time('When it was created.'),
  updated_at: time('When it was last changed.'),
}

export const webhookInfo = object('A webhook, without its secret.', webhook)
export type WebhookInfo = Static<typeof webhookInfo>

const deliveries = object('How its deliveries go.', {
  waiting: integer('Deliveries that are not finished.', 0),
  last_attempt_at: nullable(time('When something was last sent; null for never.')),
  last_status: nullable(integer('HTTP status of the last attempt; null without a response.', 200)),
  last_error: nullable(
    choice('Why the last attempt failed; null if it succeeded.', 'timeout', [
      'http-error',
      'timeout',
      'connection-failed',
      'address-not-public',
      'url-not-allowed',
      'secret-unreadable',
    ]),
  ),
  failures: integer('Attempts that failed since the last success.', 0),
  dropped: integer('Deliveries that were given up, or did not fit into the queue.', 0),
})

export const webhookPage = page(
  'webhooks',
  object('A webhook and its deliveries.', {
    ...webhook,
    has_secret: flag('Whether deliveries are signed.', true),
    deliveries,
  }),
)

export const newWebhookBody = object(
  'A webhook to create.',
  { name, url, events, description, secret, status },
  ['description', 'secret', 'status'],
)

export const webhookChangeBody = {
  ...object('What to change of a webhook.', { name, url, events, description, secret, status }, [
    'name',
    'url',
    'events',
    'description',
    'secret',
    'status',
  ]),
  minProperties: 1,
}
