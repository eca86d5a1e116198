import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createPostWebhook, deliveryHeaders, type PostOptions } from './post-webhook.ts'

const never = new AbortController().signal
const message = { headers: { 'content-type': 'application/json' }, body: '{"a":"ção"}' }

interface Receiver {
  readonly origin: string
  readonly port: number
  readonly received: string[]
}

async function receiver(
  respond: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<Receiver> {
  const received: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      received.push(body)
      respond(response, request)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, port, received }
}

const post = (origins: readonly string[], options: Partial<PostOptions> = {}) =>
  createPostWebhook({ allowedOrigins: new Set(origins), timeoutMs: 2000, ...options })

test('sends the body and returns status and response', async () => {
  const { origin, received } = await receiver((response) => response.writeHead(201).end('thanks'))
  expect(await post([origin])(`${origin}/hook?a=1`, message, never)).toEqual({
    status: 201,
    body: 'thanks',
    retryAfterSeconds: null,
  })
  expect(received).toEqual([message.body])
})

test('reads a limited part of a response, and never follows a redirect', async () => {
  const { origin, received } = await receiver((response, { url }) => {
    if (url === '/large') response.end('x'.repeat(1_000_000))
    else response.writeHead(302, { location: '/large', 'retry-after': '7' }).end()
  })
  const send = post([origin])
  expect(await send(`${origin}/large`, message, never)).toMatchObject({ body: 'x'.repeat(16_384) })
  expect(await send(`${origin}/moved`, message, never)).toEqual({
    status: 302,
    body: '',
    retryAfterSeconds: 7,
  })
  expect(received).toHaveLength(2)
})

test.each([
  ['no response', () => undefined],
  ['a response that does not end', (response: ServerResponse) => response.writeHead(200).write('a')],
])('stops waiting for %s', async (_what, respond) => {
  const { origin } = await receiver(respond)
  const result = await post([origin], { timeoutMs: 100 })(origin, message, never)
  expect(result).toEqual({ problem: 'timeout', detail: 'no response within 0.1 s' })
})

test('ends when it is aborted, and when nothing listens', async () => {
  const { origin } = await receiver(() => undefined)
  const abort = new AbortController()
  const result = post([origin])(origin, message, abort.signal)
  abort.abort()
  expect(await result).toMatchObject({ problem: 'connection-failed' })
  expect(await post(['http://127.0.0.1:9'])('http://127.0.0.1:9', message, never)).toEqual({
    problem: 'connection-failed',
    detail: 'ECONNREFUSED',
  })
})

test.each(['http://example.com/', 'https://example.com:8443/', 'ftp://example.com/', 'not a url'])(
  'does not connect to %s',
  async (url) => {
    expect(await post([])(url, message, never)).toEqual({ problem: 'url-not-allowed', detail: url })
  },
)

test.each([
  'https://127.0.0.1/',
  'https://0x7f.1/',
  'https://2130706433/',
  'https://[::1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://10.0.0.1/',
  'https://[fd00:ec2::254]/',
])('does not connect to the address of %s', async (url) => {
  expect(await post([])(url, message, never)).toMatchObject({ problem: 'address-not-public' })
})

test('connects to the address that was checked: a name that leads to a private one is refused', async () => {
  const { port, received } = await receiver((response) => response.end())
  for (const addresses of [
    [{ address: '127.0.0.1', family: 4 }],
    [{ address: '::ffff:127.0.0.1', family: 6 }],
    [
      { address: '1.1.1.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
  ]) {
    const send = post([], { lookup: (_host, _options, callback) => callback(null, addresses) })
    expect(await send('https://evil.example.com/', message, never)).toMatchObject({
      problem: 'address-not-public',
    })
  }
  let resolved = 0
  const rebinding = post([`http://hook.example.com:${port}`], {
    lookup: (_host, _options, callback) => {
      resolved += 1
      callback(null, [{ address: '127.0.0.1', family: 4 }])
    },
  })
  expect(await rebinding(`http://hook.example.com:${port}/`, message, never)).toMatchObject({ status: 200 })
  expect([resolved, received.length]).toEqual([1, 1])
})

test('reports a name that does not exist', async () => {
  const lookup: PostOptions['lookup'] = (_host, _options, callback) =>
    callback(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }))
  expect(await post([], { lookup })('https://example.com/', message, never)).toEqual({
    problem: 'connection-failed',
    detail: 'ENOTFOUND',
  })
})

test('signs as MLflow does', () => {
  // Computed by mlflow.webhooks.delivery._generate_hmac_signature of MLflow 3.17.2:
  // ('test-secret-key', 'd-1', '1700000000', '{"a":"ção"}')
  expect(deliveryHeaders({ id: 'd-1', body: message.body }, 'test-secret-key', 1_700_000_000)).toEqual({
    'content-type': 'application/json',
    'user-agent': 'Lapidary',
    'x-mlflow-delivery-id': 'd-1',
    'x-mlflow-timestamp': '1700000000',
    'x-mlflow-signature': 'v1,8trX0GMhOEGIeqLgqUguBz8LrjhJ6F9Sa5HtnbLEKAo=',
  })
  expect(deliveryHeaders({ id: 'd-1', body: '{}' }, null, 1)).not.toHaveProperty('x-mlflow-signature')
})
