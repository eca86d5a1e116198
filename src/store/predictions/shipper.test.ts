import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { countPredictions } from '../../../test/kit/count-predictions.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { createUuid7Generator, readUuid7Time } from '../../base/uuid7.ts'
import { SqlitePredictionLog } from './drivers/sqlite.ts'
import { type Erasure, SqliteSpool } from './drivers/sqlite-spool.ts'
import { Shipper, type ShipperParts } from './shipper.ts'
import type { PredictionRecord } from './store.ts'

const newId = createUuid7Generator(Date.now, randomBytes)

function record(entity: string | null = null): PredictionRecord {
  const id = newId()
  const scored = {
    model: 'M',
    modelVersion: 1,
    prediction: 'yes',
    probabilities: { yes: 1 },
    threshold: null,
  }
  return { id, at: readUuid7Time(id).toISOString(), caller: 'ana', entity, inputs: {}, ...scored }
}

/** A store in memory that can be told to fail, and a spool in front of it. */
function setUp() {
  const log = SqlitePredictionLog.open(join(tempFolder(), 'predictions.db'), 'process')
  onTestFinished(async () => await log.close())
  const spool = new SqliteSpool(log.database)
  const there = new Map<string, PredictionRecord>()
  const batches: number[] = []
  const asked: string[] = []
  const state = {
    away: false,
    now: 1_000_000,
    during: async () => undefined as void,
    preparing: Promise.resolve() as Promise<void>,
  }
  const answer = (what: string): void => {
    asked.push(what)
    if (state.away) throw new LapidaryError('mongo-unavailable', { place: 'db', reason: 'test' })
  }
  const store: ShipperParts['store'] = {
    prepare: async () => {
      asked.push('prepare')
      await state.preparing
    },
    ping: async () => answer('ping'),
    insert: async (records) => {
      batches.push(records.length)
      answer('insert')
      await state.during()
      for (const each of records) if (!there.has(each.id)) there.set(each.id, each)
      return records.map(({ id }) => id)
    },
    insertOutcomes: async (outcomes) => outcomes.map(({ id }) => id),
    eraseAgain: async () => answer('eraseAgain'),
    erase: async ({ entity }: Erasure) => {
      answer('erase')
      const theirs = [...there.values()].filter((each) => each.entity === entity)
      for (const { id } of theirs) there.delete(id)
      return theirs.length
    },
  }
  const shipper = new Shipper({
    spool,
    store,
    now: () => state.now,
    random: () => 0,
    report: () => undefined,
  })
  return { log, spool, there, batches, asked, state, shipper }
}

test('moves rows in order, and leaves them here until the store has them', async () => {
  const { log, there, batches, shipper, state } = setUp()
  const records = Array.from({ length: 2500 }, () => record())
  await log.append(records)
  state.during = async () => {
    expect(await countPredictions(log)).toBeGreaterThanOrEqual(2500 - there.size)
  }
  expect([await shipper.step(), await shipper.step()]).toEqual([2500, 0])
  expect(batches).toEqual([1000, 1000, 500])
  expect([...there.keys()]).toEqual(records.map(({ id }) => id))
  expect(await countPredictions(log)).toBe(0)
})

test('what arrives while a batch is sent stays for the next one, also with an earlier id', async () => {
  const { log, there, shipper, state } = setUp()
  const early = { ...record(), id: createUuid7Generator(() => Date.now() - 60_000, randomBytes)() }
  await log.append([record(), record()])
  state.during = async () => {
    await log.append([early])
    state.during = async () => undefined
  }
  expect([
    await shipper.step(),
    await countPredictions(log),
    await shipper.step(),
    await shipper.step(),
  ]).toEqual([2, 1, 1, 0])
  expect(there.size).toBe(3)
})

test('a store that fails loses nothing; batches become smaller, and larger again', async () => {
  const { log, there, batches, shipper, state } = setUp()
  await log.append(Array.from({ length: 1500 }, () => record()))
  state.away = true
  const stop = new AbortController()
  const running = shipper.run(stop.signal)
  await expect.poll(() => batches.length).toBe(3)
  expect(await countPredictions(log)).toBe(1500)
  state.away = false
  await expect.poll(async () => await countPredictions(log)).toBe(0)
  stop.abort()
  await running
  expect(there.size).toBe(1500)
  expect(batches.slice(0, 4)).toEqual([1000, 500, 250, 125])
  expect(Math.max(...batches.slice(4))).toBeGreaterThan(125)
})

test('an erasure that comes while a batch is on its way is done after it, and again for ten minutes', async () => {
  const { log, spool, there, asked, shipper, state } = setUp()
  const [mine, theirs, late] = [record('S1'), record('S2'), record('S1')]
  await log.append([mine, theirs])
  const erasure = { id: newId(), entity: 'S1', at: log.eraseUntil('S1') }
  state.during = async () => {
    spool.addErasure(erasure)
    expect(await spool.eraseLocally(erasure)).toBe(1)
  }
  await shipper.step()
  expect(there.size).toBe(2) // the batch had left
  expect(spool.countErased(erasure.id)).toBeNull()
  await shipper.step()
  expect([...there.keys()]).toEqual([theirs.id])
  expect(spool.countErased(erasure.id)).toBe(0) // it was counted here
  // a server that stood still did the batch only now
  there.set(late.id, late)
  state.now += 61_000
  await shipper.step()
  expect([...there.keys()]).toEqual([theirs.id])
  for (let minute = 0; minute < 12; minute++) {
    state.now += 61_000
    await shipper.step()
  }
  const erased = asked.filter((what) => what === 'erase').length
  state.now += 61_000
  await shipper.step()
  expect(asked.filter((what) => what === 'erase')).toHaveLength(erased)
})

test('a store that nothing is sent to is asked now and then whether it is there', async () => {
  const { asked, shipper, state } = setUp()
  await shipper.step()
  await shipper.step()
  expect(asked).toEqual(['prepare', 'ping'])
  state.now += 6000
  await shipper.step()
  expect(asked).toEqual(['prepare', 'ping', 'ping'])
})

test('rows are sent while the indexes of a large collection are created, and a refusal to create them is reported', async () => {
  const { log, there, asked, shipper, state } = setUp()
  const creating = Promise.withResolvers<void>()
  state.preparing = creating.promise
  await log.append([record()])
  expect(await shipper.step()).toBe(1)
  expect(there.size).toBe(1)
  creating.reject(new LapidaryError('mongo-unavailable', { place: 'db', reason: 'ETIMEDOUT' }))
  await shipper.step()
  state.preparing = Promise.reject(
    new LapidaryError('mongo-refused', { place: 'db', reason: 'Unauthorized' }),
  )
  state.preparing.catch(() => undefined)
  state.now += 6000
  await shipper.step()
  expect(asked.filter((what) => what === 'prepare')).toHaveLength(2)
  await expect(shipper.step()).rejects.toMatchObject({ code: 'mongo-refused' })
})
