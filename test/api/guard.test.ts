import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRoutes } from '../../src/http/guard/open-routes.ts'
import { guard } from '../../src/http/guard/guard.ts'
import { fastify } from 'fastify'
import { play, type Scenario } from '../kit/scenario.ts'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'
import { tinyRow } from '../kit/tiny-project.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const post = { method: 'POST', url: '/grade', payload: tinyRow } as const
const withKey = { 'x-api-key': environmentKey }

describe('who may', () => {
  const scenarios: Scenario[] = [
    {
      name: 'no key',
      request: post,
      status: 401,
      has: ['no-key'],
      headers: { 'www-authenticate': /^ApiKey realm=.*, Bearer$/ },
    },
    {
      name: 'wrong key',
      request: { ...post, headers: { 'x-api-key': 'wrong' } },
      status: 401,
      has: ['wrong-key'],
    },
    { name: 'empty key', request: { ...post, headers: { 'x-api-key': '' } }, status: 401 },
    {
      name: 'the key with a space',
      request: { ...post, headers: { 'x-api-key': `${environmentKey} x` } },
      status: 401,
    },
    {
      name: 'a key of 10,000 characters',
      request: { ...post, headers: { 'x-api-key': 'k'.repeat(10_000) } },
      status: 401,
    },
    {
      name: 'the key in the address',
      request: { ...post, url: `/grade?x-api-key=${environmentKey}` },
      status: 401,
    },
    {
      name: 'the key as a bearer',
      request: { ...post, headers: { authorization: `Bearer ${environmentKey}` } },
      status: 200,
    },
    { name: 'the right key', request: { ...post, headers: withKey }, status: 200, has: ['"grade":"bad"'] },
    {
      name: 'a wrong key is refused before the body is looked at',
      request: { ...post, payload: '{"broken', headers: { 'content-type': 'application/json' } },
      status: 401,
    },
    {
      name: 'in Portuguese',
      request: { ...post, headers: { 'accept-language': 'pt-PT,en;q=0.5' } },
      status: 401,
      has: ['chave de API'],
      headers: { 'content-language': 'pt-BR' },
    },
    {
      name: 'API_KEY may not promote',
      request: {
        method: 'PUT',
        url: '/v1/models/TinyModel/aliases/champion',
        payload: { version: 1 },
        headers: withKey,
      },
      status: 403,
      has: ['missing-scope', 'operate'],
    },
  ]
  test.each(scenarios)('$name', async (scenario) => void (await play(server.app, scenario)))

  test('a key with read alone may not predict, and one with predict alone may not read', async () => {
    const reader = { 'x-api-key': await server.key('read') }
    const predictor = { 'x-api-key': await server.key('predict') }
    await play(server.app, { name: '', request: { ...post, headers: reader }, status: 403 })
    await play(server.app, { name: '', request: { url: '/v1/runs', headers: reader }, status: 200 })
    await play(server.app, { name: '', request: { ...post, headers: predictor }, status: 200 })
    await play(server.app, { name: '', request: { url: '/metrics', headers: predictor }, status: 403 })
  })

  test('admin may everything, and a revoked key nothing', async () => {
    const { key, record } = await server.access.create({ name: 'a', scopes: ['admin'], expiresAt: null })
    await play(server.app, { name: '', request: { ...post, headers: { 'x-api-key': key } }, status: 200 })
    await server.access.revoke(record.id)
    await play(server.app, { name: '', request: { ...post, headers: { 'x-api-key': key } }, status: 401 })
  })
})

describe('deny by default', () => {
  test('every route but the open ones asks for a key', async () => {
    const paths = Object.entries((server.app.swagger() as { paths: Record<string, object> }).paths)
    for (const [path, methods] of paths) {
      for (const method of Object.keys(methods)) {
        const pattern = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`
        const url = path.replace(/\{\w+\}/g, '1')
        const { statusCode } = await server.app.inject({ method: method.toUpperCase() as 'GET', url })
        const open = openRoutes.includes(pattern)
        const answersForItself = ['GET /v1/session', 'POST /v1/session/password'].includes(pattern)
        expect.soft(statusCode === 401, `${pattern} answered ${statusCode}`).toBe(!open || answersForItself)
      }
    }
  })

  test('the open routes are these', () => {
    expect(openRoutes.filter((route) => !/ \/(docs|health|openapi(-mlflow)?\.json)/.test(route))).toEqual([
      'GET /version',
      'GET /api/3.0/mlflow/server-info',
      'GET /ajax-api/3.0/mlflow/server-info',
      'POST /v1/session',
      'GET /v1/session',
      'DELETE /v1/session',
      'POST /v1/session/password',
      'GET /v1/session/oidc',
      'GET /v1/session/oidc/callback',
      'GET /v1/sign-in',
      'POST /v1/registrations',
      'GET /.well-known/jwks.json',
      'GET /',
      'GET /*',
    ])
  })

  test('a route that names no scope does not start', async () => {
    const app = fastify()
    guard(app, { ...server, settings: { HOST: '127.0.0.1', ALLOWED_HOSTS: '', RATE_LIMIT: 0 } } as never)
    expect(() => app.get('/v1/forgotten', () => 'open')).toThrow(/GET \/v1\/forgotten names no scope/)
    await app.close()
  })
})

describe('hosts', () => {
  test.each([
    ['localhost', 200],
    ['LOCALHOST:8000', 200],
    ['127.0.0.1:8000', 200],
    ['127.9.9.9', 200],
    ['[::1]:8000', 200],
    ['evil.example', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['evil.example:8000', 421],
  ])('on loopback the host "%s" is answered %i', async (host, status) => {
    const response = await server.app.inject({ url: '/health/live', headers: { host } })
    expect(response.statusCode).toBe(status)
  })

  test('ALLOWED_HOSTS adds names', async () => {
    const allowing = await testServer({ environment: { ALLOWED_HOSTS: 'scores.example, other' } })
    const answer = async (host: string) =>
      (await allowing.app.inject({ url: '/health/live', headers: { host } })).statusCode
    expect([
      await answer('scores.example:8000'),
      await answer('Other'),
      await answer('evil.example'),
    ]).toEqual([200, 200, 421])
    await allowing.close()
  })

  test('beyond loopback every host is taken', async () => {
    const open = await testServer({ environment: { HOST: '0.0.0.0' } })
    expect(
      (await open.app.inject({ url: '/health/live', headers: { host: 'any.example' } })).statusCode,
    ).toBe(200)
    await open.close()
  })
})

describe('signing in', () => {
  const signIn = (headers: Record<string, string> = {}, key = environmentKey) =>
    server.app.inject({ method: 'POST', url: '/v1/session', payload: { key }, headers })

  test('gives a cookie that only this server reads, and that speaks for the key', async () => {
    const response = await signIn()
    expect(response.statusCode, response.body).toBe(200)
    expect(response.json()).toEqual({ name: 'API_KEY', scopes: ['predict', 'read'], kind: 'key' })
    const cookie = String(response.headers['set-cookie'])
    expect(cookie).toMatch(/^lapidary_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/)
    expect(cookie).not.toContain('Secure')
    expect(cookie).not.toContain(environmentKey)
    const sent = { cookie: `other=1; ${cookie.split(';')[0]}` }
    expect((await server.app.inject({ url: '/v1/session', headers: sent })).json()).toMatchObject({
      name: 'API_KEY',
    })
    expect((await server.app.inject({ url: '/v1/runs', headers: sent })).statusCode).toBe(200)
    const crossed = await server.app.inject({ ...post, headers: { ...sent, origin: 'https://evil.example' } })
    expect([crossed.statusCode, crossed.json().code]).toEqual([403, 'cross-origin'])
    const unnamed = await server.app.inject({ ...post, headers: sent })
    expect(unnamed.statusCode).toBe(403)
    const sameSite = await server.app.inject({
      ...post,
      headers: { ...sent, 'sec-fetch-site': 'same-site', origin: 'http://localhost:80' },
    })
    expect(sameSite.statusCode).toBe(403)
    const own = await server.app.inject({ ...post, headers: { ...sent, 'sec-fetch-site': 'same-origin' } })
    expect(own.statusCode).toBe(200)
    const older = await server.app.inject({ ...post, headers: { ...sent, origin: 'http://localhost:80' } })
    expect(older.statusCode, older.body).toBe(200)
    const out = await server.app.inject({
      method: 'DELETE',
      url: '/v1/session',
      headers: { ...sent, 'sec-fetch-site': 'same-origin' },
    })
    expect([out.statusCode, out.headers['set-cookie']]).toEqual([204, expect.stringContaining('Max-Age=0')])
    expect((await server.app.inject({ url: '/v1/runs', headers: sent })).statusCode).toBe(401)
  })

  test('two servers on one host keep their sessions apart, by the port that the browser uses', async () => {
    const names: string[] = []
    for (const host of ['localhost:8000', 'localhost:8001', '[::1]:8001', 'localhost']) {
      const response = await signIn({ host })
      const [cookie = ''] = String(response.headers['set-cookie']).split(';')
      names.push(cookie.split('=')[0] ?? '')
      const get = async (at: string) =>
        await server.app.inject({ url: '/v1/session', headers: { host: at, cookie } })
      expect((await get(host)).statusCode).toBe(200)
      expect((await get('localhost:9999')).statusCode).toBe(401)
    }
    expect(names).toEqual([
      'lapidary_session_8000',
      'lapidary_session_8001',
      'lapidary_session_8001',
      'lapidary_session',
    ])
  })

  test('ends with its time', async () => {
    const cookie = String((await signIn()).headers['set-cookie']).split(';')[0] ?? ''
    server.wait(13 * 3_600_000)
    expect((await server.app.inject({ url: '/v1/runs', headers: { cookie } })).statusCode).toBe(401)
  })

  test('needs a valid key, and a page of this server', async () => {
    expect((await signIn({}, 'wrong')).statusCode).toBe(401)
    expect((await signIn({ origin: 'https://evil.example' })).statusCode).toBe(403)
    expect(
      (await server.app.inject({ method: 'POST', url: '/v1/session', payload: { key: 5 } })).statusCode,
    ).toBe(422)
    expect((await server.app.inject('/v1/session')).statusCode).toBe(401)
    expect(
      (await server.app.inject({ url: '/v1/runs', headers: { cookie: 'lapidary_session=made-up' } }))
        .statusCode,
    ).toBe(401)
  })

  test('beyond this machine it needs https, and the cookie says so', async () => {
    const open = await testServer({ environment: { HOST: '0.0.0.0', TRUST_PROXY: 'true' } })
    const request = { method: 'POST', url: '/v1/session', payload: { key: environmentKey } } as const
    const plain = await open.app.inject({ ...request, headers: { host: 'scores.example' } })
    expect([plain.statusCode, plain.json().code]).toEqual([403, 'insecure-sign-in'])
    const secure = await open.app.inject({
      ...request,
      headers: { host: 'scores.example', 'x-forwarded-proto': 'https' },
    })
    expect(secure.statusCode).toBe(200)
    const cookie = String(secure.headers['set-cookie'])
    expect(cookie).toMatch(
      /^__Host-lapidary_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    )
    const headers = { host: 'scores.example', 'x-forwarded-proto': 'https' }
    const whoIs = async (sent: string) =>
      (await open.app.inject({ url: '/v1/session', headers: { ...headers, cookie: sent } })).statusCode
    expect(await whoIs(cookie.split(';')[0] ?? '')).toBe(200)
    expect(await whoIs((cookie.split(';')[0] ?? '').replace('__Host-', ''))).toBe(401) // another host of the domain may have set it
    expect(secure.headers['strict-transport-security']).toBeDefined()
    await open.close()
  })
})

describe('throttling', () => {
  test('counts a key, and says when to come back', async () => {
    const limited = await testServer({ environment: { RATE_LIMIT: '3' } })
    const other = { 'x-api-key': await limited.key('predict') }
    const send = async (headers: Record<string, string>) => limited.app.inject({ ...post, headers })
    const first = await send(withKey)
    expect([
      first.statusCode,
      first.headers['ratelimit-limit'],
      first.headers['ratelimit-remaining'],
    ]).toEqual([200, '3', '2'])
    await send(withKey)
    await send(withKey)
    const scenario = {
      name: '',
      request: { ...post, headers: withKey },
      status: 429,
      has: ['rate-limited', '20 s'],
    }
    const refused = await play(limited.app, {
      ...scenario,
      headers: { 'retry-after': /^20$/, 'ratelimit-remaining': /^0$/ },
    })
    expect(refused.headers['ratelimit-reset']).toBe('20')
    expect((await send(other)).statusCode).toBe(200)
    limited.wait(20_000)
    expect((await send(withKey)).statusCode).toBe(200)
    await limited.close()
  })

  test('counts wrong keys against the address, and leaves probes and valid keys alone', async () => {
    const limited = await testServer({ environment: { RATE_LIMIT: '3' } })
    const statuses: number[] = []
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      statuses.push((await limited.app.inject({ ...post, headers: { 'x-api-key': key } })).statusCode)
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429])
    const signIn = await limited.app.inject({
      method: 'POST',
      url: '/v1/session',
      payload: { key: environmentKey },
    })
    expect(signIn.statusCode).toBe(429)
    expect((await limited.app.inject('/no/such/path')).statusCode).toBe(429)
    expect((await limited.app.inject('/health/live')).statusCode).toBe(200)
    expect((await limited.app.inject({ ...post, headers: withKey })).statusCode).toBe(200)
    expect((await limited.app.inject({ ...post, remoteAddress: '203.0.113.9' })).statusCode).toBe(401)
    await limited.close()
  })

  test('behind a proxy counts the address that the proxy saw, whatever the caller wrote before it', async () => {
    const limited = await testServer({ environment: { RATE_LIMIT: '2', TRUST_PROXY: 'true' } })
    const statuses: number[] = []
    for (const invented of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      const headers = { 'x-api-key': 'wrong', 'x-forwarded-for': `${invented}, 203.0.113.9` }
      statuses.push((await limited.app.inject({ ...post, headers })).statusCode)
    }
    expect(statuses).toEqual([401, 401, 429])
    const other = { 'x-api-key': 'wrong', 'x-forwarded-for': '192.0.2.1, 203.0.113.10' }
    expect((await limited.app.inject({ ...post, headers: other })).statusCode).toBe(401)
    await limited.close()
  })

  const ways = {
    'one IPv4 address': [
      '203.0.113.9',
      '203.0.113.9:5678',
      ' 203.0.113.9 ',
      '::ffff:203.0.113.9',
      '[::FFFF:cb00:7109]:80',
    ],
    'one IPv6 network': [
      '2001:db8:1:2::9',
      '[2001:DB8:1:2::9]:80',
      '2001:0db8:1:2:0:0:0:9',
      '2001:db8:1:2::a',
      '2001:db8:1:2::9%0',
    ],
    'the connection': ['garbage', 'unknown', '203.0.113.999', 'x:1', '203.0.113.9,'],
  }
  test.each(Object.entries(ways))(
    'behind a proxy however %s is written it is one caller',
    async (_name, written) => {
      const limited = await testServer({ environment: { RATE_LIMIT: '4', TRUST_PROXY: 'true' } })
      const statuses: number[] = []
      for (const address of written) {
        const headers = { 'x-api-key': 'wrong', 'x-forwarded-for': `192.0.2.${statuses.length}, ${address}` }
        statuses.push(
          (await limited.app.inject({ ...post, headers, remoteAddress: '::ffff:198.51.100.1' })).statusCode,
        )
      }
      expect(statuses).toEqual([401, 401, 401, 401, 429])
      await limited.close()
    },
  )

  test('without a proxy what the caller writes counts for nothing', async () => {
    const limited = await testServer({ environment: { RATE_LIMIT: '1' } })
    const send = (address: string) =>
      limited.app.inject({ ...post, headers: { 'x-api-key': 'wrong', 'x-forwarded-for': address } })
    expect([(await send('192.0.2.1')).statusCode, (await send('192.0.2.2')).statusCode]).toEqual([401, 429])
    await limited.close()
  })
})
