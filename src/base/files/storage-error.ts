import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { LapidaryError } from '../errors/lapidary-error.ts'

/** Time that a statement waits for another process's write. */
export const busyTimeoutMs = 5000

/**
 * Converts an error of the file system or of SQLite into the error that a person reads when the
 * file at `path` could not be read or written. Any other error, such as a programmer's mistake, is
 * returned unchanged.
 */
export function toStorageError(error: unknown, path: string): unknown {
  const reason = errorCode(error)
  if (reason === undefined) return error
  const options = { cause: error }
  if (full.test(reason) || (hidesFull.test(reason) && isDiskFull(path)))
    return new LapidaryError('disk-full', { path }, options)
  if (unwritable.test(reason)) return new LapidaryError('data-dir-unwritable', { path, reason }, options)
  if (damaged.test(reason)) return new LapidaryError('database-corrupted', { path, reason }, options)
  if (busy.test(reason))
    return new LapidaryError('database-busy', { path, seconds: busyTimeoutMs / 1000 }, options)
  return error
}

/**
 * Converts an error of writing a file that a person named into `disk-full` if space ran out. Any
 * other error is returned unchanged.
 */
export function toOutputError(error: unknown, path: string): unknown {
  return full.test(errorCode(error) ?? '')
    ? new LapidaryError('disk-full', { path }, { cause: error })
    : error
}

/** Returns the `code` of a system error (`ENOENT`) or a SQLite error (`SQLITE_FULL`). */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/**
 * SQLite reports these when it cannot create the files beside a database (`-wal`, `-shm`), without
 * the system's reason.
 */
const hidesFull = /^SQLITE_(IOERR|CANTOPEN|PROTOCOL|READONLY_CANT)/
const full = /^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL)$/
const unwritable =
  /^(E(ACCES|PERM|ROFS|NOTDIR|EXIST|NOENT|NAMETOOLONG|ISDIR)|SQLITE_(READONLY|CANTOPEN|PERM|IOERR)\w*)$/
const damaged = /^SQLITE_(CORRUPT|NOTADB|FORMAT)/
const busy = /^SQLITE_(BUSY|LOCKED)/

/** Returns true if nothing more can be written beside the file at `path`. */
function isDiskFull(path: string): boolean {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(dirname(path))
    return bavail * bsize < 65_536 || (files > 0 && ffree === 0)
  } catch {
    return false // the folder is missing: the caller's own error reports that
  }
}
