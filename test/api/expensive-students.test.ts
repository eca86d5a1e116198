import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type ChildServer, exampleFolder, runOrFail, startChildServer } from '../kit/child-server.ts'
import {
  declareKinds,
  get,
  hostileBodies,
  hostileHeads,
  type Kind,
  many,
  post,
  repeat,
} from '../kit/expensive-kinds.ts'
import { student } from '../kit/magic-steps-student.ts'
import { LivePoller } from '../kit/poll-live.ts'

const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const modelPredict = '/v1/models/MagicStepsNet/predict'
const performance = 'student_performance_features'
const scores = 'score_inde score_iaa score_ieg score_ips score_ida score_ipv score_ian'.split(' ')
const performanceFeatures = [...scores, 'nota_cg', 'nota_cf', 'nota_ct', 'pedra_modal']
const ids = repeat(500, (i) => `S-${String(i + 1).padStart(5, '0')}`)

function put(path: string, body: unknown): Kind['send'] {
  return ({ send }) =>
    send(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

/** Sends a form without the key. */
function form(path: string, fields: Readonly<Record<string, string>>): Kind['send'] {
  return ({ url }) => fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(fields) })
}

/** Values of the project's columns for many students, as a push carries them. */
function pushOf(rows: number, at: string): object {
  const columns = performanceFeatures.map(
    (name) => [name, repeat(rows, () => student[name as keyof typeof student])] as const,
  )
  return {
    push_source_name: performance,
    df: {
      student_id: repeat(rows, (i) => `P-${i}`),
      event_timestamp: repeat(rows, () => at),
      ...Object.fromEntries(columns),
    },
  }
}

/**
 * A copy of the example with a large table of its own, a network that was trained quickly, keys,
 * accounts, and a log.
 */
async function startStudents(): Promise<ChildServer> {
  const project = join(folder, 'project')
  cpSync(exampleFolder('magic-steps'), project, { recursive: true })
  const dataDir = join(folder, 'data')
  const environment = { DATA_DIR: dataDir }
  const small = join(folder, 'small.csv')
  await runOrFail(['generate', project, '--rows', '800', '--seed', '1', '--output', small], environment)
  const network = [
    '--learner',
    'multilayer-perceptron',
    '--param',
    'hiddenLayers=256,128,64',
    '--param',
    'epochs=3',
  ]
  await runOrFail(['train', project, '--data', small, ...network], environment)
  const large = join(project, 'data', 'raw', 'large.csv')
  mkdirSync(join(project, 'data', 'raw'), { recursive: true })
  await runOrFail(['generate', project, '--rows', '20000', '--seed', '2', '--output', large], environment)
  const server = await startChildServer(project, dataDir)
  await fill(server)
  return server
}

/** Writes as much as lists show at most, and more. */
async function fill(server: ChildServer): Promise<void> {
  const students = ids.map((student_id) => ({ student_id, features: student }))
  for (let batch = 0; batch < 10; batch++) await expectOk(post('/predict/batch', { students })(server))
  for (let turn = 0; turn < 13; turn++) {
    const key = (i: number): Promise<Response> =>
      post('/v1/keys', { name: `key ${turn}-${i}`, scopes: ['read'] })(server)
    await Promise.all(repeat(40, (i) => expectOk(key(i))))
  }
}

async function expectOk(sent: Promise<Response>): Promise<void> {
  const response = await sent
  const body = await response.text()
  if (!response.ok) throw new Error(`${response.status} ${body}`)
}

const student500 = repeat(500, () => student)

const predictions: Kind[] = [
  {
    name: '500 students',
    status: 200,
    send: post('/predict/batch', { students: student500.map((features) => ({ features })) }),
  },
  {
    name: '500 students over 16 connections',
    status: [200, 503],
    send: many(16, post('/predict/batch', { students: student500.map((features) => ({ features })) })),
  },
  {
    name: '500 students with features from the store',
    status: 200,
    send: post('/predict/batch', { students: ids.map((student_id) => ({ student_id, features: {} })) }),
  },
  {
    name: '500 students that are wrong in each feature',
    status: 422,
    send: post('/predict/batch', {
      students: student500.map(() => ({
        features: Object.fromEntries(Object.keys(student).map((name) => [name, { not: 'a value' }])),
      })),
    }),
  },
  { name: '500 rows by the general route', status: 200, send: post(modelPredict, { rows: student500 }) },
  {
    name: '100 rows of a network with reasons',
    status: 200,
    send: post(`${modelPredict}?reasons=true`, { rows: student500.slice(0, 100) }),
  },
  {
    name: 'four batches of a network with reasons',
    status: [200, 503],
    send: many(4, post(`${modelPredict}?reasons=true`, { rows: student500.slice(0, 100) })),
  },
]

const features: Kind[] = [
  {
    name: 'materializing the whole table',
    status: [200, 409],
    send: post('/materialize', { start_ts: '1990-01-01', end_ts: '2100-01-01' }),
  },
  {
    name: 'materializing what came since',
    status: 200,
    send: post('/materialize-incremental', { end_ts: '2100-01-01' }),
  },
  {
    name: 'materializing, many at once',
    status: [200, 409],
    send: many(10, post('/materialize', { start_ts: '1990-01-01', end_ts: '2100-01-01' })),
  },
  { name: 'a push of 500 students', status: 200, send: post('/push', pushOf(500, '2026-01-01T00:00:00Z')) },
  {
    name: 'pushes of 500 students over 16 connections',
    status: 200,
    send: many(16, post('/push', pushOf(500, '2026-01-02T00:00:00Z'))),
  },
  {
    name: 'a push of 5,000 students',
    status: 422,
    send: post('/push', pushOf(5000, '2026-01-01T00:00:00Z')),
  },
  { name: 'a push of times of 1 kB', status: 422, send: post('/push', pushOf(500, '1'.repeat(1000))) },
  {
    name: 'a push of wrong values',
    status: 422,
    send: post('/push', {
      push_source_name: performance,
      df: {
        student_id: ids,
        event_timestamp: repeat(500, () => '2026-01-01T00:00:00Z'),
        ...Object.fromEntries(
          performanceFeatures.map((name) => [name, repeat(500, () => `${name} of nobody`)]),
        ),
      },
    }),
  },
  {
    name: 'all features of 500 students',
    status: 200,
    send: post('/get-online-features', {
      features: performanceFeatures.map((name) => `${performance}:${name}`),
      entities: { student_id: ids },
    }),
  },
  {
    name: 'all features of 500 students over 16 connections',
    status: 200,
    send: many(
      16,
      post('/get-online-features', {
        features: performanceFeatures.map((name) => `${performance}:${name}`),
        entities: { student_id: ids },
      }),
    ),
  },
  {
    name: 'one feature 2,000 times',
    status: [200, 422],
    send: post('/get-online-features', {
      features: repeat(2000, () => `${performance}:score_inde`),
      entities: { student_id: ids },
    }),
  },
  {
    name: '100,000 students of the store',
    status: 422,
    send: post('/get-online-features', {
      features: [`${performance}:score_inde`],
      entities: { student_id: repeat(100_000, (i) => `S-${i}`) },
    }),
  },
  {
    name: 'what the store has of a student',
    status: [200, 404],
    send: many(20, get('/v1/features/S-00001')),
  },
  { name: 'the feature views', status: 200, send: many(20, get('/v1/features')) },
  { name: 'the keys in the store', status: 200, send: many(5, get('/monitor/features')) },
]

const lists: Kind[] = [
  { name: '1,000 predictions of the log', status: 200, send: get('/monitor/logs?limit=1000') },
  {
    name: '1,000 predictions of the log, many times',
    status: 200,
    send: many(8, get('/monitor/logs?limit=1000')),
  },
  {
    name: 'the log by all filters',
    status: 200,
    send: many(
      8,
      get(
        '/monitor/logs?limit=1000&user=nobody&student_id=S-00001&prediction=1&from=2020-01-01&to=2030-01-01',
      ),
    ),
  },
  {
    name: 'the log of a student',
    status: 200,
    send: many(8, get('/monitor/logs?limit=1000&student_id=S-00001')),
  },
  { name: 'the log by prediction', status: 200, send: many(8, get('/monitor/logs?limit=1000&prediction=0')) },
  { name: 'the log of a user of 10 kB', status: 422, send: get(`/monitor/logs?user=${'u'.repeat(10_000)}`) },
  {
    name: 'a limit of the log of many digits',
    status: 422,
    send: get(`/monitor/logs?limit=${'9'.repeat(10_000)}`),
  },
  { name: 'the keys', status: 200, send: many(8, get('/v1/keys')) },
  { name: 'the callers', status: 200, send: many(8, get('/v1/callers')) },
  { name: '500 entries of the audit log', status: 200, send: many(8, get('/v1/audit?limit=500')) },
  { name: 'the threshold', status: 200, send: many(20, get('/thresholds')) },
  { name: 'a new threshold', status: 200, send: many(20, put('/thresholds', { threshold: 0.4 })) },
  {
    name: 'the history of the champion',
    status: 200,
    send: many(8, get('/v1/models/MagicStepsNet/aliases/champion/history')),
  },
  {
    name: 'forgetting a student',
    status: 200,
    send: many(4, ({ send }) => send('/v1/predictions?entity=S-00002', { method: 'DELETE' })),
  },
]

const accounts: Kind[] = [
  {
    name: 'a token',
    status: [401, 429],
    send: form('/token', { username: 'nobody', password: 'a long enough password' }),
  },
  {
    name: 'tokens, many at once',
    status: [401, 429],
    send: many(20, form('/token', { username: 'nobody', password: 'a long enough password' })),
  },
  {
    name: 'a token for a name of 500 kB',
    status: 413,
    send: form('/token', { username: 'n'.repeat(500_000), password: 'p' }),
  },
  {
    name: 'a token for a password of 500 kB',
    status: 413,
    send: form('/token', { username: 'n', password: 'p'.repeat(500_000) }),
  },
  {
    name: 'a form of 20,000 fields',
    status: [400, 413, 422],
    send: form('/token', Object.fromEntries(repeat(20_000, (i) => [`f${i}`, '']))),
  },
  {
    name: 'accounts, many at once',
    status: [201, 400, 429],
    send: many(20, post('/register', { username: 'ana', password: 'um segredo bem comprido' })),
  },
  {
    name: 'an account with a password of 900 kB',
    status: 422,
    send: post('/register', { username: 'b', password: 'p'.repeat(900_000) }),
  },
]

describe('a network with feature views and routes of its own', () => {
  let server: ChildServer
  let poller: LivePoller
  beforeAll(async () => {
    server = await startStudents()
    poller = await LivePoller.start(server.url)
  })
  afterAll(async () => {
    await poller?.close()
    await server?.close()
  })
  declareKinds(
    [
      ...predictions,
      ...features,
      ...lists,
      ...accounts,
      ...hostileBodies('/predict'),
      ...hostileHeads('MagicStepsNet'),
    ],
    () => server,
    () => poller,
  )
})
