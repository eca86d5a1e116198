import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { list, object, text } from '../../../project/json-schema.ts'
import type { PostResult } from '../../../store/webhooks/post-webhook.ts'
import type { Webhook } from '../../../store/webhooks/store.ts'
import { isMlflowEvent } from '../../../store/webhooks/webhook-events.ts'
import { callerOf } from '../../guard/guard.ts'
import type { ServerServices } from '../../platform-services.ts'
import { int64, message, omitEmpty } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import {
  type TestResult,
  testResult,
  webhook,
  type WebhookEvent,
  webhookEvent,
  webhookFields,
  webhookId,
  type WebhookMessage,
} from './schema.ts'

const about = { tag: 'Webhooks', scope: 'admin' } as const
const webhookResponse = object('The webhook.', { webhook })

/**
 * Serves the webhooks of MLflow. Its clients cannot read events that only we have: webhooks without
 * an event of MLflow are those of `/v1/webhooks` alone.
 */
export const webhookRoutes: MlflowRoutes<'webhooks' | 'audit'> = (app, context) => {
  createRoute(app, context)
  listRoute(app, context)
  getRoute(app, context)
  updateRoute(app, context)
  deleteRoute(app, context)
  testRoute(app, context)
}

const createRoute: MlflowRoutes<'webhooks' | 'audit'> = (app, { services: { webhooks, audit } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'POST',
    path: '/mlflow/webhooks',
    operationId: 'createWebhook',
    summary: 'Create a webhook',
    request: message('The webhook.', webhookFields, ['name', 'url', 'events']),
    response: webhookResponse,
    handler: async ({ events, status, ...fields }, request) => {
      const created = await webhooks.create({
        ...fields,
        events: events.map(toName),
        ...(status !== undefined && { status: toStatus(status) }),
      })
      const subject = `${created.id} ${created.name}`
      await audit.record({ by: callerOf(request).id, action: 'webhook.create', subject })
      return { webhook: toMessage(created) }
    },
  })
}

const listRoute: MlflowRoutes<'webhooks'> = (app, { services: { webhooks } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'GET',
    path: '/mlflow/webhooks',
    operationId: 'listWebhooks',
    summary: 'List webhooks, newest first',
    request: message('The page.', {
      max_results: int64('Maximum number of webhooks; 0 for 100.', 100, { minimum: 0, maximum: 1000 }),
      page_token: text('`next_page_token` of the page before.', 'MjAyNi0xMS0yMQ', { maxLength: 500 }),
    }),
    response: object(
      'A page of webhooks.',
      {
        webhooks: list('The webhooks.', webhook),
        next_page_token: text('Present if there are more.', 'MjAyNi0xMS0yMQ'),
      },
      ['webhooks', 'next_page_token'],
    ),
    handler: async ({ max_results: limit = 0, page_token: cursor = '' }) => {
      const page = await webhooks.list({ limit: limit || 100, ...(cursor !== '' && { cursor }) })
      const found = omitEmpty(page.items.filter(hasMlflowEvent).map(toMessage))
      return {
        ...(found !== undefined && { webhooks: found }),
        ...(page.nextCursor !== null && { next_page_token: page.nextCursor }),
      }
    },
  })
}

const getRoute: MlflowRoutes<'webhooks'> = (app, { services: { webhooks } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'GET',
    path: '/mlflow/webhooks/:webhook_id',
    operationId: 'getWebhook',
    summary: 'Get a webhook',
    request: message('Which webhook.', { webhook_id: webhookId }, ['webhook_id']),
    response: webhookResponse,
    handler: async ({ webhook_id: id }) => ({ webhook: toMessage(await getVisible(webhooks, id)) }),
  })
}

const updateRoute: MlflowRoutes<'webhooks' | 'audit'> = (app, { services: { webhooks, audit } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'PATCH',
    path: '/mlflow/webhooks/:webhook_id',
    operationId: 'updateWebhook',
    summary: 'Change a webhook',
    description: 'An empty name, address or list of events changes nothing. An empty secret removes it.',
    request: message('What to change.', { webhook_id: webhookId, ...webhookFields }, ['webhook_id']),
    response: webhookResponse,
    handler: async ({ webhook_id: id, name, url, events = [], status, ...texts }, request) => {
      const before = await getVisible(webhooks, id)
      const own = before.events.filter((event) => !isMlflowEvent(event))
      const updated = await webhooks.update(id, {
        ...texts,
        ...(name !== undefined && name !== '' && { name }),
        ...(url !== undefined && url !== '' && { url }),
        ...(events.length > 0 && { events: [...events.map(toName), ...own] }),
        ...(status !== undefined && { status: toStatus(status) }),
      })
      const subject = `${updated.id} ${updated.name}`
      await audit.record({ by: callerOf(request).id, action: 'webhook.change', subject })
      return { webhook: toMessage(updated) }
    },
  })
}

const deleteRoute: MlflowRoutes<'webhooks' | 'audit'> = (app, { services: { webhooks, audit } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'DELETE',
    path: '/mlflow/webhooks/:webhook_id',
    operationId: 'deleteWebhook',
    summary: 'Delete a webhook and the deliveries that wait',
    request: message('Which webhook.', { webhook_id: webhookId }, ['webhook_id']),
    response: object('Done.', {}),
    handler: async ({ webhook_id: id }, request) => {
      await getVisible(webhooks, id)
      await webhooks.delete(id)
      await audit.record({ by: callerOf(request).id, action: 'webhook.delete', subject: id })
      return {}
    },
  })
}

const testRoute: MlflowRoutes<'webhooks'> = (app, { services: { webhooks } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'POST',
    path: '/mlflow/webhooks/:webhook_id/test',
    operationId: 'testWebhook',
    summary: 'Send an example of an event',
    request: message('What to send.', { webhook_id: webhookId, event: webhookEvent }, ['webhook_id']),
    response: object('The result.', { result: testResult }),
    handler: async ({ webhook_id: id, event }) => {
      const { events } = await getVisible(webhooks, id)
      const name = event === undefined ? events.find(isMlflowEvent) : toName(event)
      return { result: toTestResult(await webhooks.test(id, name)) }
    },
  })
}

/** Returns a webhook that clients of MLflow can read. @throws LapidaryError `webhook-not-found` */
async function getVisible(webhooks: Pick<ServerServices['webhooks'], 'get'>, id: string): Promise<Webhook> {
  const found = await webhooks.get(id)
  if (!hasMlflowEvent(found)) throw new LapidaryError('webhook-not-found', { id })
  return found
}

function hasMlflowEvent({ events }: Webhook): boolean {
  return events.some(isMlflowEvent)
}

/** @throws LapidaryError `bad-webhook-events` */
function toName({ entity, action }: WebhookEvent): string {
  return `${entity}.${action}`.toLowerCase()
}

function toStatus(status: WebhookMessage['status']): Webhook['status'] {
  return status === 'ACTIVE' ? 'active' : 'disabled'
}

function toMessage(webhook: Webhook): WebhookMessage {
  const { id, name, url, description, status, events, createdAt, updatedAt } = webhook
  return {
    webhook_id: id,
    name,
    ...(description !== '' && { description }),
    url,
    events: events.filter(isMlflowEvent).map((event) => {
      const [entity, action] = event.toUpperCase().split('.')
      return { entity, action } as WebhookEvent
    }),
    status: status === 'active' ? 'ACTIVE' : 'DISABLED',
    creation_timestamp: Date.parse(createdAt),
    last_updated_timestamp: Date.parse(updatedAt),
  }
}

function toTestResult(result: PostResult): TestResult {
  if ('problem' in result) {
    const { problem, detail } = result
    return { success: false, error_message: `Failed to test webhook: ${problem} (${detail})` }
  }
  const { status, body } = result
  return { success: status >= 200 && status < 300, response_status: status, response_body: body }
}
