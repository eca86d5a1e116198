/** A point in time, or the whole day (UTC) that a bare date names. In milliseconds since 1970. */
export interface DateTime {
  readonly start: number
  /** The last millisecond of a day; equal to `start` for a point in time. */
  readonly end: number
}

const dayMs = 86_400_000
const firstYearMs = Date.parse('0001-01-01T00:00:00Z')
const lastYearMs = Date.parse('9999-12-31T23:59:59.999Z')
/** The largest offset of a time zone. */
const maxOffsetMinutes = 14 * 60

const day = String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)`
const clock = String.raw`(?<separator>[T ])(?<hours>\d\d):(?<minutes>\d\d)(?::(?<seconds>\d\d)(?:\.(?<fraction>\d{1,9}))?)?`
const zone = String.raw`(?<blank> ?)(?<zone>Z|(?<sign>[+-])(?<offsetHours>\d\d)(?<colon>:?)(?<offsetMinutes>\d\d))?`
const pattern = new RegExp(`^${day}(?:${clock})?${zone}$`)

/**
 * Parses a date (`2026-01-31`) or a date and time with its zone (`2026-01-31T12:00:00Z`, `2026-01-31T09:00:00.5-03:00`), as RFC 3339
 * writes them; the seconds may be left out. Returns `null` for any other text and for what no calendar or clock has: February 30,
 * hour 24, second 60, the year 0000, an offset beyond 14 hours.
 */
export function parseDateTime(text: string): DateTime | null {
  const parts = pattern.exec(text)?.groups
  if (parts === undefined) return null
  const { separator, blank, zone: written, colon } = parts
  if (blank !== '' || separator === ' ' || colon === '' || (written !== undefined) !== (separator === 'T')) return null
  const time = instantOf(parts)
  if (time === null) return null
  const start = Math.floor(time)
  return { start, end: separator === undefined ? start + dayMs - 1 : start }
}

/**
 * Parses a time as Feast's server and files write it: also with a blank for the `T`, and without a zone, which is then UTC. A bare
 * date is its midnight. Returns milliseconds since 1970 with the microseconds as a fraction, and `null` under the same conditions
 * as `parseDateTime`.
 */
export function parseTime(text: string): number | null {
  const parts = pattern.exec(text.trim())?.groups
  return parts === undefined ? null : instantOf(parts)
}

/**
 * Returns the first millisecond after what `to` names. A day counts whole.
 *
 * @param inclusive whether a point in time itself belongs to the window; default: the window ends before it.
 */
export function exclusiveEnd({ start, end }: DateTime, inclusive = false): number {
  return inclusive || end > start ? end + 1 : end
}

/** Returns the end of `time`, or `now` if it is a day that has begun and is not over. */
export function endUntil({ start, end }: DateTime, now: number): number {
  return start <= now && now < end ? now : end
}

function instantOf(parts: Readonly<Record<string, string | undefined>>): number | null {
  const part = (name: string): number => Number(parts[name] ?? 0)
  const offset = part('offsetHours') * 60 + part('offsetMinutes')
  if (part('hours') > 23 || part('minutes') > 59 || part('seconds') > 59) return null
  if (part('offsetMinutes') > 59 || offset > maxOffsetMinutes) return null
  const date = new Date(0)
  date.setUTCFullYear(part('year'), part('month') - 1, part('day'))
  // A day that does not exist becomes one of another month.
  if (date.getUTCMonth() !== part('month') - 1 || date.getUTCDate() !== part('day')) return null
  const minutes = part('hours') * 60 + part('minutes') - (parts['sign'] === '-' ? -offset : offset)
  const whole = date.getTime() + (minutes * 60 + part('seconds')) * 1000
  if (whole < firstYearMs || whole > lastYearMs) return null
  return whole + Math.floor(Number(`0.${parts['fraction'] ?? ''}0`) * 1e6) / 1000
}
