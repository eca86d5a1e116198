import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { play, type Scenario } from '../kit/scenario.ts'
import { freePort } from '../kit/free-port.ts'
import { type TestServer, testServer } from '../kit/test-server.ts'

const received: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }[] = []
const receiver = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text
  })
  request.on('end', () => {
    received.push({ headers: request.headers, body })
    response.end()
  })
})
let server: TestServer
let admin: Record<string, string>
let origin: string
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve)
  })
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  server = await testServer({ environment: { WEBHOOK_ALLOWED_ORIGINS: `https://a.example, ${origin}` } })
  admin = { 'x-api-key': await server.key('admin') }
})
afterAll(async () => {
  await server.close()
  receiver.close()
})

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
  server.app.inject({ method, url, headers: admin, ...(payload !== undefined && { payload }) })

test('a webhook is created, receives an event, shows how it went, is changed and deleted, all audited', async () => {
  const created = await call('POST', '/v1/webhooks', {
    name: 'release-bot',
    url: `${origin}/hook`,
    events: ['model_version_alias.moved', 'model_version.created'],
    secret: 'my secret',
  })
  expect(created.statusCode, created.body).toBe(201)
  const { id } = created.json<{ id: string }>()
  expect(created.json()).toMatchObject({ name: 'release-bot', status: 'active', description: '' })

  const version = { model: 'TinyModel', runId: 'r', description: '', tags: {}, by: 'ana' }
  await server.registry.register(version)
  await server.registry.promote({ model: 'TinyModel', version: 1, by: 'ana', reason: 'the first' })
  await vi.waitFor(() => expect(received).toHaveLength(2), 5000)
  // Deliveries run side by side.
  const bodies = received.map(({ body }) => JSON.parse(body) as { entity: string })
  expect(bodies.toSorted((a, b) => a.entity.localeCompare(b.entity))).toMatchObject([
    { entity: 'model_version', action: 'created', data: { name: 'TinyModel', version: '1', run_id: 'r' } },
    {
      entity: 'model_version_alias',
      action: 'moved',
      data: { name: 'TinyModel', alias: 'champion', version: '1', previous_version: null, by: 'ana' },
    },
  ])
  expect(received[0]?.headers['x-mlflow-signature']).toMatch(/^v1,/)

  const list = async () => await call('GET', '/v1/webhooks')
  await vi.waitFor(async () =>
    expect((await list()).json()).toMatchObject({
      items: [{ id, has_secret: true, deliveries: { waiting: 0, last_status: 200, last_error: null } }],
      next_cursor: null,
    }),
  )
  expect((await list()).body).not.toContain('my secret')

  const changed = await call('PATCH', `/v1/webhooks/${id}`, { status: 'disabled', secret: '' })
  expect(changed.json()).toMatchObject({ name: 'release-bot', status: 'disabled' })
  await server.registry.register(version)
  expect((await list()).json()).toMatchObject({ items: [{ has_secret: false, deliveries: { waiting: 0 } }] })

  expect((await call('DELETE', `/v1/webhooks/${id}`)).statusCode).toBe(204)
  expect((await call('DELETE', `/v1/webhooks/${id}`)).json()).toMatchObject({ code: 'webhook-not-found' })
  const { items } = (await call('GET', '/v1/audit')).json<{ items: { action: string; subject: string }[] }>()
  expect(items.filter(({ action }) => action.startsWith('webhook'))).toMatchObject([
    { action: 'webhook.delete', subject: id },
    { action: 'webhook.change', subject: `${id} release-bot` },
    { action: 'webhook.create', subject: `${id} release-bot` },
  ])
})

describe('what is refused', () => {
  const body = { name: 'x', url: 'https://example.com/', events: ['model_version.created'] }
  const create = (change: object): Scenario['request'] => ({
    method: 'POST',
    url: '/v1/webhooks',
    payload: { ...body, ...change },
  })
  const scenarios: readonly Scenario[] = [
    { name: 'a name with spaces', request: create({ name: 'a b' }), status: 422, has: ['bad-webhook-name'] },
    { name: 'http', request: create({ url: 'http://example.com/' }), status: 422, has: ['scheme', 'https'] },
    {
      name: 'a metadata address',
      request: create({ url: 'https://169.254.169.254/' }),
      status: 422,
      has: ['bad-webhook-url'],
    },
    { name: 'no event', request: create({ events: [] }), status: 422, has: ['events'] },
    { name: 'an unknown event', request: create({ events: ['a.b'] }), status: 422, has: ['events[0]'] },
    { name: 'an unknown status', request: create({ status: 'ACTIVE' }), status: 422, has: ['disabled'] },
    {
      name: 'an empty change',
      request: { method: 'PATCH', url: '/v1/webhooks/x', payload: {} },
      status: 422,
    },
    {
      name: 'an unknown webhook',
      request: { method: 'PATCH', url: '/v1/webhooks/x', payload: { name: 'a' } },
      status: 404,
      has: ['webhook-not-found'],
    },
  ]
  test.each(scenarios)('$name', async (scenario) => {
    await play(server.app, { ...scenario, request: { ...scenario.request, headers: admin } })
  })

  test('callers without admin', async () => {
    const operator = { 'x-api-key': await server.key('read', 'operate', 'predict') }
    for (const request of [
      create({}),
      { method: 'GET', url: '/v1/webhooks' } as const,
      { method: 'DELETE', url: '/v1/webhooks/x' } as const,
    ])
      await play(server.app, {
        name: 'no admin',
        request: { ...request, headers: operator },
        status: 403,
        has: ['admin'],
      })
  })
})

test('a wrong origin in the setting stops the start', async () => {
  const environment = { WEBHOOK_ALLOWED_ORIGINS: `http://127.0.0.1:${await freePort()}/path` }
  await expect(testServer({ environment })).rejects.toMatchObject({ code: 'bad-setting' })
})
