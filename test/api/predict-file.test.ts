import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { basename } from 'node:path'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LapidaryError } from '../../src/base/errors/lapidary-error.ts'
import { createClient } from '../../src/client/client.ts'
import type { FileReport } from '../../src/serve/file/score-file.ts'
import { play } from '../kit/scenario.ts'
import { emptyReport, environmentKey, type TestServer, servedModel, testServer } from '../kit/test-server.ts'

const url = '/v1/models/TinyModel/predict-file'
const key = { 'x-api-key': environmentKey }
const csv = 'Client_ID,Age\nc1,33\nc2,44\n'

let server: TestServer
/** Names that the scorer was given, and whether it should fail or stall. */
const seen: string[] = []
const logged: boolean[] = []
let content: Buffer | undefined
const report: FileReport = {
  ...emptyReport,
  rows: 2,
  foundColumns: ['Client_ID', 'Occupation'],
  missingColumns: ['Age', 'Média, anual'],
  extraColumns: ['Note'],
  lostCells: [
    {
      name: 'Renda; anual',
      cells: 2,
      lost: 2,
      share: 1,
      trainingShare: 0.25,
      isExcessive: true,
      problems: [{ problem: 'not-a-number', count: 2, examples: ['1,5'] }],
    },
    {
      name: 'Occupation',
      cells: 2,
      lost: 1,
      share: 0.5,
      trainingShare: 0,
      isExcessive: false,
      problems: [{ problem: 'unknown-category', count: 1, examples: ['Chef'] }],
    },
  ],
}
const accepted: unknown[] = []
let behaviour: 'score' | 'fail' | 'refuse' | 'break' | 'endless' = 'score'

beforeAll(async () => {
  server = await testServer({
    environment: { MAX_FILE_BYTES: '100000', MAX_FILES_AT_ONCE: '1' },
    scorer: () => ({
      served: servedModel,
      predict: () => Promise.reject(new Error('not asked')),
      async predictFile(path, { caller, log, inputs, acceptLost }) {
        accepted.push(acceptLost)
        seen.push(path)
        logged.push(log)
        content = readFileSync(path)
        if (behaviour === 'fail') throw new Error('cannot read it')
        if (behaviour === 'refuse')
          throw new LapidaryError('unreadable-file', { file: basename(path), reason: `not '${path}'` })
        async function* answer(): AsyncGenerator<string> {
          yield inputs
            ? 'Client_ID,prediction,error,Age\nc1,bad,,33\n'
            : 'Client_ID,prediction,error\nc1,bad,\n'
          if (behaviour === 'break') throw new Error('broke off')
          while (behaviour === 'endless') yield `${caller.id.repeat(1000)}\n`
          yield 'c2,good,\n'
        }
        return { ...report, csv: answer() }
      },
      async inspectFile(path) {
        seen.push(path)
        content = readFileSync(path)
        if (behaviour === 'refuse')
          throw new LapidaryError('header-only', { file: basename(path), columns: 2 })
        return report
      },
    }),
  })
  await server.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => server.close())

const uploads = () => readdirSync(server.uploadFolder, { recursive: true })
async function nothingLeft(): Promise<void> {
  await expect.poll(uploads).toEqual([])
}

test.each([
  ['text/csv', csv, /\.csv$/],
  ['text/csv; charset=utf-8', csv, /\.csv$/],
  ['application/octet-stream', gzipSync(csv), /\.csv\.gz$/],
  ['application/octet-stream', Buffer.from('PAR1 and more'), /\.parquet$/],
  [
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    Buffer.from('PK\x03\x04 and more'),
    /\.xlsx$/,
  ],
])('%s is scored and streamed as CSV; nothing stays behind', async (type, payload, name) => {
  behaviour = 'score'
  const response = await server.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { ...key, 'content-type': type },
  })
  expect(response.statusCode, response.body).toBe(200)
  expect(response.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'x-total-rows': '2' })
  expect(response.body).toBe('Client_ID,prediction,error\nc1,bad,\nc2,good,\n')
  expect(seen.at(-1)).toMatch(name)
  expect(content).toEqual(Buffer.from(payload))
  await nothingLeft()
})

test('the inputs follow when they are asked for', async () => {
  behaviour = 'score'
  const headers = { ...key, 'content-type': 'text/csv' }
  const ask = (query: string) =>
    server.app.inject({ method: 'POST', url: url + query, payload: csv, headers })
  expect((await ask('?inputs=true')).body.split('\n').slice(0, 2)).toEqual([
    'Client_ID,prediction,error,Age',
    'c1,bad,,33',
  ])
  expect((await ask('?inputs=perhaps')).statusCode).toBe(422)
})

test('what a file does not say is told before its rows, and read by the client', async () => {
  behaviour = 'score'
  const { headers } = await server.app.inject({
    method: 'POST',
    url,
    payload: csv,
    headers: { ...key, 'content-type': 'text/csv' },
  })
  expect(headers).toMatchObject({
    'x-missing-columns': 'Age,M%C3%A9dia%2C%20anual',
    'x-missing-column-count': '2',
    'x-unusable-cells': '3',
    'x-lost-cells': 'Renda%3B%20anual=2,Occupation=1',
    'x-lost-column-count': '2',
  })
  const { port } = server.app.server.address() as AddressInfo
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: environmentKey })
  const scored = await client.predictFile('TinyModel', new Blob([csv]))
  expect(scored).toMatchObject({
    rows: 2,
    missingColumns: ['Age', 'Média, anual'],
    missingColumnCount: 2,
    unusableCells: 3,
  })
  expect(scored).toMatchObject({ lostCells: { 'Renda; anual': 2, Occupation: 1 }, lostColumnCount: 2 })
  await new Response(scored.csv).text()
  await nothingLeft()
})

test('a file is inspected: what was found, what is lost; it takes a slot, and nothing stays behind', async () => {
  behaviour = 'score'
  const { port } = server.app.server.address() as AddressInfo
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: environmentKey })
  const found = await client.inspectFile('TinyModel', new Blob([csv]))
  expect(content?.toString()).toBe(csv)
  expect(found).toMatchObject({
    rows: 2,
    unreadable_rows: 0,
    columns: [
      { name: 'Client_ID', heading: 'Client_ID' },
      { name: 'Occupation', heading: 'Occupation' },
    ],
    missing_columns: ['Age', 'Média, anual'],
    extra_columns: ['Note'],
    extra_column_count: 1,
    lost_cell_count: 3,
    needs_acceptance: true,
  })
  expect(found.lost_cells[0]).toEqual({
    name: 'Renda; anual',
    cells: 2,
    lost: 2,
    share: 1,
    training_share: 0.25,
    is_excessive: true,
    problems: [{ problem: 'not-a-number', count: 2, examples: ['1,5'] }],
  })
  // The slot is free as soon as the response is there.
  expect((await client.predictFile('TinyModel', new Blob([csv]))).rows).toBe(2)
  await nothingLeft()
  behaviour = 'refuse'
  const inspect = url.replace('predict-file', 'inspect-file')
  const headers = { ...key, 'content-type': 'text/csv' }
  await play(server.app, {
    name: '',
    status: 422,
    has: ['header-only'],
    request: { method: 'POST', url: inspect, payload: csv, headers },
  })
  await play(server.app, {
    name: '',
    status: 413,
    request: { method: 'POST', url: inspect, payload: 'x'.repeat(100_001), headers },
  })
  await play(server.app, {
    name: '',
    status: 404,
    request: { method: 'POST', url: inspect.replace('Tiny', 'Other'), payload: csv, headers },
  })
  await nothingLeft()
  behaviour = 'score'
})

test('lost cells are accepted by name only', async () => {
  behaviour = 'score'
  const headers = { ...key, 'content-type': 'text/csv' }
  const ask = (query: string) =>
    server.app.inject({ method: 'POST', url: url + query, payload: csv, headers })
  await ask('')
  await ask('?accept_lost=true')
  expect(accepted.slice(-2)).toEqual([false, true])
  expect((await ask('?accept_lost=perhaps')).statusCode).toBe(422)
  await nothingLeft()
})

test('log=false stores no row, says so, and needs the scope operate', async () => {
  behaviour = 'score'
  const send = (apiKey: string, query: string) => {
    const headers = { 'x-api-key': apiKey, 'content-type': 'text/csv' }
    return server.app.inject({ method: 'POST', url: `${url}${query}`, payload: csv, headers })
  }
  const operator = await server.key('predict', 'operate')
  for (const [query, log] of [
    ['', true],
    ['?log=true', true],
    ['?log=false', false],
  ] as const) {
    const response = await send(operator, query)
    expect([response.statusCode, response.headers['x-logged'], logged.at(-1)]).toEqual([
      200,
      String(log),
      log,
    ])
  }
  const refused = await send(environmentKey, '?log=false')
  expect(refused.json()).toMatchObject({ status: 403, code: 'missing-scope' })
  expect(refused.json().detail).toContain('operate')
  expect((await send(operator, '?log=no')).statusCode).toBe(422)
  expect((await send(operator, '?logged=false')).statusCode).toBe(422)
  await nothingLeft()
})

test('one file at a time for each caller, and as many in all as MAX_FILES_AT_ONCE says', async () => {
  const { port } = server.app.server.address() as AddressInfo
  const headers = { ...key, 'content-type': 'text/csv', 'content-length': '1000' }
  const first = request({ port, path: url, method: 'POST', headers })
  first.on('error', () => undefined)
  first.write('Client_ID\n')
  await expect.poll(uploads).toHaveLength(2)
  const send = async (apiKey: string) => {
    const own = { 'x-api-key': apiKey, 'content-type': 'text/csv' }
    return await server.app.inject({ method: 'POST', url, payload: csv, headers: own })
  }
  const again = await send(environmentKey)
  expect([again.json().code, again.statusCode, again.headers['retry-after']]).toEqual([
    'file-in-progress',
    429,
    '10',
  ])
  const other = await server.key('predict')
  const refused = await send(other)
  expect([refused.json().code, refused.statusCode, refused.headers['retry-after']]).toEqual([
    'too-many-files',
    503,
    '10',
  ])
  first.destroy()
  await nothingLeft()
  await expect.poll(async () => (await send(other)).statusCode).toBe(200)
  expect((await send(environmentKey)).statusCode).toBe(200)
})

test('no body at all is an empty file too', async () => {
  const response = await server.app.inject({ method: 'POST', url, headers: key })
  expect(response.json()).toMatchObject({ status: 422, code: 'empty-file' })
  await nothingLeft()
})

test.each([
  ['too large', 'x'.repeat(100_001), 413, 'body-too-large', 'text/csv'],
  ['empty', '', 422, 'empty-file', 'text/csv'],
  ['JSON', '{}', 415, 'wrong-content-type', 'application/json'],
])('a file that is %s', async (_name, payload, status, code, type) => {
  const scenario = {
    name: '',
    status,
    has: [code],
    request: { method: 'POST' as const, url, payload, headers: { ...key, 'content-type': type } },
  }
  await play(server.app, scenario)
  await nothingLeft()
})

test.each(['predict-file', 'inspect-file'])(
  '%s refuses a file by the size that it announces, before it comes',
  async (door) => {
    const status = await new Promise<number>((resolve, reject) => {
      const { port } = server.app.server.address() as AddressInfo
      const headers = { ...key, 'content-type': 'text/csv', 'content-length': '10737418240' }
      const path = url.replace('predict-file', door)
      const upload = request({ port, path, method: 'POST', headers }, (response) => {
        resolve(response.statusCode ?? 0)
        upload.destroy()
      })
      upload.on('error', reject)
      upload.write('id,value\n')
    })
    expect(status).toBe(413)
    await nothingLeft()
  },
)

test('a file larger than it said, in pieces', async () => {
  const status = await new Promise<number>((resolve, reject) => {
    const { port } = server.app.server.address() as AddressInfo
    const upload = request(
      { port, path: url, method: 'POST', headers: { ...key, 'content-type': 'text/csv' } },
      (response) => {
        resolve(response.statusCode ?? 0)
        response.resume()
      },
    )
    upload.on('error', reject)
    for (let i = 0; i < 11; i++) upload.write('x'.repeat(10_000))
    upload.end()
  })
  expect(status).toBe(413)
  await nothingLeft()
})

test('a file in many pieces arrives whole', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => `c${i},${i}\n`).join('')
  const { port } = server.app.server.address() as AddressInfo
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: environmentKey })
  const { csv: scored } = await client.predictFile('TinyModel', new Blob([rows]))
  expect(await new Response(scored).text()).toContain('c2,good')
  expect(content?.toString()).toBe(rows)
  await nothingLeft()
})

test('another model, and no key', async () => {
  const headers = { ...key, 'content-type': 'text/csv' }
  const other = { method: 'POST' as const, url: url.replace('Tiny', 'Other'), payload: csv, headers }
  await play(server.app, { name: '', status: 404, request: other })
  await play(server.app, {
    name: '',
    status: 401,
    request: { ...other, headers: { 'content-type': 'text/csv' } },
  })
})

test('a scorer that fails is an error, and nothing stays behind', async () => {
  behaviour = 'fail'
  const scenario = { name: '', status: 500, lacks: ['cannot read it'] }
  await play(server.app, {
    ...scenario,
    request: { method: 'POST', url, payload: csv, headers: { ...key, 'content-type': 'text/csv' } },
  })
  await nothingLeft()
})

test('a file that the reader refuses is named in a way that people understand, and without its place', async () => {
  behaviour = 'refuse'
  const request = {
    method: 'POST' as const,
    url,
    payload: csv,
    headers: { ...key, 'content-type': 'text/csv' },
  }
  const response = await play(server.app, {
    name: '',
    status: 400,
    request,
    lacks: ['uploads', '/lapidary-'],
  })
  expect(response.json().detail).toMatch(/^The file upload\.csv cannot be read: not 'upload\.csv'\./)
  await nothingLeft()
})

test('an answer that breaks off does not look whole', async () => {
  behaviour = 'break'
  const { port } = server.app.server.address() as AddressInfo
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: environmentKey })
  const scored = await client.predictFile('TinyModel', new Blob([csv]))
  await expect(new Response(scored.csv).text()).rejects.toThrow()
  await nothingLeft()
})

test('a caller who leaves while the file comes or while the answer goes', async () => {
  behaviour = 'endless'
  const { port } = server.app.server.address() as AddressInfo
  const half = request({
    port,
    path: url,
    method: 'POST',
    headers: { ...key, 'content-type': 'text/csv', 'content-length': '1000' },
  })
  half.on('error', () => undefined)
  half.write('Client_ID\n')
  await expect.poll(uploads).toHaveLength(2)
  half.destroy()
  await nothingLeft()
  const leaving = new AbortController()
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: environmentKey })
  const scored = await client.predictFile('TinyModel', new Blob([csv]), { signal: leaving.signal })
  expect(scored.rows).toBe(2)
  const reader = scored.csv.getReader()
  await reader.read()
  expect(uploads()).toHaveLength(2)
  leaving.abort()
  await nothingLeft()
  behaviour = 'score'
})

test('a folder that cannot be written is said, with what to do', async () => {
  rmSync(server.uploadFolder, { recursive: true, force: true })
  writeFileSync(server.uploadFolder, '') // root may write where the modes say no, but nobody makes a folder in a file
  const request = {
    method: 'POST' as const,
    url,
    payload: csv,
    headers: { ...key, 'content-type': 'text/csv' },
  }
  const has = ['data-dir-unwritable', 'The path uploads cannot be written (ENOTDIR)', 'DATA_DIR']
  await play(server.app, { name: '', status: 503, request, has, lacks: ['/lapidary-'] })
})
