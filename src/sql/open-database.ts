import SqliteDatabase from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { makePrivateFile } from '../lib/private-file.ts'
import { busyTimeout, storageError } from '../lib/storage-error.ts'
import { type Migrations, migrate } from './migrate.ts'
import type { SqlDatabase } from './sql-database.ts'

/** An open SQLite file. Stores share one connection. */
export interface Database extends SqlDatabase {
  readonly path: string
  /** The connection itself, for statements that must be fast. Its errors go through `storageError`. */
  readonly sqlite: SqliteDatabase.Database
  close(): void
}

export interface OpenOptions {
  /** `process` (default of the prediction log): a commit survives the end of the process. `power`: also a power cut. */
  readonly durability: 'process' | 'power'
}

/**
 * Opens or makes the SQLite file at `path` (mode 0600, its folder 0700) in WAL mode, so that a server reads while a training
 * writes, and brings its tables up to date.
 * @throws LapidaryError `database-corrupted`, `database-newer`, `data-dir-unwritable`, `disk-full`, `database-busy`.
 */
export function openDatabase(
  path: string,
  parts: readonly Migrations[],
  options: OpenOptions = { durability: 'power' },
): Database {
  let sqlite: SqliteDatabase.Database | undefined
  try {
    makePrivateFile(path) // before SQLite sees it, which gives the files beside it (WAL) the same mode
    sqlite = new SqliteDatabase(path, { timeout: busyTimeout })
    useWal(sqlite)
    sqlite.pragma(`synchronous = ${options.durability === 'power' ? 'full' : 'normal'}`)
    sqlite.pragma('foreign_keys = on')
    migrate(sqlite, parts)
  } catch (error) {
    sqlite?.close()
    throw storageError(error, path)
  }
  const connection = sqlite
  return {
    path,
    sqlite: connection,
    kysely: new Kysely({ dialect: new SqliteDialect({ database: explaining(connection) }) }),
    close: () => connection.close(),
  }
}

/** Changing to WAL does not wait for other processes as statements do: when several open a new file at once, all but one try again. */
function useWal(sqlite: SqliteDatabase.Database): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let attempt = 1; ; attempt++) {
    try {
      sqlite.pragma('journal_mode = wal')
      return
    } catch (error) {
      if (attempt === 50 || !(error instanceof SqliteDatabase.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error
      Atomics.wait(pause, 0, 0, 20)
    }
  }
}

/** What Kysely needs of the connection, with errors that a person understands. */
function explaining(sqlite: SqliteDatabase.Database) {
  const explain = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw storageError(error, sqlite.name)
    }
  }
  return {
    close: () => undefined, // closed by its owner
    prepare: (sql: string) => {
      const statement = explain(() => sqlite.prepare(sql))
      return {
        reader: statement.reader,
        all: (values: readonly unknown[]) => explain(() => statement.all(...values)),
        run: (values: readonly unknown[]) => explain(() => statement.run(...values)),
        iterate: (values: readonly unknown[]) => statement.iterate(...values),
      }
    },
  }
}
