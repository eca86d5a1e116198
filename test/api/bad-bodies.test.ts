import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { play, type Scenario } from '../kit/scenario.ts'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'
import type { Project } from '../../src/project/project.ts'
import { tinyProject, tinyRow } from '../kit/tiny-project.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const key = { 'x-api-key': environmentKey }

/** A scenario with this text as its JSON body. */
function body(
  name: string,
  payload: string | Buffer,
  status: number,
  has: readonly string[],
  type = 'application/json',
): Scenario {
  return {
    name,
    request: { method: 'POST', url: '/grade', payload, headers: { ...key, 'content-type': type } },
    status,
    has,
  }
}

const row = JSON.stringify(tinyRow)

describe('bodies that cannot be read', () => {
  test.each([
    body('10 MB', `{"Age":"${'9'.repeat(10_000_000)}"}`, 413, ['body-too-large', '1048576']),
    body('nested 1,000 deep', `${'{"Age":'.repeat(1000)}1${'}'.repeat(1000)}`, 400, ['too-deep']),
    body('nested 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000), 400, ['too-deep']),
    body('cut off', row.slice(0, 20), 400, ['malformed-json']),
    body('NaN', '{"Age":NaN}', 400, ['malformed-json', 'NaN']),
    body('Infinity', '{"Age":Infinity}', 400, ['malformed-json']),
    body('-Infinity', '{"Age":-Infinity}', 400, ['malformed-json']),
    body('single quotes', "{'Age':33}", 400, ['malformed-json']),
    body('a name twice', '{"Age":33,"Annual_Income":1,"Age":34}', 400, ['duplicate-key', 'Age']),
    body('a name twice, once escaped', '{"Age":33,"\\u0041ge":34}', 400, ['duplicate-key', 'Age']),
    body('nothing', '', 400, ['empty-body']),
    body('spaces', '   ', 400, ['empty-body']),
    body('UTF-16', Buffer.from(row, 'utf16le'), 400, ['malformed-json']),
    body('plain text', row, 415, ['wrong-content-type', 'text/plain', 'application/json'], 'text/plain'),
    body('a form', 'Age=33', 415, ['wrong-content-type'], 'application/x-www-form-urlencoded'),
    body('a file upload', row, 415, ['wrong-content-type'], 'multipart/form-data; boundary=x'),
    body('XML', '<a/>', 415, ['wrong-content-type'], 'application/xml'),
    body('a list', '[]', 422, ['wrong-fields', 'JSON object']),
    body('null', 'null', 422, ['wrong-fields', 'JSON object']),
    body('a number', '5', 422, ['wrong-fields', 'JSON object']),
    body('with charset', row, 200, ['grade'], 'application/json; charset=utf-8'),
  ])('$name', async (scenario) => void (await play(server.app, scenario)))

  test('no body at all', async () => {
    await play(server.app, {
      name: '',
      request: { method: 'POST', url: '/grade', headers: key },
      status: 400,
      has: ['empty-body'],
    })
  })

  test('MAX_BODY_BYTES moves the limit', async () => {
    const small = await testServer({ environment: { MAX_BODY_BYTES: '1024' } })
    await play(small.app, body('', `{"Age":"${'9'.repeat(2000)}"}`, 413, ['1024']))
    await small.close()
  })
})

describe('addresses that lead nowhere', () => {
  test.each<Scenario>([
    { name: 'unknown', request: { url: '/nope' }, status: 404, has: ['no-route', '/nope'] },
    {
      name: 'unknown under /v1',
      request: { url: '/v1/nope', headers: { accept: 'text/html' } },
      status: 404,
      has: ['no-route'],
    },
    {
      name: 'wrong method',
      request: { url: '/grade' },
      status: 405,
      has: ['wrong-method', 'POST'],
      headers: { allow: /^POST$/ },
    },
    {
      name: 'another wrong method',
      request: { method: 'DELETE', url: '/v1/runs' },
      status: 405,
      headers: { allow: /^GET, HEAD$/ },
    },
    {
      name: 'method of an address with names',
      request: { method: 'POST', url: '/v1/models/x/versions/1' },
      status: 405,
    },
    {
      name: 'broken escape',
      request: { url: '/v1/runs/%zz' },
      status: 400,
      has: ['bad-percent-encoding', 'URL'],
    },
    {
      name: 'way out of the folder',
      request: { url: '/v1/runs/1/artifacts/../../../../etc/passwd', headers: key },
      status: 404,
    },
    {
      name: 'hidden way out',
      request: { url: '/v1/runs/1/artifacts/..%2f..%2fetc%2fpasswd', headers: key },
      status: 404,
    },
    {
      name: 'a name of 2,000 characters',
      request: { url: `/v1/runs/${'x'.repeat(2000)}`, headers: key },
      status: 400,
    },
    {
      name: 'markup',
      request: { url: '/%3Cscript%3Ealert(1)%3C/script%3E' },
      status: 404,
      lacks: ['<script>'],
    },
  ])('$name', async (scenario) => void (await play(server.app, scenario)))

  test('OPTIONS says what is allowed and opens nothing to other sites', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const response = await server.app.inject({ method: 'OPTIONS', url: '/grade', headers })
    expect([response.statusCode, response.headers['allow']]).toEqual([204, 'POST'])
    expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('HEAD answers like GET, without the body', async () => {
    const get = await server.app.inject({ url: '/v1/models', headers: key })
    const head = await server.app.inject({ method: 'HEAD', url: '/v1/models', headers: key })
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([
      200,
      '',
      get.headers['content-length'],
    ])
    expect((await server.app.inject({ method: 'HEAD', url: '/v1/models' })).statusCode).toBe(401)
  })
})

test('what fails inside is logged with the id that the answer names, and nothing else is told', async () => {
  const failing = await testServer({
    scorer: () => ({
      served: null,
      predict: () => Promise.reject(new Error('secret detail at /home/someone/file.ts')),
      predictFile: () => Promise.reject(new Error('secret')),
      inspectFile: () => Promise.reject(new Error('secret')),
    }),
  })
  const scenario = body('', row, 500, ['internal'])
  const response = await play(failing.app, { ...scenario, lacks: ['secret', 'someone'] })
  const id = /id (\S+) in the server log/.exec(response.json().detail as string)?.[1]
  expect(
    failing.logged.some((line) => line.includes('secret detail') && line.includes(`"request":"${id}"`)),
  ).toBe(true)
  const ready = await failing.app.inject('/health/ready')
  expect([ready.statusCode, ready.json().code, ready.headers['retry-after']]).toEqual([
    503,
    'no-champion',
    '1',
  ])
  await failing.close()
})

test('what fails while an error is explained is told no better', async () => {
  let broken = false
  const failIfBroken = (): void => {
    if (broken) throw new Error('secret detail')
  }
  const columns = new Proxy(tinyProject.columns as Project['columns'], {
    get(target, name) {
      failIfBroken()
      return Reflect.get(target, name)
    },
    getOwnPropertyDescriptor(target, name) {
      failIfBroken()
      return Reflect.getOwnPropertyDescriptor(target, name)
    },
  })
  const project = { ...(tinyProject as unknown as Project), columns }
  const failing = await testServer({ project })
  broken = true
  await play(failing.app, { ...body('', '{"Age": "33"}', 500, ['internal']), lacks: ['secret'] })
  expect(failing.logged.some((line) => line.includes('secret detail'))).toBe(true)
  await failing.close()
})
