import { LapidaryError } from '../errors.ts'

/** The error that a person reads when writing `path` failed; anything but a full or closed disk is returned as it is. */
export function fileError(error: unknown, path: string): unknown {
  const code = errorCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new LapidaryError('disk-full', { path }, { cause: error })
  if (code !== undefined && closed.has(code))
    return new LapidaryError('data-dir-unwritable', { path, reason: code }, { cause: error })
  return error
}

/** The `code` of a system error (`ENOENT`) or a SQLite error (`SQLITE_FULL`). */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

const closed: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ENAMETOOLONG', 'EISDIR'])
