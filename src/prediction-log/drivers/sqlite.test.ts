import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { countPredictions } from '../../../test/kit/count-predictions.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { uuid7Maker } from '../../lib/uuid7.ts'
import { type Database, openDatabase } from '../../sql/open-database.ts'
import type { PredictionRecord } from '../store.ts'
import { SqlitePredictionLog } from './sqlite.ts'
import { predictionLogMigrations } from './sqlite-tables.ts'

const newId = uuid7Maker(Date.now, randomBytes)

function record(more: Partial<PredictionRecord> = {}): PredictionRecord {
  const at = new Date().toISOString()
  const probabilities = { no: 0.25, yes: 0.75 }
  return {
    id: newId(),
    at,
    caller: 'ana',
    entity: null,
    threshold: null,
    model: 'M',
    modelVersion: 1,
    inputs: { age: 33 },
    prediction: 'yes',
    probabilities,
    ...more,
  }
}

function open(): { log: SqlitePredictionLog; database: Database } {
  const database = openDatabase(join(tempFolder(), 'predictions.db'), [predictionLogMigrations], { durability: 'process' })
  const log = new SqlitePredictionLog(database)
  onTestFinished(async () => await log.close())
  return { log, database }
}

/** Pages written to the WAL so far: each commit writes the pages it touched. */
function pagesWritten({ sqlite }: Database): number {
  return (sqlite.pragma('wal_checkpoint(passive)') as { log: number }[])[0]?.log ?? 0
}

test('commits what arrives in one turn of the event loop at once', async () => {
  const [one, many] = [open(), open()]
  for (let i = 0; i < 100; i++) await one.log.append([record()])
  await Promise.all(Array.from({ length: 100 }, async () => await many.log.append([record()])))
  expect(pagesWritten(one.database)).toBeGreaterThanOrEqual(100)
  expect(pagesWritten(many.database)).toBeLessThan(40)
})

test('waits for the disk at each commit only for a power cut', async () => {
  for (const [durability, synchronous] of [
    ['process', 1],
    ['power', 2],
  ] as const) {
    const database = openDatabase(join(tempFolder(), 'predictions.db'), [predictionLogMigrations], { durability })
    expect(database.sqlite.pragma('synchronous', { simple: true })).toBe(synchronous)
    database.close()
  }
})

test('refuses predictions while the disk is full, keeps what it had, and goes on when there is room', async () => {
  const { log, database } = open()
  await log.append([record()])
  database.sqlite.pragma('max_page_count = 12')
  const big = (): PredictionRecord => record({ inputs: { text: 'x'.repeat(100_000) } })
  const results = await Promise.allSettled([log.append([big()]), log.append([big()])])
  for (const result of results) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { code: 'log-unavailable', status: 503, cause: { code: 'disk-full' } },
    })
  }
  expect(results[0]).toHaveProperty(
    'reason.message',
    'The prediction log cannot be written (SQLITE_FULL), so the prediction was not given out. Try again later; the server log says more.',
  )
  expect(await countPredictions(log)).toBe(1)
  database.sqlite.pragma('max_page_count = 100000')
  await log.append([big()])
  expect(await countPredictions(log)).toBe(2)
})

test('refuses predictions while the file is read-only', async () => {
  const { log, database } = open()
  database.sqlite.pragma('query_only = on')
  await expect(log.append([record()])).rejects.toMatchObject({ code: 'log-unavailable', cause: { code: 'data-dir-unwritable' } })
  database.sqlite.pragma('query_only = off')
  await log.append([record()])
  expect(await countPredictions(log)).toBe(1)
})

test('does not let one bad record fail those that arrive with it', async () => {
  const { log } = open()
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const bad = [record({ inputs: circle }), record({ id: 'no-uuid' })]
  const results = await Promise.allSettled([record(), ...bad, record()].map(async (each) => await log.append([each])))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(await countPredictions(log)).toBe(2)
})

test('holds no more than its share of memory', async () => {
  const { log } = open()
  const much = Array.from({ length: 12_000 }, () => record())
  const first = log.append(much.slice(0, 8_000))
  await expect(Promise.all([first, log.append(much), log.append(much.slice(0, 1))])).rejects.toMatchObject({
    code: 'log-unavailable',
    values: { reason: 'queue full' },
  })
  await first
})
