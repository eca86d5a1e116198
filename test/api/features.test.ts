import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineFeatureView, defineProject } from 'lapidary'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasRedis, type RedisServer, startRedis } from '../kit/redis-server.ts'
import { play, type Scenario } from '../kit/scenario.ts'
import { type TestServer, testServer } from '../kit/test-server.ts'
import { tinyProject } from '../kit/tiny-project.ts'

const grades = defineFeatureView({
  name: 'grades',
  entity: 'client',
  joinKey: 'client_id',
  features: {
    mean: { type: 'double' },
    tests: { type: 'int32' },
    word: { type: 'string' },
    passed: { type: 'bool' },
  },
  onDemand: {
    total: {
      type: 'double',
      compute: ({ mean, tests }) => (mean === null || tests === null ? null : mean * tests),
    },
  },
  source: { kind: 'file', files: ['grades.csv'], timestamp: 'event_timestamp' },
  ttl: 3600,
})
const incomes = defineFeatureView({
  name: 'incomes',
  entity: 'client',
  joinKey: 'client_id',
  features: { Annual_Income: { type: 'double' }, mean: { type: 'double' } },
  source: { kind: 'file', files: ['incomes.csv'], timestamp: 'at', created: 'written' },
})
const project = defineProject({
  ...tinyProject,
  entityField: { name: 'client_id', label: { en: 'Client', 'pt-BR': 'Cliente' } },
  featureViews: [grades, incomes],
  routes: [],
})

let server: TestServer
let reader: Record<string, string>
let operator: Record<string, string>
async function start(environment: Record<string, string> = {}): Promise<void> {
  server = await testServer({ project, environment })
  reader = { 'x-api-key': await server.key('read') }
  operator = { 'x-api-key': await server.key('operate', 'read') }
}
const post = (url: string, payload: object, headers = reader) =>
  ({ method: 'POST', url, payload, headers }) as const
const ask = (features: readonly string[], ids: readonly unknown[], more: object = {}) =>
  post('/get-online-features', { features, entities: { client_id: ids }, ...more })
const pushed = {
  push_source_name: 'grades',
  df: {
    client_id: ['C1', 'C2'],
    event_timestamp: ['2026-11-21 11:30:00', '2026-11-21T12:45:00.000500+01:00'],
    mean: [7, null],
    tests: [3, 4],
    word: ['ágata "x"', null],
    passed: [true, null],
  },
}
const pushTo = async (payload: object) => await server.app.inject(post('/push', payload, operator))

describe('features over HTTP', () => {
  beforeEach(() => start())
  afterEach(() => server.close())

  test('answers what was pushed as Feast does, to the byte', async () => {
    const answered = await pushTo(pushed)
    expect([answered.statusCode, answered.body]).toEqual([200, ''])
    const request = ask(['grades:mean', 'grades:tests', 'grades:word', 'grades:passed'], ['C1', 'C2', 'C3'])
    const { body, headers } = await server.app.inject(request)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    const times =
      '"event_timestamps":["2026-11-21T11:30:00Z","2026-11-21T11:45:00.000500Z","1970-01-01T00:00:00Z"]'
    const none = '"1970-01-01T00:00:00Z"'
    expect(body).toBe(
      '{"results":[' +
        `{"values":["C1","C2","C3"],"statuses":["PRESENT","PRESENT","PRESENT"],"event_timestamps":[${none},${none},${none}]},` +
        `{"values":[7.0,null,null],"statuses":["PRESENT","NULL_VALUE","NOT_FOUND"],${times}},` +
        `{"values":[3,4,null],"statuses":["PRESENT","PRESENT","NOT_FOUND"],${times}},` +
        `{"values":["ágata \\"x\\"",null,null],"statuses":["PRESENT","NULL_VALUE","NOT_FOUND"],${times}},` +
        `{"values":[true,null,null],"statuses":["PRESENT","NULL_VALUE","NOT_FOUND"],${times}}],` +
        '"metadata":{"feature_names":["client_id","mean","tests","word","passed"]}}',
    )
  })

  test('computes on demand, names in full, and names the views', async () => {
    await pushTo(pushed)
    const more = { full_feature_names: true, include_feature_view_version_metadata: true }
    const { metadata, results } = (
      await server.app.inject(ask(['grades:total', 'incomes:mean', 'grades:mean'], ['C1', 'C2'], more))
    ).json()
    expect(metadata).toEqual({
      feature_names: ['client_id', 'grades__total', 'grades__mean', 'incomes__mean'],
      feature_view_metadata: [{ name: 'grades' }, { name: 'incomes' }],
    })
    expect(results[1]).toMatchObject({ values: [21, null], statuses: ['PRESENT', 'NULL_VALUE'] })
    expect(results[3]).toMatchObject({ values: [null, null], statuses: ['NOT_FOUND', 'NOT_FOUND'] })
  })

  test('gives no value that is older than its view allows, and says so', async () => {
    await pushTo(pushed)
    server.wait(31 * 60_000)
    const { results } = (
      await server.app.inject(ask(['grades:tests', 'grades:total'], ['C1', 'C2', 'C3']))
    ).json()
    for (const result of results.slice(1)) {
      expect(result.statuses).toEqual([
        'OUTSIDE_MAX_AGE',
        result.values[1] === null ? 'NULL_VALUE' : 'PRESENT',
        'NOT_FOUND',
      ])
      expect(result.values[0]).toBeNull()
    }
    expect(results[1].event_timestamps[0]).toBe('2026-11-21T11:30:00Z')
    server.wait(-61 * 60_000 - 5 * 60_000)
    const back = (await server.app.inject(ask(['grades:tests'], ['C1']))).json()
    expect(back.results[1].statuses).toEqual(['PRESENT'])
    server.wait(-1)
    const before = (await server.app.inject(ask(['grades:tests'], ['C1']))).json()
    expect(before.results[1]).toMatchObject({ values: [null], statuses: ['NOT_FOUND'] })
  })

  test('refuses a push from the future, and writes nothing of it', async () => {
    const push = async (at: string) =>
      await pushTo({ ...pushed, df: { ...pushed.df, event_timestamp: ['2026-11-21T11:00:00Z', at] } })
    const refused = await push('2999-01-01T00:00:00Z')
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({
      code: 'push-from-future',
      detail: expect.stringContaining('2999-01-01T00:00:00Z'),
    })
    expect((await push('2026-11-21T12:05:00.001Z')).statusCode).toBe(422)
    const { results } = (await server.app.inject(ask(['grades:mean'], ['C1']))).json()
    expect(results[1].statuses).toEqual(['NOT_FOUND'])
    expect((await push('2026-11-21T12:05:00Z')).statusCode).toBe(200)
  })

  test('refuses to be pushed what a request may not carry, and names the fields', async () => {
    const cells = { client_id: ['C1', 'C2'], at: ['2026-11-21', '2026-11-21'], mean: [1, 2] }
    const push = async (incomes: readonly unknown[]) =>
      await pushTo({ push_source_name: 'incomes', df: { ...cells, Annual_Income: incomes } })
    const refused = await push([10, -1])
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({
      code: 'wrong-fields',
      errors: [{ field: 'df.Annual_Income[1]', seen: -1, allowed: { min: 0 } }],
    })
    expect((await push(['10', 5])).json().errors).toMatchObject([{ field: 'df.Annual_Income[0]' }])
    expect((await push([10, null])).statusCode).toBe(200)
  })

  test('pushes only what is newer, by event time and then created time', async () => {
    const push = (at: string, written: string | undefined, mean: number) =>
      pushTo({
        push_source_name: 'incomes',
        df: {
          client_id: ['C1'],
          at: [at],
          Annual_Income: [mean],
          mean: [mean],
          ...(written !== undefined && { written: [written] }),
        },
        to: 'online',
        allow_registry_cache: false,
      })
    const mean = async () =>
      (await server.app.inject(ask(['incomes:mean'], ['C1']))).json().results[1].values[0]
    await push('2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z', 1)
    await push('2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z', 2)
    await push('2026-01-02T00:00:00Z', '2026-01-02T00:00:00Z', 3)
    expect(await mean()).toBe(1)
    await push('2026-01-02T00:00:00Z', '2026-01-03T00:00:00.000001Z', 4)
    expect(await mean()).toBe(4)
    await push('2026-01-02', undefined, 5)
    expect(await mean()).toBe(4)
  })

  test('shows views and what is held of one entity', async () => {
    await pushTo(pushed)
    const views = (await server.app.inject({ url: '/v1/features', headers: reader })).json()
    expect(views.store).toEqual({ kind: 'sqlite', reachable: true })
    expect(views.views[0]).toMatchObject({
      name: 'grades',
      join_key: 'client_id',
      ttl: 3600,
      materialized_until: null,
    })
    expect(views.views[0].features.map(({ name }: { name: string }) => name)).toEqual([
      'mean',
      'tests',
      'word',
      'passed',
      'total',
    ])
    server.wait(31 * 60_000)
    const held = (await server.app.inject({ url: '/v1/features/C1', headers: reader })).json()
    expect(held.entity).toBe('C1')
    expect(held.views[0]).toEqual({
      view: 'grades',
      since: '2026-11-21T11:30:00Z',
      age_seconds: 3660,
      expired: true,
      features: [
        { name: 'mean', value: 7 },
        { name: 'tests', value: 3 },
        { name: 'word', value: 'ágata "x"' },
        { name: 'passed', value: true },
        { name: 'total', value: 21 },
      ],
    })
    expect(held.views[1]).toEqual({
      view: 'incomes',
      since: null,
      age_seconds: null,
      expired: false,
      features: [],
    })
  })

  test('materializes from the source, all and what came since', async () => {
    const header = 'client_id,event_timestamp,mean,tests,word,passed'
    const write = (...lines: string[]) =>
      writeFileSync(join(server.folder, 'grades.csv'), [header, ...lines, ''].join('\n'))
    writeFileSync(
      join(server.folder, 'incomes.csv'),
      'client_id,at,written,Annual_Income,mean\nC1,2026-11-20T00:00:00Z,2026-11-20T00:00:00Z,1,2\n',
    )
    write('C1,2026-11-21T11:00:00Z,5,1,a,true', 'C1,2026-11-21T11:50:00Z,6,2,b,false')
    const begin = {
      start_ts: '2026-11-01T00:00:00',
      end_ts: '2026-11-21T11:30:00',
      feature_views: ['grades'],
    }
    const done = await server.app.inject(post('/materialize', begin, operator))
    expect([done.statusCode, done.body]).toEqual([200, 'null'])
    const mean = async () =>
      (await server.app.inject(ask(['grades:mean', 'incomes:Annual_Income'], ['C1']))).json().results.slice(1)
    expect(await mean()).toMatchObject([{ values: [5] }, { values: [null] }])
    const rest = await server.app.inject(
      post('/materialize-incremental', { end_ts: '2026-11-21 12:00:00' }, operator),
    )
    expect(rest.statusCode, rest.body).toBe(200)
    expect(await mean()).toMatchObject([{ values: [6] }, { values: [1] }])
    const { views } = (await server.app.inject({ url: '/v1/features', headers: reader })).json()
    expect(views[0].materialized_until).toBe('2026-11-21T12:00:00Z')
    expect(views[0].last_materialized).toEqual({
      at: '2026-11-21T12:00:00.000Z',
      rows: 2,
      entities: 1,
      unusable: [],
    })
  })

  test('answers a probe without a key', async () => {
    const { statusCode, body } = await server.app.inject({ url: '/health' })
    expect([statusCode, body]).toEqual([200, 'OK'])
  })
})

describe('requests for features that are refused, and change nothing', () => {
  beforeAll(() => start())
  afterAll(() => server.close())

  const push = (change: object, more: object = {}) =>
    post('/push', { ...pushed, ...more, df: { ...pushed.df, ...change } }, { 'x-api-key': '' })
  const scenarios: (Scenario & { readonly as?: 'operator' })[] = [
    { name: 'no key', request: { ...ask(['grades:mean'], ['C1']), headers: {} }, status: 401 },
    {
      name: 'push with read alone',
      request: post('/push', pushed, {}),
      status: 403,
      has: ['missing-scope', 'operate'],
    },
    { name: 'materialize with read alone', request: post('/materialize', {}, {}), status: 403 },
    {
      name: 'unknown view',
      request: ask(['marks:mean'], ['C1']),
      status: 404,
      has: ['unknown-feature-view', 'grades, incomes'],
    },
    {
      name: 'unknown feature',
      request: ask(['grades:media'], ['C1']),
      status: 404,
      has: ['unknown-feature', 'mean, tests, word, passed, total'],
    },
    { name: 'inherited feature', request: ask(['grades:toString'], ['C1']), status: 404 },
    {
      name: 'no view named',
      request: ask(['mean'], ['C1']),
      status: 422,
      has: ['bad-feature-name', 'grades:mean'],
    },
    { name: 'no feature', request: ask([], ['C1']), status: 422, has: ['bad-feature-name'] },
    {
      name: 'a feature twice',
      request: ask(['grades:mean', 'incomes:mean'], ['C1']),
      status: 422,
      has: ['feature-names-collide', 'full_feature_names'],
    },
    {
      name: 'a service',
      request: ask([], ['C1'], { feature_service: 'v1' }),
      status: 404,
      has: ['no-feature-service', 'grades:mean'],
    },
    {
      name: 'no entity',
      request: post('/get-online-features', { features: ['grades:mean'], entities: {} }),
      status: 422,
      has: ['bad-entities', 'client_id'],
    },
    {
      name: 'another key',
      request: post('/get-online-features', { features: ['grades:mean'], entities: { id: ['C1'] } }),
      status: 422,
      has: ['bad-entities'],
    },
    {
      name: 'two keys',
      request: post('/get-online-features', {
        features: ['grades:mean'],
        entities: { client_id: ['C1'], id: ['C1'] },
      }),
      status: 422,
    },
    {
      name: 'no list',
      request: post('/get-online-features', { features: ['grades:mean'], entities: { client_id: 'C1' } }),
      status: 422,
      has: ['entities.client_id'],
    },
    {
      name: 'too many entities',
      request: ask(
        ['grades:mean'],
        Array.from({ length: 501 }, (_, i) => `C${i}`),
      ),
      status: 422,
      has: ['500', '501'],
    },
    {
      name: 'a number as key',
      request: ask(['grades:mean'], [42]),
      status: 422,
      has: ['bad-entity-key', '42'],
    },
    { name: 'null as key', request: ask(['grades:mean'], [null]), status: 422, has: ['bad-entity-key'] },
    {
      name: 'an unknown field',
      request: ask(['grades:mean'], ['C1'], { feature: 1 }),
      status: 422,
      has: ['"feature"'],
    },
    {
      name: 'in Portuguese',
      request: { ...ask(['grades:media'], ['C1']), headers: { 'accept-language': 'pt-BR' } },
      status: 404,
      has: ['não tem a variável'],
    },
    {
      as: 'operator',
      name: 'push to an unknown view',
      request: push({}, { push_source_name: 'x' }),
      status: 404,
      has: ['unknown-feature-view'],
    },
    {
      as: 'operator',
      name: 'push to the offline store',
      request: push({}, { to: 'offline' }),
      status: 422,
      has: ['online'],
    },
    {
      as: 'operator',
      name: 'push of an unknown column',
      request: push({ extra: [1, 2] }),
      status: 422,
      has: ['bad-push', '+ extra'],
    },
    {
      as: 'operator',
      name: 'push of columns of two lengths',
      request: push({ mean: [1] }),
      status: 422,
      has: ['bad-push', '2, 1'],
    },
    {
      as: 'operator',
      name: 'push of nothing',
      request: post('/push', { push_source_name: 'grades', df: {} }, {}),
      status: 422,
      has: ['- client_id', '- event_timestamp', '- mean'],
    },
    {
      as: 'operator',
      name: 'push of text for a number',
      request: push({ mean: ['7', null] }),
      status: 422,
      has: ['bad-feature-value', 'mean', 'double'],
    },
    {
      as: 'operator',
      name: 'push of a fraction for a whole number',
      request: push({ tests: [1.5, 2] }),
      status: 422,
      has: ['tests', '1.5'],
    },
    {
      as: 'operator',
      name: 'push of no time',
      request: push({ event_timestamp: ['2026-11-21T11:30:00Z', 'yesterday'] }),
      status: 422,
      has: ['bad-push-time', 'yesterday'],
    },
    {
      as: 'operator',
      name: 'push of an empty key',
      request: push({ client_id: ['C1', ''] }),
      status: 422,
      has: ['bad-entity-key'],
    },
    {
      as: 'operator',
      name: 'materialize of no time',
      request: post('/materialize', { start_ts: 'x', end_ts: 'y' }, {}),
      status: 422,
      has: ['bad-materialize-window'],
    },
    {
      as: 'operator',
      name: 'materialize backwards',
      request: post('/materialize', { start_ts: '2026-02-01', end_ts: '2026-01-01' }, {}),
      status: 422,
      has: ['bad-materialize-window'],
    },
    {
      as: 'operator',
      name: 'materialize without an end',
      request: post('/materialize', { start_ts: '2026-02-01' }, {}),
      status: 422,
      has: ['end_ts'],
    },
    {
      as: 'operator',
      name: 'materialize an unknown view',
      request: post(
        '/materialize',
        { start_ts: '2026-01-01', end_ts: '2026-02-01', feature_views: ['x'] },
        {},
      ),
      status: 404,
      has: ['unknown-feature-view'],
    },
    {
      name: 'an entity longer than a request may name',
      request: { url: `/v1/features/${'x'.repeat(513)}` },
      status: 422,
    },
    {
      name: 'an entity that no key can be',
      request: { url: `/v1/features/${'x'.repeat(1025)}` },
      status: 400,
    },
  ]
  test.each(scenarios)('$name', async ({ as, ...scenario }) => {
    const key = scenario.status === 401 ? {} : as === 'operator' ? operator : reader
    const { request } = scenario
    await play(server.app, { ...scenario, request: { ...request, headers: { ...request.headers, ...key } } })
    expect(
      (await server.app.inject({ url: '/v1/features/C1', headers: reader })).json().views[0].since,
    ).toBeNull()
  })
})

test('leaves /health to a project that owns it, and has no routes of Feast without views', async () => {
  const health = {
    method: 'GET',
    path: '/health',
    scope: 'open',
    summary: 'Health',
    response: () => ({
      type: 'object',
      properties: { status: { type: 'string', description: 'x', examples: ['ok'] } },
    }),
    handler: async () => ({ status: 'ok' }),
  } as const
  const own = await testServer({ project: defineProject({ ...project, routes: [health] }) })
  expect((await own.app.inject({ url: '/health' })).json()).toEqual({ status: 'ok' })
  await own.close()
  const without = await testServer()
  const headers = { 'x-api-key': await without.key('read') }
  expect((await without.app.inject({ url: '/v1/features', headers })).json()).toEqual({
    store: null,
    views: [],
  })
  expect((await without.app.inject({ url: '/v1/features/C1', headers })).json()).toMatchObject({
    code: 'no-feature-views',
  })
  expect((await without.app.inject(post('/get-online-features', {}, headers as never))).statusCode).toBe(404)
  await without.close()
})

describe.skipIf(!hasRedis())('features over HTTP while Redis is away', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
    await start({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) })
  })
  afterAll(async () => {
    await server.close()
    await redis.stop()
  })

  test('what needs the store is a 503 that names it, the rest goes on, and it is back by itself', async () => {
    expect((await pushTo(pushed)).statusCode).toBe(200)
    await redis.kill()
    for (const request of [ask(['grades:mean'], ['C1']), post('/push', pushed, operator)]) {
      const has = ['online-store-unavailable', 'Redis']
      const lacks = ['127.0.0.1', String(redis.port)]
      await play(server.app, {
        name: '',
        request: { ...request, headers: operator },
        status: 503,
        has,
        lacks,
      })
    }
    await play(server.app, { name: '', request: { url: '/v1/features/C1', headers: reader }, status: 503 })
    const { store } = (await server.app.inject({ url: '/v1/features', headers: reader })).json()
    expect(store).toEqual({ kind: 'redis', reachable: false })
    await redis.restart()
    await expect.poll(async () => (await pushTo(pushed)).statusCode).toBe(200)
    expect((await server.app.inject(ask(['grades:mean'], ['C1']))).json().results[1].values).toEqual([7])
    const messages = server.logged.map((line) => (JSON.parse(line) as { readonly msg: string }).msg)
    expect(messages.filter((message) => message.startsWith('Redis'))).toEqual([
      expect.stringMatching(/^Redis is lost/),
      expect.stringMatching(/^Redis is back/),
    ])
  })
})
