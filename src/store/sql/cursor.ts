import { LapidaryError } from '../../base/errors/lapidary-error.ts'

/**
 * Position where a page of a list ended: the sort key of its last item, which is a time (text or
 * milliseconds) and a tie-breaker.
 */
export type Cursor = readonly [number | string, number | string]

/** As clients see it: opaque, and safe in a query string. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

/**
 * @throws LapidaryError `bad-cursor` when `text` was not made by `encodeCursor` of parts of these
 * types.
 */
export function decodeCursor<A extends 'number' | 'string', B extends 'number' | 'string'>(
  text: string,
  types: readonly [A, B],
): readonly [Value<A>, Value<B>] {
  const parts = parseCursor(text)
  if (parts.length !== 2) throw badCursor(text)
  const isPart = (part: unknown, type: 'number' | 'string' | undefined): boolean => {
    return (
      typeof part === type && (typeof part === 'string' ? !part.includes('\0') : Number.isSafeInteger(part))
    )
  }
  if (!parts.every((part, i) => isPart(part, types[i]))) throw badCursor(text)
  return parts as unknown as readonly [Value<A>, Value<B>]
}

/** @throws LapidaryError `bad-cursor` when `text` is not a list as `encodeCursor` writes it. */
export function parseCursor(text: string): readonly unknown[] {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch (error) {
    throw badCursor(text, error)
  }
  if (!Array.isArray(parts)) throw badCursor(text)
  return parts
}

export function badCursor(text: string, cause?: unknown): LapidaryError {
  return new LapidaryError('bad-cursor', { seen: text.slice(0, 100) }, { cause })
}

type Value<T extends 'number' | 'string'> = T extends 'number' ? number : string

/** The most items of one page, so that no list holds the process for long. */
export const largestPage = 1000
