import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SqlitePredictionLog } from '../../src/store/predictions/drivers/sqlite.ts'
import { appendUntilKilled } from '../kit/append-until-killed.ts'
import { tempFolder } from '../kit/temp-folder.ts'

test('a prediction log that was killed has every acknowledged prediction exactly once', async () => {
  const path = join(tempFolder(), 'predictions.db')
  const acknowledged: string[] = []
  for (const count of [1, 500, 4000]) acknowledged.push(...(await appendUntilKilled(path, count)))
  expect(acknowledged.length).toBeGreaterThanOrEqual(4501)

  const log = SqlitePredictionLog.open(path, 'process')
  onTestFinished(async () => await log.close())
  const kept: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await log.list({ limit: 1000, ...(cursor === undefined ? {} : { cursor }) })
    kept.push(...page.items.map((item) => item.id))
    cursor = page.nextCursor
  }
  expect(new Set(kept).size).toBe(kept.length)
  const has = new Set(kept)
  expect(acknowledged.filter((id) => !has.has(id))).toEqual([])
  // The difference is predictions that were committed but not yet acknowledged: at most the running
  // group at each kill.
  expect(kept.length - acknowledged.length).toBeLessThanOrEqual(3 * 16)
})
