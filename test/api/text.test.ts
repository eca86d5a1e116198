import { connect, type AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { magicSteps, type MagicSteps } from '../kit/magic-steps-server.ts'
import { student } from '../kit/magic-steps-student.ts'
import { play, type Scenario } from '../kit/scenario.ts'

const password = 'Aná, um bom segredo'

let server: MagicSteps
let port: number
let headers: { 'x-api-key': string }
beforeAll(async () => {
  server = await magicSteps()
  headers = {
    'x-api-key': (await server.platform.access.create({ name: 'tests', scopes: ['admin'], expiresAt: null }))
      .key,
  }
  const registered = await send('/register', JSON.stringify({ username: 'ana', password }))
  expect(registered.statusCode).toBe(201)
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  port = (server.app.server.address() as AddressInfo).port
})
afterAll(async () => await server.close())

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
const form = 'application/x-www-form-urlencoded'

function send(
  url: string,
  payload: string | Buffer,
  type = 'application/json',
  more: Record<string, string> = {},
) {
  return server.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { ...headers, 'content-type': type, ...more },
  })
}

/** Sends a request byte by byte as it is, and returns all that comes back. */
function raw(head: Buffer | string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(head))
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

/** A prediction whose student has this id, given as the bytes inside of the quotes. */
const predict = (id: Buffer) =>
  Buffer.concat([Buffer.from('{"student_id":"'), id, Buffer.from(`","features":${JSON.stringify(student)}}`)])

const notUtf8 = {
  'Latin-1 á': [0x41, 0x6e, 0xe1],
  'Latin-1 é': [0x41, 0x6e, 0xe9],
  'a byte that UTF-8 never has': [0x41, 0x6e, 0xff],
  'a character cut off': [0x41, 0xc3],
  'an overlong slash': [0xc0, 0xaf],
  'half of a surrogate pair (WTF-8)': [0xed, 0xa0, 0x80],
  'both halves of one (CESU-8)': [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  'beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
}

describe.each(Object.entries(notUtf8))('%s', (_name, bytes) => {
  const text = Buffer.from(bytes)
  const percent = bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

  test('in a JSON value and in a JSON name', async () => {
    for (const body of [predict(text), Buffer.concat([Buffer.from('{"'), text, Buffer.from('":1}')])]) {
      const response = await send('/predict', body)
      expect([response.statusCode, response.json().code]).toEqual([400, 'not-utf8'])
      expect(response.json().detail).toMatch(/^The text in "body" is not UTF-8: the byte at offset \d+ /)
    }
  })

  test('in a form, as it is and percent-encoded', async () => {
    const plain = await send('/token', Buffer.concat([Buffer.from('username=ana&password='), text]), form)
    expect([plain.statusCode, plain.json().code]).toEqual([400, 'not-utf8'])
    for (const body of [`username=ana&password=${percent}`, `username=ana&${percent}=x`]) {
      const response = await send('/token', body, form)
      expect([response.statusCode, response.json().code]).toEqual([400, 'bad-percent-encoding'])
      expect(response.body).not.toContain(percent)
    }
  })

  test.each<[string, 'GET' | 'DELETE', (id: string) => string]>([
    ['the log', 'GET', (id) => `/v1/predictions?entity=${id}`],
    ['the export', 'GET', (id) => `/v1/predictions/export?format=jsonl&entity=${id}`],
    ['erasing', 'DELETE', (id) => `/v1/predictions?entity=${id}`],
    ['a route of the project', 'GET', (id) => `/monitor/logs?student_id=${id}`],
    ['a name of a parameter', 'GET', (id) => `/v1/predictions?${id}=1`],
    ['a path', 'GET', (id) => `/v1/features/${id}`],
    ['a path with a star', 'GET', (id) => `/v1/runs/r/artifacts/a/${id}`],
  ])('in the address: %s', async (name, method, url) => {
    const response = await play(server.app, {
      name,
      request: { method, url: url(percent), headers },
      status: 400,
    })
    expect(response.json().code).toBe('bad-percent-encoding')
    const key = headers['x-api-key']
    const head = `${method} ${url(text.toString('latin1'))} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nx-api-key: ${key}\r\n\r\n`
    expect(await raw(latin1(head))).toMatch(/^HTTP\/1.1 400 [^]*(bad-percent-encoding|bad-request)/)
  })

  test.each(['x-api-key', 'authorization', 'accept-language', 'content-type'])(
    'in the header %s',
    async (name) => {
      const value = `${name === 'authorization' ? 'Bearer ' : ''}${text.toString('latin1')}`
      const answer = await raw(
        latin1(
          `GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${name}: ${value}\r\n\r\n`,
        ),
      )
      expect(answer).toMatch(
        new RegExp(`^HTTP/1.1 400 [^]*not-utf8[^]*${name}|^HTTP/1.1 400 [^]*${name}[^]*not-utf8`),
      )
    },
  )
})

describe('halves of surrogate pairs', () => {
  test.each([
    ['a value', '{"student_id":"An\\ud800"}', 'student_id'],
    ['a low half', '{"student_id":"\\uDC00x"}', 'student_id'],
    ['in the wrong order', '{"student_id":"\\udc00\\ud800"}', 'student_id'],
    ['in a list', '{"features":{"a":["x","\\ud83d"]}}', 'features.a[1]'],
    ['a name', '{"features":{"\\ud83d":1}}', 'features.'],
    ['the whole body', '"\\ud800"', 'body'],
  ])('%s', async (_name, body, field) => {
    const response = await send('/predict', body)
    expect([response.statusCode, response.json().code]).toEqual([400, 'lone-surrogate'])
    expect(response.json().errors[0].field).toContain(field)
  })

  test('a whole pair is a character', async () => {
    const response = await send('/predict', predict(Buffer.from('An\\ud83d\\ude00\\\\ud800')))
    expect([response.statusCode, response.json().student_id]).toEqual([200, 'An😀\\ud800'])
  })
})

test('three people stay three: each is found and erased alone', async () => {
  for (const id of ['Aná', 'Ané', 'Anÿ'])
    expect((await send('/predict', predict(Buffer.from(id)))).statusCode).toBe(200)
  const url = `/v1/predictions?entity=${encodeURIComponent('Ané')}`
  expect((await server.app.inject({ method: 'DELETE', url, headers })).json()).toMatchObject({ erased: 1 })
  const left = async (id: string) =>
    (await server.app.inject({ url: `/v1/predictions?entity=${encodeURIComponent(id)}`, headers })).json()
      .items.length
  expect([await left('Aná'), await left('Ané'), await left('Anÿ')]).toEqual([1, 0, 1])
})

describe('a password with one wrong letter', () => {
  test.each([0xe1, 0xe9, 0xff])('byte %i does not sign in', async (byte) => {
    const wrong = latin1(password)
    wrong[2] = byte
    const json = Buffer.concat([Buffer.from('{"username":"ana","password":"'), wrong, Buffer.from('"}')])
    expect((await send('/v1/session', json)).statusCode).toBe(400)
    expect(
      (await send('/token', Buffer.concat([Buffer.from('username=ana&password='), wrong]), form)).statusCode,
    ).toBe(400)
    const percent = password.replace('á', `%${byte.toString(16)}`).replaceAll(' ', '+')
    expect((await send('/token', `username=ana&password=${percent}`, form)).statusCode).toBe(400)
  })

  test('the right one does', async () => {
    expect((await send('/v1/session', JSON.stringify({ username: 'ana', password }))).statusCode).toBe(200)
    expect(
      (await send('/token', `${new URLSearchParams({ username: 'ana', password })}`, form)).statusCode,
    ).toBe(200)
    expect((await send('/token', `username=ana&password=${password}`, form)).statusCode).toBe(200)
  })
})

describe('character sets', () => {
  const body = JSON.stringify({ features: student })
  test.each([
    ['application/json; charset=utf-8', 200],
    ['application/json;charset="UTF-8"', 200],
    ['application/json; charset=utf8', 200],
    ['application/json; charset=us-ascii', 200],
    ['application/json; version=1', 200],
    ['application/json; charset=iso-8859-1', 415],
    ['application/json; charset=utf-16', 415],
    ['application/json; charset="windows-1252"', 415],
    ['application/json; charset=utf-8; charset=latin1', 415],
    ['application/json; CHARSET = utf-7', 415],
    ['application/json; charset=', 415],
  ])('%s is %i', async (type, status) => {
    const response = await send('/predict', body, type)
    expect(response.statusCode, response.body).toBe(status)
    if (status === 415) expect(response.json().code).toBe('wrong-charset')
  })

  test('of a form', async () => {
    const right = `username=ana&password=${encodeURIComponent(password)}`
    expect((await send('/token', right, `${form}; charset=utf-8`)).statusCode).toBe(200)
    const wrong = await send('/token', right, `${form}; charset=iso-8859-1`)
    expect([wrong.statusCode, wrong.json().code]).toEqual([415, 'wrong-charset'])
  })

  test('one byte order mark before the text is no part of it, a second one is', async () => {
    expect((await send('/predict', `\ufeff${body}`)).statusCode).toBe(200)
    expect((await send('/predict', `\ufeff\ufeff${body}`)).json().code).toBe('malformed-json')
    expect((await send('/predict', '\ufeff')).json().code).toBe('empty-body')
  })
})

describe('Content-Encoding', () => {
  const body = Buffer.from(JSON.stringify({ features: student }))
  const refused: readonly (readonly [string, Buffer])[] = [
    ['gzip', gzipSync(body)],
    ['x-gzip', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['br', brotliCompressSync(body)],
    ['GZIP', gzipSync(body)],
    ['gzip, gzip', gzipSync(gzipSync(body))],
    ['identity, gzip', gzipSync(body)],
    ['gzip', body],
    ['gzip', gzipSync(Buffer.alloc(50_000_000))],
    ['nonsense', body],
  ]
  test.each(refused)('%s is 415', async (encoding, payload) => {
    for (const [url, type] of [
      ['/predict', 'application/json'],
      ['/token', form],
      ['/v1/models/MagicStepsNet/predict-file', 'text/csv'],
    ] as const) {
      const scenario: Scenario = {
        name: encoding,
        request: {
          method: 'POST',
          url,
          payload,
          headers: { ...headers, 'content-type': type, 'content-encoding': encoding },
        },
        status: 415,
        has: ['wrong-content-encoding', encoding],
        headers: { 'accept-encoding': /^identity$/ },
      }
      await play(server.app, scenario)
    }
  })

  test.each(['identity', 'Identity', ''])('"%s" is none', async (encoding) => {
    expect(
      (await send('/predict', body, 'application/json', { 'content-encoding': encoding })).statusCode,
    ).toBe(200)
  })

  test('who may not call is told only that, and a request without a body has none', async () => {
    const unknown = {
      ...headers,
      'x-api-key': 'wrong',
      'content-encoding': 'gzip',
      'content-type': 'application/json',
    }
    expect(
      (await server.app.inject({ method: 'POST', url: '/predict', payload: body, headers: unknown }))
        .statusCode,
    ).toBe(401)
    const get = { url: '/v1/models', headers: { ...headers, 'content-encoding': 'gzip' } }
    expect((await server.app.inject(get)).statusCode).toBe(200)
  })
})

describe('an API key that is not ASCII', () => {
  test('is read as UTF-8, and no other bytes are taken for it', async () => {
    const other = await magicSteps({ environment: { API_KEY: 'chave-de-ação-dos-testes' }, trained: false })
    try {
      await other.app.listen({ port: 0, host: '127.0.0.1' })
      port = (other.app.server.address() as AddressInfo).port
      const get = (key: Buffer) =>
        raw(
          Buffer.concat([
            Buffer.from('GET /features HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nx-api-key: '),
            key,
            Buffer.from('\r\n\r\n'),
          ]),
        )
      expect(await get(Buffer.from('chave-de-ação-dos-testes'))).toMatch(/^HTTP\/1.1 200 /)
      expect(await get(latin1('chave-de-ação-dos-testes'))).toMatch(/^HTTP\/1.1 400 /)
    } finally {
      port = (server.app.server.address() as AddressInfo).port
      await other.close()
    }
  })
})
