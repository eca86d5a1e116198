import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { createUuid7Generator, readUuid7Time } from '../../src/base/uuid7.ts'
import { createOutcomeId } from '../../src/store/predictions/outcome.ts'
import type {
  Outcome,
  PredictionLog,
  PredictionQuery,
  PredictionRecord,
} from '../../src/store/predictions/store.ts'
import { maxEntityIdLength } from '../../src/project/entity-id.ts'
import { tempFolder } from '../kit/temp-folder.ts'

/**
 * The records of each suite lie in an hour of their own, so that ids and times agree with any
 * earlier records.
 */
let start = Date.parse('2026-01-01T00:00:00.000Z')
let clock = start
const newId = createUuid7Generator(() => clock, randomBytes)

function moveStart(): void {
  start += 7 * 24 * 3_600_000
}

/**
 * Creates record `i`: one per second, with two callers, three classes, and a new version every ten.
 */
function record(i: number, more: Partial<PredictionRecord> = {}): PredictionRecord {
  clock = start + i * 1000
  const id = newId()
  return {
    id,
    at: readUuid7Time(id).toISOString(),
    caller: i % 2 === 0 ? 'environment' : 'ana',
    entity: null,
    threshold: null,
    model: 'CreditScoreModel',
    modelVersion: 1 + Math.floor(i / 10),
    inputs: { Age: 20 + i, Occupation: 'Médica', Type_of_Loan: ['Payday Loan'], Credit_Mix: null },
    prediction: ['Poor', 'Standard', 'Good'][i % 3] ?? '',
    probabilities: { Poor: 0.1, Standard: 0.2, Good: 0.7 },
    ...more,
  }
}

function outcome(about: Partial<Outcome>, received: string): Outcome {
  const content = { predictionId: null, entity: null, outcome: 'Good', observedAt: null, ...about }
  return {
    ...content,
    id: createOutcomeId(content, received),
    at: received,
    caller: 'ana',
    observedAt: content.observedAt ?? received,
  }
}

/** Returns the time so many seconds after the start. */
const time = (seconds: number): string => new Date(start + seconds * 1000).toISOString()

async function all(log: PredictionLog, query: PredictionQuery): Promise<PredictionRecord[]> {
  const items: PredictionRecord[] = []
  for (let cursor: string | null | undefined = query.cursor; cursor !== null; ) {
    const page = await log.list({ ...query, ...(cursor === undefined ? {} : { cursor }) })
    expect(page.items.length).toBeLessThanOrEqual(query.limit)
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}

/**
 * Tests a prediction log. `open` opens the log of a folder, which the end of the test closes. The
 * log of a new folder is empty.
 */
export function predictionLogSuite(name: string, openIn: (folder: string) => Promise<PredictionLog>): void {
  const open = (): Promise<PredictionLog> => openIn(tempFolder())
  describe(`PredictionLog: ${name}`, () => {
    beforeEach(moveStart)

    test('gives back a prediction as it was kept', async () => {
      const log = await open()
      const kept = record(1)
      await log.append([kept])
      expect((await log.list({ limit: 10 })).items).toEqual([kept])
    })

    test('is empty at first', async () => {
      const log = await open()
      await log.append([])
      expect(await log.list({ limit: 10 })).toEqual({ items: [], nextCursor: null, complete: true })
    })

    test('keeps what arrives together, each once', async () => {
      const log = await open()
      const records = Array.from({ length: 60 }, (_, i) => record(i))
      await Promise.all(
        records.map(async (each, i) => await log.append(i % 3 === 0 ? records.slice(i, i + 3) : [])),
      )
      expect((await all(log, { limit: 100 })).map((each) => each.id)).toEqual(
        records.map((each) => each.id).toReversed(),
      )
    })

    test('stores an id once, however often it arrives: a caller without a response may retry', async () => {
      const log = await open()
      const first = record(1)
      await log.append([first])
      const second = record(2)
      await log.append([{ ...first, prediction: 'Good' }, second])
      expect((await log.list({ limit: 10 })).items).toEqual([second, first])
    })

    test('pages newest first, each once, also while others append', async () => {
      const log = await open()
      const records = Array.from({ length: 25 }, (_, i) => record(Math.floor(i / 7))) // many of the same moment
      await log.append(records)
      const first = await log.list({ limit: 10 })
      await log.append([record(100)])
      const rest = await all(log, { limit: 10, cursor: first.nextCursor ?? '' })
      expect([...first.items, ...rest].map((each) => each.id)).toEqual(
        records.map((each) => each.id).toReversed(),
      )
    })

    test('ends with a null cursor on a full last page', async () => {
      const log = await open()
      await log.append(Array.from({ length: 4 }, (_, i) => record(i)))
      const page = await log.list({ limit: 2 })
      expect((await log.list({ limit: 2, cursor: page.nextCursor ?? '' })).nextCursor).toBeNull()
    })

    test('filters, by one thing and by all', async () => {
      const log = await open()
      const records = Array.from({ length: 40 }, (_, i) =>
        record(i, { entity: i % 4 === 0 ? null : `S${i % 4}` }),
      )
      await log.append(records)
      const [from, to] = [records[5]?.at ?? '', records[32]?.at ?? '']
      const queries: Omit<PredictionQuery, 'limit'>[] = [
        { caller: 'ana' },
        { prediction: 'Poor' },
        { modelVersion: 2 },
        { entity: 'S1' },
        { entity: 'S1', prediction: 'Poor', modelVersion: 2 },
        { from },
        { to },
        { from, to },
        { caller: 'ana', prediction: 'Poor' },
        { caller: 'ana', modelVersion: 3, from, to },
        { caller: 'environment', prediction: 'Good', modelVersion: 2, from, to },
        { caller: 'nobody' },
        { prediction: 'nothing', from },
      ]
      for (const query of queries) {
        const expected = records.filter(
          (each) =>
            (query.caller === undefined || each.caller === query.caller) &&
            (query.prediction === undefined || each.prediction === query.prediction) &&
            (query.entity === undefined || each.entity === query.entity) &&
            (query.modelVersion === undefined || each.modelVersion === query.modelVersion) &&
            (query.from === undefined || each.at >= query.from) &&
            (query.to === undefined || each.at < query.to),
        )
        const found = await all(log, { ...query, limit: 3 })
        expect(
          found.map((each) => each.id),
          JSON.stringify(query),
        ).toEqual(expected.map((each) => each.id).toReversed())
      }
    })

    test('finds by several filters in a log longer than one look', async () => {
      const log = await open()
      const needles = [3, 5000, 5001, 12_000]
      await log.append(
        Array.from({ length: 12_500 }, (_, i) =>
          record(i, { prediction: needles.includes(i) ? 'Rare' : 'Poor', caller: 'ana' }),
        ),
      )
      const found = await all(log, { caller: 'ana', prediction: 'Rare', limit: 3 })
      expect(found.map((each) => (Date.parse(each.at) - start) / 1000)).toEqual(needles.toReversed())
    })

    test('gives at most a thousand at once', async () => {
      const log = await open()
      await log.append(Array.from({ length: 1200 }, (_, i) => record(i)))
      expect((await log.list({ limit: 1_000_000 })).items).toHaveLength(1000)
    })

    test('returns the outcomes of predictions: reported for them, or else first observed of their entity afterwards', async () => {
      const log = await open()
      const early = record(1, { entity: 'S1' })
      const own = record(10, { entity: 'S1' })
      const other = record(20, { entity: 'S1' })
      const none = record(30)
      await log.append([own, other, early, none])
      const told = [
        outcome({ predictionId: own.id, outcome: 'Poor' }, time(50)),
        outcome({ predictionId: own.id, outcome: 'Good' }, time(60)), // corrects the one before
        outcome({ entity: 'S1', outcome: 'Poor', observedAt: time(5) }, time(70)),
        outcome({ entity: 'S1', outcome: 'Standard', observedAt: time(25) }, time(70)),
        outcome({ entity: 'S1', outcome: 'Poor', observedAt: time(90) }, time(91)),
        outcome({ entity: 'S2', outcome: 'Poor' }, time(70)),
      ]
      await log.addOutcomes(told, null)
      await log.addOutcomes([outcome({ predictionId: own.id, outcome: 'Good' }, time(61))], null) // sent again after a lost response
      const found = await log.outcomesOf([own, other, early, none])
      expect([own, other, early, none].map(({ id }) => found.get(id)?.outcome)).toEqual([
        'Good',
        'Standard',
        'Poor',
        undefined,
      ])
      expect(found.get(own.id)).toEqual(told[1])
      expect((await log.outcomesOf([])).size).toBe(0)
    })

    test('lets the last outcome of a prediction win, also when it was corrected back, and a repeat change nothing', async () => {
      const log = await open()
      const about = record(1)
      await log.append([about])
      const seen = async () => (await log.outcomesOf([about])).get(about.id)
      for (const [i, name] of ['Good', 'Poor', 'Good'].entries()) {
        const received = outcome({ predictionId: about.id, outcome: name, observedAt: time(5) }, time(10 + i))
        await log.addOutcomes([received], null)
        expect(await seen()).toEqual(received)
      }
      const newest = await seen()
      await log.addOutcomes(
        [outcome({ predictionId: about.id, outcome: 'Good', observedAt: time(5) }, time(20))],
        null,
      )
      expect(await seen()).toEqual(newest)
    })

    test('keeps the order of outcomes that arrive together, or after the clock was set back', async () => {
      const log = await open()
      const [together, later] = [record(1), record(2)]
      await log.append([together, later])
      const words = ['Good', 'Poor', 'Good', 'Poor'].map((name) => {
        return outcome({ predictionId: together.id, outcome: name, observedAt: time(5) }, time(10))
      })
      await log.addOutcomes(words, null)
      await log.addOutcomes([outcome({ predictionId: later.id, outcome: 'Good' }, time(100))], null)
      await log.addOutcomes([outcome({ predictionId: later.id, outcome: 'Poor' }, time(50))], null)
      const found = await log.outcomesOf([together, later])
      expect([together, later].map(({ id }) => found.get(id)?.outcome)).toEqual(['Poor', 'Poor'])
    })

    test('corrects an entity at one time back, and takes the same class again as news for later predictions', async () => {
      const log = await open()
      const [first, second] = [record(1, { entity: 'S1' }), record(60, { entity: 'S1' })]
      await log.append([first])
      for (const [i, name] of ['Good', 'Poor', 'Good'].entries()) {
        await log.addOutcomes(
          [outcome({ entity: 'S1', outcome: name, observedAt: time(5) }, time(20 + i))],
          null,
        )
      }
      expect((await log.outcomesOf([first])).get(first.id)).toMatchObject({ outcome: 'Good', at: time(22) })
      await log.addOutcomes([outcome({ entity: 'S1', outcome: 'Standard' }, time(30))], null)
      await log.append([second])
      for (const at of [70, 71])
        await log.addOutcomes([outcome({ entity: 'S1', outcome: 'Standard' }, time(at))], null)
      const found = await log.outcomesOf([first, second])
      expect(found.get(second.id)).toMatchObject({ outcome: 'Standard', observedAt: time(70) })
    })

    test('corrects an entity without a time while no prediction of it was made since', async () => {
      const log = await open()
      const [first, second] = [record(1, { entity: 'S1' }), record(60, { entity: 'S1' })]
      await log.append([first])
      const say = async (name: string, seconds: number, observedAt: string | null = null) =>
        await log.addOutcomes(
          [
            outcome(
              { entity: 'S1', outcome: name, ...(observedAt !== null && { observedAt }) },
              time(seconds),
            ),
          ],
          null,
        )
      const seen = async () => {
        const found = await log.outcomesOf([first, second])
        return [first, second].map(({ id }) => found.get(id)?.outcome)
      }
      for (const [i, name] of ['Good', 'Poor', 'Good'].entries()) {
        await say(name, 10 + i)
        expect(await seen()).toEqual([name, undefined])
      }
      await log.append([second])
      await say('Poor', 70) // of both, but the first has its own
      expect(await seen()).toEqual(['Good', 'Poor'])
      await say('Standard', 80)
      expect(await seen()).toEqual(['Good', 'Standard'])
      await say('Poor', 90, time(11)) // a later report of history does not correct one without a time
      await say('Good', 100)
      expect(await seen()).toEqual(['Good', 'Good'])
    })

    test('counts the outcomes that belong to a prediction that the caller may see, and stores the others too', async () => {
      const log = await open()
      const [ana, environment] = [record(1, { entity: 'S1' }), record(2, { entity: 'S2' })]
      await log.append([ana, environment])
      const unknown = record(3)
      const received = [
        outcome({ predictionId: ana.id }, time(10)),
        outcome({ predictionId: environment.id }, time(10)),
        outcome({ predictionId: unknown.id }, time(10)),
        outcome({ entity: 'S1' }, time(10)),
        outcome({ entity: 'S1', observedAt: time(0) }, time(10)), // before its first prediction
        outcome({ entity: 'S2' }, time(10)),
        outcome({ entity: 'nobody' }, time(10)),
      ]
      expect(await log.addOutcomes(received, null)).toBe(4)
      expect(await log.addOutcomes(received, 'ana')).toBe(2)
      expect(await log.addOutcomes(received, 'nobody')).toBe(0)
      await log.append([unknown])
      expect((await log.outcomesOf([unknown])).get(unknown.id)?.outcome).toBe('Good')
    })

    test('erases one entity until now, with its outcomes, and keeps what comes later', async () => {
      const log = await open()
      const records = Array.from({ length: 30 }, (_, i) => record(i, { entity: `S${i % 3}` }))
      await log.append(records)
      await log.addOutcomes(
        [
          outcome({ entity: 'S1' }, time(40)),
          outcome({ predictionId: records[4]?.id ?? '' }, time(40)),
          outcome({ entity: 'S2' }, time(40)),
        ],
        null,
      )
      expect(await log.erase('S1')).toEqual({ rows: 10, complete: true })
      expect(await log.erase('nobody')).toEqual({ rows: 0, complete: true })
      expect((await log.list({ limit: 100, entity: 'S1' })).items).toEqual([])
      expect((await log.list({ limit: 100 })).items).toHaveLength(20)
      expect([...(await log.outcomesOf(records)).values()].every(({ entity }) => entity === 'S2')).toBe(true)
      const id = createUuid7Generator(() => Date.now() + 5000, randomBytes)()
      await log.append([{ ...record(3, { entity: 'S1' }), id, at: readUuid7Time(id).toISOString() }])
      expect((await log.list({ limit: 100, entity: 'S1' })).items.map((each) => each.id)).toEqual([id])
    })

    test('distinguishes ids by every character', async () => {
      const log = await open()
      const ids = [
        'a\0b',
        'a',
        'A',
        ' a ',
        'a/..',
        '%61',
        'é',
        'e\u0301',
        '😀'.repeat(maxEntityIdLength),
        '$where',
        '\ufffd',
      ]
      const records = ids.map((entity, i) => record(i, { entity }))
      await log.append(records)
      for (const [i, entity] of ids.entries()) {
        expect((await log.list({ limit: 100, entity })).items.map(({ id }) => id)).toEqual([records[i]?.id])
        expect((await log.erase(entity)).complete).toBe(true)
        expect((await log.list({ limit: 100 })).items).toHaveLength(ids.length - i - 1)
      }
    })

    test('forgets what is older than a time', async () => {
      const log = await open()
      const records = Array.from({ length: 20 }, (_, i) => record(i))
      await log.append(records)
      await log.addOutcomes([outcome({ predictionId: records[19]?.id ?? '' }, time(3))], null)
      expect(await log.purge(new Date(time(15)))).toBe(16)
      expect((await all(log, { limit: 7 })).map(({ id }) => id)).toEqual(
        records
          .slice(15)
          .map(({ id }) => id)
          .toReversed(),
      )
      expect((await log.outcomesOf(records)).size).toBe(0)
    })

    test('goes on after the newest id when it is opened again with a clock that was set back, and loses no row', async () => {
      const folder = tempFolder()
      const kept = Array.from({ length: 5 }, (_, i) => record(1000 + i))
      for (let restart = 0; restart < 3; restart++) {
        const log = await openIn(folder)
        if (restart === 0) await log.append(kept)
        expect(log.newestId()).toBe(kept.at(-1)?.id)
        const makeId = createUuid7Generator(() => start, randomBytes, log.newestId())
        const after = Array.from({ length: 3 }, (_, i) => ({ ...record(i), id: makeId(), at: time(i) }))
        for (const each of after) await log.append([each])
        kept.push(...after)
        const { items, complete } = await log.list({ limit: 100 })
        expect(complete).toBe(true)
        expect(items).toEqual(kept.toReversed())
        await log.close()
      }
    })

    test('forgets by the time of the clock what was made after it was set back', async () => {
      const log = await open()
      const late = record(5000)
      const id = createUuid7Generator(() => start, randomBytes, late.id)()
      await log.append([late, { ...record(0), id, at: time(0) }])
      expect(await log.purge(new Date(time(100)))).toBe(1)
      expect((await log.list({ limit: 10 })).items).toEqual([late])
    })

    test('refuses a cursor that it did not make', async () => {
      const log = await open()
      await expect(log.list({ limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'bad-cursor' })
    })

    test('keeps what was appended before it was closed, and refuses what comes after', async () => {
      const log = await open()
      const last = log.append(Array.from({ length: 2500 }, (_, i) => record(i)))
      await log.close()
      await expect(last).resolves.toBeUndefined()
      await expect(log.append([record(1)])).rejects.toMatchObject({ code: 'log-unavailable', status: 503 })
      await log.close()
    })
  })
}
