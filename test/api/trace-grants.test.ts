import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Level } from '../../src/store/access/grants/grant.ts'
import { type TestServer, testServer } from '../kit/test-server.ts'

const mlflow = '/api/3.0/mlflow/traces'
const old = '/api/2.0/mlflow/traces'
let server: TestServer
let headers: Record<string, string>
let subject: `key:${string}`
let mine: string
let other: string

beforeEach(async () => {
  server = await testServer()
  onTestFinished(async () => await server.close())
  const { experiments, access } = server.services
  mine = await experiments.create({ name: 'mine' })
  other = await experiments.create({ name: 'other' })
  const { key, record } = await access.create({ name: 'ana', scopes: [], expiresAt: null })
  headers = { 'x-api-key': key }
  subject = `key:${record.id}`
  for (const [id, experimentId] of [
    ['tr-mine', mine],
    ['tr-other', other],
  ] as const)
    await server.services.traces.finish({
      id,
      experimentId,
      startedAt: '2026-01-02T03:04:05.006Z',
      durationMs: 1,
      state: 'OK',
    })
})

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

const send = (method: Method, url: string, payload?: object, more: Record<string, string> = {}) =>
  server.app.inject({
    method,
    url,
    headers: { ...headers, ...more },
    ...(payload !== undefined && { payload }),
  })
const give = async (experimentId: string, level: Level) =>
  await server.services.grants.give({
    subject,
    object: { kind: 'experiment', id: experimentId },
    level,
    by: 'tests',
  })

const location = (id: string) => ({
  type: 'MLFLOW_EXPERIMENT',
  mlflow_experiment: { experiment_id: id },
})
const prompt = { name: 'p', version: '1' }
const assessment = { assessment_name: 'a', source: { source_type: 'HUMAN' }, feedback: { value: 1 } }
const spans = (id: string, experimentId: string, more: Record<string, string> = {}) =>
  [
    'POST',
    '/v1/traces',
    {
      resourceSpans: [
        { scopeSpans: [{ spans: [{ traceId: id.repeat(32), spanId: '1'.repeat(16), name: 'x' }] }] },
      ],
    },
    { 'x-mlflow-experiment-id': experimentId, ...more },
  ] as const

describe.each<[string, Level]>([
  ['to read', 'read'],
  ['to edit', 'edit'],
])('a grant %s an experiment', (_name, level) => {
  test('allows the same with its traces, and nothing with those of others', async () => {
    await give(mine, level)
    const requests = (trace: string, experimentId: string) =>
      [
        ['read', 'GET', `${mlflow}/${trace}`],
        ['read', 'GET', `${mlflow}/batchGet?trace_ids=${trace}`],
        ['read', 'POST', `${mlflow}/batchGetInfos`, { trace_ids: [trace] }],
        ['read', 'GET', `${old}/${trace}/info`],
        ['edit', 'PATCH', `${old}/${trace}/tags`, { key: 'k', value: 'v' }],
        ['edit', 'DELETE', `${old}/${trace}/tags`, { key: 'k' }],
        ['edit', 'POST', `${mlflow}/${trace}/assessments`, { assessment }],
        ['edit', 'DELETE', `${mlflow}/${trace}/assessments/a-1`],
        ['edit', 'POST', `${old}/link-prompts`, { trace_id: trace, prompt_versions: [prompt] }],
        ['edit', 'POST', `${old}/link-to-run`, { trace_ids: [trace], run_id: 'none' }],
        ['edit', 'POST', old, { experiment_id: experimentId, timestamp_ms: 1 }],
        ['edit', 'PATCH', `${old}/${trace}`, { timestamp_ms: 1_800_000_000_000, status: 'OK' }],
        [
          'edit',
          'POST',
          mlflow,
          {
            trace: {
              trace_info: {
                trace_id: trace,
                trace_location: location(experimentId),
                request_time: '2026-01-02T03:04:05Z',
              },
            },
          },
        ],
        ['edit', ...spans(experimentId === mine ? 'a' : 'b', experimentId)],
        ['edit', 'POST', `${old}/delete-traces`, { experiment_id: experimentId, request_ids: [trace] }],
      ] as const
    for (const [trace, experimentId] of [
      ['tr-other', other],
      ['tr-mine', mine],
    ] as const)
      for (const [needed, method, url, ...more] of requests(trace, experimentId)) {
        const isAllowed = trace === 'tr-mine' && (level === 'edit' || level === needed)
        // Links to a run that does not exist need the scope, as nobody may see whether it exists.
        const isLink = url.endsWith('link-to-run')
        const { statusCode } = await send(method, url, ...more)
        expect(statusCode, `${method} ${url}`).toBe(isAllowed && !isLink ? 200 : 403)
      }
    expect(await server.services.traces.experimentsOf(['tr-mine', 'tr-other'])).toEqual(
      level === 'edit' ? [other] : [mine, other],
    )
  })
})

test('a grant decides on spans and assessments by their trace, and on links by both ends', async () => {
  await give(mine, 'edit')
  const run = await server.services.runs.create({ experimentId: mine })
  const hidden = await server.services.runs.create({ experimentId: other })
  const link = async (trace_ids: string[], run_id: string) =>
    (await send('POST', `${old}/link-to-run`, { trace_ids, run_id })).statusCode
  expect(await link(['tr-mine'], run.id)).toBe(200)
  expect(await link(['tr-mine'], hidden.id)).toBe(403)
  expect(await link(['tr-mine', 'tr-other'], run.id)).toBe(403)
  expect((await send(...spans('c', mine, { 'x-mlflow-run-id': run.id }))).statusCode).toBe(200)
  expect((await send(...spans('d', mine, { 'x-mlflow-run-id': hidden.id }))).statusCode).toBe(403)
  const stored = await send('GET', `${mlflow}/get?trace_id=tr-${'c'.repeat(32)}`)
  expect(stored.json().trace.spans).toHaveLength(1)
  await give(mine, 'none')
  expect((await send('GET', `${mlflow}/get?trace_id=tr-${'c'.repeat(32)}`)).statusCode).toBe(403)
  const artifact = `/ajax-api/3.0/mlflow/get-trace-artifact?request_id=tr-${'c'.repeat(32)}`
  expect((await send('GET', artifact)).statusCode).toBe(403)
})

test('searches find only traces of experiments that the caller may read', async () => {
  await give(mine, 'read')
  const { traces } = (
    await send('POST', `${mlflow}/search`, { locations: [location(other), location(mine)] })
  ).json()
  expect(traces.map(({ trace_id: id }: { trace_id: string }) => id)).toEqual(['tr-mine'])
  const older = await send('GET', `${old}?experiment_ids=${other}&experiment_ids=${mine}`)
  expect(older.json().traces.map(({ request_id: id }: { request_id: string }) => id)).toEqual(['tr-mine'])
  expect((await send('POST', `${mlflow}/search`, { locations: [location(other)] })).json()).toEqual({})
})
