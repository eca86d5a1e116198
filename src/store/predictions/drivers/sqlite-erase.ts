import { setImmediate as nextTurn } from 'node:timers/promises'
import type SqliteDatabase from 'better-sqlite3'
import { errorCode, toStorageError } from '../../../base/files/storage-error.ts'
import { type Database, shrink } from '../../sql/open-database.ts'
import { getFirstId } from '../prediction-id.ts'
import { toIdBytes, fromIdBytes, buildIdSql, SqliteIndex, hashText } from './sqlite-index.ts'

/** Rows of the first transaction; fewer if it takes long or the disk has no room for more. */
const maxRows = 1000
const minRows = 10
/** Duration of one transaction, between two turns of the event loop: predictions have priority. */
const targetMs = 25

/**
 * Deletes the predictions of one entity, their outcomes and its own outcomes, also from the file's
 * free pages.
 * @param until ISO 8601; later predictions and outcomes stay.
 * @returns the number of predictions
 * @throws LapidaryError of `toStorageError`
 */
export async function eraseRows(database: Database, entity: string, until: string): Promise<number> {
  const { sqlite } = database
  const last = getFirstId(new Date(Date.parse(until) + 1).toISOString())
  const index = new SqliteIndex(sqlite)
  let rows = await eraseUnindexed(database, index, entity, last)
  while (index.getPending().length > 0) index.addPending()
  const dropRows = createDropRows(sqlite)
  const hash = hashText(entity)
  // Entries have hashes: one of another entity with the same hash stays.
  const idsOf = sqlite
    .prepare(
      `SELECT entry.id FROM prediction_by_entity AS entry LEFT JOIN prediction ON prediction.id = ${buildIdSql('entry.id')}
      WHERE entry.part = ? AND entry.entity = ? AND entry.id < ? AND (prediction.id IS NULL OR prediction.entity = ?) LIMIT ?`,
    )
    .pluck()
  const dropEntries = sqlite.prepare(
    'DELETE FROM prediction_by_entity WHERE part = ? AND entity = ? AND id IN (SELECT unhex(value) FROM json_each(?))',
  )
  for (const part of index.getParts()) {
    await deleteInSteps(sqlite, (limit) => {
      const ids = idsOf.all(part, hash, toIdBytes(last), entity, limit) as Buffer[]
      rows += dropRows(ids.map(fromIdBytes))
      return dropEntries.run(part, hash, JSON.stringify(ids.map((id) => id.toString('hex')))).changes
    })
  }
  const dropOwn = sqlite.prepare(
    'DELETE FROM outcome WHERE id IN (SELECT id FROM outcome WHERE entity = ? AND at <= ? LIMIT ?)',
  )
  await deleteInSteps(sqlite, (limit) => dropOwn.run(entity, until, limit).changes)
  await shrink(database) // also moves the WAL, which contains the rows too, into the file
  return rows
}

/**
 * Creates a function that deletes predictions and their outcomes, and returns the number of
 * predictions.
 * @returns a function that deletes predictions and their outcomes, and returns how many predictions
 *   there were.
 */
function createDropRows(sqlite: SqliteDatabase.Database): (ids: readonly string[]) => number {
  const dropOutcomes = sqlite.prepare(
    'DELETE FROM outcome WHERE prediction_id IN (SELECT value FROM json_each(?))',
  )
  const drop = sqlite.prepare('DELETE FROM prediction WHERE id IN (SELECT value FROM json_each(?))')
  return (ids) => {
    const list = JSON.stringify(ids)
    dropOutcomes.run(list)
    return drop.run(list).changes
  }
}

/** Rows that one statement compares. */
const rowsPerScan = 5000

/** Deletes rows of a file of an earlier version that are not indexed yet, by comparing each. */
async function eraseUnindexed(
  { sqlite }: Database,
  index: SqliteIndex,
  entity: string,
  last: string,
): Promise<number> {
  const dropRows = createDropRows(sqlite)
  const edgeOf = sqlite
    .prepare('SELECT id FROM prediction WHERE id >= ? ORDER BY id LIMIT 1 OFFSET ?')
    .pluck()
  const idsOf = sqlite
    .prepare('SELECT id FROM prediction WHERE id >= ? AND id < ? AND entity = ? LIMIT ?')
    .pluck()
  const unindexed = index.getUnindexedBelow() ?? ''
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
 * Deletes predictions and outcomes older than `before`, a few at a time, and releases their space.
 * @returns the number of rows
 * @throws LapidaryError of `toStorageError`
 */
export async function purgeRows(database: Database, before: Date): Promise<number> {
  const { sqlite } = database
  const time = before.toISOString()
  const steps: [string, string | number][] = [
    [
      'DELETE FROM prediction WHERE id IN (SELECT id FROM prediction WHERE id < ? ORDER BY id LIMIT ?)',
      getFirstId(time),
    ],
    // predictions made after the clock was set back, with ids of a later time
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

/** Deletes index entries without a prediction. */
async function dropStaleEntries(sqlite: SqliteDatabase.Database, index: SqliteIndex): Promise<void> {
  while (index.getPending().length > 0) index.addPending()
  await deleteInSteps(sqlite, (limit) => index.dropStale(limit), { secure: false })
}

/**
 * Calls `step` in a transaction of its own until it deletes nothing more. On a full disk each
 * transaction is moved out of the log beside the file (WAL) before the next, so that all of them
 * fit in the same few pages.
 * @param step deletes up to `limit` rows, and returns their number
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
      if (errorCode(error) !== 'SQLITE_FULL' || (isFull && limit === minRows))
        throw toStorageError(error, sqlite.name)
      isFull = true
      limit = minRows
      continue
    } finally {
      if (secure) sqlite.pragma('secure_delete = off')
    }
    const elapsed = performance.now() - startedAt
    limit = Math.min(
      maxRows,
      Math.max(minRows, Math.floor((limit * targetMs) / Math.max(elapsed, targetMs / 2))),
    )
    await nextTurn()
  }
}
