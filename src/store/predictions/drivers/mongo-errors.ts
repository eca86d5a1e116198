import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { errorCode } from '../../../base/files/storage-error.ts'

/** Codes of MongoDB for a user without permission. */
const refusals = new Set<unknown>([8000, 18, 13, 11])

/**
 * Converts an error of the driver into the error that a person reads. Its only address is `place`
 * (hosts), so that no password is shown.
 */
export function toMongoError(error: unknown, place: string): LapidaryError {
  if (error instanceof LapidaryError) return error
  const { code, codeName, name } = error as { code?: unknown; codeName?: string; name?: string }
  if (refusals.has(code)) {
    return new LapidaryError(
      'mongo-refused',
      { place, reason: codeName ?? `code ${String(code)}` },
      { cause: error },
    )
  }
  return new LapidaryError(
    'mongo-unavailable',
    { place, reason: codeName ?? findSystemCode(error) ?? name ?? 'unknown' },
    { cause: error },
  )
}

/** Finds the operating system's code (`ECONNREFUSED`) in the causes of an error. */
function findSystemCode(error: unknown): string | undefined {
  for (let each = error, depth = 0; each instanceof Error && depth < 8; each = each.cause, depth++) {
    const code = errorCode(each)
    if (code !== undefined) return code
    const systemCode = /\b(ECONN\w+|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH)\b/.exec(each.message)?.[0]
    if (systemCode !== undefined) return systemCode
  }
  return undefined
}
