import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ApiError, createClient } from '../../src/client/client.ts'
import {
  environmentKey,
  type TestServer,
  type TestServerOptions,
  servedModel,
  testServer,
} from '../kit/test-server.ts'
import { tinyRow } from '../kit/tiny-project.ts'

let server: TestServer
/** Connections of the server. */
let sockets: Socket[] = []
afterEach(() => server.close())

/** A server that listens, and its port. */
async function listen(options?: TestServerOptions): Promise<number> {
  server = await testServer(options)
  sockets = []
  server.app.server.on('connection', (socket: Socket) => sockets.push(socket))
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  return (server.app.server.address() as AddressInfo).port
}

/** Waits until the server has read something from so many of its open connections. */
async function received(connections: number): Promise<void> {
  await expect
    .poll(() => sockets.filter(({ bytesRead, destroyed }) => bytesRead > 0 && !destroyed).length)
    .toBe(connections)
}

/** Writes these bytes and returns all that comes back until the server closes. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

/** The head of a request whose body comes in chunks. */
const chunked = `POST /grade HTTP/1.1\r\nHost: localhost\r\nx-api-key: ${environmentKey}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`

/** The problem of a response that ends its connection, which has the headers of every other one. */
function problemOf(answer: string): { readonly status: number; readonly code: string } {
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  expect(head).toMatch(/^HTTP\/1.1 \d{3} [A-Z]/)
  const headers = new Map(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
  expect(Object.fromEntries(headers)).toMatchObject({
    connection: 'close',
    date: expect.stringMatching(/ GMT$/),
    'cache-control': 'no-store',
    'content-language': 'en',
    'content-length': String(Buffer.byteLength(body)),
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'content-type': 'application/problem+json; charset=utf-8',
    'x-content-type-options': 'nosniff',
  })
  const problem = JSON.parse(body)
  expect(head).toContain(`HTTP/1.1 ${problem.status} ${problem.title}`)
  return problem
}

describe('what is no request', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'bad-request'],
    [
      'headers of 20 kB',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'a negative length',
      'POST /grade HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n',
      400,
      'bad-request',
    ],
    ['no host', 'GET /health/live HTTP/1.1\r\n\r\n', 400, 'no-host'],
    ['a broken length of a chunk', `${chunked}zz\r\n`, 400, 'bad-request'],
    ['a broken second chunk', `${chunked}1\r\n{\r\nzz\r\n`, 400, 'bad-request'],
    [
      'two lengths',
      'POST /grade HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad-request',
    ],
  ])('%s', async (_name, text, status, code) => {
    const answer = await raw(await listen(), text)
    expect(problemOf(answer)).toMatchObject({ status, code, type: `urn:lapidary:error:${code}` })
  })

  test('a request that comes too slowly', async () => {
    const port = await listen({ environment: { REQUEST_TIMEOUT: '1' } })
    const text = `POST /grade HTTP/1.1\r\nHost: localhost\r\nx-api-key: ${environmentKey}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`
    expect(problemOf(await raw(port, text))).toMatchObject({ status: 408, code: 'request-timeout' })
  })
})

describe('requests that came whole before what is none', () => {
  const body = JSON.stringify(tinyRow)
  const whole = `POST /grade HTTP/1.1\r\nHost: localhost\r\nx-api-key: ${environmentKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const health = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n'

  /** A server whose predictions wait to be let go, and how many do. */
  async function slow(environment: Record<string, string> = {}) {
    const waiting: (() => void)[] = []
    const port = await listen({
      environment,
      scorer: () => ({
        served: null,
        predict: async () => {
          await new Promise<void>((resolve) => waiting.push(resolve))
          const scored = {
            predictionId: 'p',
            prediction: 'bad',
            probabilities: { bad: 1, good: 0 },
            model: 'TinyModel',
          }
          return [{ ...scored, modelVersion: 1, timestamp: '2026-11-21T12:00:00.000Z' }]
        },
        predictFile: () => Promise.reject(new Error('not called')),
        inspectFile: () => Promise.reject(new Error('not called')),
      }),
    })
    return { port, waiting }
  }

  test.each([
    ['garbage', [health, 'hello\r\n\r\n'], 0, ['200', '400']],
    ['garbage after a slow one', [whole, 'hello\r\n\r\n'], 1, ['200', '400']],
    ['garbage after two slow ones', [whole, whole, 'hello\r\n\r\n'], 2, ['200', '200', '400']],
    [
      'garbage after a quick one that waits for a slow one',
      [whole, health, 'hello\r\n\r\n'],
      1,
      ['200', '200', '400'],
    ],
    ['headers of 20 kB', [whole, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`], 1, ['200', '431']],
    ['a request whose body breaks', [whole, chunked, '1\r\n{\r\nzz\r\n'], 1, ['200', '400']],
    ['garbage that goes on', [whole, 'hello\r\n\r\n', 'hello\r\n'.repeat(5000)], 1, ['200', '400']],
  ])('get their responses: %s', async (_name, pieces, count, statuses) => {
    const { port, waiting } = await slow()
    const answer = raw(port, pieces.join(''))
    await expect.poll(() => waiting.length).toBeGreaterThanOrEqual(Math.min(count, 1))
    // Node starts the next request of a connection at once: each is let go when it has come.
    for (let done = 0; done < count; done++) {
      await expect.poll(() => waiting.length).toBeGreaterThan(done)
      waiting[done]?.()
    }
    const responses = (await answer).split(/(?=HTTP\/1\.1 \d{3} )/)
    expect(responses.map((response) => response.slice(9, 12))).toEqual(statuses)
    for (const response of responses.slice(0, -1)) expect(response).toMatch(/\r\n\r\n\{.*\}$/)
    problemOf(responses.at(-1) ?? '')
  })

  test('get their responses before a request that comes too slowly is ended', async () => {
    const { port, waiting } = await slow({ REQUEST_TIMEOUT: '1' })
    const answer = raw(port, `${whole}GET / HTTP/1.1\r\nX`)
    await expect.poll(() => waiting.length).toBe(1)
    // Until the broken request is past its time.
    await new Promise((resolve) => setTimeout(resolve, 2500))
    waiting[0]?.()
    const responses = (await answer).split(/(?=HTTP\/1\.1 \d{3} )/)
    expect(responses.map((response) => response.slice(9, 12))).toEqual(['200', '408'])
  })
})

test('a body of 10 MB is refused without being read to its end', async () => {
  const port = await listen()
  const response = await fetch(`http://127.0.0.1:${port}/grade`, {
    method: 'POST',
    headers: { 'x-api-key': environmentKey, 'content-type': 'application/json' },
    body: `{"Age":"${'9'.repeat(10_000_000)}"}`,
  })
  expect([response.status, await response.json()]).toMatchObject([413, { code: 'body-too-large' }])
})

test('over MAX_CONNECTIONS nobody else is let in', async () => {
  const port = await listen({ environment: { MAX_CONNECTIONS: '1' } })
  const first = connect(port, '127.0.0.1')
  await new Promise((resolve) => first.once('connect', resolve))
  await expect
    .poll(() => raw(port, 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'))
    .toBe('')
  first.destroy()
  await expect
    .poll(() => raw(port, 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'))
    .toContain('{"status":"ok"}')
})

describe('MAX_CONNECTIONS_PER_ADDRESS', () => {
  const probe = (connection: string) =>
    `GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`

  /**
   * Opens a connection and keeps it; resolves once it has a response, or with null when it is
   * closed without one.
   */
  function hold(port: number, address = '127.0.0.1') {
    const socket = connect({ port, host: '127.0.0.1', localAddress: address })
    const response = new Promise<string | null>((resolve) => {
      socket.once('data', (chunk) => resolve(chunk.toString()))
      socket.once('close', () => resolve(null))
      socket.on('error', () => resolve(null))
      socket.write(probe('keep-alive'))
    })
    return { socket, response }
  }

  test('one address does not take the connections of others, and has its own back', async () => {
    const port = await listen({ environment: { MAX_CONNECTIONS_PER_ADDRESS: '3' } })
    const held = [hold(port), hold(port), hold(port)]
    for (const { response } of held) expect(await response).toContain('200 OK')
    expect(await hold(port).response).toBeNull()
    const other = hold(port, '127.0.0.2')
    expect(await other.response).toContain('200 OK')
    held[0]?.socket.destroy()
    await expect.poll(() => raw(port, probe('close')).catch(() => '')).toContain('{"status":"ok"}')
    for (const { socket } of [...held, other]) socket.destroy()
    const headers = { 'x-api-key': environmentKey }
    const metrics = (await server.app.inject({ url: '/metrics', headers })).body
    expect(metrics).toMatch(/lapidary_refused_connections_total [1-9]/)
  })

  test.each([
    { TRUST_PROXY: 'true', MAX_CONNECTIONS_PER_ADDRESS: '1' },
    { MAX_CONNECTIONS_PER_ADDRESS: '0' },
  ])('does not count with %j', async (environment) => {
    const port = await listen({ environment })
    const held = [hold(port), hold(port), hold(port)]
    for (const { response } of held) expect(await response).toContain('200 OK')
    for (const { socket } of held) socket.destroy()
  })
})

/** A server whose predictions wait until `finish`, and one that waits. */
async function slowServer() {
  const started = Promise.withResolvers<void>()
  const finished = Promise.withResolvers<void>()
  const port = await listen({
    scorer: () => ({
      served: servedModel,
      predict: async () => {
        started.resolve()
        await finished.promise
        const scored = {
          predictionId: 'p',
          prediction: 'bad',
          probabilities: { bad: 1, good: 0 },
          model: 'TinyModel',
        }
        return [{ ...scored, modelVersion: 1, timestamp: '2026-11-21T12:00:00.000Z' }]
      },
      predictFile: () => Promise.reject(new Error('not asked')),
      inspectFile: () => Promise.reject(new Error('not asked')),
    }),
  })
  return { port, started: started.promise, finish: finished.resolve }
}

test('responses while closing say that the connection closes, and connections that are kept alive hold nothing', async () => {
  const { port, started, finish } = await slowServer()
  const silent = connect(port, '127.0.0.1') // never sends anything
  await new Promise((resolve) => silent.once('connect', resolve))
  const ended = new Promise((resolve) => silent.once('close', resolve))
  const probe = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n'
  const keptAlive = raw(port, `${probe}\r\n`)
  const body = JSON.stringify(tinyRow)
  const headers = `Host: localhost\r\nx-api-key: ${environmentKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
  const underWay = raw(port, `POST /grade HTTP/1.1\r\n${headers}\r\n\r\n${body}`)
  const begun = connect(port, '127.0.0.1', () => begun.write(probe)) // its request ends when the closing has begun
  let late = ''
  begun.on('data', (chunk) => (late += chunk.toString()))
  await started
  await received(3)
  const closed = server.app.close()
  begun.write('\r\n')
  await expect.poll(() => late).toMatch(/^HTTP\/1.1 200 [^]*connection: close/i)
  expect(await keptAlive).not.toMatch(/connection: close/i) // it was sent before, and closes all the same
  finish()
  expect(await underWay).toMatch(/^HTTP\/1.1 200 [^]*connection: close[^]*"grade":"bad"/i)
  await ended
  await closed
})

test('closing finishes what is under way, and is not ready from that moment', async () => {
  const { port, started, finish } = await slowServer()
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: environmentKey })
  const underWay = client.predict('TinyModel', [tinyRow])
  await started
  // A load balancer holds its connection, and asks on it after the closing has begun.
  const prober = connect(port, '127.0.0.1')
  const answers: string[] = []
  prober.on('data', (chunk) => answers.push(chunk.toString()))
  await new Promise((resolve) => prober.once('connect', resolve))
  prober.write('GET /health/ready HTTP/1.1\r\nHost: localhost\r\n')
  await received(2)
  const closed = server.app.close()
  prober.write('\r\n')
  await expect.poll(() => answers.join('')).toMatch(/^HTTP\/1.1 503 [^]*"closing"/)
  finish()
  expect(await underWay).toMatchObject([{ prediction: 'bad' }])
  await closed
  await expect(client.session()).rejects.toThrow(TypeError)
})

test('the client says what the server said', async () => {
  const port = await listen({ environment: { RATE_LIMIT: '2' } })
  const options = {
    baseUrl: `http://127.0.0.1:${port}/`,
    apiKey: environmentKey,
    language: () => 'pt-BR' as const,
  }
  const client = createClient(options)
  const [scored] = await client.predict('TinyModel', [tinyRow], { reasons: true })
  expect(scored).toMatchObject({ prediction: 'bad', reasons: [{ label: 'Idade' }] })
  const wrong = await client.predict('TinyModel', [{ Age: 8698 }]).catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(ApiError)
  expect((wrong as ApiError).problem.errors?.map(({ field }) => field)).toEqual([
    'rows[0].Annual_Income',
    'rows[0].Age',
  ])
  expect((wrong as ApiError).message).toContain('campo(s)')
  const limited = await client.project().catch((error: unknown) => error)
  expect(limited).toMatchObject({ problem: { status: 429 }, retryAfter: 30 })
})
