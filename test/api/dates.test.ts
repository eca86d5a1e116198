import type { ProjectRoute } from 'lapidary'
import { defineFeatureView, defineProject } from 'lapidary'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUuid7Generator } from '../../src/base/uuid7.ts'
import { play } from '../kit/scenario.ts'
import { type TestServer, testServer } from '../kit/test-server.ts'
import { tinyProject, tinyRow } from '../kit/tiny-project.ts'

/** Days and times that no calendar or clock has, and forms that are not ISO 8601. */
const impossible = [
  '2026-02-30',
  '2026-02-29',
  '2026-13-01',
  '2026-00-01',
  '2026-01-32',
  '0000-01-01',
  '2026-02-30T12:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T23:59:60Z',
  '2026-01-01T12:60:00Z',
  '2026-01-01T12:00:00+14:30',
  '2026-01-01T12:00:00-15:00',
  '2026-01-01T12:00:00+01:99',
  '9999-12-31T23:59:59-14:00',
  'yesterday',
  '',
]

/** A route of the project whose query declares no format: the text arrives unchecked. */
const history: ProjectRoute = {
  method: 'GET',
  path: '/history',
  scope: 'predict',
  summary: 'Predictions',
  query: { type: 'object', properties: { from: { type: 'string' }, to: { type: 'string' } } },
  response: () => ({ type: 'array', items: { type: 'string', description: 'Id.', examples: ['S1'] } }),
  handler: async ({ query }, services) => {
    const { items } = await services.predictions({ ...query, limit: 100 })
    return items.map(({ entity }) => entity)
  },
}
const grades = defineFeatureView({
  name: 'grades',
  entity: 'client',
  joinKey: 'client_id',
  features: { mean: { type: 'double' } },
  source: { kind: 'file', files: ['grades.csv'], timestamp: 'at', created: 'written' },
})
const project = defineProject({
  ...tinyProject,
  entityField: { name: 'client_id', label: { en: 'Client', 'pt-BR': 'Cliente' } },
  featureViews: [grades],
  routes: [history],
})

let server: TestServer
let headers: { 'x-api-key': string }
beforeAll(async () => {
  server = await testServer({ project })
  headers = { 'x-api-key': await server.key('admin') }
  for (const [entity, at] of [
    ['before', '2026-11-19T23:59:59.999Z'],
    ['first', '2026-11-20T00:00:00.000Z'],
    ['last', '2026-11-20T23:59:59.999Z'],
    ['after', '2026-11-21T00:00:00.000Z'],
  ] as const) {
    const id = createUuid7Generator(
      () => Date.parse(at),
      (size) => new Uint8Array(size),
    )()
    const scored = {
      prediction: 'bad',
      probabilities: { bad: 1, good: 0 },
      model: 'TinyModel',
      modelVersion: 1,
      threshold: null,
    }
    await server.predictionLog.append([{ id, at, caller: 'environment', entity, inputs: tinyRow, ...scored }])
  }
})
afterAll(async () => await server.close())

const post = (url: string, payload: object) => ({ method: 'POST', url, payload }) as const
const push = (times: object) =>
  post('/push', { push_source_name: 'grades', df: { client_id: ['C'], mean: [1], ...times } })

describe.each(impossible)('the time %j is 422', (time) => {
  const text = encodeURIComponent(time)
  test.each([
    ['from of the log', { url: `/v1/predictions?from=${text}` }, 'wrong-fields'],
    ['to of the log', { url: `/v1/predictions?to=${text}` }, 'wrong-fields'],
    ['from of the export', { url: `/v1/predictions/export?from=${text}` }, 'wrong-fields'],
    ['to of the export', { url: `/v1/predictions/export?to=${text}` }, 'wrong-fields'],
    ['from of a route of the project', { url: `/history?from=${text}` }, 'bad-time'],
    ['to of a route of the project', { url: `/history?to=${text}` }, 'bad-time'],
    ['an outcome', post('/v1/outcomes', { entity: 'S', outcome: 'good', observed_at: time }), 'wrong-fields'],
    ['the end of a key', post('/v1/keys', { name: 'k', scopes: ['read'], expires_at: time }), 'wrong-fields'],
    ['an event time of a push', push({ at: [time] }), 'bad-push-time'],
    ['a created time of a push', push({ at: ['2026-01-01'], written: [time] }), 'bad-push-time'],
    [
      'the start of a materialization',
      post('/materialize', { start_ts: time, end_ts: '2026-11-21' }),
      'bad-materialize-window',
    ],
    [
      'the end of a materialization',
      post('/materialize', { start_ts: '2026-01-01', end_ts: time }),
      'bad-materialize-window',
    ],
    [
      'the end of an incremental one',
      post('/materialize-incremental', { end_ts: time }),
      'bad-materialize-window',
    ],
  ])('%s', async (name, request, code) => {
    await play(server.app, { name, request: { ...request, headers }, status: 422, has: [code] })
  })
})

describe('a bare date is the whole day', () => {
  const entities = async (url: string) => {
    const answer = (await server.app.inject({ url, headers })).json()
    const items = Array.isArray(answer)
      ? answer
      : answer.items.map(({ entity }: { entity: string }) => entity)
    return items.toReversed()
  }
  test.each([
    ['from=2026-11-20', ['first', 'last', 'after']],
    ['to=2026-11-20', ['before', 'first', 'last']],
    ['from=2026-11-20&to=2026-11-20', ['first', 'last']],
    ['from=2026-11-19T20:00:00-04:00&to=2026-11-20', ['first', 'last']],
  ])('%s', async (query, expected) => {
    expect(await entities(`/v1/predictions?${query}`)).toEqual(expected)
    expect(await entities(`/history?${query}`)).toEqual(expected)
  })

  test('a time that ends a window is outside of it in /v1, inside of it in the routes of a project', async () => {
    const query = 'from=2026-11-20&to=2026-11-20T23:59:59.999Z'
    expect(await entities(`/v1/predictions?${query}`)).toEqual(['first'])
    expect(await entities(`/history?${query}`)).toEqual(['first', 'last'])
  })

  const outcomeOf = async (entity: string) => {
    const { items } = (await server.app.inject({ url: `/v1/predictions?entity=${entity}`, headers })).json()
    return items[0].outcome
  }
  const keep = async (payload: object) =>
    expect((await server.app.inject({ ...post('/v1/outcomes', payload), headers })).statusCode).toBe(201)

  test('an outcome of a day is one of the predictions made during that day, not of those made after it', async () => {
    for (const entity of ['first', 'last', 'after'])
      await keep({ entity, outcome: 'good', observed_at: '2026-11-20' })
    const expected = { outcome: 'good', observed_at: '2026-11-20T23:59:59.999Z' }
    expect(await outcomeOf('first')).toEqual(expected)
    expect(await outcomeOf('last')).toEqual(expected)
    expect(await outcomeOf('after')).toBeNull()
  })

  test('an outcome of today is observed by now: the day is not over', async () => {
    await keep({ entity: 'after', outcome: 'bad', observed_at: '2026-11-21' })
    expect(await outcomeOf('after')).toEqual({
      outcome: 'bad',
      observed_at: expect.stringMatching(/^2026-11-21T12:00:00/),
    })
  })
})
