import type { Static } from 'typebox'
import { flag, integer, list, object, text } from '../../../project/json-schema.ts'
import { enumeration, int64, message } from '../fields.ts'

const entities = {
  REGISTERED_MODEL: 1,
  MODEL_VERSION: 2,
  MODEL_VERSION_TAG: 3,
  MODEL_VERSION_ALIAS: 4,
  PROMPT: 5,
  PROMPT_VERSION: 6,
  PROMPT_TAG: 7,
  PROMPT_VERSION_TAG: 8,
  PROMPT_ALIAS: 9,
  BUDGET_POLICY: 10,
} as const
const actions = { CREATED: 1, UPDATED: 2, DELETED: 3, SET: 4, EXCEEDED: 5 } as const

export const webhookEvent = message(
  'An event of the registry.',
  {
    entity: enumeration('What changed.', 'MODEL_VERSION', entities),
    action: enumeration('How it changed.', 'CREATED', actions),
  },
  ['entity', 'action'],
)
export type WebhookEvent = Static<typeof webhookEvent>

export const webhookId = text('Id of the webhook.', '1f0d5a3c-6f0e-4a3e-9a35-3d6c5bb6b3c1', {
  maxLength: 256,
})
export const webhookFields = {
  name: text('Name of the webhook.', 'release-bot'),
  url: text('Where events are sent.', 'https://hooks.example.org/lapidary'),
  events: list('Events that are sent.', webhookEvent, { maxItems: 100 }),
  description: text('What it is for.', 'Posts releases to the chat.'),
  secret: text('Key of the signatures. It is never shown.', 'whsec_…'),
  status: enumeration('A disabled webhook receives nothing.', 'ACTIVE', { ACTIVE: 1, DISABLED: 2 }),
}

const { secret: _secret, ...shown } = webhookFields
export const webhook = object(
  'A webhook.',
  {
    webhook_id: webhookId,
    ...shown,
    creation_timestamp: int64('When it was created, in milliseconds.', 1_700_000_000_000),
    last_updated_timestamp: int64('When it was last changed, in milliseconds.', 1_700_000_000_000),
  },
  ['description'],
)
export type WebhookMessage = Static<typeof webhook>

export const testResult = object(
  'What the receiver responded.',
  {
    success: flag('Whether it accepted the delivery.', true),
    response_status: integer('Its HTTP status.', 200),
    response_body: text('The first bytes of its response.', '{"status": "received"}'),
    error_message: text('Why there is no response.', 'Failed to test webhook: timeout'),
  },
  ['response_status', 'response_body', 'error_message'],
)
export type TestResult = Static<typeof testResult>
