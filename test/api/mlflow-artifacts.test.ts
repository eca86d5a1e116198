import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestServer, testServer } from '../kit/test-server.ts'

let server: TestServer
let key: string
let run: string
/** Id of the experiment of the run. */
let experiment: string

const files = '/api/2.0/mlflow-artifacts/artifacts'

beforeAll(async () => {
  server = await testServer({ environment: { MAX_ARTIFACT_BYTES: '1MiB' } })
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  key = await server.key('read', 'track')
  run = (await server.tracking.start({ experiment: 'tiny', name: 'forest' })).id
  await server.tracking.finish(run)
  experiment = (await server.services.experiments.getByName('tiny'))?.id ?? ''
})
afterAll(async () => await server.close())

async function send(method: NonNullable<InjectOptions['method']>, url: string, options: InjectOptions = {}) {
  const headers = { 'x-api-key': key, ...options.headers }
  return await server.app.inject({ ...options, method, url, headers })
}

/** Sends a request whose address is as it is: `inject` removes `..` like a browser. */
async function sendRaw(method: string, path: string): Promise<readonly [number, unknown]> {
  const { port } = server.app.server.address() as AddressInfo
  return await new Promise((resolve, reject) => {
    const headers = { 'x-api-key': key, ...(method === 'PUT' && { 'content-length': 1 }) }
    const sent = request({ port, host: '127.0.0.1', method, path, headers }, async (response) => {
      let text = ''
      for await (const chunk of response) text += String(chunk)
      resolve([response.statusCode ?? 0, JSON.parse(text)])
    })
    sent.once('error', reject).end(method === 'PUT' ? 'x' : '')
  })
}

const put = async (path: string, content: string | Buffer, type = 'text/plain') =>
  await send('PUT', `${files}/${path}`, { payload: content, headers: { 'content-type': type } })

test('a file is stored, listed, downloaded, replaced and deleted', async () => {
  const stored = await put('a/b.txt', 'one')
  expect([stored.statusCode, stored.json()]).toEqual([200, {}])
  await put('a/c d/e.bin', 'two')
  expect((await send('GET', `${files}?path=a`)).json()).toEqual({
    files: [
      { path: 'b.txt', is_dir: false, file_size: 3 },
      { path: 'c d', is_dir: true },
    ],
  })
  expect((await send('GET', `${files}/a/b.txt`)).body).toBe('one')
  await put('a/b.txt', 'another')
  expect((await send('GET', `${files}/a/b.txt`)).body).toBe('another')
  const deleted = await send('DELETE', `${files}/a`)
  expect([deleted.statusCode, deleted.json()]).toEqual([200, {}])
  expect((await send('GET', `${files}?path=a`)).json()).toEqual({})
  expect((await send('GET', `${files}/a/b.txt`)).json()).toEqual({
    error_code: 'RESOURCE_DOES_NOT_EXIST',
    message: "No such artifact: 'a/b.txt'",
  })
  expect((await send('DELETE', `${files}/a`)).statusCode).toBe(200)
})

test('pages use the same addresses below /ajax-api', async () => {
  const twin = files.replace('/api', '/ajax-api')
  const headers = { 'content-type': 'image/png' }
  expect((await send('PUT', `${twin}/twin/x.png`, { payload: 'x', headers })).statusCode).toBe(200)
  expect((await send('GET', `${twin}?path=twin`)).json()).toMatchObject({ files: [{ path: 'x.png' }] })
  expect((await send('GET', `${twin}/twin/x.png`)).body).toBe('x')
  expect((await send('DELETE', `${twin}/twin`)).statusCode).toBe(200)
})

test.each([
  ['with a type', { 'content-type': 'application/octet-stream' }],
  ['of JSON, which is not parsed', { 'content-type': 'application/json' }],
  ['without a type', {}],
])('an empty file %s is a file', async (_, headers) => {
  expect((await send('PUT', `${files}/empty/file`, { headers })).statusCode).toBe(200)
  expect((await send('GET', `${files}?path=empty`)).json()).toEqual({
    files: [{ path: 'file', is_dir: false, file_size: 0 }],
  })
  const response = await send('GET', `${files}/empty/file`)
  expect([response.statusCode, response.headers['content-length'], response.body]).toEqual([200, '0', ''])
})

test('a body is stored as it is, whatever its type says', async () => {
  for (const type of ['application/json', 'text/csv', 'multipart/form-data; boundary=x', 'nonsense'])
    expect((await put('types/file', '{"a": NaN', type)).statusCode).toBe(200)
  expect((await send('GET', `${files}/types/file`)).body).toBe('{"a": NaN')
})

test.each([
  'with space.txt',
  'a#b.txt',
  '100%.txt',
  'maçã.txt',
  'a;b.txt',
  'a+b&c=d?.txt',
  'dog%step%10%timestamp%100.png',
  'a%20b.txt',
])('the name %j works everywhere', async (name) => {
  const path = `names/${run}/${name}`
  const address = path.split('/').map(encodeURIComponent).join('/')
  expect((await put(address, name)).statusCode).toBe(200)
  const list = await send('GET', `${files}?path=${encodeURIComponent(`names/${run}`)}`)
  expect(list.json().files.map((file: { path: string }) => file.path)).toContain(name)
  const download = await send('GET', `${files}/${address}`)
  expect(download.body).toBe(name)
  expect(download.headers['content-disposition']).toMatch(/^attachment; filename=/)
  expect((await send('DELETE', `${files}/${address}`)).statusCode).toBe(200)
  expect((await send('GET', `${files}/${address}`)).statusCode).toBe(404)
})

const hostile = [
  '../../etc/passwd',
  'a/../../x',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e/%2e%2e/etc/passwd',
  '%252e%252e%252fetc',
  '%25252e%25252e%25252fetc',
  '/etc/passwd',
  '//proc/self/environ',
  '%2fetc%2fpasswd',
  'a%5Cb',
  'a%255Cb',
  'a//b',
  'a/./b',
  'a/b/',
  'C:%5Ca',
  'file:%2f%2f%2fetc%2fpasswd',
  'a%00b',
  'a%0ab',
  'a%2500b',
  encodeURIComponent('a'.repeat(256)),
]

/** What a hostile path is refused with. `isMessage`: the path is a field of a message of MLflow. */
const refusal = (path: string, isMessage: boolean) => [
  400,
  {
    error_code: 'INVALID_PARAMETER_VALUE',
    // No text of such a message may have the character NUL.
    message: isMessage && path === 'a%00b' ? expect.stringContaining('Invalid value') : 'Invalid path',
  },
]

describe.each(hostile)('the path %s is refused', (path) => {
  test.each(['GET', 'PUT', 'DELETE'])('by %s', async (method) => {
    expect(await sendRaw(method, `${files}/${path}`)).toEqual(refusal(path, method === 'DELETE'))
  })

  test('in queries', async () => {
    const query = path.replaceAll('/', '%2f')
    const addresses = [
      `/api/2.0/mlflow/artifacts/list?run_id=${run}&path=${query}`,
      `/get-artifact?run_id=${run}&path=${query}`,
      `/model-versions/get-artifact?name=model&version=1&path=${query}`,
      `/ajax-api/2.0/mlflow/logged-models/m-1/artifacts/files?artifact_file_path=${query}`,
    ]
    for (const url of addresses) {
      // A folder may be named like this.
      if (url.includes('list') && ['a/b/', 'a/./b'].includes(path)) continue
      expect([url, ...(await sendRaw('GET', url))]).toEqual([url, ...refusal(path, url.includes('list'))])
    }
  })
})

test('a client may send two slashes at the beginning, and name a folder itself', async () => {
  await put('itself/a/b', 'x')
  expect(await sendRaw('GET', `/${files}?path=itself`)).toEqual([
    200,
    { files: [{ path: 'a', is_dir: true }] },
  ])
  for (const path of ['itself/a', 'itself/a/', 'itself/a/.', './itself/./a', 'itself/a/./'])
    expect((await send('GET', `${files}?path=${path}`)).json()).toEqual({
      files: [{ path: 'b', is_dir: false, file_size: 1 }],
    })
  for (const path of ['', '.', './'])
    expect((await send('GET', `${files}?path=${path}`)).json().files.length).toBeGreaterThan(1)
})

test('the root is neither a file nor deleted', async () => {
  for (const method of ['GET', 'PUT', 'DELETE'] as const)
    expect((await send(method, `${files}/`)).statusCode).toBe(400)
})

test('a path is a file or a folder', async () => {
  await put('both/x/y', '1')
  const folder = await send('GET', `${files}/both/x`)
  expect([folder.statusCode, folder.json().error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
  for (const path of ['both/x', 'both/x/y/z']) {
    const response = await put(path, '2')
    expect([response.statusCode, response.json().error_code]).toEqual([409, 'RESOURCE_CONFLICT'])
  }
  expect((await send('GET', `${files}/both/x/y`)).body).toBe('1')
})

describe('files of a run', () => {
  test('are at its root, in lists of the run, and where pages read them', async () => {
    const root = `${experiment}/${run}/artifacts`
    await put(`${root}/model/MLmodel`, 'flavors:')
    await put(`${root}/notes.md`, '# Notes')
    expect((await send('GET', `/api/2.0/mlflow/artifacts/list?run_id=${run}`)).json()).toEqual({
      root_uri: `mlflow-artifacts:/${root}`,
      files: [
        { path: 'model', is_dir: true },
        { path: 'notes.md', is_dir: false, file_size: 7 },
      ],
    })
    expect(
      (await send('GET', `/ajax-api/2.0/mlflow/artifacts/list?run_uuid=${run}&path=model`)).json(),
    ).toEqual({
      root_uri: `mlflow-artifacts:/${root}`,
      files: [{ path: 'model/MLmodel', is_dir: false, file_size: 8 }],
    })
    expect((await send('GET', `${files}?path=${root}/model`)).json()).toEqual({
      files: [{ path: 'MLmodel', is_dir: false, file_size: 8 }],
    })
    for (const parameter of ['run_id', 'run_uuid'])
      expect((await send('GET', `/get-artifact?${parameter}=${run}&path=notes.md`)).body).toBe('# Notes')
    expect((await send('GET', `/v1/runs/${run}/artifacts/notes.md`)).body).toBe('# Notes')
    expect((await server.tracking.artifacts(run)).map(({ path }) => path)).toEqual([
      'model/MLmodel',
      'notes.md',
    ])
    await send('DELETE', `${files}/${root}`)
    expect(await server.tracking.artifacts(run)).toEqual([])
    expect((await send('GET', `/api/2.0/mlflow/artifacts/list?run_id=${run}`)).json()).toEqual({
      root_uri: `mlflow-artifacts:/${root}`,
    })
  })

  test('are at no other place', async () => {
    const elsewhere = await put(`0/${run}/artifacts/x`, 'x')
    expect([elsewhere.statusCode, elsewhere.json().error_code]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST'])
  })

  test('of a run that does not exist are not found', async () => {
    for (const url of ['/api/2.0/mlflow/artifacts/list?run_id=no', '/get-artifact?run_id=no&path=x']) {
      const response = await send('GET', url)
      expect([response.statusCode, response.json().error_code]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST'])
    }
    expect((await send('GET', '/api/2.0/mlflow/artifacts/list')).json().message).toContain(
      "Missing value for required parameter 'run_id'.",
    )
  })

  test('are uploaded by pages', async () => {
    const url = '/ajax-api/2.0/mlflow/upload-artifact'
    const upload = async (query: string, payload?: string) =>
      await send('POST', `${url}?${query}`, payload === undefined ? {} : { payload })
    for (const [query, payload, message] of [
      ['', undefined, 'Request must specify run_uuid.'],
      [`run_uuid=${run}`, undefined, 'Request must specify path.'],
      [`run_uuid=${run}&path=`, undefined, 'Request must specify path.'],
      [`run_uuid=${run}&path=../x`, undefined, 'Invalid path'],
      [`run_uuid=${run}&path=x`, undefined, 'Request must specify data.'],
      [`run_uuid=${run}&path=x`, '', 'Request must specify data.'],
    ] as const) {
      const response = await upload(query, payload)
      expect([response.statusCode, response.json()]).toEqual([
        400,
        { error_code: 'INVALID_PARAMETER_VALUE', message },
      ])
    }
    expect((await upload(`run_uuid=${run}&path=d/x.txt`, 'data')).statusCode).toBe(200)
    expect((await send('GET', `/get-artifact?run_id=${run}&path=d/x.txt`)).body).toBe('data')
    expect((await upload('run_uuid=nobody&path=x', 'data')).statusCode).toBe(404)
  })
})

describe('a download', () => {
  const download = async (name: string, headers: InjectOptions['headers'] = {}) => {
    await put(`downloads/${encodeURIComponent(name)}`, 'abcdef', 'text/html')
    return await send('GET', `${files}/downloads/${encodeURIComponent(name)}`, { headers: { ...headers } })
  }

  test.each([
    ['a.txt', 'text/plain', 'attachment; filename=a.txt'],
    ['MLmodel', 'text/plain', 'attachment; filename=MLmodel'],
    ['b.pkl', 'application/octet-stream', 'attachment; filename=b.pkl'],
    ['c.png', 'image/png', 'attachment; filename=c.png'],
    ['d.pdf', 'application/pdf', 'attachment; filename=d.pdf'],
    ['e.html', 'text/html', 'attachment; filename=e.html'],
    ['f.svg', 'image/svg+xml', 'attachment; filename=f.svg'],
    ['dog+step+20.json', 'text/plain', 'attachment; filename=dog+step+20.json'],
    ['a b é.txt', 'text/plain', `attachment; filename="a b e.txt"; filename*=UTF-8''a%20b%20%C3%A9.txt`],
    ['日本.txt', 'text/plain', `attachment; filename=".txt"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.txt`],
    [
      '日本',
      'application/octet-stream',
      `attachment; filename="download"; filename*=UTF-8''%E6%97%A5%E6%9C%AC`,
    ],
    ['a"b.txt', 'text/plain', 'attachment; filename="a\\"b.txt"'],
  ])('of %s is an attachment that no browser runs', async (name, type, disposition) => {
    const response = await download(name)
    expect(response.headers).toMatchObject({
      'content-type': type,
      'content-disposition': disposition,
      'content-length': '6',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    expect(response.body).toBe('abcdef')
  })

  test.each([
    ['bytes=0-0', 'a', 'bytes 0-0/6'],
    ['bytes=2-3', 'cd', 'bytes 2-3/6'],
    ['bytes=4-', 'ef', 'bytes 4-5/6'],
    ['bytes=-1', 'f', 'bytes 5-5/6'],
    ['bytes=-100', 'abcdef', 'bytes 0-5/6'],
    ['bytes=1-100', 'bcdef', 'bytes 1-5/6'],
  ])('of the range %s', async (range, body, contentRange) => {
    const response = await download('range', { range })
    expect([response.statusCode, response.body, response.headers['content-range']]).toEqual([
      206,
      body,
      contentRange,
    ])
    expect(response.headers['content-length']).toBe(String(body.length))
  })

  test.each(['bytes=6-', 'bytes=3-2', 'bytes=-0', 'bytes=0-1,3-4', 'items=0-1', 'bytes=-'])(
    'ignores the range %s',
    async (range) => {
      const response = await download('range', { range })
      expect([response.statusCode, response.body]).toEqual([200, 'abcdef'])
    },
  )

  test('has no body with HEAD', async () => {
    await download('head')
    const response = await send('HEAD', `${files}/downloads/head`)
    expect([response.statusCode, response.headers['content-length'], response.body]).toEqual([200, '6', ''])
  })
})

test('clients send and read whole files, for parts are not supported', async () => {
  const payload = { path: 'x', num_parts: 2, upload_id: 'u', parts: [{ part_number: 1 }] }
  for (const step of ['create', 'complete', 'abort']) {
    const response = await send('POST', `/api/2.0/mlflow-artifacts/mpu/${step}/1/x`, { payload })
    expect([response.statusCode, response.json().error_code]).toEqual([501, 'NOT_IMPLEMENTED'])
    // MLflow's client compares the beginning of the message.
    expect(response.json().message).toMatch(
      /^Multipart upload is not supported for the current artifact repository/,
    )
    const hostile = await send('POST', `/api/2.0/mlflow-artifacts/mpu/${step}/..%2fx`, { payload })
    expect(hostile.json().message).toBe('Invalid path')
  }
  const response = await send('GET', '/api/2.0/mlflow-artifacts/presigned/1/x')
  expect([response.statusCode, response.json().error_code]).toEqual([501, 'NOT_IMPLEMENTED'])
})

test('a file that is too large is refused, and nothing is stored', async () => {
  const response = await put('large/file', Buffer.alloc((1 << 20) + 1))
  expect(response.statusCode).toBe(413)
  expect(response.json()).toEqual({
    error_code: 'INVALID_PARAMETER_VALUE',
    message:
      'The file has more than 1048576 bytes, the maximum of MAX_ARTIFACT_BYTES. Nothing was stored. Send a smaller file, or raise the setting.',
  })
  expect((await send('GET', `${files}?path=large`)).json()).toEqual({})
  expect((await put('large/file', Buffer.alloc(1 << 20))).statusCode).toBe(200)
})

test('who may only read changes nothing', async () => {
  await put('kept/file', 'x')
  const headers = { 'x-api-key': await server.key('read') }
  const attempts = [
    ['PUT', `${files}/kept/file`],
    ['DELETE', `${files}/kept`],
    ['POST', `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${run}&path=x`],
  ] as const
  for (const [method, url] of attempts) {
    const response = await send(method, url, { headers })
    expect([response.statusCode, response.json().error_code]).toEqual([403, 'PERMISSION_DENIED'])
    expect((await server.app.inject({ method, url })).statusCode).toBe(401)
  }
  expect((await send('GET', `${files}/kept/file`, { headers })).body).toBe('x')
  for (const url of [`${files}/kept/file`, `${files}?path=kept`, `/get-artifact?run_id=${run}&path=x`])
    expect((await server.app.inject(url)).statusCode).toBe(401)
})
