import { ApiError } from 'lapidary/client'

/**
 * What the server said against the entry itself; undefined when it is too busy, failing or away.
 */
export function refusalOf(error: Error | null): string | undefined {
  return error instanceof ApiError && error.problem.status < 429 ? error.problem.detail : undefined
}
