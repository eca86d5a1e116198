import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
import { LivePoller } from '../kit/poll-live.ts'

const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const creditPredict = '/v1/models/CreditScoreModel/predict'
const client = {
  Age: 33,
  Occupation: 'Engineer',
  Annual_Income: 48_000.5,
  Num_Bank_Accounts: 3,
  Interest_Rate: 12,
  Num_of_Loan: 2,
  Type_of_Loan: ['Auto Loan', 'Payday Loan'],
  Outstanding_Debt: 809.98,
  Credit_Mix: 'Good',
}
/** Every column that a client may send. */
const columnNames = [
  'Month Age Occupation Annual_Income Monthly_Inhand_Salary Num_Bank_Accounts Num_Credit_Card Interest_Rate Num_of_Loan Type_of_Loan',
  'Delay_from_due_date Num_of_Delayed_Payment Changed_Credit_Limit Num_Credit_Inquiries Credit_Mix Outstanding_Debt',
  'Credit_Utilization_Ratio Credit_History_Age Payment_of_Min_Amount Total_EMI_per_month Amount_invested_monthly Payment_Behaviour',
].flatMap((line) => line.split(' '))

describe('a forest of 300 unlimited trees', () => {
  let server: ChildServer
  let poller: LivePoller
  beforeAll(async () => {
    const dataDir = join(folder, 'credit')
    const table = join(folder, 'credit.csv')
    const example = exampleFolder('credit-score')
    await runOrFail(['generate', example, '--rows', '6000', '--seed', '1', '--output', table], {
      DATA_DIR: dataDir,
    })
    const deep = ['trees=300', 'maxDepth=64', 'minLeaf=1'].flatMap((param) => ['--param', param])
    await runOrFail(['train', example, '--data', table, '--learner', 'random-forest', ...deep], {
      DATA_DIR: dataDir,
    })
    server = await startChildServer(example, dataDir)
    poller = await LivePoller.start(server.url)
  })
  afterAll(async () => {
    await poller?.close()
    await server?.close()
  })
  const rows = repeat(500, (i) => ({ ...client, Age: 18 + (i % 40), Annual_Income: 20_000 + 100 * i }))
  let aliases = 0
  const references = Array.from({ length: 40 }, (_, i) => `customer_history:f${i}`)
  const kinds: Kind[] = [
    { name: 'a batch of 500 rows', status: 200, send: post(creditPredict, { rows }) },
    {
      name: '500 rows over 64 connections',
      status: [200, 503],
      send: many(64, post(creditPredict, { rows })),
    },
    {
      name: '100 rows with reasons',
      status: 200,
      send: post(`${creditPredict}?reasons=true`, { rows: rows.slice(0, 100) }),
    },
    {
      name: 'five batches with reasons',
      status: [200, 503],
      send: many(5, post(`${creditPredict}?reasons=true`, { rows: rows.slice(0, 100) })),
    },
    { name: '500 rows with reasons', status: 422, send: post(`${creditPredict}?reasons=true`, { rows }) },
    {
      name: '500 rows of named customers',
      status: 200,
      send: post(creditPredict, { rows: rows.map((row, i) => ({ ...row, customer_id: `CUS_${i}` })) }),
    },
    {
      name: '500 rows that are wrong in each field',
      status: 422,
      send: post(creditPredict, {
        rows: rows.map(() => Object.fromEntries(columnNames.map((name) => [name, { not: 'a value' }]))),
      }),
    },
    {
      name: '500 rows of loans that nobody knows',
      status: 422,
      send: post(creditPredict, {
        rows: rows.map(() => ({ Type_of_Loan: repeat(9, (i) => `Auto Lone ${i}`), Occupation: 'Enginere' })),
      }),
    },
    {
      name: 'online features of the most entities',
      status: [200, 404, 422],
      send: post('/get-online-features', {
        features: references,
        entities: { Customer_ID: repeat(500, (i) => `CUS_${i}`) },
      }),
    },
    {
      name: 'online features by 2,000 names',
      status: [404, 422],
      send: post('/get-online-features', {
        features: repeat(2000, (i) => `customer_history:x${i}`),
        entities: { Customer_ID: repeat(500, (i) => `CUS_${i}`) },
      }),
    },
    {
      name: 'a push of 500 rows',
      status: [200, 404, 422],
      send: post('/push', {
        push_source_name: 'customer_history',
        df: {
          Customer_ID: repeat(500, (i) => `CUS_${i}`),
          event_timestamp: repeat(500, () => '2026-01-01T00:00:00Z'),
        },
      }),
    },
    {
      name: 'a push of 100,000 rows',
      status: [404, 422],
      send: post('/push', {
        push_source_name: 'customer_history',
        df: { Customer_ID: repeat(100_000, () => 'c') },
      }),
    },
    {
      name: 'materializing what is known of customers',
      status: 200,
      send: post('/materialize', { start_ts: '1990-01-01', end_ts: '2100-01-01' }),
    },
    {
      name: 'promoting the model',
      status: 200,
      // Another alias each time: one that has the version already is not loaded.
      send: ({ send }) =>
        send(`/v1/models/CreditScoreModel/aliases/challenger-${aliases++}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: '{"version":1}',
        }),
    },
    { name: 'all versions', status: 200, send: many(10, get('/v1/models/CreditScoreModel/versions')) },
    { name: 'all features', status: 200, send: many(10, get('/v1/features')) },
    {
      name: 'the largest artifact',
      status: 200,
      send: async ({ send }) => send(await pathOfLargestArtifact(send)),
    },
    {
      name: 'a run with all it kept',
      status: 200,
      send: async ({ send }) => send(`/v1/runs/${await firstRun(send)}`),
    },
    ...hostileBodies(creditPredict),
    ...hostileHeads('CreditScoreModel'),
  ]
  declareKinds(
    kinds,
    () => server,
    () => poller,
  )
  const explain = post(`${creditPredict}?reasons=true`, { rows: rows.slice(0, 100) })

  test('a caller with too many rows waiting for reasons is refused: 503 overloaded, with Retry-After', async () => {
    const responses = await Promise.all(repeat(12, () => explain(server)))
    const bodies = await Promise.all(responses.map((response) => response.json()))
    const refused = responses.flatMap((response, i) =>
      response.status === 503 ? [{ response, body: bodies[i] }] : [],
    )
    expect(refused.length).toBeGreaterThan(0)
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(12 - refused.length)
    for (const { response, body } of refused) {
      expect(body).toMatchObject({ code: 'overloaded', status: 503 })
      expect(response.headers.get('retry-after')).toBe('1')
    }
  })

  test('single predictions are not kept waiting by reasons', async () => {
    const single = async (): Promise<number> => {
      const began = performance.now()
      expect(await (await post(creditPredict, client)(server)).json()).toHaveProperty('items')
      return performance.now() - began
    }
    let idleMs = 0
    for (let i = 0; i < 50; i++) idleMs = Math.max(idleMs, await single())
    let maxWaitMs = 0
    for (let attempt = 0; attempt < 3; attempt++) {
      let isExplaining = true
      const explaining = Promise.all(repeat(4, () => explain(server))).then(async (responses) => {
        for (const response of responses) expect(await response.json()).toHaveProperty('items')
        isExplaining = false
      })
      maxWaitMs = 0
      while (isExplaining) maxWaitMs = Math.max(maxWaitMs, await single())
      await explaining
      if (maxWaitMs < poller.boundFor(idleMs)) break
    }
    expect(maxWaitMs).toBeLessThan(poller.boundFor(idleMs))
  })
})

async function firstRun(send: ChildServer['send']): Promise<string> {
  const { items } = (await (await send('/v1/runs')).json()) as {
    readonly items: readonly { readonly run_id: string }[]
  }
  return items[0]?.run_id ?? ''
}

async function pathOfLargestArtifact(send: ChildServer['send']): Promise<string> {
  const run = await firstRun(send)
  const { artifacts } = (await (await send(`/v1/runs/${run}`)).json()) as {
    readonly artifacts: readonly { readonly path: string; readonly bytes: number }[]
  }
  const [largest] = artifacts.toSorted((a, b) => b.bytes - a.bytes)
  return `/v1/runs/${run}/artifacts/${largest?.path ?? ''}`
}
