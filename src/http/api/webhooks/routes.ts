import type { Webhook } from '../../../store/webhooks/store.ts'
import { callerOf } from '../../guard/guard.ts'
import type { Routes } from '../../route-context.ts'
import { pageQuery, pathParams } from '../parameters.ts'
import { problemResponses } from '../problem.ts'
import { noContent } from '../responses.ts'
import {
  newWebhookBody,
  type WebhookInfo,
  webhookChangeBody,
  webhookId,
  webhookInfo,
  webhookPage,
} from './schema.ts'

const tags = ['Webhooks']
const config = { scope: 'admin' } as const

/** Lets admins list, create, change and delete webhooks, and see how their deliveries go. */
export const webhookRoutes: Routes<'webhooks' | 'audit'> = (app, context) => {
  listRoute(app, context)
  createRoute(app, context)
  changeRoute(app, context)
  deleteRoute(app, context)
}

const listRoute: Routes<'webhooks'> = (app, { services: { webhooks } }) => {
  app.get(
    '/v1/webhooks',
    {
      config,
      schema: {
        tags,
        operationId: 'listWebhooks',
        summary: 'Webhooks and how their deliveries go',
        querystring: pageQuery,
        response: { 200: webhookPage, ...problemResponses([400, 422]) },
      },
    },
    async ({ query }) => {
      const { items, nextCursor } = await webhooks.list(query)
      return {
        items: items.map(({ hasSecret, state, ...webhook }) => ({
          ...toWebhookInfo(webhook),
          has_secret: hasSecret,
          deliveries: {
            waiting: state.waiting,
            last_attempt_at: state.lastAttemptAt,
            last_status: state.lastStatus,
            last_error: state.lastError,
            failures: state.failures,
            dropped: state.dropped,
          },
        })),
        next_cursor: nextCursor,
      }
    },
  )
}

const createRoute: Routes<'webhooks' | 'audit'> = (app, { services: { webhooks, audit } }) => {
  app.post(
    '/v1/webhooks',
    {
      config,
      schema: {
        tags,
        operationId: 'createWebhook',
        summary: 'Create a webhook',
        description:
          'Deliveries have the format and the signature of MLflow: `X-MLflow-Signature` is `v1,` and the HMAC-SHA256 in Base64 of delivery id, timestamp and body joined by dots. Each event is delivered at least once, with the same `X-MLflow-Delivery-Id` in all attempts.',
        body: newWebhookBody,
        response: { 201: webhookInfo, ...problemResponses([400, 409, 415, 422]) },
      },
    },
    async (request, reply) => {
      const webhook = await webhooks.create(request.body)
      const subject = `${webhook.id} ${webhook.name}`
      await audit.record({ by: callerOf(request).id, action: 'webhook.create', subject })
      reply.code(201)
      return toWebhookInfo(webhook)
    },
  )
}

const changeRoute: Routes<'webhooks' | 'audit'> = (app, { services: { webhooks, audit } }) => {
  app.patch(
    '/v1/webhooks/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'changeWebhook',
        summary: 'Change a webhook',
        description: 'An empty secret removes it. Disabling a webhook discards the deliveries that wait.',
        params: pathParams({ id: webhookId }),
        body: webhookChangeBody,
        response: { 200: webhookInfo, ...problemResponses([400, 404, 415, 422]) },
      },
    },
    async (request) => {
      const webhook = await webhooks.update(request.params.id, request.body)
      const subject = `${webhook.id} ${webhook.name}`
      await audit.record({ by: callerOf(request).id, action: 'webhook.change', subject })
      return toWebhookInfo(webhook)
    },
  )
}

const deleteRoute: Routes<'webhooks' | 'audit'> = (app, { services: { webhooks, audit } }) => {
  app.delete(
    '/v1/webhooks/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'deleteWebhook',
        summary: 'Delete a webhook and the deliveries that wait',
        params: pathParams({ id: webhookId }),
        response: { 204: noContent('Deleted.'), ...problemResponses([404, 422]) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await webhooks.delete(id)
      await audit.record({ by: callerOf(request).id, action: 'webhook.delete', subject: id })
      return reply.code(204).send()
    },
  )
}

function toWebhookInfo(webhook: Webhook): WebhookInfo {
  const { id, name, description, url, events, status, createdAt, updatedAt } = webhook
  return { id, name, description, url, events, status, created_at: createdAt, updated_at: updatedAt }
}
