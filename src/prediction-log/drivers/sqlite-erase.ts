import { setImmediate as nextTurn } from 'node:timers/promises'
import type SqliteDatabase from 'better-sqlite3'
import { errorCode, storageError } from '../../lib/storage-error.ts'
import { type Database, shrink } from '../../sql/open-database.ts'
import { firstIdOf } from '../prediction-id.ts'

/** Rows of one transaction at first; fewer when they take long or the disk has no room for more. */
const maxRows = 1000
const minRows = 10
/** Milliseconds of one transaction, between two turns of the event loop: predictions come first. */
const targetMs = 25

/**
 * Deletes what is kept of one entity, its outcomes and those of its predictions, and leaves none of it in the file's free pages.
 * @param until ISO 8601: what was predicted or told later stays.
 * @returns how many predictions there were.
 * @throws LapidaryError of `storageError`
 */
export async function eraseRows(database: Database, entity: string, until: string): Promise<number> {
  const { sqlite } = database
  const last = firstIdOf(new Date(Date.parse(until) + 1).toISOString())
  const idsOf = sqlite.prepare('SELECT id FROM prediction WHERE entity = ? AND id < ? LIMIT ?').pluck()
  const dropOutcomes = sqlite.prepare('DELETE FROM outcome WHERE prediction_id IN (SELECT value FROM json_each(?))')
  const drop = sqlite.prepare('DELETE FROM prediction WHERE id IN (SELECT value FROM json_each(?))')
  const rows = await deleteInSteps(sqlite, (limit) => {
    const ids = JSON.stringify(idsOf.all(entity, last, limit))
    dropOutcomes.run(ids)
    return drop.run(ids).changes
  })
  const dropOwn = sqlite.prepare('DELETE FROM outcome WHERE id IN (SELECT id FROM outcome WHERE entity = ? AND at <= ? LIMIT ?)')
  await deleteInSteps(sqlite, (limit) => dropOwn.run(entity, until, limit).changes)
  await shrink(database) // and moves the log beside the file, which has them too, into it
  return rows
}

/**
 * Deletes predictions and outcomes older than `before`, a few at a time, and gives their space back.
 * @returns how many.
 * @throws LapidaryError of `storageError`
 */
export async function purgeRows(database: Database, before: Date): Promise<number> {
  const { sqlite } = database
  const time = before.toISOString()
  const steps: [string, string | number][] = [
    ['DELETE FROM prediction WHERE id IN (SELECT id FROM prediction WHERE id < ? ORDER BY id LIMIT ?)', firstIdOf(time)],
    // made after the clock was set back, under ids of a later time
    ['DELETE FROM prediction WHERE id IN (SELECT id FROM prediction WHERE at < ? LIMIT ?)', before.getTime()],
    ['DELETE FROM outcome WHERE id IN (SELECT id FROM outcome WHERE at < ? LIMIT ?)', time],
  ]
  let rows = 0
  for (const [sql, edge] of steps) {
    const drop = sqlite.prepare(sql)
    rows += await deleteInSteps(sqlite, (limit) => drop.run(edge, limit).changes, { secure: false })
  }
  await shrink(database)
  return rows
}

/**
 * Calls `step` in a transaction of its own until it deletes nothing more. On a full disk each transaction is moved out of the log
 * beside the file (WAL) before the next, so that all of them fit in the same few pages.
 * @param step deletes up to `limit` rows, and returns how many.
 */
async function deleteInSteps(
  sqlite: SqliteDatabase.Database,
  step: (limit: number) => number,
  { secure = true }: { readonly secure?: boolean } = {},
): Promise<number> {
  const inTransaction = sqlite.transaction(step)
  let limit = maxRows
  let isFull = false
  let rows = 0
  for (;;) {
    const startedAt = performance.now()
    try {
      if (isFull) sqlite.pragma('wal_checkpoint(truncate)')
      if (secure) sqlite.pragma('secure_delete = on')
      const changes = inTransaction.immediate(limit)
      if (changes === 0) return rows
      rows += changes
    } catch (error) {
      if (errorCode(error) !== 'SQLITE_FULL' || (isFull && limit === minRows)) throw storageError(error, sqlite.name)
      isFull = true
      limit = minRows
      continue
    } finally {
      if (secure) sqlite.pragma('secure_delete = off')
    }
    const elapsed = performance.now() - startedAt
    limit = Math.min(maxRows, Math.max(minRows, Math.floor((limit * targetMs) / Math.max(elapsed, targetMs / 2))))
    await nextTurn()
  }
}
