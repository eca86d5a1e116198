import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { createUuid7Generator, readUuid7Time } from '../../../base/uuid7.ts'
import type { PredictionQuery, PredictionRecord } from '../store.ts'
import { SqlitePredictionLog } from './sqlite.ts'

const day = 86_400_000
const start = Date.parse('2026-01-01T00:00:00Z')

const entity = fc.constantFrom('a', 'b', 'c', null)
const caller = fc.constantFrom('ana', 'bia', 'environment')
const prediction = fc.constantFrom('Poor', 'Standard', 'Good')
const version = fc.integer({ min: 1, max: 3 })

/** Many rows at once, so that entries are moved to the indexes and parts fill. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 1500 }),
      of: fc.array(fc.tuple(entity, caller, version, prediction), { minLength: 1, maxLength: 6 }),
    }),
  },
  fc.record({ kind: fc.constant('erase' as const), entity: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ kind: fc.constant('purge' as const), days: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ kind: fc.constant('reopen' as const) }),
)
const query = fc.record(
  { entity: fc.constantFrom('a', 'b', 'c', 'nobody'), caller, prediction, modelVersion: version },
  { requiredKeys: [] },
)

/** What the log must return: every row compared, newest first. */
function expected(
  rows: readonly PredictionRecord[],
  wanted: Omit<PredictionQuery, 'limit' | 'cursor'>,
): string[] {
  const found = rows.filter((row) => {
    return Object.entries(wanted).every(([name, value]) => row[name as keyof PredictionRecord] === value)
  })
  return found
    .map(({ id }) => id)
    .sort()
    .toReversed()
}

async function idsOf(
  log: SqlitePredictionLog,
  wanted: Omit<PredictionQuery, 'limit' | 'cursor'>,
): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = await log.list({ ...wanted, limit: 700, ...(cursor !== '' && { cursor }) })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  return ids
}

test('filters by index return what comparing every row returns, whatever was appended, erased and purged', async () => {
  const scenario = fc.tuple(
    fc.array(step, { minLength: 2, maxLength: 12 }),
    fc.array(query, { minLength: 4, maxLength: 8 }),
  )
  await fc.assert(
    fc.asyncProperty(scenario, async ([steps, queries]) => {
      const path = join(tempFolder(), 'predictions.db')
      let clock = start
      const now = (): Date => new Date(clock)
      let log = SqlitePredictionLog.open(path, 'process', { now })
      const newId = createUuid7Generator(() => clock, randomBytes)
      let rows: PredictionRecord[] = []
      try {
        for (const each of steps) {
          clock += day
          if (each.kind === 'append') {
            const added = Array.from({ length: each.count }, (_, i): PredictionRecord => {
              const [who, by, modelVersion, answer] = each.of[i % each.of.length] as (typeof each.of)[number]
              const id = newId()
              const at = readUuid7Time(id).toISOString()
              const about = { id, at, caller: by, entity: who, modelVersion, prediction: answer }
              return { ...about, threshold: null, model: 'M', inputs: { age: i }, probabilities: { Poor: 1 } }
            })
            await log.append(added)
            rows.push(...added)
          } else if (each.kind === 'erase') {
            await log.erase(each.entity)
            rows = rows.filter((row) => row.entity !== each.entity)
          } else if (each.kind === 'purge') {
            const before = new Date(clock - each.days * day)
            await log.purge(before)
            rows = rows.filter((row) => row.at >= before.toISOString())
          } else {
            await log.close()
            log = SqlitePredictionLog.open(path, 'process', { now })
          }
        }
        for (const wanted of queries) expect(await idsOf(log, wanted)).toEqual(expected(rows, wanted))
      } finally {
        await log.close()
      }
    }),
    { numRuns: 25 },
  )
})
