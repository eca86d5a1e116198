import { Ajv } from 'ajv'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DataReport } from '../../src/data/data-report.ts'
import type { LeakCheck } from '../../src/train/leaks/leak-check.ts'
import { encodeDocument } from '../../src/base/documents/document.ts'
import { report, training } from '../kit/reported-training.ts'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'
import { tinyRow } from '../kit/tiny-project.ts'

let server: TestServer
let runId: string
let operator: { 'x-api-key': string }
const key = { 'x-api-key': environmentKey }
const { evaluation, importance } = training()
const dataReport: DataReport = {
  ...report,
  readings: [
    {
      kind: 'csv',
      encoding: 'utf-8',
      separator: ',',
      headings_line: 1,
      skipped: [],
      matched: { Job: 'Profissão' },
    },
  ],
}
const leakCheck: LeakCheck = {
  check: 'duplicate-rows',
  passed: true,
  message: 'None.',
  messages: { en: 'None.', 'pt-BR': 'Nenhuma.' },
}

beforeAll(async () => {
  server = await testServer()
  operator = { 'x-api-key': await server.key('operate') }
  const run = await server.tracking.start({
    experiment: 'tiny',
    name: 'first',
    params: { learner: 'random-forest' },
    tags: {
      synthetic: 'true',
      leaking: 'false',
      'data.sha256': 'ab12',
      'data.files': '["my data.csv","more.csv"]',
    },
  })
  runId = run.id
  await server.tracking.addArtifacts(runId, {
    'evaluation.json': encodeDocument(evaluation),
    'importance.json': encodeDocument(importance),
    'data-report.json': encodeDocument(dataReport),
    'plots/roc.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    'leak-checks.json': JSON.stringify([leakCheck]),
    'model/model-card.md': '# Tiny',
    'model/model-card.pt-BR.md': '# Pequeno',
    'model/model.bin': new Uint8Array([1, 2, 3]),
  })
  await server.tracking.finish(runId, {
    metrics: { accuracy: 0.7, accuracy_low: 0.6, rows_train: 80, rows_held_out: 20 },
  })
  for (const description of ['one', 'two'])
    await server.registry.register({ model: 'TinyModel', runId, description, tags: {}, by: 'lapidary train' })
  await server.registry.promote({ model: 'TinyModel', version: 1, by: 'test' })
})
afterAll(() => server.close())

/** Sends the request and holds the answer against the schema that the documentation promises. */
async function send(request: InjectOptions, status = 200): Promise<LightMyRequestResponse> {
  const response = await server.app.inject({ headers: key, ...request })
  expect(response.statusCode, response.body).toBe(status)
  if (status === 200 && String(response.headers['content-type']).startsWith('application/json'))
    documented(request, response.json())
  return response
}

function documented(request: InjectOptions, body: unknown): void {
  const document = server.app.swagger() as unknown as {
    paths: Record<string, Record<string, Operation>>
    components: object
  }
  const path = (request.url as string).split('?')[0] ?? ''
  const pattern = Object.keys(document.paths).find((each) =>
    new RegExp(`^${each.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
  )
  const operation = document.paths[pattern ?? '']?.[(request.method ?? 'GET').toLowerCase()]
  const schema = operation?.responses['200']?.content?.['application/json']?.schema
  expect(schema, `${request.method} ${path} is not documented`).toBeDefined()
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const validate = ajv.compile({ ...schema, components: document.components })
  expect(validate(body), JSON.stringify(validate.errors)).toBe(true)
}

interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>
}

describe('predictions', () => {
  const url = '/v1/models/TinyModel/predict'

  test('one row and many', async () => {
    const one = await send({ method: 'POST', url, payload: tinyRow })
    expect(one.json().items).toMatchObject([
      { prediction: 'bad', probabilities: { bad: 0.75, good: 0.25 }, model: 'TinyModel', model_version: 1 },
    ])
    expect(one.json().items[0].reasons).toBeUndefined()
    const many = await send({
      method: 'POST',
      url,
      payload: { rows: [tinyRow, { Annual_Income: 1 }, { ...tinyRow, Age: null }] },
    })
    expect(many.json().items).toHaveLength(3)
  })

  test('with reasons in the language of the reader', async () => {
    const request = { method: 'POST', url: `${url}?reasons=true`, payload: tinyRow } as const
    expect((await send(request)).json().items[0].reasons[0].label).toBe('Age')
    const portuguese = await send({ ...request, headers: { ...key, 'accept-language': 'pt-BR' } })
    expect(portuguese.json().items[0].reasons[0].label).toBe('Idade')
  })

  test('only of the model that is served', async () => {
    const refused = await send(
      { method: 'POST', url: '/v1/models/OtherModel/predict', payload: tinyRow },
      404,
    )
    expect(refused.json()).toMatchObject({ code: 'not-served', detail: expect.stringContaining('TinyModel') })
  })

  test("a project's own route answers by its own schema, and its rows are checked", async () => {
    const own = await send({ method: 'POST', url: '/grade-by-age', payload: { years: 33 } }, 422)
    expect(own.json().errors).toMatchObject([{ field: 'Annual_Income' }])
    const graded = await send({ method: 'POST', url: '/grade?reasons=true', payload: tinyRow })
    expect(Object.keys(graded.json())).toEqual(['grade', 'probabilities', 'reasons'])
  })

  test('are kept, filtered and paged', async () => {
    const fresh = await testServer()
    const other = { 'x-api-key': await fresh.key('predict') }
    for (const headers of [key, key, other]) {
      await fresh.app.inject({ method: 'POST', url: '/grade', payload: tinyRow, headers })
      fresh.wait(60_000)
    }
    const list = async (query: string) =>
      (await fresh.app.inject({ url: `/v1/predictions${query}`, headers: key })).json()
    const first = await list('?limit=2')
    expect(first.items).toHaveLength(2)
    expect(first.items[0]).toMatchObject({ inputs: tinyRow, prediction: 'bad', model_version: 1 })
    const second = await list(`?limit=2&cursor=${encodeURIComponent(first.next_cursor)}`)
    expect([second.items.length, second.next_cursor]).toEqual([1, null])
    expect((await list('?caller=environment')).items).toHaveLength(2)
    expect((await list('?prediction=good')).items).toHaveLength(0)
    expect((await list('?model_version=2')).items).toHaveLength(0)
    expect((await list('?from=2026-11-21T12:01:00Z')).items).toHaveLength(2)
    expect((await list('?to=2026-11-21T09:01:00-03:00')).items).toHaveLength(1)
    const wrong = await fresh.app.inject({ url: '/v1/predictions?cursor=nonsense', headers: key })
    expect([wrong.statusCode, wrong.json().code]).toEqual([400, 'bad-cursor'])
    await fresh.close()
  })
})

describe('what is there', () => {
  test('the project, its fields and its champion', async () => {
    const project = (await send({ url: '/v1/project' })).json()
    expect(project).toMatchObject({
      name: 'tiny',
      model: 'TinyModel',
      identifiers: ['Client_ID'],
      target: {
        name: 'Grade',
        classes: [{ value: 'bad', label: { en: 'bad', 'pt-BR': 'bad' } }, { value: 'good' }],
      },
      champion: { version: 1, synthetic: true, aliases: ['champion'], learner: 'random-forest' },
    })
    expect(project.fields.map(({ name }: { name: string }) => name)).toEqual([
      'Age',
      'Annual_Income',
      'Occupation',
      'Loans',
    ])
    expect(project.fields[0]).toMatchObject({
      type: 'integer',
      min: 14,
      max: 90,
      unit: { 'pt-BR': 'anos' },
      required: false,
      example: 33,
    })
  })

  test('models and versions', async () => {
    expect((await send({ url: '/v1/models' })).json().items).toMatchObject([
      { name: 'TinyModel', aliases: { champion: 1 }, latest_version: 2 },
    ])
    const { items } = (await send({ url: '/v1/models/TinyModel/versions' })).json()
    expect(items).toMatchObject([
      { version: 2, aliases: [] },
      {
        version: 1,
        aliases: ['champion'],
        rows: 80,
        metrics: { accuracy: 0.7 },
        synthetic: true,
        leaking: false,
      },
    ])
    expect(items[1].metrics).toEqual({ accuracy: 0.7 })
    expect((await send({ url: '/v1/models/TinyModel/versions/2' })).json()).toMatchObject({
      version: 2,
      description: 'two',
    })
    await send({ url: '/v1/models/TinyModel/versions/9' }, 404)
    await send({ url: '/v1/models/Other/versions' }, 404)
  })

  test('runs with what they kept', async () => {
    expect((await send({ url: '/v1/runs' })).json()).toMatchObject({
      items: [{ run_id: runId, status: 'finished' }],
      next_cursor: null,
    })
    const run = (await send({ url: `/v1/runs/${runId}` })).json()
    expect(run).toMatchObject({
      evaluation,
      importance,
      data_report: dataReport,
      leak_checks: [leakCheck],
      model_card: { en: '# Tiny', 'pt-BR': '# Pequeno' },
    })
    expect(run.artifacts).toHaveLength(8)
    expect((await send({ url: '/v1/runs/none' }, 404)).json().code).toBe('run-not-found')
  })

  test('files of a run, which can do nothing in a browser', async () => {
    const plot = await send({ url: `/v1/runs/${runId}/artifacts/plots/roc.svg` })
    expect(plot.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy': expect.stringContaining('sandbox'),
    })
    const model = await send({ url: `/v1/runs/${runId}/artifacts/model/model.bin` })
    expect([model.headers['content-type'], [...model.rawPayload]]).toEqual([
      'application/octet-stream',
      [1, 2, 3],
    ])
    expect((await send({ url: `/v1/runs/${runId}/artifacts/none.svg` }, 404)).json().code).toBe(
      'run-artifact-not-found',
    )
  })

  test('datasets', async () => {
    expect((await send({ url: '/v1/datasets' })).json().items).toEqual([
      {
        id: 'ab12',
        run_id: runId,
        rows: 100,
        synthetic: true,
        files: ['my data.csv', 'more.csv'],
        created_at: expect.any(String),
      },
    ])
  })

  test('what is read is refused only as the documentation says', async () => {
    const admin = { 'x-api-key': await server.key('admin') }
    const { paths } = server.app.swagger() as unknown as { paths: Record<string, Record<string, Operation>> }
    for (const [path, { get }] of Object.entries(paths)) {
      if (get === undefined) continue
      for (const url of [`${path}?unknown=1`, path.replaceAll(/\{\w+\}/g, 'x'.repeat(300))]) {
        const { statusCode } = await server.app.inject({ url, headers: admin })
        expect.soft(Object.keys(get.responses), url).toContain(String(statusCode))
      }
    }
  })

  test('health and metrics', async () => {
    expect((await send({ url: '/health/live' })).json()).toEqual({ status: 'ok' })
    expect((await send({ url: '/health/ready' })).json()).toMatchObject({
      status: 'ready',
      model: 'TinyModel',
      model_version: 1,
    })
    await server.app.inject({ method: 'POST', url: '/grade', payload: tinyRow })
    const { body } = await send({ url: '/metrics' })
    expect(body).toMatch(
      /lapidary_request_duration_seconds_bucket\{le="0\.1",route="\/grade",model_version="1",status="200"\} \d/,
    )
    expect(body).toMatch(/lapidary_predictions_total\{prediction="bad",model_version="1"\} \d/)
    expect(body).toMatch(/lapidary_rejected_requests_total\{reason="no-key"\} \d/)
    expect(body).toContain('nodejs_eventloop_lag_p99_seconds')
  })
})

test('promoting and rolling back name who did it', async () => {
  const alias = '/v1/models/TinyModel/aliases/champion'
  const refused = await send({ method: 'PUT', url: alias, payload: { version: 2 }, headers: operator }, 409)
  expect(refused.json().code).toBe('gate-no-evaluation')
  const moved = await send({
    method: 'PUT',
    url: alias,
    payload: { version: 2, force: true, reason: 'newer' },
    headers: operator,
  })
  expect(moved.json()).toMatchObject({ alias: 'champion', version: 2, previous: 1, reason: 'newer' })
  expect(moved.json().by).toMatch(/^[0-9a-f]{12}$/)
  await send({ method: 'PUT', url: alias, payload: { version: 9 }, headers: operator }, 404)
  await send({ method: 'PUT', url: alias, payload: { version: '2' }, headers: operator }, 422)
  await send(
    { method: 'PUT', url: '/v1/models/TinyModel/aliases/Bad!', payload: { version: 2 }, headers: operator },
    422,
  )
  const back = await send({ method: 'POST', url: `${alias}/rollback`, headers: operator })
  expect(back.json()).toMatchObject({ version: 1, previous: 2 })
  const history = (await send({ url: `${alias}/history` })).json<{
    items: { version: number; reason: string }[]
  }>()
  expect(history.items.map(({ version, reason }) => [version, reason])).toEqual([
    [1, 'rollback'],
    [2, 'newer'],
    [1, expect.any(String)],
  ])
})
