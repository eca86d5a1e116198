import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { magicSteps, type MagicSteps } from '../kit/magic-steps-server.ts'
import { type PostgresServer, postgresServer } from '../kit/postgres-server.ts'

const postgres = await postgresServer()

/** Whole numbers that no column holds, a NUL character, and cursors that were not made here. */
const huge = ['99999999999999999999', '9223372036854775808', '9007199254740993', '2147483648', '1e300', '-1']
const cursor = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url')
const cursors = [
  cursor('x', 1e300),
  cursor('x', 1.5),
  cursor('a\0', 'b\0'),
  cursor('x', '99999999999999999999'),
  cursor(1, 2, 3),
]

describe.skipIf(postgres === null)('what PostgreSQL cannot hold is the fault of who sends it', () => {
  let server: MagicSteps
  let headers: Record<string, string>

  beforeAll(async () => {
    const url = await (postgres as PostgresServer).url()
    server = await magicSteps({
      environment: { DATABASE_URL: url, SECRET_KEY: 'secret-key-of-the-tests-of-32-characters' },
    })
    headers = {
      'x-api-key': (
        await server.platform.access.create({ name: 'tests', scopes: ['admin'], expiresAt: null })
      ).key,
    }
  })
  afterAll(async () => {
    await server?.close()
    await postgres?.close()
  })

  const model = '/v1/models/MagicStepsNet'
  const gets = [
    ...huge.map((number) => `${model}/versions/${number}`),
    ...huge.map((number) => `/v1/predictions?model_version=${number}`),
    ...huge.map((number) => `/v1/predictions/export?model_version=${number}`),
    ...['/v1/runs', '/v1/audit', '/v1/predictions'].flatMap((path) => [
      ...huge.map((number) => `${path}?limit=${number}`),
      ...cursors.map((text) => `${path}?cursor=${text}`),
    ]),
    '/v1/models/a%00b/versions',
    '/v1/models/a%00b/versions/1',
    `${model}/aliases/a%00b/history`,
    '/v1/models/a%00b/threshold',
    '/v1/runs/a%00b',
    '/v1/runs/a%00b/artifacts/x',
    '/v1/runs?experiment=a%00b',
    '/v1/predictions?entity=a%00b',
    '/v1/predictions?caller=a%00b',
    '/v1/features/a%00b',
    '/v1/predictions/a%00b',
    '/v1/datasets/a%00b',
  ]
  test.each(gets)('GET %s', async (url) => {
    const { statusCode, body } = await server.app.inject({ url, headers })
    expect(statusCode, body).toBeLessThan(500)
  })

  test.each<['POST' | 'PUT' | 'PATCH' | 'DELETE', string, object?]>([
    ...huge.map(
      (number) =>
        ['PUT', `${model}/aliases/champion`, { version: Number(number) }] as ['PUT', string, object],
    ),
    ['PUT', `${model}/aliases/champion`, { version: 1, force: true, reason: 'a\0b' }],
    ['PUT', '/v1/models/a%00b/aliases/champion', { version: 1 }],
    ['PUT', `${model}/threshold`, { threshold: 0.5, reason: 'a\0b' }],
    ['POST', `${model}/aliases/champion/rollback`, { reason: 'a\0b' }],
    ['POST', '/v1/session', { username: 'a\0b', password: 'uma frase bem longa' }],
    ['POST', '/v1/session', { username: 'ana', password: 'a\0b' }],
    ['POST', '/v1/session', { key: 'a\0b' }],
    ['POST', '/v1/registrations', { username: 'a\0b', password: 'uma frase bem longa' }],
    ['POST', '/v1/registrations', { username: 'ana', password: 'uma frase bem longa', full_name: 'a\0b' }],
    ['POST', '/v1/registrations', { username: 'ana', password: 'uma frase bem longa', invitation: 'a\0b' }],
    [
      'POST',
      '/v1/users',
      { username: 'bia', password: 'uma frase bem longa', role: 'reader', full_name: 'a\0b' },
    ],
    ['POST', '/v1/keys', { name: 'a\0b', scopes: ['read'] }],
    ['DELETE', '/v1/keys/a%00b'],
    ['PATCH', '/v1/users/a%00b', { disabled: true }],
    ['DELETE', '/v1/predictions?entity=a%00b'],
    ['POST', '/v1/outcomes', { entity: 'a\0b', outcome: 'Sim' }],
  ])('%s %s %j', async (method, url, payload) => {
    const { statusCode, body } = await server.app.inject({
      method,
      url,
      headers,
      ...(payload && { payload }),
    })
    expect(statusCode, body).toBeLessThan(500)
    const isStored =
      !url.endsWith('champion') && /"(reason|full_name|name)":"a\\u0000b"/.test(JSON.stringify(payload))
    if (isStored) expect(statusCode, body).toBeGreaterThanOrEqual(400)
  })

  test('free text with a NUL character is refused and nothing of it is stored', async () => {
    const payload = { username: 'nul', password: 'uma frase bem longa', role: 'reader', full_name: 'a\0b' }
    const { statusCode, body } = await server.app.inject({
      method: 'POST',
      url: '/v1/users',
      headers,
      payload,
    })
    expect([400, 422], body).toContain(statusCode)
    const users = await server.app.inject({ url: '/v1/users', headers })
    expect(users.body).not.toContain('"nul"')
  })
})
