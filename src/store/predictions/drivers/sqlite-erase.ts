import { setImmediate as nextTurn } from 'node:timers/promises'
import type SqliteDatabase from 'better-sqlite3'
import { errorCode, toStorageError } from '../../../base/files/storage-error.ts'
import { type Database, shrink } from '../../sql/open-database.ts'
import { firstIdOf } from '../prediction-id.ts'
import { idBytes, idOf, idText, SqliteIndex, textHash } from './sqlite-index.ts'

/** Rows of one transaction at first; fewer when they take long or the disk has no room for more. */
const maxRows = 1000
const minRows = 10
/** Milliseconds of one transaction, between two turns of the event loop: predictions come first. */
const targetMs = 25

/**
 * Deletes what is kept of one entity, its outcomes and those of its predictions, and leaves none of it in the file's free pages.
 * @param until ISO 8601: what was predicted or told later stays.
 * @returns how many predictions there were.
 * @throws LapidaryError of `toStorageError`
 */
export async function eraseRows(database: Database, entity: string, until: string): Promise<number> {
  const { sqlite } = database
  const last = firstIdOf(new Date(Date.parse(until) + 1).toISOString())
  const index = new SqliteIndex(sqlite)
  let rows = await eraseUnindexed(database, index, entity, last)
  while (index.pending().length > 0) index.addPending()
  const dropRows = dropRowsOf(sqlite)
  const hash = textHash(entity)
  // An entry has a hash: one of another entity with the same hash stays.
  const idsOf = sqlite
    .prepare(
      `SELECT entry.id FROM prediction_by_entity AS entry LEFT JOIN prediction ON prediction.id = ${idText('entry.id')}
      WHERE entry.part = ? AND entry.entity = ? AND entry.id < ? AND (prediction.id IS NULL OR prediction.entity = ?) LIMIT ?`,
    )
    .pluck()
  const dropEntries = sqlite.prepare(
    'DELETE FROM prediction_by_entity WHERE part = ? AND entity = ? AND id IN (SELECT unhex(value) FROM json_each(?))',
  )
  for (const part of index.parts()) {
    await deleteInSteps(sqlite, (limit) => {
      const ids = idsOf.all(part, hash, idBytes(last), entity, limit) as Buffer[]
      rows += dropRows(ids.map(idOf))
      return dropEntries.run(part, hash, JSON.stringify(ids.map((id) => id.toString('hex')))).changes
    })
  }
  const dropOwn = sqlite.prepare('DELETE FROM outcome WHERE id IN (SELECT id FROM outcome WHERE entity = ? AND at <= ? LIMIT ?)')
  await deleteInSteps(sqlite, (limit) => dropOwn.run(entity, until, limit).changes)
  await shrink(database) // and moves the log beside the file, which has them too, into it
  return rows
}

/** @returns a function that deletes predictions and their outcomes, and returns how many predictions there were. */
function dropRowsOf(sqlite: SqliteDatabase.Database): (ids: readonly string[]) => number {
  const dropOutcomes = sqlite.prepare('DELETE FROM outcome WHERE prediction_id IN (SELECT value FROM json_each(?))')
  const drop = sqlite.prepare('DELETE FROM prediction WHERE id IN (SELECT value FROM json_each(?))')
  return (ids) => {
    const list = JSON.stringify(ids)
    dropOutcomes.run(list)
    return drop.run(list).changes
  }
}

/** Rows that one statement compares. */
const rowsPerScan = 5000

/** Deletes the rows of a file of an earlier version that are not indexed yet: each is compared. */
async function eraseUnindexed({ sqlite }: Database, index: SqliteIndex, entity: string, last: string): Promise<number> {
  const dropRows = dropRowsOf(sqlite)
  const edgeOf = sqlite.prepare('SELECT id FROM prediction WHERE id >= ? ORDER BY id LIMIT 1 OFFSET ?').pluck()
  const idsOf = sqlite.prepare('SELECT id FROM prediction WHERE id >= ? AND id < ? AND entity = ? LIMIT ?').pluck()
  const unindexed = index.unindexedBelow() ?? ''
  const end = unindexed < last ? unindexed : last
  let rows = 0
  for (let from = ''; from < end; await nextTurn()) {
    const edge = (edgeOf.get(from, rowsPerScan) as string | undefined) ?? end
    const to = edge < end ? edge : end
    rows += await deleteInSteps(sqlite, (limit) => dropRows(idsOf.all(from, to, entity, limit) as string[]))
    from = to
  }
  return rows
}

/**
 * Deletes predictions and outcomes older than `before`, a few at a time, and gives their space back.
 * @returns how many.
 * @throws LapidaryError of `toStorageError`
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
  await dropStaleEntries(sqlite, new SqliteIndex(sqlite))
  await shrink(database)
  return rows
}

/** Deletes the entries of the indexes of which no prediction is left. */
async function dropStaleEntries(sqlite: SqliteDatabase.Database, index: SqliteIndex): Promise<void> {
  while (index.pending().length > 0) index.addPending()
  await deleteInSteps(sqlite, (limit) => index.dropStale(limit), { secure: false })
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
      if (errorCode(error) !== 'SQLITE_FULL' || (isFull && limit === minRows)) throw toStorageError(error, sqlite.name)
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
