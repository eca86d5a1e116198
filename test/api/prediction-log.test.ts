import { hash, randomBytes } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { LapidaryError } from '../../src/base/errors/lapidary-error.ts'
import { createUuid7Generator, readUuid7Time } from '../../src/base/uuid7.ts'
import type { PredictionRecord } from '../../src/store/predictions/store.ts'
import { freePort } from '../kit/free-port.ts'
import { type Scenario, play } from '../kit/scenario.ts'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'
import { tinyProject, tinyRow } from '../kit/tiny-project.ts'

const key = { 'x-api-key': environmentKey }
const project = {
  ...tinyProject,
  entityField: { name: 'student_id', label: { en: 'Student', 'pt-BR': 'Estudante' } },
}
let server: TestServer
let admin: { 'x-api-key': string }

const send = async (request: InjectOptions) => await server.app.inject({ headers: key, ...request })

const newId = createUuid7Generator(Date.now, randomBytes)

function record(entity: string | null, inputs: PredictionRecord['inputs'] = tinyRow): PredictionRecord {
  const id = newId()
  const scored = {
    prediction: 'bad',
    probabilities: { bad: 0.75, good: 0.25 },
    model: 'TinyModel',
    modelVersion: 1,
    threshold: null,
  }
  return { id, at: readUuid7Time(id).toISOString(), caller: 'environment', entity, inputs, ...scored }
}

/** The id of a prediction that was made then. */
function idAt(time: string): string {
  return createUuid7Generator(() => Date.parse(time), randomBytes)()
}

/** A kept prediction; its id. */
async function keep(...row: Parameters<typeof record>): Promise<string> {
  const kept = record(...row)
  await server.predictionLog.append([kept])
  return kept.id
}

beforeAll(async () => {
  server = await testServer({ project })
  admin = { 'x-api-key': await server.key('admin') }
})
afterAll(async () => await server.close())

describe('outcomes', () => {
  const url = '/v1/outcomes'
  const scenarios: readonly Scenario[] = [
    {
      name: 'of an entity',
      request: { payload: { entity: 'S1', outcome: 'good' } },
      status: 201,
      has: ['"kept":1'],
    },
    {
      name: 'many',
      request: {
        payload: {
          items: [
            { entity: 'S1', outcome: 'bad' },
            { entity: 'S2', outcome: 'bad', observed_at: '2026-11-20T10:00:00Z' },
          ],
        },
      },
      status: 201,
      has: ['"kept":2'],
    },
    {
      name: 'of a class that is none',
      request: { payload: { entity: 'S1', outcome: 'great' } },
      status: 422,
      has: ['"field":"outcome"', '"allowed":["bad","good"]'],
    },
    {
      name: 'of nobody',
      request: { payload: { outcome: 'good' } },
      status: 422,
      has: ['"field":"prediction_id"'],
    },
    {
      name: 'of two things',
      request: {
        payload: { entity: 'S1', prediction_id: '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44', outcome: 'good' },
      },
      status: 422,
      has: ['"field":"entity"', 'Only one of \\"entity\\" and \\"prediction_id\\" is accepted'],
      lacks: ['Did you mean'],
    },
    {
      name: 'of an id that is none',
      request: { payload: { prediction_id: 'x', outcome: 'good' } },
      status: 422,
      has: ['"field":"prediction_id"'],
    },
    {
      name: 'with one bad item',
      request: {
        payload: {
          items: [
            { entity: 'S9', outcome: 'good' },
            { entity: 'S9', outcome: 3 },
          ],
        },
      },
      status: 422,
      has: ['"field":"items[1].outcome"'],
    },
    {
      name: 'at a time that is none',
      request: { payload: { entity: 'S1', outcome: 'good', observed_at: 'soon' } },
      status: 422,
      has: ['observed_at'],
    },
    ...['1900-01-01', '2006-01-31T12:00:00Z', '2026-11-21T12:06:00Z', '2026-11-23', '2999-12-31'].map(
      (observed_at) => ({
        name: `observed at ${observed_at}, which cannot be`,
        request: { payload: { items: [{ entity: 'S1', outcome: 'good', observed_at }] } },
        status: 422,
        has: [
          '"field":"items[0].observed_at"',
          `\\"${observed_at}\\" was sent`,
          'a date or time from 2006-11-06T12:00:00Z to 2026-11-2',
        ],
      }),
    ),
    ...['2006-12-01', '2026-11-21T12:04:00Z', '2026-11-21T09:03:00-03:00', '2026-11-22'].map(
      (observed_at) => ({
        name: `observed at ${observed_at}, by a clock or in a time zone ahead of the server's`,
        request: { payload: { entity: 'S1', outcome: 'good', observed_at } },
        status: 201,
      }),
    ),
    ...[
      { observed_at: '2026-11-17T12:00:00Z', status: 422 },
      { observed_at: '2026-11-18', status: 422 },
      { observed_at: '2026-11-19', status: 201 },
      { observed_at: '2026-11-21', status: 201 },
    ].map(({ observed_at, status }) => ({
      name: `of a prediction of 20 November, observed at ${observed_at}`,
      request: { payload: { prediction_id: idAt('2026-11-20T10:00:00Z'), outcome: 'good', observed_at } },
      status,
      has: status === 422 ? ['"field":"observed_at"', 'a date or time from 2026-11-18T10:00:00Z to '] : [],
    })),
    {
      name: 'without a key',
      request: { payload: { entity: 'S1', outcome: 'good' }, headers: {} },
      status: 401,
    },
  ]
  for (const scenario of scenarios) {
    test(scenario.name, async () => {
      await play(server.app, {
        ...scenario,
        request: { method: 'POST', url, headers: key, ...scenario.request },
      })
    })
  }

  test('of an entity are told by who may see its predictions, of a prediction also by who made it', async () => {
    const headers = { 'x-api-key': await server.key('predict') }
    const told = { prediction_id: await keep('S8'), outcome: 'good' }
    expect((await server.app.inject({ method: 'POST', url, payload: told, headers })).statusCode).toBe(201)
    for (const payload of [
      { entity: 'S8', outcome: 'bad' },
      { items: [told, { entity: 'S8', outcome: 'bad' }] },
    ]) {
      const refused = await server.app.inject({ method: 'POST', url, payload, headers })
      expect([refused.statusCode, refused.json().code]).toEqual([403, 'missing-scope'])
    }
  })

  test('stand beside the predictions, and the same words again change nothing', async () => {
    const id = await keep('S7')
    const payload = { prediction_id: id, outcome: 'good', observed_at: '2026-11-21' }
    for (let i = 0; i < 2; i++) {
      const answer = await send({ method: 'POST', url, payload })
      expect([answer.statusCode, answer.json()]).toEqual([201, { kept: 1, matched: 1 }])
    }
    const { items } = (await send({ url: '/v1/predictions?entity=S7' })).json()
    expect(items).toMatchObject([
      { prediction_id: id, outcome: { outcome: 'good', observed_at: '2026-11-21T12:00:00.000Z' } },
    ])
  })
})

describe('outcomes and the predictions that they belong to', () => {
  const url = '/v1/outcomes'
  const post = async (payload: object, headers = key) => {
    const answer = await server.app.inject({ method: 'POST', url, payload, headers })
    expect(answer.statusCode, answer.body).toBe(201)
    return answer.json() as { kept: number; matched: number | null }
  }

  test('are corrected back: the last word wins', async () => {
    const id = await keep('S20')
    for (const outcome of ['good', 'bad', 'good']) {
      await post({ prediction_id: id, outcome })
      const { items } = (await send({ url: '/v1/predictions?entity=S20' })).json()
      expect(items).toMatchObject([{ prediction_id: id, outcome: { outcome } }])
    }
  })

  test('of an entity today are corrected back too', async () => {
    await server.predictionLog.append([
      { ...record('S24'), id: idAt('2026-11-21T11:00:00Z'), at: '2026-11-21T11:00:00.000Z' },
    ])
    for (const outcome of ['good', 'bad', 'good']) {
      expect(await post({ entity: 'S24', outcome, observed_at: '2026-11-21' })).toEqual({
        kept: 1,
        matched: 1,
      })
      const { items } = (await send({ url: '/v1/predictions?entity=S24' })).json()
      expect(items).toMatchObject([{ outcome: { outcome } }])
    }
  })

  test('are stored and counted as unmatched when there is none', async () => {
    await keep('S21')
    const items = [
      { prediction_id: newId(), outcome: 'good' },
      { entity: 'S21', outcome: 'good', observed_at: '2020-01-01' },
      { entity: 'nobody', outcome: 'bad' },
    ]
    expect(await post({ items })).toEqual({ kept: 3, matched: 0 })
  })

  test('do not tell a caller who may not read the log which ids are in it', async () => {
    const { record: app, key: secret } = await server.access.create({
      name: 'app',
      scopes: ['predict'],
      expiresAt: null,
    })
    const mine = { 'x-api-key': secret }
    const own = { ...record('S23'), caller: app.id }
    await server.predictionLog.append([own])
    const [other, unknown] = [await keep('S22'), newId()]
    const told = async (id: string, headers = mine) =>
      (await post({ prediction_id: id, outcome: 'good' }, headers)).matched
    expect([await told(own.id), await told(other), await told(unknown)]).toEqual([1, 0, 0])
    expect([await told(own.id, key), await told(other, key), await told(unknown, key)]).toEqual([1, 1, 0])
  })
})

describe('the log', () => {
  test('is filtered by entity, and says that it is complete', async () => {
    const id = await keep('S3')
    await keep(null)
    const answer = await send({ url: '/v1/predictions?entity=S3' })
    expect(answer.headers['x-log-complete']).toBe('true')
    expect(answer.json()).toMatchObject({
      complete: true,
      next_cursor: null,
      items: [{ prediction_id: id, entity: 'S3', outcome: null }],
    })
  })

  test('is taken away as CSV in which nothing is a formula', async () => {
    await keep('=cmd|calc', { ...tinyRow, Occupation: '@SUM(A1)', Loans: ['-1+2', 'Auto Loan'], Age: -3 })
    await keep('＝cmd|calc')
    const answer = await send({ url: '/v1/predictions/export?entity=%3Dcmd%7Ccalc' })
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="predictions.csv"',
    })
    const [header, row, end] = answer.body.split('\n')
    expect(header).toBe(
      'prediction_id,timestamp,caller,student_id,model,model_version,threshold,prediction,probability_bad,probability_good,outcome,observed_at,Age,Annual_Income,Occupation,Loans',
    )
    expect(row).toMatch(
      /^[0-9a-f-]{36},2026-\S+Z,environment,'=cmd\|calc,TinyModel,1,,bad,0\.75,0\.25,,,-3,50000\.5,'@SUM\(A1\),"'-1\+2, Auto Loan"$/,
    )
    expect(end).toBe('')
    const wide = await send({ url: `/v1/predictions/export?entity=${encodeURIComponent('＝cmd|calc')}` })
    expect(wide.body).toContain(",'＝cmd|calc,")
  })

  test('is taken away as JSON lines, all pages of it', async () => {
    const before = (await send({ url: '/v1/predictions/export?format=jsonl' })).body.split('\n').length - 1
    await server.predictionLog.append(Array.from({ length: 2300 }, () => record(null)))
    const answer = await send({ url: '/v1/predictions/export?format=jsonl' })
    expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    const lines = answer.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(new Set(lines.map((line) => line.prediction_id)).size).toBe(before + 2300)
    expect((await send({ url: '/v1/predictions/export?format=xml' })).statusCode).toBe(422)
  })

  test('forgets a person: only for an admin, noted without the name', async () => {
    const [, kept] = [await keep('S5'), await keep('S6')]
    await send({ method: 'POST', url: '/v1/outcomes', payload: { entity: 'S5', outcome: 'good' } })
    expect((await send({ method: 'DELETE', url: '/v1/predictions?entity=S5' })).statusCode).toBe(403)
    expect((await send({ method: 'DELETE', url: '/v1/predictions', headers: admin })).statusCode).toBe(422)
    const erased = await send({ method: 'DELETE', url: '/v1/predictions?entity=S5', headers: admin })
    expect(erased.json()).toEqual({ erased: 1, features: 0, complete: true })
    expect((await send({ url: '/v1/predictions?entity=S5' })).json().items).toEqual([])
    expect((await send({ url: '/v1/predictions?entity=S6' })).json().items).toMatchObject([
      { prediction_id: kept },
    ])
    const { items } = await server.audit.list({ limit: 1 })
    expect(items).toMatchObject([{ action: 'predictions.erase', subject: `sha256:${hash('sha256', 'S5')}` }])
    expect(JSON.stringify(server.logged)).not.toContain('S5')
  })
})

test('the status names the stores; nothing waits where nothing is behind', async () => {
  const { stores, spool } = (await send({ url: '/v1/status' })).json()
  expect(stores).toContainEqual({ name: 'predictions', kind: 'sqlite', reachable: true, detail: null })
  expect(spool).toBeNull()
  expect((await send({ url: '/metrics' })).body).toContain('lapidary_spool_predictions')
})

test('while MongoDB is away the answers say so, and what waits is seen in the status and the metrics', async () => {
  const uri = `mongodb://ana:s3cret@127.0.0.1:${await freePort()}/`
  const away = await testServer({ project, environment: { MONGO_URI: uri } })
  onTestFinished(async () => await away.close())
  const get = async (url: string) => await away.app.inject({ url, headers: key })
  await away.predictionLog.append([record('S1')])
  const list = await get('/v1/predictions')
  expect(list.headers['x-log-complete']).toBe('false')
  expect(list.json()).toMatchObject({ complete: false, items: [{ entity: 'S1' }] })
  const portuguese = { ...key, 'accept-language': 'pt-BR' }
  const status = await away.app.inject({ url: '/v1/status', headers: portuguese })
  expect(status.json()).toMatchObject({
    stores: [
      { name: 'runs, models, access', kind: 'sqlite', reachable: true, detail: null },
      {
        name: 'predictions',
        kind: 'mongodb',
        reachable: false,
        detail: expect.stringContaining('O MongoDB em'),
      },
    ],
    spool: { waiting: 1, bytes: expect.any(Number), oldest_seconds: expect.any(Number) },
  })
  const metrics = (await get('/metrics')).body
  const told = { payload: { entity: 'S9', outcome: 'good' }, headers: key }
  const unmatched = await away.app.inject({ method: 'POST', url: '/v1/outcomes', ...told })
  expect([unmatched.statusCode, unmatched.json()]).toEqual([201, { kept: 1, matched: null }])
  expect(metrics).toMatch(/^lapidary_spool_predictions 1$/m)
  expect(metrics).toMatch(/^lapidary_prediction_store_up 0$/m)
  const refused = await get('/v1/predictions/export')
  expect([refused.statusCode, refused.json().code]).toEqual([503, 'log-incomplete'])
  expect([list.body, status.body, metrics, refused.body, ...away.logged].join()).not.toContain('s3cret')
})

test('an overloaded server says so with Retry-After, logs one line without a stack, and counts each refusal', async () => {
  const full = await testServer({ project })
  onTestFinished(async () => await full.close())
  full.predictionLog.append = async () =>
    await Promise.reject(new LapidaryError('overloaded', { waiting: 20_500, limit: 20_000, seconds: 1 }))
  const predict = {
    method: 'POST',
    url: '/v1/models/TinyModel/predict',
    headers: key,
    payload: tinyRow,
  } as const
  for (let i = 0; i < 5; i++) {
    const response = await full.app.inject(predict)
    expect([response.statusCode, response.json().code, response.headers['retry-after']]).toEqual([
      503,
      'overloaded',
      '1',
    ])
  }
  const lines = full.logged.filter((line) => line.includes('overloaded'))
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain('stack')
  full.wait(11_000)
  await full.app.inject(predict)
  expect(JSON.parse(full.logged.findLast((line) => line.includes('overloaded')) ?? '')).toMatchObject({
    level: 40,
    refused: 5,
  })
  const { body } = await full.app.inject({ url: '/metrics', headers: key })
  expect(body).toContain('lapidary_rejected_requests_total{reason="overloaded"} 6')
})

test('a full disk is seen by the status, the readiness and the metrics', async () => {
  const full = await testServer({ project })
  onTestFinished(async () => await full.close())
  const get = async (url: string) => await full.app.inject({ url, headers: key })
  expect((await get('/health/ready')).statusCode).toBe(200)
  expect((await get('/v1/status')).json().disk).toMatchObject({
    writable: true,
    detail: null,
    free_bytes: expect.any(Number),
  })
  const problem = new LapidaryError('disk-full', { path: '/data/project/predictions.db' })
  full.predictionLog.diskStatus = () => ({ freeBytes: 0, isLow: true, problem })
  const { disk } = (await get('/v1/status')).json()
  expect(disk).toMatchObject({ writable: false, free_bytes: 0, low: true })
  expect(disk.detail).toMatch(/^The disk of predictions.db is full\./)
  const ready = await get('/health/ready')
  expect([ready.statusCode, ready.json().code]).toEqual([503, 'disk-full'])
  const { body } = await get('/metrics')
  expect(body).toMatch(/^lapidary_disk_free_bytes 0$/m)
  expect(body).toMatch(/^lapidary_prediction_log_writable 0$/m)
})
