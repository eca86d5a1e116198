import { array, assert, constantFrom, double, integer, option, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { pointInTimeJoin } from './point-in-time-join.ts'

interface HistoryRow {
  readonly entity: number
  readonly event: number
  readonly created: number | null
}

interface AskedRow {
  readonly entity: number
  readonly time: number
}

/** The rule, row by row, with no thought of speed. */
function naiveJoin(asked: readonly AskedRow[], history: readonly HistoryRow[], ttl: number): number[] {
  return asked.map(({ entity, time }) => {
    let best = -1
    for (const [index, row] of history.entries()) {
      const written = row.created ?? row.event
      if (
        entity < 0 ||
        row.entity !== entity ||
        !(row.event <= time) ||
        !(written <= time) ||
        row.event < time - ttl
      )
        continue
      const before = history[best]
      const later = before === undefined || row.event > before.event
      if (later || (row.event === before.event && written >= (before.created ?? before.event))) best = index
    }
    return best
  })
}

function join(
  asked: readonly AskedRow[],
  history: readonly HistoryRow[],
  ttl?: number,
  withCreated = true,
): number[] {
  const created = withCreated ? Float64Array.from(history, (row) => row.created ?? Number.NaN) : null
  const rows = {
    entities: Int32Array.from(history, (row) => row.entity),
    events: Float64Array.from(history, (row) => row.event),
    created,
  }
  const wanted = {
    entities: Int32Array.from(asked, (row) => row.entity),
    times: Float64Array.from(asked, (row) => row.time),
  }
  return [...pointInTimeJoin(wanted, rows, ttl)]
}

test('finds what the rule finds, in any order of rows, with ties, unknown entities and times, late writes and a ttl', () => {
  const moment = integer({ min: 0, max: 12 })
  const history = array(
    record({ entity: integer({ min: -1, max: 3 }), event: moment, created: option(moment) }),
    {
      maxLength: 40,
    },
  )
  const asked = array(
    record({ entity: integer({ min: -1, max: 5 }), time: constantFrom(...Array(13).keys(), Number.NaN) }),
  )
  const ttl = constantFrom(0, 1, 3, Infinity)
  assert(
    property(asked, history, ttl, (wanted, rows, holds) => {
      expect(join(wanted, rows, holds)).toEqual(naiveJoin(wanted, rows, holds))
      const written = rows.map((row) => ({ ...row, created: null }))
      expect(join(wanted, rows, holds, false)).toEqual(naiveJoin(wanted, written, holds))
    }),
    { numRuns: 500 },
  )
})

test('never answers a row from after the moment, nor one that was written after it', () => {
  const time = double({ min: 0, max: 1, noNaN: true })
  const history = array(record({ entity: integer({ min: 0, max: 2 }), event: time, created: time }), {
    minLength: 1,
  })
  assert(
    property(history, array(time, { minLength: 1 }), (rows, times) => {
      const asked = times.map((at, index) => ({ entity: index % 3, time: at }))
      for (const [index, row] of join(asked, rows).entries()) {
        const found = rows[row]
        if (found !== undefined)
          expect(Math.max(found.event, found.created)).toBeLessThanOrEqual((asked[index] as AskedRow).time)
      }
    }),
  )
})

test('counts both ends in', () => {
  const history = [{ entity: 0, event: 100, created: null }]
  const at = (time: number): number[] => join([{ entity: 0, time }], history, 50)
  expect([99, 100, 150, 151].map((time) => at(time)[0])).toEqual([-1, 0, 0, -1])
})

test('falls back to the earlier row while the later one is not written yet', () => {
  const history = [
    { entity: 0, event: 10, created: 10 },
    { entity: 0, event: 20, created: 40 },
    { entity: 0, event: 20, created: 60 },
  ]
  const found = [30, 40, 60].map((time) => join([{ entity: 0, time }], history)[0])
  expect(found).toEqual([0, 1, 2])
})

test('is not slowed by a history that was written in after the decisions', () => {
  const rows = 200_000
  const history = {
    entities: new Int32Array(rows),
    events: new Float64Array(rows).map((_, i) => i),
    created: new Float64Array(rows).fill(1e9),
  }
  const asked = { entities: new Int32Array(50_000), times: new Float64Array(50_000).fill(rows) }
  expect(pointInTimeJoin(asked, history).every((row) => row === -1)).toBe(true)
})
