import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ApiError, type Client, type ClientOptions, createClient } from './client.ts'

/** A client whose every request gets this response. */
function clientOf(body: BodyInit | null, init: ResponseInit, more: ClientOptions = {}): Client {
  return createClient({
    baseUrl: 'http://user:secret@server.example/',
    apiKey: 'key',
    fetch: async () => new Response(body, init),
    ...more,
  })
}

const html = { status: 200, headers: { 'content-type': 'text/html' } }
const json = { status: 200, headers: { 'content-type': 'application/json' } }
const page = '<!doctype html><title>Sign in</title>'

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  return await promise.then(
    (value) => {
      throw new Error(`resolved to ${JSON.stringify(value)}`)
    },
    (error: unknown) => error as Error,
  )
}

const calls: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  session: (client) => client.session(),
  signIn: (client) => client.signIn('key'),
  signOut: (client) => client.signOut(),
  changePassword: (client) => client.changePassword({ old_password: 'a', new_password: 'b' }),
  users: (client) => client.users(),
  models: (client) => client.models(),
  predict: (client) => client.predict('M', [{ Age: 33 }]),
  predictFile: (client) => client.predictFile('M', new Blob(['a'])),
  predictions: (client) => client.predictions(),
  erasePredictions: (client) => client.erasePredictions('S-1'),
  artifact: (client) => client.artifact('r', 'plots/roc.svg'),
}

describe('a success that this server did not send is an ApiError', () => {
  test.each(Object.entries(calls))('the sign-in page of a proxy: %s', async (_name, call) => {
    const error = await errorOf(call(clientOf(page, html)))
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ problem: { status: 200, code: 'unexpected-response' }, retryAfter: null })
    expect(error.message).toMatch(
      /^(GET|POST|DELETE) http:\/\/server\.example\/\S+ returned 200 with text\/html, where /,
    )
    expect(error.message).not.toMatch(/secret|S-1|Sign in/)
  })

  test('in Portuguese', async () => {
    const error = await errorOf(clientOf(page, html, { language: () => 'pt-BR' }).session())
    expect(error.message).toMatch(/retornou 200 com text\/html, mas era esperado application\/json/)
  })

  test.each(['', '{"name":', 'null', '"text"', '5', '[]', '{"name":"x"} {}'])(
    '%j instead of a JSON object',
    async (text) => {
      expect(await errorOf(clientOf(text, json).session())).toMatchObject({
        name: 'ApiError',
        problem: { status: 200 },
      })
    },
  )

  test.each(['{}', '{"items":null}', '{"items":{}}'])('%s instead of a list', async (text) => {
    expect(await errorOf(clientOf(text, json).models())).toMatchObject({
      name: 'ApiError',
      problem: { status: 200 },
    })
  })

  test('what this server sends is none', async () => {
    expect(await clientOf('{"name":"x"}', json).session()).toEqual({ name: 'x' })
    expect(await clientOf('{"items":[1]}', json).models()).toEqual([1])
    await clientOf(null, { status: 204 }).signOut()
    expect(await (await clientOf(page, html).artifact('r', 'data-report.html')).text()).toBe(page)
    const scored = {
      status: 200,
      headers: { 'content-type': 'text/csv; charset=utf-8', 'x-total-rows': '2' },
    }
    expect(await clientOf('a\n', scored).predictFile('M', new Blob(['a']))).toMatchObject({ rows: 2 })
  })
})

describe('a refusal is an ApiError', () => {
  test.each([
    ['a page', page, 'text/html', 'internal'],
    ['a problem that is no JSON', page, 'application/problem+json', 'internal'],
    ['a problem of somebody else', '{"title":"Bad Gateway"}', 'application/problem+json', 'internal'],
    [
      'a problem of ours',
      '{"type":"t","title":"x","status":503,"detail":"d","code":"closing"}',
      'application/problem+json; charset=utf-8',
      'closing',
    ],
  ])('%s', async (_name, body, type, code) => {
    const init = { status: 503, statusText: 'Unavailable', headers: { 'content-type': type } }
    const error = await errorOf(clientOf(body, init).session())
    expect(error).toMatchObject({ name: 'ApiError', problem: { status: 503, code }, retryAfter: null })
  })

  test('that says when to come back, as seconds or as a date', async () => {
    const wait = async (retryAfter: string) => {
      const headers = { 'retry-after': retryAfter, date: 'Sun, 06 Nov 1994 08:49:30 GMT' }
      return ((await errorOf(clientOf('', { status: 429, headers }).session())) as ApiError).retryAfter
    }
    expect(await wait('30')).toBe(30)
    expect(await wait('Sun, 06 Nov 1994 08:49:37 GMT')).toBe(7)
    expect(await wait('soon')).toBeNull()
  })
})

describe('numbers that JSON does not have are refused before anything is sent', () => {
  test.each<[string, (client: Client) => Promise<unknown>, string]>([
    [
      'NaN',
      (client) => client.predict('M', [{ Age: 1 }, { Age: Number.NaN }]),
      '"rows[1].Age" of the body is NaN',
    ],
    [
      'Infinity',
      (client) => client.predict('M', [{ a: [0, Infinity] }]),
      '"rows[0].a[1]" of the body is Infinity',
    ],
    [
      '-Infinity',
      (client) => client.setThreshold('M', { threshold: -Infinity }),
      '"threshold" of the body is -Infinity',
    ],
    [
      'a Number',
      (client) => client.predict('M', [{ a: Object(Number.NaN) }]),
      '"rows[0].a" of the body is NaN',
    ],
    [
      'an invalid date',
      (client) => client.predict('M', [{ at: new Date('x') }]),
      '"rows[0].at" of the body is an invalid date',
    ],
    [
      'one that toJSON returns',
      (client) => client.predict('M', [{ a: { toJSON: () => [Number.NaN] } }]),
      '"rows[0].a[0]"',
    ],
    ['one of a query', (client) => client.predictions({ limit: Number.NaN }), '"limit" of the query'],
    ['half of a surrogate pair', (client) => client.erasePredictions('An\ud800'), '"entity" of the query'],
  ])('%s', async (_name, call, message) => {
    let sent = 0
    const fetch = async (): Promise<Response> => {
      sent++
      return new Response('{"items":[]}', json)
    }
    const error = await errorOf((async () => await call(clientOf('', json, { fetch })))())
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toContain(message)
    expect(sent).toBe(0)
  })

  test('everything else is sent as JSON.stringify writes it', async () => {
    let sent: unknown
    const fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
      sent = init?.body
      return new Response('{"items":[]}', json)
    }
    const shared = { b: [null, -0, 1e308, true, 'é😀'] }
    const rows = [{ a: shared, again: shared, at: new Date(0), left: undefined }]
    await clientOf('', json, { fetch }).predict('M', rows)
    expect(sent).toBe(JSON.stringify({ rows }))
  })
})

describe('a failure of the network names method and address, and no secret', () => {
  test('a server that is not there', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: 'the-secret-key' })
    const error = await errorOf(client.predictions({ entity: 'S-1' }))
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toMatch(
      new RegExp(`^GET http://127\\.0\\.0\\.1:${port}/v1/predictions failed: .*ECONNREFUSED`),
    )
    expect(`${error.message} ${String(error.cause)}`).not.toMatch(/the-secret-key|S-1/)
  })

  test.each(['head', 'body'])('a connection that breaks in the %s', async (where) => {
    const server = createServer((_request, response) => {
      if (where === 'body')
        response.writeHead(200, { ...json.headers, 'content-length': '100' }).write('{"name":')
      setImmediate(() => response.destroy())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const error = await errorOf(createClient({ baseUrl: `http://127.0.0.1:${port}` }).session())
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toContain(`GET http://127.0.0.1:${port}/v1/session failed`)
  })

  test.each([
    ['an address with a password', { baseUrl: 'http://user:secret@server.example', apiKey: 'x' }],
    ['an address that is none', { baseUrl: 'http://user:secret@', apiKey: 'x' }],
    ['a key that is no header', { baseUrl: 'http://server.example', apiKey: 'sec\nret secret' }],
  ])('%s', async (_name, options) => {
    const error = await errorOf(createClient(options).session())
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toMatch(/^GET \S+\/v1\/session failed: no response was received\. /)
    expect(`${error.message} ${String(error.stack)} ${String(error.cause)}`).not.toContain('secret')
  })

  test('what the caller stopped is thrown as it is', async () => {
    const stop = new AbortController()
    stop.abort()
    const error = await errorOf(
      createClient({ baseUrl: 'http://127.0.0.1:1' }).predict('M', [], { signal: stop.signal }),
    )
    expect(error.name).toBe('AbortError')
    const reason = new Error('enough')
    const other = AbortSignal.abort(reason)
    expect(
      await errorOf(createClient({ baseUrl: 'http://127.0.0.1:1' }).predict('M', [], { signal: other })),
    ).toBe(reason)
  })
})
