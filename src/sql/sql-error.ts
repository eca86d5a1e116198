import { LapidaryError } from '../errors.ts'
import { errorCode } from '../lib/file-error.ts'

/** Milliseconds that a statement waits for another process's write. */
export const busyTimeout = 5000

/** The error that a person reads for a failure of SQLite; a programmer's mistake is returned as it is. */
export function sqlError(error: unknown, path: string): unknown {
  const reason = errorCode(error)
  if (reason === undefined || !reason.startsWith('SQLITE_')) return error
  const options = { cause: error }
  if (reason === 'SQLITE_FULL') return new LapidaryError('disk-full', { path }, options)
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(reason)) return new LapidaryError('database-corrupted', { path, reason }, options)
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|IOERR)/.test(reason))
    return new LapidaryError('data-dir-unwritable', { path, reason }, options)
  if (/^SQLITE_(BUSY|LOCKED)/.test(reason))
    return new LapidaryError('database-busy', { path, seconds: busyTimeout / 1000 }, options)
  return error
}
