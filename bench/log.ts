import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import { MongoClient } from 'mongodb'
import { createUuid7Generator, readUuid7Time } from '../src/base/uuid7.ts'
import { toPredictionDocument } from '../src/store/predictions/drivers/mongo-document.ts'
import { MongoPredictions } from '../src/store/predictions/drivers/mongodb.ts'
import { SqlitePredictionLog } from '../src/store/predictions/drivers/sqlite.ts'
import { SqliteSpool } from '../src/store/predictions/drivers/sqlite-spool.ts'
import { Shipper } from '../src/store/predictions/shipper.ts'
import type { PredictionRecord } from '../src/store/predictions/store.ts'
import { type MongoServer, mongoServerRuns, startMongoServer } from '../test/kit/mongo-server.ts'
import { type Bench, key, median, type Row, startLapidary } from './kit.ts'

const rows = 5000
const perBatch = 1000
const rounds = 3
const seconds = 5
const names = { entityField: 'entity', positive: null }
const newId = createUuid7Generator(Date.now, randomBytes)

/** Creates a row as wide as those of the credit score: 23 inputs. */
function createRecord(): PredictionRecord {
  const id = newId()
  const numbers = Array.from({ length: 18 }, (_, i) => [`Column_${i}`, i * 1234.5] as const)
  const texts = Array.from({ length: 5 }, (_, i) => [`Text_${i}`, 'Engineer'] as const)
  return {
    id,
    at: readUuid7Time(id).toISOString(),
    caller: 'environment',
    entity: 'CUS_0x1',
    model: 'CreditScoreModel',
    modelVersion: 1,
    inputs: Object.fromEntries<unknown>([...numbers, ...texts]),
    prediction: 'Good',
    probabilities: { Poor: 0.1, Standard: 0.2, Good: 0.7 },
    threshold: null,
  }
}

/**
 * Measures the shipper against the bare driver, and /predict_score with MongoDB available and
 * unavailable.
 */
export async function benchLog(bench: Bench): Promise<Row[]> {
  if (!mongoServerRuns()) return []
  const server = await startMongoServer()
  try {
    return [...(await measureShipping(bench, server)), ...(await measurePredictions(bench, server))]
  } finally {
    await server.stop()
  }
}

/**
 * Measures documents per second from a full spool to an empty one, and of `insertMany` with the
 * same documents, indexes and write concern, in alternating rounds.
 */
async function measureShipping(bench: Bench, server: MongoServer): Promise<Row[]> {
  const store = await MongoPredictions.open({ uri: server.uri, database: 'shipped', ...names })
  const client = new MongoClient(server.uri, { writeConcern: { w: 'majority', journal: true } })
  const bare = client.db('bare').collection<{ _id: string }>('predictions')
  await bare.createIndexes([{ key: { entity: 1, _id: -1 } }, { key: { caller: 1, _id: -1 } }])
  const log = SqlitePredictionLog.open(
    join(mkdtempSync(join(bench.folder, 'spool-')), 'predictions.db'),
    'process',
  )
  const shipper = new Shipper({
    spool: new SqliteSpool(log.database),
    store,
    now: Date.now,
    random: Math.random,
    report: () => undefined,
  })
  const speeds = { ours: [] as number[], bare: [] as number[] }
  await shipper.step() // connects and makes the indexes
  for (let round = 0; round <= rounds; round++) {
    await log.append(Array.from({ length: rows }, createRecord))
    let began = performance.now()
    while ((await shipper.step()) > 0);
    const ours = rows / ((performance.now() - began) / 1000)
    const records = Array.from({ length: rows }, createRecord)
    began = performance.now()
    for (let start = 0; start < rows; start += perBatch) {
      const documents = records
        .slice(start, start + perBatch)
        .map((each) => toPredictionDocument(each, names))
      await bare.insertMany(documents, { ordered: false })
    }
    const theirs = rows / ((performance.now() - began) / 1000)
    if (round === 0) continue // warm both before the first count
    speeds.ours.push(ours)
    speeds.bare.push(theirs)
  }
  await Promise.all([log.close(), store.close(), client.close()])
  const ratio = median(speeds.ours) / median(speeds.bare)
  return [
    {
      what: "shipper: spool to MongoDB (the tests' server), 23 inputs",
      value: `${median(speeds.ours).toFixed(0)} documents/s`,
    },
    {
      what: '  bare insertMany, the same documents and indexes',
      value: `${median(speeds.bare).toFixed(0)} documents/s`,
    },
    { what: '  shipper / bare', value: ratio.toFixed(2), goal: '>= 0.8', met: ratio >= 0.8 },
  ]
}

async function measurePredictions(bench: Bench, server: MongoServer): Promise<Row[]> {
  const ours = await startLapidary(bench, { MONGO_URI: server.uri, MONGO_DB: 'served' })
  const { components } = (await (await fetch(`${ours.url}/openapi.json`)).json()) as {
    components: { schemas: { CreditData: { example?: unknown; examples?: unknown[] } } }
  }
  const { example, examples } = components.schemas.CreditData
  const load = async (): Promise<number> => {
    const result = await autocannon({
      url: `${ours.url}/predict_score`,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify(examples?.[0] ?? example),
      connections: 16,
      duration: seconds,
    })
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} errors`)
    return result['2xx'] / result.duration
  }
  await load() // warm
  const up: number[] = []
  const down: number[] = []
  for (let round = 0; round < rounds; round++) {
    up.push(await load())
    await server.kill()
    await sleep(500)
    down.push(await load())
    await server.start()
    await sleep(2000)
  }
  await ours.stop()
  const ratio = median(down) / median(up)
  return [
    { what: 'POST /predict_score, 16 connections, MongoDB there', value: `${median(up).toFixed(0)} req/s` },
    { what: '  MongoDB away', value: `${median(down).toFixed(0)} req/s` },
    { what: '  away / there', value: ratio.toFixed(2), goal: '>= 0.9', met: ratio >= 0.9 },
  ]
}
