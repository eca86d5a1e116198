import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { LapidaryError } from '../../src/base/errors/lapidary-error.ts'
import { createUuid7Generator, readUuid7Time } from '../../src/base/uuid7.ts'
import { createOutcomeId } from '../../src/store/predictions/outcome.ts'
import { openPredictionLog } from '../../src/platform/open-predictions.ts'
import type { PredictionLog, PredictionRecord } from '../../src/store/predictions/store.ts'
import { readSettings } from '../../src/base/settings/settings.ts'
import { appendUntilKilled } from '../kit/append-until-killed.ts'
import { freePort } from '../kit/free-port.ts'
import { type MongoServer, mongoServerRuns, startMongoServer } from '../kit/mongo-server.ts'
import { tempFolder } from '../kit/temp-folder.ts'

const newId = createUuid7Generator(Date.now, randomBytes)

function record(more: Partial<PredictionRecord> = {}): PredictionRecord {
  const id = more.id ?? newId()
  const scored = {
    model: 'M',
    modelVersion: 1,
    prediction: 'yes',
    probabilities: { no: 0.25, yes: 0.75 },
    threshold: 0.5,
  }
  return {
    id,
    at: readUuid7Time(id).toISOString(),
    caller: 'user:ana',
    entity: null,
    inputs: { age: 33, note: null },
    ...scored,
    ...more,
  }
}

const project = {
  name: 'students',
  entityField: { name: 'student_id', label: { en: 'Student', 'pt-BR': 'Estudante' } },
  policy: { positive: 'yes', threshold: 0.5 },
}

interface Opened {
  readonly log: PredictionLog
  /** Reported states of the store behind; `null` means that it is available. */
  readonly reported: (string | null)[]
}

async function open(
  environment: Record<string, string>,
  path = join(tempFolder(), 'predictions.db'),
): Promise<Opened> {
  const reported: (string | null)[] = []
  const report = (error: LapidaryError | null): void => void reported.push(error?.message ?? null)
  const log = await openPredictionLog({
    path,
    project,
    settings: readSettings(environment),
    now: () => new Date(),
    report,
  })
  onTestFinished(async () => await log.close())
  return { log, reported }
}

/** Waits until the condition holds, for as long as the test may take. */
async function waitUntil(so: () => Promise<boolean>): Promise<void> {
  while (!(await so())) await sleep(50)
}

const empty = async (log: PredictionLog): Promise<boolean> => (await log.status()).spool?.waiting === 0

test('predictions go on and are seen while MongoDB was never there, and the address shows no password', async () => {
  const { log, reported } = await open({ MONGO_URI: `mongodb://ana:s3cret@127.0.0.1:${await freePort()}/` })
  const kept = record({ entity: 'S1' })
  await log.append([kept])
  expect(await log.list({ limit: 10 })).toEqual({ items: [kept], nextCursor: null, complete: false })
  await waitUntil(async () => reported.length > 0)
  expect(reported[0]).toMatch(/^MongoDB at 127\.0\.0\.1:\d+ is unavailable \(ECONNREFUSED\)\./)
  expect(await log.status()).toMatchObject({
    kind: 'mongodb',
    reachable: false,
    spool: { waiting: 1, oldestAt: kept.at },
  })
  expect(await log.erase('S1')).toEqual({ rows: 1, complete: false })
  await expect(log.purge(new Date())).rejects.toMatchObject({ code: 'mongo-unavailable', status: 503 })
  expect(JSON.stringify([reported, await log.status()])).not.toContain('s3cret')
})

test('an address that is none is refused at once, without showing it', async () => {
  const start = String.raw`^The setting MONGO_URI is "\(secret\)"\. It must be `
  for (const [uri, expected] of [
    ['mongo://ana:s3cret@db/', 'a URL such as mongodb://'],
    ['mongodb://ana:s3cret@db:port,other/', String.raw`mongodb://\.\.\. or mongodb\+srv://`], // only the driver can tell
  ] as const) {
    await expect(open({ MONGO_URI: uri }), uri).rejects.toThrow(new RegExp(`${start}${expected}(?!.*s3cret)`))
  }
})

test('beyond SPOOL_MAX_BYTES predictions are refused, and what was kept stays', async () => {
  const { log } = await open({
    MONGO_URI: `mongodb://127.0.0.1:${await freePort()}/`,
    SPOOL_MAX_BYTES: '1048576',
  })
  const refused = await (async () => {
    for (let i = 0; i < 500; i++) {
      try {
        await log.append(Array.from({ length: 8 }, () => record({ inputs: { text: 'x'.repeat(2000) } })))
      } catch (error) {
        return error
      }
    }
    return null
  })()
  expect(refused).toMatchObject({
    code: 'log-unavailable',
    status: 503,
    values: { reason: 'SPOOL_MAX_BYTES reached' },
  })
  const { spool } = await log.status()
  expect(spool?.waiting).toBeGreaterThan(400)
})

describe.skipIf(!mongoServerRuns())('on a server of MongoDB', () => {
  let server: MongoServer
  let client: MongoClient
  let databases = 0
  beforeAll(async () => {
    server = await startMongoServer()
    client = new MongoClient(server.uri)
  })
  afterAll(async () => {
    await client.close()
    await server.stop()
  })
  const settings = (): { MONGO_URI: string; MONGO_DB: string } => ({
    MONGO_URI: server.uri,
    MONGO_DB: `outage_${++databases}`,
  })
  const idsIn = async (database: string): Promise<string[]> => {
    const found = client.db(database).collection<{ _id: string; prediction_id: string }>('predictions').find()
    return (await found.project({ _id: 0, prediction_id: 1 }).toArray()).map((document) =>
      String(document['prediction_id']),
    )
  }

  test('documents are as the contract has them', async () => {
    const environment = settings()
    const { log } = await open(environment)
    const kept = record({ entity: 'S1', prediction: 'no' })
    await log.append([kept])
    await waitUntil(async () => await empty(log))
    const collection = client.db(environment.MONGO_DB).collection('predictions')
    expect(await collection.find().toArray()).toEqual([
      {
        _id: kept.id,
        prediction_id: kept.id,
        timestamp: new Date(kept.at),
        user: 'ana',
        student_id: 'S1',
        features: kept.inputs,
        probability: 0.75,
        prediction: 0,
        class: 'no',
        probabilities: kept.probabilities,
        model: 'M',
        model_version: 1,
        threshold: 0.5,
        caller: 'user:ana',
      },
    ])
    // The indexes are created while documents are shipped.
    const indexes = async () =>
      (await collection.indexes()).map(({ key }) => Object.keys(key).slice(0, 2).join())
    await expect.poll(indexes, { timeout: 60_000 }).toContain('student_id,_id')
  })

  test('outcomes that are corrected back while MongoDB is away keep their order, and a repeat changes nothing', async () => {
    const environment = settings()
    const { log } = await open(environment)
    const about = record()
    await log.append([about])
    const say = async (name: string): Promise<number | null> => {
      const content = { predictionId: about.id, entity: null, outcome: name, observedAt: null }
      const at = new Date().toISOString()
      return await log.addOutcomes(
        [{ ...content, id: createOutcomeId(content, at), at, caller: 'ana', observedAt: at }],
        null,
      )
    }
    const seen = async () => (await log.outcomesOf([about])).get(about.id)
    const stored = async (): Promise<number> =>
      await client.db(environment.MONGO_DB).collection('outcomes').countDocuments()
    expect(await say('yes')).toBe(1)
    await waitUntil(async () => (await empty(log)) && (await stored()) === 1)
    await server.kill()
    expect(await say('no')).toBeNull() // the prediction is over there
    expect((await seen())?.outcome).toBe('no')
    await say('yes')
    await say('yes')
    await server.start()
    await waitUntil(async () => (await stored()) === 3)
    await waitUntil(async () => (await log.list({ limit: 1 })).complete)
    expect(await say('no')).toBe(1)
    await waitUntil(async () => (await stored()) === 4)
    const newest = await seen()
    expect(newest?.outcome).toBe('no')
    expect(await say('no')).toBe(1)
    expect(await seen()).toEqual(newest)
    const marker = { predictionId: null, entity: 'marker', outcome: 'no', observedAt: null }
    const at = new Date().toISOString()
    await log.addOutcomes(
      [{ ...marker, id: createOutcomeId(marker, at), at, caller: 'ana', observedAt: at }],
      null,
    )
    await waitUntil(async () => (await stored()) === 5) // all that was sent is there: the repeat was not
  }, 90_000)

  test('killed, started again, paused: 0 lost, 0 twice, and what is new is seen at once', async () => {
    const environment = settings()
    const { log, reported } = await open(environment)
    const sent: string[] = []
    const done = new AbortController()
    onTestFinished(() => done.abort())
    const load = (async () => {
      while (!done.signal.aborted) {
        const records = Array.from({ length: 10 }, () => record())
        await log.append(records)
        sent.push(...records.map(({ id }) => id))
        await sleep(20)
      }
    })()
    await waitUntil(async () => (await idsIn(environment.MONGO_DB)).length > 100) // a server that is killed as it makes a collection never starts again
    await server.kill()
    await sleep(300)
    const fresh = record()
    await log.append([fresh])
    sent.push(fresh.id)
    const page = await log.list({ limit: 1000 })
    expect(page.complete).toBe(false)
    expect(page.items.map(({ id }) => id)).toContain(fresh.id)
    await server.start()
    await waitUntil(async () => reported.at(-1) === null)
    server.pause()
    const before = sent.length
    await waitUntil(async () => sent.length > before)
    server.resume()
    done.abort()
    await load
    await waitUntil(async () => await empty(log))
    const kept = await idsIn(environment.MONGO_DB)
    expect(kept.toSorted()).toEqual(sent.toSorted())
    expect(reported.filter((message) => message !== null)[0]).toContain('is unavailable')
  })

  test('a process that is killed again and again leaves every prediction that it acknowledged, once', async () => {
    const environment = settings()
    const path = join(tempFolder(), 'predictions.db')
    const acknowledged: string[] = []
    for (const count of [1, 600, 2500])
      acknowledged.push(...(await appendUntilKilled(path, count, environment)))
    const { log } = await open(environment, path)
    await waitUntil(async () => await empty(log))
    const kept = await idsIn(environment.MONGO_DB)
    expect(new Set(kept).size).toBe(kept.length)
    const has = new Set(kept)
    expect(acknowledged.filter((id) => !has.has(id))).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(3000)
  })

  test('a clock that was set back hides no row', async () => {
    const environment = settings()
    const path = join(tempFolder(), 'predictions.db')
    const first = await open(environment, path)
    await first.log.append([record()])
    await waitUntil(async () => await empty(first.log))
    const earlier = createUuid7Generator(() => Date.now() - 3_600_000, randomBytes)
    const late = Array.from({ length: 5 }, () => record({ id: earlier() }))
    await first.log.append(late)
    await waitUntil(async () => await empty(first.log))
    expect(await idsIn(environment.MONGO_DB)).toHaveLength(6)
    expect((await first.log.list({ limit: 100 })).items).toHaveLength(6)
  })

  test('an erasure that was ordered while MongoDB was away is done when it is back, in every replica', async () => {
    const environment = settings()
    const [one, two] = [await open(environment), await open(environment)]
    await one.log.append([record({ entity: 'S1' }), record({ entity: 'S2' })])
    await waitUntil(async () => await empty(one.log))
    await server.kill()
    await two.log.append([record({ entity: 'S1' }), record({ entity: 'S3' })])
    expect(await one.log.erase('S1')).toEqual({ rows: 0, complete: false })
    await server.start()
    await waitUntil(
      async () => (await empty(two.log)) && (await one.log.list({ limit: 10, entity: 'S1' })).complete,
    )
    await waitUntil(async () => (await idsIn(environment.MONGO_DB)).length === 2)
    const { items } = await two.log.list({ limit: 10 })
    expect(new Set(items.map(({ entity }) => entity))).toEqual(new Set(['S2', 'S3']))
    expect(
      JSON.stringify(await client.db(environment.MONGO_DB).collection('erasures').find().toArray()),
    ).not.toContain('S1')
  })

  test('wrong credentials are reported without the password, and lose nothing', async () => {
    const { log, reported } = await open({ MONGO_URI: server.uri.replace('//', '//ana:s3cret@') })
    await log.append([record()])
    await waitUntil(async () => reported.length > 0)
    expect(reported[0]).toMatch(
      /^MongoDB at 127\.0\.0\.1:\d+ rejects the user of MONGO_URI \(AuthenticationFailed\)\./,
    )
    expect(reported[0]).not.toContain('s3cret')
    expect((await log.status()).spool?.waiting).toBe(1)
  })
})
