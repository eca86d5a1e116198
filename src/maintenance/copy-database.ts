import SqliteDatabase from 'better-sqlite3'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { createPrivateFile } from '../base/files/private-file.ts'
import { busyTimeoutMs, toStorageError } from '../base/files/storage-error.ts'

/** Pages that are copied before the event loop has a turn. */
const pagesPerStep = 1000

interface CopyEffects {
  readonly signal: AbortSignal
  /** Called with the copied share, 0 to 1. */
  readonly onProgress: (share: number) => void
}

/**
 * Copies the current state of a SQLite database while other processes write to it. An open read
 * transaction holds the state: a copy without one restarts at every write of another process, and
 * never ends while a server is busy.
 *
 * @returns the result of `inspect` for the copy, which is checked and in one file
 * @throws LapidaryError `disk-full`, `database-corrupted`, `data-dir-unwritable`; the reason of
 *   `signal`.
 */
export async function copyDatabase<T>(
  from: string,
  to: string,
  inspect: (copy: SqliteDatabase.Database) => T,
  { signal, onProgress }: CopyEffects,
): Promise<T> {
  await copyPages(from, to, { signal, onProgress })
  return withDatabase(to, (copy) => {
    copy.pragma('journal_mode = delete')
    checkDatabase(copy, from)
    return inspect(copy)
  })
}

async function copyPages(from: string, to: string, { signal, onProgress }: CopyEffects): Promise<void> {
  let source: SqliteDatabase.Database | undefined
  try {
    source = new SqliteDatabase(from, { fileMustExist: true, timeout: busyTimeoutMs })
    source.exec('BEGIN')
    source.prepare('SELECT count(*) FROM sqlite_schema').get()
    createPrivateFile(to)
    await source.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        signal.throwIfAborted()
        onProgress(totalPages === 0 ? 0 : 1 - remainingPages / totalPages)
        return pagesPerStep
      },
    })
  } catch (error) {
    throw toStorageError(error, source === undefined ? from : to)
  } finally {
    source?.close()
  }
}

/** Opens a database that no other process uses, while `use` runs. */
export function withDatabase<T>(path: string, use: (database: SqliteDatabase.Database) => T): T {
  let database: SqliteDatabase.Database | undefined
  try {
    database = new SqliteDatabase(path, { fileMustExist: true })
    return use(database)
  } catch (error) {
    throw toStorageError(error, path)
  } finally {
    database?.close()
  }
}

/**
 * Checks the structure of a database.
 * @param path for the message.
 * @throws LapidaryError `database-corrupted`
 */
export function checkDatabase(database: SqliteDatabase.Database, path: string): void {
  const found = database.pragma('quick_check(1)', { simple: true })
  if (found !== 'ok') throw new LapidaryError('database-corrupted', { path, reason: String(found) })
}
