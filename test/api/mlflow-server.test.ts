import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'

let server: TestServer
let key: string
const get = '/api/2.0/mlflow/experiments/get'
const create = '/api/2.0/mlflow/experiments/create'

beforeAll(async () => {
  server = await testServer({ environment: { MAX_BODY_BYTES: '10KiB' } })
  key = await server.key('read', 'track')
})
afterAll(async () => await server.close())

async function send(request: InjectOptions, app = server.app) {
  const { statusCode: status, headers, body } = await app.inject(request)
  return { status, headers, body: JSON.parse(body) as Record<string, unknown> }
}

describe.each(['/api', '/ajax-api'])('%s', (prefix) => {
  test('says what the server can do, without a key', async () => {
    const { status, body } = await send({ url: `${prefix}/3.0/mlflow/server-info` })
    expect([status, body['store_type'], body['workspaces_enabled']]).toEqual([200, 'SqlStore', false])
  })

  test('needs a key', async () => {
    const { status, headers, body } = await send({ url: `${prefix}/2.0/mlflow/experiments/get` })
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toContain('Bearer')
    expect(body).toEqual({
      error_code: 'UNAUTHENTICATED',
      message: expect.stringContaining('has no credentials'),
    })
  })

  test('needs the scope of the route', async () => {
    const { status, body } = await send({
      method: 'POST',
      url: `${prefix}/2.0/mlflow/experiments/create`,
      headers: { 'x-api-key': environmentKey },
      payload: { name: 'x' },
    })
    expect([status, body['error_code']]).toEqual([403, 'PERMISSION_DENIED'])
    expect(body['message']).toContain('"track"')
  })
})

test('the version is text', async () => {
  expect((await server.app.inject('/version')).body).toMatch(/^3\.\d+\.\d+$/)
})

describe('errors have the form of MLflow', () => {
  const json = { 'content-type': 'application/json' }
  const post = { method: 'POST', url: create } as const
  const invalid = 'INVALID_PARAMETER_VALUE'
  const cases: readonly [
    name: string,
    request: InjectOptions,
    status: number,
    code: string,
    message: string,
  ][] = [
    ['an unknown address', { url: '/api/2.0/mlflow/nothing' }, 404, 'ENDPOINT_NOT_FOUND', 'does not exist'],
    ['another method', { url: get, method: 'DELETE' }, 405, 'ENDPOINT_NOT_FOUND', 'Allowed: GET, HEAD'],
    ['no body and no type', post, 400, invalid, 'Bad Request. Content-Type header is missing.'],
    [
      'a body of another type',
      { ...post, headers: { 'content-type': 'text/plain' }, payload: '{}' },
      400,
      invalid,
      "Bad Request. Content-Type must be one of ['application/json'].",
    ],
    ['a large body', { ...post, payload: { name: 'x'.repeat(20_000) } }, 413, invalid, '10240 bytes'],
    ['no JSON', { ...post, headers: json, payload: '{"name": ' }, 400, invalid, 'not valid JSON'],
    ['a name twice', { ...post, headers: json, payload: '{"name": "", "name": ""}' }, 400, invalid, '"name"'],
    ['a list', { ...post, headers: json, payload: '[]' }, 400, invalid, 'not a JSON object'],
    ['a long body of a GET', { url: get, payload: ' '.repeat(70_000) }, 413, invalid, '65536 bytes'],
  ]
  test.each(cases)('%s', async (_name, sent, status, code, message) => {
    const response = await send({ ...sent, headers: { 'x-api-key': key, ...sent.headers } })
    expect(response.status).toBe(status)
    expect(response.headers['content-type']).toBe('application/json')
    expect(response.body).toEqual({ error_code: code, message: expect.stringContaining(message) })
  })

  test('in the language of the reader', async () => {
    const { body } = await send({ url: get, headers: { 'x-api-key': key, 'accept-language': 'pt-BR' } })
    expect(body['message']).toContain("Falta o valor do parâmetro obrigatório 'experiment_id'.")
  })

  test('with the time after which a client may try again', async () => {
    const limited = await testServer({ environment: { RATE_LIMIT: '1' } })
    await limited.app.inject(get)
    const { status, headers, body } = await send({ url: get }, limited.app)
    expect([status, body['error_code']]).toEqual([429, 'REQUEST_LIMIT_EXCEEDED'])
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    await limited.close()
  })
})

test('a GET may have its parameters in a body', async () => {
  const { status, body } = await send({
    method: 'GET',
    url: get,
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    payload: '{"experiment_id": "0"}',
  })
  expect([status, body]).toEqual([200, { experiment: expect.objectContaining({ name: 'Default' }) }])
})

test('a page of another site changes nothing with the session of a user', async () => {
  const session = await server.app.inject({
    method: 'POST',
    url: '/v1/session',
    payload: { key },
    headers: { 'sec-fetch-site': 'same-origin' },
  })
  const cookie = String(session.headers['set-cookie']).split(';')[0] ?? ''
  const request = { method: 'POST', url: create, payload: { name: 'from a page' } } as const
  const { status, body } = await send({ ...request, headers: { cookie, 'sec-fetch-site': 'cross-site' } })
  expect([status, body['error_code']]).toEqual([403, 'PERMISSION_DENIED'])
  const own = await send({ ...request, headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  expect(own.status).toBe(200)
})
