import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { countPredictions } from '../../../../test/kit/count-predictions.ts'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { createUuid7Generator } from '../../../base/uuid7.ts'
import { type Database, openDatabase } from '../../sql/open-database.ts'
import { createOutcomeId } from '../outcome.ts'
import type { PredictionRecord } from '../store.ts'
import { SqlitePredictionLog } from './sqlite.ts'
import { SqliteIndex, hashText } from './sqlite-index.ts'
import { predictionLogMigrations } from './sqlite-tables.ts'

const newId = createUuid7Generator(Date.now, randomBytes)

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
  const database = openDatabase(join(tempFolder(), 'predictions.db'), [predictionLogMigrations], {
    durability: 'process',
  })
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
    const database = openDatabase(join(tempFolder(), 'predictions.db'), [predictionLogMigrations], {
      durability,
    })
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
    'The prediction log cannot be written (SQLITE_FULL), so no prediction is returned. Try again later, and see the server log for details.',
  )
  expect(await countPredictions(log)).toBe(1)
  database.sqlite.pragma('max_page_count = 100000')
  await log.append([big()])
  expect(await countPredictions(log)).toBe(2)
})

test('refuses predictions while the file is read-only', async () => {
  const { log, database } = open()
  database.sqlite.pragma('query_only = on')
  await expect(log.append([record()])).rejects.toMatchObject({
    code: 'log-unavailable',
    cause: { code: 'data-dir-unwritable' },
  })
  database.sqlite.pragma('query_only = off')
  await log.append([record()])
  expect(await countPredictions(log)).toBe(1)
})

test('does not let one bad record fail those that arrive with it', async () => {
  const { log } = open()
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const bad = [record({ inputs: circle }), record({ id: 'no-uuid' })]
  const results = await Promise.allSettled(
    [record(), ...bad, record()].map(async (each) => await log.append([each])),
  )
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(await countPredictions(log)).toBe(2)
})

test('refuses batches that would not fit in memory, and still takes single predictions', async () => {
  const { log } = open()
  const many = (count: number): PredictionRecord[] => Array.from({ length: count }, () => record())
  const batches = Array.from({ length: 64 }, () => many(500))
  const results = Promise.allSettled(batches.map(async (each) => await log.append(each)))
  const singles = await Promise.allSettled(
    Array.from({ length: 200 }, async () => await log.append([record()])),
  )
  expect(singles.every(({ status }) => status === 'fulfilled')).toBe(true)
  const refused = (await results).filter((each) => each.status === 'rejected')
  expect(refused).toHaveLength(24) // 20,000 rows may wait
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded', status: 503 })
  expect(await countPredictions(log)).toBe(40 * 500 + 200)
  await log.append(batches.at(-1) ?? [])
  expect(await countPredictions(log)).toBe(41 * 500 + 200)
})

test('writes single predictions before the batches that came earlier are through', async () => {
  const { log } = open()
  let isBatchDone = false
  const batch = log.append(Array.from({ length: 15_000 }, () => record())).then(() => {
    isBatchDone = true
  })
  await log.append([record()])
  expect(isBatchDone).toBe(false)
  await batch
  expect(await countPredictions(log)).toBe(15_001)
})

/** A file as version 0.1.0 left it: without indexes. */
function earlierFile(rows: number): string {
  const path = join(tempFolder(), 'predictions.db')
  const steps = predictionLogMigrations.steps.slice(0, 3)
  const { sqlite, close } = openDatabase(path, [{ part: 'prediction-log', steps }])
  const insert = sqlite.prepare(
    'INSERT INTO prediction (id, caller, model, model_version, prediction, inputs, probabilities, entity) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  sqlite.transaction(() => {
    for (let i = 0; i < rows; i++) {
      insert.run(
        newId(),
        `key-${i % 3}`,
        'M',
        1 + (i % 2),
        i === 7 ? 'rare' : 'yes',
        '{}',
        '{}',
        i % 2 === 0 ? 'S1' : null,
      )
    }
  })()
  close()
  return path
}

async function countByFilter(log: SqlitePredictionLog): Promise<number[]> {
  const filters = { entity: 'S1', caller: 'key-1', prediction: 'rare', modelVersion: 2 }
  const counts: number[] = []
  for (let mask = 1; mask < 16; mask++) {
    const query = Object.fromEntries(Object.entries(filters).filter((_, bit) => (mask & (1 << bit)) !== 0))
    const ids = new Set<string>()
    for (let cursor: string | undefined; ; ) {
      const { items, nextCursor } = await log.list({
        ...query,
        limit: 1000,
        ...(cursor !== undefined && { cursor }),
      })
      for (const { id } of items) ids.add(id)
      if (nextCursor === null) break
      cursor = nextCursor
    }
    counts.push(ids.size)
  }
  return counts
}

const countsOf3000 = [1500, 1000, 500, 1, 0, 1, 0, 1500, 0, 500, 0, 1, 0, 1, 0]

test('finds by every filter in a file of an earlier version before, while and after it is indexed', async () => {
  const path = earlierFile(3000)
  const reader = SqlitePredictionLog.open(path, 'process')
  onTestFinished(async () => await reader.close())
  const { sqlite } = reader.database
  expect(await countByFilter(reader)).toEqual(countsOf3000)

  // a process that ends while it indexes
  const entries = sqlite.prepare('SELECT count(*) FROM prediction_by_caller').pluck()
  const ended = SqlitePredictionLog.open(path, 'process', {
    indexing: { onFinished: () => undefined, onFailed: () => undefined },
  })
  expect(entries.get()).toBe(2048) // the first addition is made at once
  await ended.close()
  expect(await countByFilter(reader)).toEqual(countsOf3000)

  const finished = Promise.withResolvers<number>()
  const next = SqlitePredictionLog.open(path, 'process', {
    indexing: { onFinished: finished.resolve, onFailed: finished.reject },
  })
  onTestFinished(async () => await next.close())
  expect(await finished.promise).toBe(3000 - 2048) // it went on where the other one ended
  expect(entries.get()).toBe(3000)
  expect(await countByFilter(reader)).toEqual(countsOf3000)
})

test('erases an entity of a file of an earlier version that is not indexed', async () => {
  const log = SqlitePredictionLog.open(earlierFile(3000), 'process')
  onTestFinished(async () => await log.close())
  await log.append([record({ entity: 'S1' }), record({ entity: 'S2' })])
  expect(await log.erase('S1')).toEqual({ rows: 1501, complete: true })
  expect((await log.list({ limit: 10, entity: 'S1' })).items).toEqual([])
  expect(await countPredictions(log)).toBe(1501)
})

test('looks up every filter in an index, without reading a table from its beginning', async () => {
  const { log, database } = open()
  await log.append(Array.from({ length: 2100 }, (_, i) => record({ entity: 'S1', caller: `key-${i % 3}` })))
  const prepared: string[] = []
  const { sqlite } = database
  const prepare = sqlite.prepare.bind(sqlite)
  sqlite.prepare = ((sql: string) => {
    prepared.push(sql)
    return prepare(sql)
  }) as typeof sqlite.prepare
  await countByFilter(log)
  sqlite.prepare = prepare
  const ofPredictions = prepared.filter((sql) => /FROM prediction/.test(sql))
  expect(ofPredictions.length).toBeGreaterThan(5)
  for (const sql of ofPredictions) {
    const plan = prepare(`EXPLAIN QUERY PLAN ${sql}`).all(
      ...Array.from({ length: sql.split('?').length - 1 }, () => 1),
    ) as {
      detail: string
    }[]
    for (const { detail } of plan) expect(detail, sql).toMatch(/^SEARCH/)
  }
})

test('drops the entries of the indexes when their predictions are purged', async () => {
  const { log, database } = open()
  await log.append(Array.from({ length: 5000 }, () => record({ entity: 'S1' })))
  const entries = database.sqlite.prepare('SELECT count(*) FROM prediction_by_caller').pluck()
  expect(entries.get()).toBeGreaterThan(2000)
  expect(await log.purge(new Date(Date.now() + 1000))).toBe(5000)
  expect(entries.get()).toBe(0)
  expect((await log.list({ limit: 10, caller: 'ana' })).items).toEqual([])
})

test('goes on after its newest id, and gives the time of the clock where that was set back', async () => {
  const { log } = open()
  expect(log.newestId()).toBeNull()
  const early = '2020-01-01T00:00:00.000Z'
  const [one, two] = [record(), record()]
  await log.append([one])
  const next = createUuid7Generator(() => Date.parse(early), randomBytes, log.newestId())
  const three = record({ id: next(), at: early })
  await log.append([two, three])
  const { items, nextCursor } = await log.list({ limit: 1 })
  expect(items.map(({ at }) => at)).toEqual([[two, three].sort((a, b) => (a.id < b.id ? 1 : -1))[0]?.at])
  const rest = await log.list({ limit: 10, cursor: nextCursor ?? '' })
  expect([...items, ...rest.items].find(({ id }) => id === three.id)).toEqual(three)
  expect(await log.purge(new Date('2020-01-02T00:00:00.000Z'))).toBe(1)
})

test('erases very many rows of one entity while predictions are appended', async () => {
  const { log } = open()
  await log.append(Array.from({ length: 8000 }, (_, i) => record({ entity: i % 4 === 0 ? 'S2' : 'S1' })))
  let isErased = false
  const erased = log.erase('S1').finally(() => {
    isErased = true
  })
  let appended = 0
  for (; !isErased; appended++) await log.append([record({ entity: 'S3' })])
  expect(await erased).toEqual({ rows: 6000, complete: true })
  expect(appended).toBeGreaterThan(2)
  expect(await countPredictions(log)).toBe(2000 + appended)
})

test('gives the space of purged predictions back, also of a file of an earlier version', async () => {
  const fill = async (log: SqlitePredictionLog): Promise<void> => {
    for (let i = 0; i < 20; i++)
      await log.append(Array.from({ length: 100 }, () => record({ inputs: { text: 'x'.repeat(2000) } })))
  }
  const path = join(tempFolder(), 'predictions.db')
  const old = new SqliteDatabase(path)
  old.pragma('journal_mode = wal')
  old.exec('CREATE TABLE before_incremental_vacuum (x)')
  old.close()
  const [now, earlier] = [open().log, SqlitePredictionLog.open(path, 'process')]
  onTestFinished(async () => await earlier.close())
  for (const log of [now, earlier]) await fill(log)
  const later = new Date(Date.now() + 1000)
  for (const log of [now, earlier]) expect(await log.purge(later)).toBe(2000)
  expect(statSync(now.database.path).size).toBeLessThan(500_000)
  expect(now.compact()).toBeNull()
  expect(statSync(path).size).toBeGreaterThan(3_000_000)
  expect(earlier.compact()).toBeGreaterThan(2_500_000)
  expect(statSync(path).size).toBeLessThan(500_000)
  expect(earlier.database.sqlite.pragma('auto_vacuum', { simple: true })).toBe(2)
})

test('says whether the disk can be written, and finds out by itself that it can again', async () => {
  const { log, database } = open()
  expect(log.diskStatus()).toMatchObject({ problem: null })
  database.sqlite.pragma('query_only = on')
  await expect(log.append([record()])).rejects.toMatchObject({ code: 'log-unavailable' })
  expect(log.diskStatus().problem).toMatchObject({ code: 'data-dir-unwritable' })
  database.sqlite.pragma('query_only = off')
  expect(log.diskStatus().problem).toBeNull()
})

test('reads one outcome of a prediction that was corrected again and again', async () => {
  const { log, database } = open()
  const [about, other] = [record(), record()]
  await log.append([about, other])
  const say = async (predictionId: string, name: string, at: string): Promise<void> => {
    const content = { predictionId, entity: null, outcome: name, observedAt: at }
    await log.addOutcomes(
      [{ ...content, id: createOutcomeId(content, at), at, caller: 'ana', observedAt: at }],
      null,
    )
  }
  await say(other.id, 'no', '2026-01-01T00:00:00.000Z')
  for (let i = 0; i < 20; i++)
    await say(about.id, i % 2 === 0 ? 'no' : 'yes', new Date(Date.UTC(2026, 0, 2, 0, i)).toISOString())
  expect(database.sqlite.prepare('SELECT count(*) FROM outcome').pluck().get()).toBe(21)
  const read = log.outcomesAbout({ predictionIds: [about.id, other.id, newId()], entities: [] })
  expect(read.map(({ predictionId, outcome, at }) => [predictionId, outcome, at])).toEqual([
    [about.id, 'yes', '2026-01-02T00:19:00.000Z'],
    [other.id, 'no', '2026-01-01T00:00:00.000Z'],
  ])
})

test('erases nothing of another entity whose hash in the index is the same', async () => {
  const { log, database } = open()
  const [ana, bia] = [record({ entity: 'ana' }), record({ entity: 'bia' })]
  await log.append([ana, bia])
  const index = new SqliteIndex(database.sqlite)
  index.addPending()
  database.sqlite.prepare('UPDATE prediction_by_entity SET entity = ?').run(hashText('ana'))
  expect(await log.erase('ana')).toEqual({ rows: 1, complete: true })
  expect((await log.list({ limit: 10 })).items).toEqual([bia])
  expect(database.sqlite.prepare('SELECT count(*) FROM prediction_by_entity').pluck().get()).toBe(1)
})
