import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { PasswordHasher } from '../../src/store/access/users/password-hash.ts'
import { play, type Scenario } from '../kit/scenario.ts'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'

const password = 'uma frase bem longa com é'

/** Opens a server with the user ana, who may read and track. */
async function open(environment: Record<string, string> = {}): Promise<TestServer> {
  const server = await testServer({ environment })
  onTestFinished(async () => await server.close())
  await server.users.add({ username: 'ana', password, fullName: null, role: 'scientist' }, 'tests')
  return server
}

const basic = (username: string, secret: string, encoding: BufferEncoding = 'utf8') => ({
  authorization: `Basic ${Buffer.from(`${username}:${secret}`, encoding).toString('base64')}`,
})

const statusOf = async (server: TestServer, headers: Record<string, string>, remoteAddress = '10.0.0.1') =>
  (await server.app.inject({ url: '/v1/runs', headers, remoteAddress })).statusCode

test('a password or a key in HTTP Basic, and a key as a bearer, are the same caller as elsewhere', async () => {
  const server = await open()
  const key = await server.key('read')
  const accepted = [
    basic('ana', password),
    basic('ana', password, 'latin1'),
    basic('key', key),
    basic('', key),
    basic('key', environmentKey),
    { authorization: `bearer ${key}` },
    { authorization: `Bearer  ${key} ` },
    { authorization: `Bearer ${environmentKey}` },
  ]
  for (const headers of accepted) expect(await statusOf(server, headers), headers.authorization).toBe(200)
  const session = (headers: Record<string, string>) => server.app.inject({ url: '/v1/session', headers })
  expect((await session(basic('ana', password))).json()).toMatchObject({ name: 'ana', kind: 'user' })
  expect((await session({ authorization: `Bearer ${key}` })).json()).toMatchObject({
    name: 'read',
    kind: 'key',
  })
})

describe('what is refused', () => {
  const request = (headers: Record<string, string>): Scenario['request'] => ({ url: '/v1/runs', headers })
  const noDialog = { 'www-authenticate': /^(?!.*basic)/i }
  const scenarios: Scenario[] = [
    { name: 'a wrong password', request: request(basic('ana', 'x')), status: 401, has: ['wrong-password'] },
    {
      name: 'an unknown user',
      request: request(basic('bia', password)),
      status: 401,
      has: ['wrong-password'],
    },
    { name: 'no password', request: request(basic('ana', '')), status: 401, has: ['wrong-password'] },
    {
      name: 'no colon',
      request: request({ authorization: 'Basic YW5h' }),
      status: 401,
      has: ['wrong-password'],
    },
    { name: 'a wrong key', request: request(basic('', 'lap_x')), status: 401, has: ['wrong-key'] },
    { name: 'a wrong key of the user key', request: request(basic('key', 'lap_x')), status: 401 },
    {
      name: 'a bearer that is no key',
      request: request({ authorization: 'Bearer x' }),
      status: 401,
      has: ['wrong-key'],
    },
    {
      name: 'a bearer that looks like a token',
      request: request({ authorization: 'Bearer a.b.c' }),
      status: 401,
      has: ['wrong-token'],
    },
    { name: 'another scheme', request: request({ authorization: 'Digest x' }), status: 401, has: ['no-key'] },
    {
      name: 'a longer scheme',
      request: request({ authorization: 'Basically x' }),
      status: 401,
      has: ['no-key'],
    },
    {
      name: 'more than a role may',
      request: { url: '/v1/users', headers: basic('ana', password) },
      status: 403,
      has: ['missing-scope'],
    },
  ]
  test('with a challenge that makes no browser ask for a password', async () => {
    const server = await open()
    for (const scenario of scenarios)
      await play(server.app, { ...scenario, ...(scenario.status === 401 && { headers: noDialog }) })
  })

  test('from MLflow’s clients in the form of its errors', async () => {
    const server = await open()
    const url = '/api/2.0/mlflow/registered-models/search'
    const wrong = await server.app.inject({ url, headers: basic('ana', 'x') })
    expect(wrong.statusCode).toBe(401)
    expect(wrong.json()).toMatchObject({ error_code: 'UNAUTHENTICATED' })
    const foreign = await server.app.inject({
      url,
      headers: { ...basic('ana', password), host: 'evil.example' },
    })
    expect(foreign.statusCode).toBe(400)
    expect(foreign.json()).toMatchObject({
      error_code: 'BAD_REQUEST',
      message: expect.stringContaining('evil.example'),
    })
  })
})

test('a disabled user and a changed password end at once', async () => {
  const server = await open()
  expect(await statusOf(server, basic('ana', password))).toBe(200)
  await server.users.change('ana', { disabled: true }, 'tests')
  expect(await statusOf(server, basic('ana', password))).toBe(401)
  await server.users.change('ana', { disabled: false, password: 'outra frase bem longa' }, 'tests')
  expect(await statusOf(server, basic('ana', password))).toBe(401)
  expect(await statusOf(server, basic('ana', 'outra frase bem longa'))).toBe(200)
})

test('a password is hashed once in a quarter of an hour, also when many requests send it at once', async () => {
  const server = await open()
  const verify = vi.spyOn(PasswordHasher.prototype, 'verify')
  onTestFinished(() => verify.mockRestore())
  const many = Array.from({ length: 30 }, () => statusOf(server, basic('ana', password)))
  expect(new Set(await Promise.all(many))).toEqual(new Set([200]))
  expect(verify).toHaveBeenCalledTimes(1)
  server.wait(60_000)
  expect(await statusOf(server, basic('ana', password))).toBe(200)
  expect(verify).toHaveBeenCalledTimes(1)
  server.wait(900_000)
  expect(await statusOf(server, basic('ana', password))).toBe(200)
  expect(verify).toHaveBeenCalledTimes(2)
})

test('guessing is slowed down, and does not lock out who already signed in', async () => {
  const server = await open()
  expect(await statusOf(server, basic('ana', password))).toBe(200)
  const statuses: number[] = []
  for (let i = 0; i < 12; i++) statuses.push(await statusOf(server, basic('ana', `guess ${i}`), '10.0.0.2'))
  expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429])
  server.wait(1000)
  expect(await statusOf(server, basic('ana', password))).toBe(200)
  const { items } = (
    await server.app.inject({ url: '/v1/audit', headers: { 'x-api-key': await server.key('admin') } })
  ).json()
  expect(items).toContainEqual(expect.objectContaining({ action: 'password.use', by: 'user:ana' }))
  expect(items).toContainEqual(expect.objectContaining({ action: 'sign-in.fail', subject: 'ana' }))
})

test('a wrong password counts against the address, and a right one only against its user', async () => {
  const server = await open({ RATE_LIMIT: '5' })
  const right = []
  for (let i = 0; i < 5; i++) right.push(await statusOf(server, basic('ana', password)))
  expect(right).toEqual([200, 200, 200, 200, 200])
  expect(await statusOf(server, basic('ana', password))).toBe(429)
  const wrong = []
  for (let i = 0; i < 5; i++) wrong.push(await statusOf(server, basic('bia', password), '10.0.0.9'))
  expect(wrong).toEqual([401, 401, 401, 401, 401])
  expect(await statusOf(server, basic('bia', password), '10.0.0.9')).toBe(429)
})

describe('a browser that adds a password to a request of another site changes nothing', () => {
  test.each([
    ['a program', {}, 201],
    ['our page', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost' }, 201],
    ['our page in an older browser', { origin: 'http://localhost:80' }, 201],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['another site in an older browser', { origin: 'https://evil.example' }, 403],
    ['another host of the domain', { 'sec-fetch-site': 'same-site', origin: 'http://a.localhost' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
  ])('%s', async (_name, headers: Record<string, string>, status) => {
    const server = await open()
    await server.users.add({ username: 'chefe', password, fullName: null, role: 'admin' }, 'tests')
    const signed = { ...basic('chefe', password), host: 'localhost:80', ...headers }
    const body = { name: 'k', scopes: ['read'] }
    const change = () =>
      server.app.inject({ method: 'POST', url: '/v1/keys', payload: body, headers: signed })
    expect((await change()).statusCode).toBe(status)
    expect((await change()).statusCode, 'verified a moment ago').toBe(status)
    const read = await server.app.inject({ url: '/v1/runs', headers: signed })
    expect(read.statusCode).toBe(200)
    expect(read.headers['access-control-allow-origin']).toBeUndefined()
  })
})
