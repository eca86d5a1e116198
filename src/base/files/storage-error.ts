import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { LapidaryError } from '../errors/lapidary-error.ts'

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
  if (full.test(reason) || (hidesFull.test(reason) && isDiskFull(path))) return new LapidaryError('disk-full', { path }, options)
  if (closed.test(reason)) return new LapidaryError('data-dir-unwritable', { path, reason }, options)
  if (damaged.test(reason)) return new LapidaryError('database-corrupted', { path, reason }, options)
  if (busy.test(reason)) return new LapidaryError('database-busy', { path, seconds: busyTimeout / 1000 }, options)
  return error
}

/** The error `disk-full` where a file that a person named could not be written for lack of space; any other error as it is. */
export function outputError(error: unknown, path: string): unknown {
  return full.test(errorCode(error) ?? '') ? new LapidaryError('disk-full', { path }, { cause: error }) : error
}

/** The `code` of a system error (`ENOENT`) or a SQLite error (`SQLITE_FULL`). */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** SQLite reports these when it cannot create the files beside a database (`-wal`, `-shm`), without the system's reason. */
const hidesFull = /^SQLITE_(IOERR|CANTOPEN|PROTOCOL|READONLY_CANT)/
const full = /^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL)$/
const closed = /^(E(ACCES|PERM|ROFS|NOTDIR|EXIST|NOENT|NAMETOOLONG|ISDIR)|SQLITE_(READONLY|CANTOPEN|PERM|IOERR)\w*)$/
const damaged = /^SQLITE_(CORRUPT|NOTADB|FORMAT)/
const busy = /^SQLITE_(BUSY|LOCKED)/

/** Whether nothing more can be written beside the file at `path`. */
function isDiskFull(path: string): boolean {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(dirname(path))
    return bavail * bsize < 65_536 || (files > 0 && ffree === 0)
  } catch {
    return false // no such folder: the caller's own error says so
  }
}
