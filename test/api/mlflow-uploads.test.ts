import { appendFileSync, existsSync, readdirSync } from 'node:fs'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type TestServer, testServer } from '../kit/test-server.ts'

let server: TestServer
let key: string

const files = '/api/2.0/mlflow-artifacts/artifacts'

beforeAll(async () => {
  server = await testServer({ environment: { REQUEST_TIMEOUT: '1s', MAX_ARTIFACT_BYTES: '16MiB' } })
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  key = await server.key('read', 'track')
})
afterAll(async () => await server.close())

/** Opens a request whose body the test sends. */
function open(path: string, headers: Readonly<Record<string, string | number>> = {}) {
  const { port } = server.app.server.address() as AddressInfo
  const sent = request({
    port,
    host: '127.0.0.1',
    method: 'PUT',
    path: `${files}/${path}`,
    headers: { 'x-api-key': key, ...headers },
  })
  const response = new Promise<{ readonly status: number; readonly body: string }>((resolve, reject) => {
    sent.once('error', reject)
    sent.once('response', async (incoming: IncomingMessage) => {
      let body = ''
      for await (const chunk of incoming) body += String(chunk)
      resolve({ status: incoming.statusCode ?? 0, body })
    })
  })
  response.catch(() => undefined)
  return { sent, response }
}

const send = async (sent: ClientRequest, bytes: Buffer): Promise<void> =>
  await new Promise((resolve, reject) =>
    sent.write(bytes, (error) => (error == null ? resolve() : reject(error))),
  )

const list = async (path: string): Promise<unknown> =>
  (await server.app.inject({ url: `${files}?path=${path}`, headers: { 'x-api-key': key } })).json()

const get = async (path: string): Promise<Buffer> =>
  (await server.app.inject({ url: `${files}/${path}`, headers: { 'x-api-key': key } })).rawPayload

/** Files that are being written. */
const unfinished = (): string[] => {
  const folder = join(server.folder, 'artifacts', 'tmp')
  return existsSync(folder) ? readdirSync(folder) : []
}

describe('an upload', () => {
  test('may take longer than REQUEST_TIMEOUT while it goes on', async () => {
    const { sent, response } = open('slow/file')
    for (let second = 0; second < 7; second++) {
      await send(sent, Buffer.alloc(20_000, second))
      await sleep(700)
    }
    sent.end()
    expect((await response).status).toBe(200)
    expect((await get('slow/file')).length).toBe(140_000)
    expect(server.logged.filter((line) => line.includes('slow request'))).toEqual([])
  })

  test('is refused when the sender stalls, and nothing is stored', async () => {
    const { sent, response } = open('stalled/file', { 'content-length': 1_000_000 })
    await send(sent, Buffer.alloc(500_000))
    await expect.poll(unfinished).toHaveLength(1)
    const { status, body } = await response
    expect([status, JSON.parse(body)]).toEqual([
      408,
      {
        error_code: 'BAD_REQUEST',
        message:
          'The upload stopped: 1 s passed without enough of the file. Nothing was stored. Send it again over a faster connection.',
      },
    ])
    expect(unfinished()).toEqual([])
    expect(await list('stalled')).toEqual({})
  })

  test('that comes in drops is refused, although each drop is in time', async () => {
    const { sent, response } = open('drops/file')
    const drops = setInterval(() => sent.write('x'), 300)
    expect((await response).status).toBe(408)
    clearInterval(drops)
    sent.destroy()
  })

  test('leaves nothing when its sender leaves', async () => {
    const { sent } = open('left/file', { 'content-length': 10_000_000 })
    await send(sent, Buffer.alloc(5_000_000))
    await expect.poll(unfinished).toHaveLength(1)
    sent.destroy()
    await expect.poll(unfinished).toEqual([])
    expect(await list('left')).toEqual({})
  })

  test('without a length is refused when it becomes too large', async () => {
    const { sent, response } = open('large/file')
    for (let sentBytes = 0; sentBytes < 17 << 20; sentBytes += 1 << 20)
      await send(sent, Buffer.alloc(1 << 20)).catch(() => undefined) // the server may have closed it
    expect(JSON.parse((await response).body).error_code).toBe('INVALID_PARAMETER_VALUE')
    expect(await list('large')).toEqual({})
    expect(unfinished()).toEqual([])
  })

  test('of the same path as others at once is stored whole', async () => {
    const uploads = Array.from({ length: 8 }, async (_, i) => {
      const { sent, response } = open('same/file')
      for (let piece = 0; piece < 5; piece++) await send(sent, Buffer.alloc(300_000 + i, 65 + i))
      sent.end()
      expect((await response).status).toBe(200)
    })
    await Promise.all(uploads)
    const stored = await get('same/file')
    const winner = (stored[0] ?? 0) - 65
    expect(Buffer.compare(stored, Buffer.alloc(5 * (300_000 + winner), 65 + winner))).toBe(0)
    expect(await list('same')).toEqual({ files: [{ path: 'file', is_dir: false, file_size: stored.length }] })
  })
})

test('the connection breaks off before a damaged file is sent to its end', async () => {
  const { sent, response } = open('damaged/file')
  sent.end(Buffer.alloc(3_000_000, 'x'))
  expect((await response).status).toBe(200)
  const folder = join(server.folder, 'artifacts')
  const damaged = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.length === 62,
  )
  for (const { parentPath, name } of damaged) appendFileSync(join(parentPath, name), '!')
  const { port } = server.app.server.address() as AddressInfo
  const received = await new Promise<{ readonly bytes: number; readonly error: unknown }>((resolve) => {
    const path = `${files}/damaged/file`
    request({ port, host: '127.0.0.1', path, headers: { 'x-api-key': key } }, async (incoming) => {
      let bytes = 0
      try {
        for await (const chunk of incoming) bytes += (chunk as Buffer).length
        resolve({ bytes, error: null })
      } catch (error) {
        resolve({ bytes, error })
      }
    }).end()
  })
  expect(received.error).toMatchObject({ code: 'ECONNRESET' })
  expect(received.bytes).toBeLessThan(3_000_000)
  await vi.waitFor(() => {
    const line = server.logged.find((each) => each.includes('a file could not be sent to its end')) ?? ''
    expect(line).toContain('A stored file is damaged')
  })
})
