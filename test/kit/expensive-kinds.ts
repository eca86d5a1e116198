import { expect, test } from 'vitest'
import type { ChildServer } from './child-server.ts'
import type { LivePoller } from './poll-live.ts'

/** A request to the example of a name. Every one is within its limits or is rejected. */
export interface Kind {
  readonly name: string
  readonly status: number | readonly number[]
  readonly send: (server: ChildServer) => Promise<Response>
}

export function post(
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Kind['send'] {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return ({ send }) =>
    send(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text })
}

export function get(path: string, headers: Readonly<Record<string, string>> = {}): Kind['send'] {
  return ({ send }) => send(path, { headers })
}

/** Sends the same request over many connections at once. */
export function many(times: number, send: Kind['send']): Kind['send'] {
  return async (server) => {
    const responses = await Promise.all(Array.from({ length: times }, () => send(server)))
    await Promise.all(responses.slice(1).map((response) => response.arrayBuffer()))
    return responses[0] as Response
  }
}

export const repeat = <T>(count: number, of: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => of(i))

const unknownNames = (row: number, count: number): object =>
  Object.fromEntries(repeat(count, (i) => [`Monthly_Inhand_Salry_${row}_${i}`, 1]))

/** Returns bodies that every route of either example must reject. */
export function hostileBodies(path: string): Kind[] {
  const long = 'x'.repeat(1_000_000)
  return [
    { name: 'a key of 1 MB', status: 422, send: post(path, { [long]: 1 }) },
    { name: 'a string of 1 MB', status: 422, send: post(path, { Age: long }) },
    { name: 'a string of 1 MB of colons', status: 422, send: post(path, { Age: ':'.repeat(1_000_000) }) },
    { name: 'a string of 1 MB of quotes', status: 422, send: post(path, { Age: '":"'.repeat(150_000) }) },
    {
      name: '80,000 keys',
      status: 400,
      send: post(path, Object.fromEntries(repeat(80_000, (i) => [`k${i}`, 1]))),
    },
    {
      name: '4,900 long keys that begin alike',
      status: 422,
      send: post(path, Object.fromEntries(repeat(4900, (i) => ['n'.repeat(110) + i, 1]))),
    },
    { name: '25,000 keys like a column', status: 400, send: post(path, unknownNames(0, 25_000)) },
    { name: '500,000 brackets', status: 400, send: post(path, '['.repeat(500_000)) },
    {
      name: '500,000 brackets that close',
      status: 400,
      send: post(path, '['.repeat(500_000) + ']'.repeat(500_000)),
    },
    {
      name: '1 MB of line ends before an error',
      status: 400,
      send: post(path, '\n'.repeat(1_000_000) + '{'),
    },
    { name: '1 MB of empty objects', status: 422, send: post(path, { rows: repeat(330_000, () => ({})) }) },
    { name: '500,000 numbers for rows', status: 422, send: post(path, { rows: repeat(500_000, () => 0) }) },
    {
      name: '500 rows of 40 unknown names',
      status: [400, 422],
      send: post(path, { rows: repeat(500, (row) => unknownNames(row, 40)) }),
    },
    { name: '4,900 keys like a column', status: 422, send: post(path, unknownNames(0, 4900)) },
    {
      name: '500 rows of the same 200 unknown names',
      status: 422,
      send: post(path, { rows: repeat(500, () => Object.fromEntries(repeat(200, (i) => [`a${i}`, 0]))) }),
    },
    {
      name: '4,900 objects of new names',
      status: [400, 422],
      send: post(path, {
        rows: repeat(490, (row) => Object.fromEntries(repeat(10, (i) => [`b${row}_${i}`, 0]))),
      }),
    },
    { name: 'a number of 1 MB', status: [400, 422], send: post(path, `{"Age":${'9'.repeat(1_000_000)}}`) },
    { name: 'escapes of 1 MB', status: 422, send: post(path, `{"Age":"${'\\u0041'.repeat(170_000)}"}`) },
    {
      name: 'a list of 300,000 categories',
      status: 422,
      send: post(path, { Type_of_Loan: repeat(200_000, () => 'x') }),
    },
  ]
}

/** Returns requests with hostile headers and addresses. */
export function hostileHeads(model: string): Kind[] {
  const runId = '01a22bac-d63d-776d-991e-84757e62b33c'
  return [
    {
      name: 'Accept-Language of 14 kB',
      status: 404,
      send: get('/nowhere', { 'accept-language': 'a;q=0.1,'.repeat(1800) }),
    },
    {
      name: 'Accept-Language without commas',
      status: 404,
      send: get('/nowhere', { 'accept-language': `a;${'q=1.1.'.repeat(2000)}` }),
    },
    { name: '4,000 cookies', status: 200, send: get('/v1/models', { cookie: 'a=b;'.repeat(3500) }) },
    {
      name: 'a cookie of 14 kB',
      status: 200,
      send: get('/v1/models', { cookie: `lapidary_session=${'a'.repeat(14_000)}` }),
    },
    {
      name: 'a token of 14 kB',
      status: 401,
      send: ({ url }) =>
        fetch(`${url}/v1/models`, {
          headers: { authorization: `Bearer ${'a'.repeat(4000)}.${'b'.repeat(4000)}.${'c'.repeat(4000)}` },
        }),
    },
    {
      name: 'a token of spaces',
      status: 401,
      send: ({ url }) =>
        fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${' '.repeat(13_000)}x` } }),
    },
    {
      name: 'a key of 14 kB',
      status: 401,
      send: ({ url }) => fetch(`${url}/v1/models`, { headers: { 'x-api-key': 'k'.repeat(14_000) } }),
    },
    { name: 'a filter of 10 kB', status: 422, send: get(`/v1/predictions?entity=${'e'.repeat(10_000)}`) },
    {
      name: '3,000 query parameters',
      status: [400, 422],
      send: get(`/v1/predictions?${'a=1&'.repeat(3000)}`),
    },
    { name: 'a bad cursor', status: 422, send: get(`/v1/predictions?cursor=${'9'.repeat(10_000)}`) },
    { name: 'times of 10 kB', status: 422, send: get(`/v1/predictions?from=${'1'.repeat(10_000)}`) },
    { name: 'an address of slashes', status: [400, 404], send: get('/'.repeat(10_000)) },
    {
      name: 'an address of percent signs',
      status: [400, 404, 405, 414],
      send: get(`/v1/models/${'%41'.repeat(4000)}/versions`),
    },
    {
      name: 'an artifact path of dots',
      status: [404, 422, 400],
      send: get(`/v1/runs/${runId}/artifacts/${'..%2f'.repeat(2000)}`),
    },
    { name: 'an unknown version', status: 404, send: get(`/v1/models/${model}/versions/999999`) },
    { name: 'metrics, many times', status: 200, send: many(30, get('/metrics')) },
    { name: 'the OpenAPI document, many times', status: 200, send: many(20, get('/openapi.json')) },
    { name: 'the project, many times', status: 200, send: many(20, get('/v1/project')) },
    { name: 'all runs', status: 200, send: many(20, get('/v1/runs?limit=100')) },
    { name: 'status, many times', status: 200, send: many(20, get('/v1/status')) },
    { name: 'the log, many times', status: 200, send: many(20, get('/v1/predictions?limit=100')) },
    {
      name: 'the log by several filters',
      status: 200,
      send: many(10, get('/v1/predictions?limit=100&entity=nobody&caller=nobody&model_version=1')),
    },
    { name: 'the whole log as CSV', status: 200, send: many(3, get('/v1/predictions/export?format=csv')) },
    {
      name: 'sign-in with a password of 1 MB',
      status: [422, 413, 401],
      send: post('/v1/session', { username: 'nobody', password: 'p'.repeat(900_000) }),
    },
    {
      name: 'sign-in, many at once',
      status: [401, 403, 429],
      send: many(30, post('/v1/session', { username: 'nobody', password: 'a long enough password' })),
    },
    {
      name: 'registration with a long name',
      status: [403, 404, 422],
      send: post('/v1/registrations', { username: 'u'.repeat(900_000), password: 'p' }),
    },
    {
      name: 'outcomes of the largest batch',
      status: 201,
      send: post('/v1/outcomes', {
        items: repeat(500, (i) => ({ entity: `e${i}`, outcome: model === 'MagicStepsNet' ? 'Sim' : 'Good' })),
      }),
    },
    {
      name: '20,000 outcomes',
      status: 422,
      send: post('/v1/outcomes', { items: repeat(20_000, () => ({ entity: 'e', outcome: 'Good' })) }),
    },
    {
      name: 'erasing',
      status: 200,
      send: ({ send }) => send('/v1/predictions?entity=e1', { method: 'DELETE' }),
    },
    {
      name: 'a threshold of many digits',
      status: [404, 422],
      send: ({ send }) =>
        send(`/v1/models/${model}/threshold`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: `{"threshold":${'9'.repeat(500_000)}}`,
        }),
    },
  ]
}

/**
 * Declares a test for each kind, which checks its status, and that the event loop is not held
 * meanwhile.
 */
export function declareKinds(
  kinds: readonly Kind[],
  server: () => ChildServer,
  poller: () => LivePoller,
): void {
  test.each(kinds)('$name', async ({ status, send }) => {
    const seen: number[] = []
    const { maxWaitMs } = await poller().during(async () => {
      const response = await send(server())
      await response.arrayBuffer()
      seen.push(response.status)
    })
    if (process.env['SHOW_WAITS'] !== undefined)
      console.log(`${maxWaitMs.toFixed(0)} ms`, expect.getState().currentTestName, seen)
    for (const each of seen) expect([status].flat()).toContain(each)
    expect(maxWaitMs).toBeLessThan(poller().boundMs)
  })
}
