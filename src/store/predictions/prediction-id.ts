import { LapidaryError } from '../../base/errors/lapidary-error.ts'

/** A UUID in lower case, as a regular expression. */
export const predictionIdPattern = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
const uuid = new RegExp(predictionIdPattern)

export function isPredictionId(text: string): boolean {
  return uuid.test(text)
}

/**
 * Parses a cursor, which is the id of the last row of a page.
 *
 * @throws LapidaryError `bad-cursor`
 */
export function parseCursor(text: string): string {
  if (!uuid.test(text)) throw new LapidaryError('bad-cursor', { seen: text.slice(0, 100) })
  return text
}

/**
 * Returns the smallest id of a time, as ids (UUID version 7) begin with their time.
 *
 * @throws TypeError if `time` is not ISO 8601
 */
export function getFirstId(time: string): string {
  const milliseconds = Date.parse(time)
  if (Number.isNaN(milliseconds)) throw new TypeError(`Not a time: ${time}`)
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
