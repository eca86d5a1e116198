import { LapidaryError } from '../errors.ts'

/** Milliseconds that a statement waits for another process's write. */
export const busyTimeout = 5000

/**
 * The error that a person reads when the file at `path` could not be read or written, by the file system's or SQLite's error.
 * What is neither a full, closed, damaged nor busy file (a programmer's mistake) is returned as it is.
 */
export function storageError(error: unknown, path: string): unknown {
  const reason = errorCode(error)
  if (reason === undefined) return error
  const options = { cause: error }
  if (full.test(reason)) return new LapidaryError('disk-full', { path }, options)
  if (closed.test(reason)) return new LapidaryError('data-dir-unwritable', { path, reason }, options)
  if (damaged.test(reason)) return new LapidaryError('database-corrupted', { path, reason }, options)
  if (busy.test(reason)) return new LapidaryError('database-busy', { path, seconds: busyTimeout / 1000 }, options)
  return error
}

/** The `code` of a system error (`ENOENT`) or a SQLite error (`SQLITE_FULL`). */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

const full = /^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL)$/
const closed = /^(E(ACCES|PERM|ROFS|NOTDIR|EXIST|NOENT|NAMETOOLONG|ISDIR)|SQLITE_(READONLY|CANTOPEN|PERM|IOERR)\w*)$/
const damaged = /^SQLITE_(CORRUPT|NOTADB|FORMAT)/
const busy = /^SQLITE_(BUSY|LOCKED)/
