import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type TestServer, testServer } from '../kit/test-server.ts'

interface Message {
  readonly webhook_id: string
  readonly last_updated_timestamp: number
}

interface Page {
  readonly webhooks: readonly { readonly name: string }[]
  readonly next_page_token?: string
}

const received: string[] = []
const receiver = createServer((request, response) => {
  request.setEncoding('utf8').on('data', (text: string) => received.push(text))
  request.on('end', () => response.writeHead(request.url === '/hook' ? 200 : 404).end('thanks'))
})
let server: TestServer
let headers: Record<string, string>
let origin: string
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve)
  })
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  server = await testServer({ environment: { WEBHOOK_ALLOWED_ORIGINS: origin } })
  headers = { 'x-api-key': await server.key('admin') }
})
afterAll(async () => {
  await server.close()
  receiver.close()
})
afterEach(async () => {
  for (const { id } of (await server.services.webhooks.list({ limit: 100 })).items)
    await server.services.webhooks.delete(id)
})

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) =>
  server.app.inject({
    method,
    url: `/api/2.0/mlflow/webhooks${path}`,
    headers,
    ...(payload !== undefined && { payload }),
  })
const versionCreated = { entity: 'MODEL_VERSION', action: 'CREATED' }
const body = { name: 'hook', url: 'https://example.com/webhook', events: [versionCreated] }
const create = async (change: object = {}): Promise<Message> => {
  const response = await call('POST', '', { ...body, ...change })
  expect(response.statusCode, response.body).toBe(200)
  return response.json<{ webhook: Message }>().webhook
}

test('creates, gets, changes and deletes a webhook, and never shows its secret', async () => {
  const created = await create({ secret: 'my_secret' })
  const milliseconds = expect.any(Number)
  expect(created).toEqual({
    webhook_id: expect.stringMatching(/^[\da-f-]{36}$/),
    name: 'hook',
    url: 'https://example.com/webhook',
    events: [versionCreated],
    status: 'ACTIVE',
    creation_timestamp: milliseconds,
    last_updated_timestamp: milliseconds,
  })
  const { webhook_id: id } = created
  expect((await call('GET', `/${id}`)).json()).toEqual({ webhook: created })

  server.wait(1000)
  const partly = await call('PATCH', `/${id}`, { name: 'renamed' })
  expect(partly.json()).toEqual({
    webhook: { ...created, name: 'renamed', last_updated_timestamp: created.last_updated_timestamp + 1000 },
  })
  const events = [versionCreated, { entity: 'REGISTERED_MODEL', action: 'CREATED' }]
  const wholly = await call('PATCH', `/${id}`, {
    name: '',
    url: 'https://example.com/updated',
    events: [versionCreated, { entity: 1, action: 1 }],
    description: 'Updated description',
    secret: 'new_secret',
    status: 'DISABLED',
  })
  expect(wholly.json()).toMatchObject({
    webhook: {
      name: 'renamed',
      url: 'https://example.com/updated',
      events,
      description: 'Updated description',
      status: 'DISABLED',
    },
  })
  expect(wholly.body).not.toContain('secret')
  expect((await call('DELETE', `/${id}`)).json()).toEqual({})
  expect((await call('GET', '')).json()).toEqual({})
})

test('lists webhooks in pages', async () => {
  for (let i = 0; i < 5; i++) {
    server.wait(1)
    await create({ name: `hook${i}` })
  }
  const names: string[] = []
  let token: string | undefined = ''
  while (token !== undefined) {
    const page: Page = (await call('GET', `?max_results=2&page_token=${token}`)).json()
    names.push(...page.webhooks.map(({ name }) => name))
    token = page.next_page_token
  }
  expect(names).toEqual(['hook4', 'hook3', 'hook2', 'hook1', 'hook0'])
})

test('sends an example, of the first event or of the one that is named', async () => {
  const { webhook_id: id } = await create({ url: `${origin}/hook` })
  const result = { success: true, response_status: 200, response_body: 'thanks' }
  expect((await call('POST', `/${id}/test`, {})).json()).toEqual({ result })
  const event = { entity: 'MODEL_VERSION_TAG', action: 'SET' }
  expect((await call('POST', `/${id}/test`, { event })).json()).toEqual({ result })
  expect(received.splice(0).map((text) => JSON.parse(text))).toEqual([
    {
      entity: 'model_version',
      action: 'created',
      timestamp: expect.stringMatching(/^2026-11-21T12:00:\d\d\.\d{6}\+00:00$/),
      data: {
        name: 'example_model',
        version: '1',
        source: 'models:/123',
        run_id: 'abcd1234abcd5678',
        tags: { example_key: 'example_value' },
        description: 'An example model version',
      },
    },
    expect.objectContaining({
      data: { name: 'example_model', version: '1', key: 'example_key', value: 'example_value' },
    }),
  ])
  await call('PATCH', `/${id}`, { url: `${origin}/nothing` })
  expect((await call('POST', `/${id}/test`, {})).json()).toEqual({
    result: { success: false, response_status: 404, response_body: 'thanks' },
  })
})

test('shows no webhook whose events clients of MLflow cannot read', async () => {
  const { webhooks } = server.services
  const url = 'https://example.com/'
  const own = await webhooks.create({ name: 'own', url, events: ['model_version_alias.moved'] })
  const both = await webhooks.create({
    name: 'both',
    url,
    events: ['model_version_alias.moved', 'model_version.created'],
  })
  expect((await call('GET', '')).json()).toMatchObject({
    webhooks: [{ webhook_id: both.id, events: [versionCreated] }],
  })
  for (const method of ['GET', 'PATCH', 'DELETE'] as const)
    expect((await call(method, `/${own.id}`)).statusCode).toBe(404)
  await call('PATCH', `/${both.id}`, { events: [{ entity: 'PROMPT', action: 'CREATED' }] })
  expect((await webhooks.get(both.id)).events).toEqual(['prompt.created', 'model_version_alias.moved'])
})

describe('refuses', () => {
  const missing = (name: string) => `Missing value for required parameter '${name}'.`
  test.each([
    ['no name', { name: undefined }, missing('name')],
    ['no address', { url: undefined }, missing('url')],
    ['no list of events', { events: undefined }, missing('events')],
    ['an empty list of events', { events: [] }, 'Webhook events must be a non-empty list'],
    ['a blank address', { url: '   ' }, 'Webhook URL cannot be empty or just whitespace'],
    ['another scheme', { url: 'ftp://example.com' }, "Invalid webhook URL scheme: 'ftp'"],
    ['a broken address', { url: 'http://[invalid' }, 'Invalid webhook URL'],
    ['a private address', { url: 'https://169.254.169.254/' }, 'non-public IP address'],
    ['the name of this computer', { url: 'https://LOCALHOST/' }, 'non-public IP address'],
    ['a name inside of it', { url: 'https://a.localhost./' }, 'non-public IP address'],
    ['a name with spaces', { name: 'a b' }, 'Webhook name "a b" is invalid. It must start and end with'],
    [
      'an action that the entity does not have',
      { events: [{ entity: 'MODEL_VERSION', action: 'DELETED' }] },
      'model_version.deleted',
    ],
    ['an unknown entity', { events: [{ entity: 'RUN', action: 'CREATED' }] }, 'events[0].entity'],
    ['an unknown status', { status: 'PAUSED' }, "parameter 'status'"],
  ])('%s', async (_name, change, text) => {
    const response = await call('POST', '', { ...body, ...change })
    expect(response.statusCode).toBe(400)
    expect(response.json()).toEqual({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: expect.stringContaining(text),
    })
    expect((await call('GET', '')).json()).toEqual({})
  })

  test('an unknown webhook', async () => {
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/test'],
    ] as const) {
      const response = await call(method, `/nonexistent${path}`, method === 'GET' ? undefined : {})
      expect(response.statusCode).toBe(404)
      expect(response.json()).toMatchObject({
        error_code: 'RESOURCE_DOES_NOT_EXIST',
        message: expect.stringContaining('Webhook with ID nonexistent not found'),
      })
    }
  })

  test('callers who are not admins', async () => {
    const key = await server.key('read', 'operate', 'predict', 'track')
    for (const prefix of ['/api', '/ajax-api']) {
      const response = await server.app.inject({
        url: `${prefix}/2.0/mlflow/webhooks`,
        headers: { 'x-api-key': key },
      })
      expect(response.statusCode).toBe(403)
      expect(response.json()).toMatchObject({ error_code: 'PERMISSION_DENIED' })
    }
  })
})
