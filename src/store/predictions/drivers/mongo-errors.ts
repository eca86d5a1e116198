import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { errorCode } from '../../../base/files/storage-error.ts'

/** Codes with which MongoDB says that it is there, and that this user may not. */
const refusals = new Set<unknown>([8000, 18, 13, 11])

/** What a person reads of an error of the driver. Knows no address but `place` (hosts), so that no password shows. */
export function mongoError(error: unknown, place: string): LapidaryError {
  if (error instanceof LapidaryError) return error
  const { code, codeName, name } = error as { code?: unknown; codeName?: string; name?: string }
  if (refusals.has(code)) {
    return new LapidaryError('mongo-refused', { place, reason: codeName ?? `code ${String(code)}` }, { cause: error })
  }
  return new LapidaryError(
    'mongo-unavailable',
    { place, reason: codeName ?? rootOf(error) ?? name ?? 'unknown' },
    { cause: error },
  )
}

/** The operating system's word for it (`ECONNREFUSED`), which lies somewhere below. */
function rootOf(error: unknown): string | undefined {
  for (let each = error, depth = 0; each instanceof Error && depth < 8; each = each.cause, depth++) {
    const code = errorCode(each)
    if (code !== undefined) return code
    const word = /\b(ECONN\w+|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH)\b/.exec(each.message)?.[0]
    if (word !== undefined) return word
  }
  return undefined
}
