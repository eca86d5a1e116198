import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { type DateTime, exclusiveEnd, parseDateTime } from '../base/time/date-time.ts'

interface TimeBounds {
  readonly from?: string
  readonly to?: string
}

/**
 * Returns the bounds of a query as the prediction log takes them: ISO 8601, `from` inclusive and
 * `to` exclusive.
 *
 * @param inclusive whether a point in time given as `to` belongs to the window. A bare date always
 * does, as the whole day.
 * @throws LapidaryError `bad-time`
 */
export function timeBounds({ from, to }: TimeBounds, inclusive = false): TimeBounds {
  return {
    ...(from !== undefined && { from: isoText(dateTimeOf('from', from).start) }),
    ...(to !== undefined && { to: isoText(exclusiveEnd(dateTimeOf('to', to), inclusive)) }),
  }
}

/**
 * Parses the date or time of a field that passed its schema, or that a project declared without a
 * format.
 */
export function dateTimeOf(field: string, text: string): DateTime {
  const time = parseDateTime(text)
  if (time === null) throw new LapidaryError('bad-time', { field, seen: text.slice(0, 100) })
  return time
}

export function isoText(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
