import { connect, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ApiError, createClient } from '../../src/client/client.ts'
import { environmentKey, type TestServer, type TestServerOptions, testServer } from '../kit/test-server.ts'
import { tinyRow } from '../kit/tiny-project.ts'

let server: TestServer
afterEach(() => server.close())

/** A server that listens, and its port. */
async function listen(options?: TestServerOptions): Promise<number> {
  server = await testServer(options)
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  return (server.app.server.address() as AddressInfo).port
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

describe('what is no request', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'bad-request'],
    ['headers of 20 kB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['a negative length', 'POST /grade HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n', 400, 'bad-request'],
    ['no host', 'GET /health/live HTTP/1.1\r\n\r\n', 400, ''],
    [
      'two lengths',
      'POST /grade HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad-request',
    ],
  ])('%s', async (_name, text, status, code) => {
    const answer = await raw(await listen(), text)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toContain(code)
  })

  test('a request that comes too slowly', async () => {
    const port = await listen({ environment: { REQUEST_TIMEOUT: '1' } })
    const text = `POST /grade HTTP/1.1\r\nHost: localhost\r\nx-api-key: ${environmentKey}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`
    expect(await raw(port, text)).toMatch(/^HTTP\/1.1 408 [^]*request-timeout/)
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
  await expect.poll(() => raw(port, 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toBe('')
  first.destroy()
  await expect
    .poll(() => raw(port, 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'))
    .toContain('{"status":"ok"}')
})

/** A server whose predictions wait until `finish`, and one that waits. */
async function slowServer() {
  const started = Promise.withResolvers<void>()
  const finished = Promise.withResolvers<void>()
  const port = await listen({
    scorer: () => ({
      served: { model: 'TinyModel', version: 1, runId: 'r', synthetic: false, chosenParams: null, inputWidth: null },
      predict: async () => {
        started.resolve()
        await finished.promise
        const scored = { predictionId: 'p', prediction: 'bad', probabilities: { bad: 1, good: 0 }, model: 'TinyModel' }
        return [{ ...scored, modelVersion: 1, timestamp: '2026-11-21T12:00:00.000Z' }]
      },
      predictFile: () => Promise.reject(new Error('not asked')),
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
  await expect.poll(() => new Promise((resolve) => server.app.server.getConnections((_, count) => resolve(count)))).toBe(4)
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
  await new Promise((resolve) => setTimeout(resolve, 50))
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
  const options = { baseUrl: `http://127.0.0.1:${port}/`, apiKey: environmentKey, language: () => 'pt-BR' as const }
  const client = createClient(options)
  const [scored] = await client.predict('TinyModel', [tinyRow], { reasons: true })
  expect(scored).toMatchObject({ prediction: 'bad', reasons: [{ label: 'Idade' }] })
  const wrong = await client.predict('TinyModel', [{ Age: 8698 }]).catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(ApiError)
  expect((wrong as ApiError).problem.errors?.map(({ field }) => field)).toEqual(['rows[0].Annual_Income', 'rows[0].Age'])
  expect((wrong as ApiError).message).toContain('Campos')
  const limited = await client.project().catch((error: unknown) => error)
  expect(limited).toMatchObject({ problem: { status: 429 }, retryAfter: 30 })
})
