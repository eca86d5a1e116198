import { statSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { createPrivateFile } from '../../base/files/private-file.ts'
import { busyTimeoutMs, toStorageError } from '../../base/files/storage-error.ts'
import { type Migrations, migrate } from './migrate.ts'
import { compilePattern } from './regexp/compile-pattern.ts'
import type { SqlDatabase } from './sql-database.ts'

/** An open SQLite file. Stores share one connection. */
export interface Database extends SqlDatabase {
  readonly path: string
  /**
   * The connection itself, for statements that must be fast. Its errors go through
   * `toStorageError`.
   */
  readonly sqlite: SqliteDatabase.Database
  close(): void
}

export interface OpenOptions {
  /**
   * `process` (default of the prediction log): a commit survives the end of the process. `power`:
   * also a power cut.
   */
  readonly durability: 'process' | 'power'
}

/**
 * Opens or creates the SQLite file at `path` (mode 0600, its folder 0700) in WAL mode, so that a
 * server reads while a training writes, and brings its tables up to date.
 * @throws LapidaryError `database-corrupted`, `database-newer`, `data-dir-unwritable`, `disk-full`,
 * `database-busy`.
 */
export function openDatabase(
  path: string,
  parts: readonly Migrations[],
  options: OpenOptions = { durability: 'power' },
): Database {
  let sqlite: SqliteDatabase.Database | undefined
  try {
    createPrivateFile(path) // before SQLite sees it, which gives the files beside it (WAL) the same mode
    sqlite = new SqliteDatabase(path, { timeout: busyTimeoutMs })
    // for `shrink`; an existing file stays as it is, and must not be written here
    if (sqlite.pragma('page_count', { simple: true }) === 0) sqlite.pragma('auto_vacuum = incremental')
    useWal(sqlite)
    sqlite.pragma(`synchronous = ${options.durability === 'power' ? 'full' : 'normal'}`)
    sqlite.pragma('foreign_keys = on')
    addRegexp(sqlite)
    migrate(sqlite, parts)
  } catch (error) {
    sqlite?.close()
    throw toStorageError(error, path)
  }
  const connection = sqlite
  return {
    path,
    sqlite: connection,
    dialect: 'sqlite',
    kysely: new Kysely({ dialect: new SqliteDialect({ database: explaining(connection) }) }),
    close: () => connection.close(),
  }
}

/** Adds the operator `REGEXP`, which SQLite has no function for. */
function addRegexp(sqlite: SqliteDatabase.Database): void {
  let [last, matches] = ['', compilePattern('')]
  sqlite.function('regexp', { deterministic: true }, (pattern, text) => {
    if (typeof pattern !== 'string' || typeof text !== 'string') return null
    if (pattern !== last) [last, matches] = [pattern, compilePattern(pattern)]
    return matches(text) ? 1 : 0
  })
}

/**
 * Switches to WAL. Unlike statements it does not wait for other processes: if several open a new
 * file at once, all but one retry.
 */
function useWal(sqlite: SqliteDatabase.Database): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let attempt = 1; ; attempt++) {
    try {
      sqlite.pragma('journal_mode = wal')
      return
    } catch (error) {
      if (
        attempt === 50 ||
        !(error instanceof SqliteDatabase.SqliteError) ||
        !error.code.startsWith('SQLITE_BUSY')
      )
        throw error
      Atomics.wait(pause, 0, 0, 20)
    }
  }
}

/** Pages between two turns of the event loop: about 10 ms. */
const pagesPerTurn = 500

/**
 * Returns the free pages of a file to the system, a few at a time.
 * @returns false if an earlier version created the file without `auto_vacuum`: its free pages are
 * used again, and only `VACUUM` returns them.
 */
export async function shrink({ sqlite, path }: Pick<Database, 'sqlite' | 'path'>): Promise<boolean> {
  const pragma = (text: string): unknown => {
    try {
      return sqlite.pragma(text, { simple: true })
    } catch (error) {
      throw toStorageError(error, path)
    }
  }
  const isIncremental = pragma('auto_vacuum') === 2
  let free = pragma('freelist_count') as number
  while (isIncremental && free > 0) {
    pragma(`incremental_vacuum(${pagesPerTurn})`)
    pragma('wal_checkpoint(passive)')
    const left = pragma('freelist_count') as number
    if (left >= free) break // others fill it as fast
    free = left
    await nextTurn()
  }
  pragma('wal_checkpoint(truncate)')
  return isIncremental || free === 0
}

/** Share of free pages from which rewriting a file is worthwhile. */
const compactShare = 0.1

/**
 * Rewrites a file whose free pages `shrink` cannot return to the system, so that it can from then
 * on. Takes twice the space of the new file, and blocks other writers meanwhile.
 * @returns bytes returned to the system; null if there are few or `shrink` does it.
 * @throws LapidaryError of `toStorageError`
 */
export function compactFile({ sqlite, path }: Pick<Database, 'sqlite' | 'path'>): number | null {
  const [pages, free] = ['page_count', 'freelist_count'].map(
    (name) => sqlite.pragma(name, { simple: true }) as number,
  )
  const isIncremental = sqlite.pragma('auto_vacuum', { simple: true }) === 2
  if (pages === undefined || free === undefined || isIncremental || free < pages * compactShare) return null
  try {
    const before = statSync(path).size
    sqlite.pragma('auto_vacuum = incremental')
    sqlite.exec('VACUUM')
    sqlite.pragma('wal_checkpoint(truncate)')
    return before - statSync(path).size
  } catch (error) {
    throw toStorageError(error, path)
  }
}

/** Returns what Kysely needs of the connection, with errors that people understand. */
function explaining(sqlite: SqliteDatabase.Database) {
  const explain = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw toStorageError(error, sqlite.name)
    }
  }
  const prepare = cacheStatements(sqlite)
  return {
    close: () => undefined, // closed by its owner
    prepare: (sql: string) => {
      const statement = explain(() => prepare(sql))
      const isRollback = sql.toLowerCase() === 'rollback'
      return {
        reader: statement.reader,
        all: (values: readonly unknown[]) => explain(() => statement.all(...values)),
        run: (values: readonly unknown[]) => {
          // SQLite ends a transaction by itself when the disk is full; Kysely's ROLLBACK would fail
          // and hide why
          if (isRollback && !sqlite.inTransaction) return { changes: 0, lastInsertRowid: 0 }
          return explain(() => statement.run(...values))
        },
        // A statement that is being iterated cannot run again meanwhile.
        iterate: (values: readonly unknown[]) => sqlite.prepare(sql).iterate(...values),
      }
    },
  }
}

const maxCachedStatements = 200
/** Longer ones have lists of values, and hardly come again. */
const maxCachedLength = 5000

/** Returns a function that prepares statements, and keeps those that were used last. */
function cacheStatements(sqlite: SqliteDatabase.Database): (sql: string) => SqliteDatabase.Statement {
  const cached = new Map<string, SqliteDatabase.Statement>()
  return (sql) => {
    if (sql.length > maxCachedLength) return sqlite.prepare(sql)
    const statement = cached.get(sql) ?? sqlite.prepare(sql)
    cached.delete(sql) // the map is in the order of the last use
    cached.set(sql, statement)
    const [oldest] = cached.keys()
    if (cached.size > maxCachedStatements && oldest !== undefined) cached.delete(oldest)
    return statement
  }
}
