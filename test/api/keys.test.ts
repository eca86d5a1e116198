import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from '../../src/client/client.ts'
import { play, type Scenario } from '../kit/scenario.ts'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'
import { tinyRow } from '../kit/tiny-project.ts'

let server: TestServer
let admin: Record<string, string>
beforeAll(async () => {
  server = await testServer()
  admin = { 'x-api-key': await server.key('admin') }
})
afterAll(() => server.close())

const create = (payload: object, headers = admin) =>
  server.app.inject({ method: 'POST', url: '/v1/keys', payload, headers })

test('a key is created, shown once, used, listed without itself, revoked, and each step is audited', async () => {
  const made = await create({
    name: ' Escola Norte ',
    scopes: ['predict', 'predict'],
    expires_at: '2999-01-31T00:00:00Z',
  })
  expect(made.statusCode, made.body).toBe(201)
  const { key, ...info } = made.json<{ key: string; id: string }>()
  expect(key).toMatch(/^lap_[\w-]{43}$/)
  expect(info).toMatchObject({
    name: 'Escola Norte',
    scopes: ['predict'],
    expires_at: '2999-01-31T00:00:00.000Z',
    revoked_at: null,
  })
  const ask = () =>
    server.app.inject({ method: 'POST', url: '/grade', payload: tinyRow, headers: { 'x-api-key': key } })
  expect((await ask()).statusCode).toBe(200)
  const listed = await server.app.inject({ url: '/v1/keys', headers: admin })
  expect(listed.json<{ items: { id: string }[] }>().items.find(({ id }) => id === info.id)).toMatchObject({
    name: 'Escola Norte',
    last_used_at: expect.any(String),
  })
  expect(listed.body).not.toContain(key)
  expect(listed.body).not.toContain('sha256')
  const revoke = () => server.app.inject({ method: 'DELETE', url: `/v1/keys/${info.id}`, headers: admin })
  expect((await revoke()).statusCode).toBe(204)
  expect((await ask()).statusCode).toBe(401)
  expect([(await revoke()).statusCode, (await revoke()).json<{ code: string }>().code]).toEqual([
    404,
    'key-not-found',
  ])
  const { items } = (await server.app.inject({ url: '/v1/audit', headers: admin })).json<{
    items: Record<string, string>[]
  }>()
  expect(items.slice(0, 2).map(({ action, subject }) => [action, subject])).toEqual([
    ['key.revoke', info.id],
    ['key.create', `${info.id} Escola Norte`],
  ])
  expect(items[0]?.['by']).toMatch(/^[0-9a-f]{12}$/)
})

describe('what is refused', () => {
  const body = { name: 'x', scopes: ['predict'] }
  const at = (payload: object): Scenario['request'] => ({ method: 'POST', url: '/v1/keys', payload })
  const scenarios: readonly (Scenario & { readonly as?: 'read' | 'operate' })[] = [
    { name: 'a blank name', request: at({ ...body, name: '  ' }), status: 422, has: ['name'] },
    {
      name: 'a name of 101 characters',
      request: at({ ...body, name: 'x'.repeat(101) }),
      status: 422,
      has: ['1 to 100'],
    },
    { name: 'no scope', request: at({ ...body, scopes: [] }), status: 422, has: ['scopes'] },
    {
      name: 'an unknown scope',
      request: at({ ...body, scopes: ['root'] }),
      status: 422,
      has: ['scopes[0]', 'operate'],
    },
    {
      name: 'an expiry that has passed',
      request: at({ ...body, expires_at: '2001-01-01T00:00:00Z' }),
      status: 422,
      has: ['key-expired-at-start', 'expires_at'],
    },
    {
      name: 'an expiry that is no time',
      request: at({ ...body, expires_at: 'soon' }),
      status: 422,
      has: ['expires_at'],
    },
    { name: 'a field too many', request: at({ ...body, key: 'lap_mine' }), status: 422, has: ['no field'] },
    {
      name: 'a key that is not there',
      request: { method: 'DELETE', url: '/v1/keys/nope' },
      status: 404,
      has: ['nope'],
    },
  ]
  test.each(scenarios)('$name', async ({ request, ...scenario }) => {
    await play(server.app, { ...scenario, request: { ...(request as object), headers: admin } })
  })

  test.each(['predict', 'read', 'track', 'operate'] as const)(
    'everything with the scope %s',
    async (scope) => {
      const headers = { 'x-api-key': await server.key(scope) }
      expect((await create(body, headers)).statusCode).toBe(403)
      expect((await server.app.inject({ url: '/v1/keys', headers })).statusCode).toBe(403)
      expect((await server.app.inject({ method: 'DELETE', url: '/v1/keys/x', headers })).statusCode).toBe(403)
    },
  )
})

test('the typed client creates, lists and revokes; whoever may read knows the names', async () => {
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  const address = server.app.server.address()
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const client = createClient({ baseUrl, apiKey: admin['x-api-key'] ?? '' })
  const { id, key } = await client.createKey({ name: 'Zeta', scopes: ['read'] })
  expect((await client.keys()).find((one) => one.id === id)).toMatchObject({ name: 'Zeta', expires_at: null })
  const reader = createClient({ baseUrl, apiKey: key })
  expect(await reader.callers()).toContainEqual({ id, name: 'Zeta' })
  expect(await createClient({ baseUrl, apiKey: environmentKey }).callers()).toContainEqual({
    id: 'environment',
    name: 'API_KEY',
  })
  await client.revokeKey(id)
  expect((await client.keys()).find((one) => one.id === id)?.revoked_at).toEqual(expect.any(String))
})
