/** A point in time, or the whole day (UTC) of a bare date, in milliseconds since 1970. */
export interface DateTime {
  readonly start: number
  /** The last millisecond of a day; equal to `start` for a point in time. */
  readonly end: number
}

export const dayMs = 86_400_000
const firstYearMs = Date.parse('0001-01-01T00:00:00Z')
const lastYearMs = Date.parse('9999-12-31T23:59:59.999Z')
/** Days from 1899-12-30 to 1970. */
const excelEpochDays = 25_569
/** Largest offset of any time zone. */
const maxOffsetMinutes = 14 * 60

const day = String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)`
const clock = String.raw`(?<separator>[T ])(?<hours>\d\d):(?<minutes>\d\d)(?::(?<seconds>\d\d)(?:\.(?<fraction>\d{1,9}))?)?`
const zone = String.raw`(?<blank> ?)(?<zone>Z|(?<sign>[+-])(?<offsetHours>\d\d)(?<colon>:?)(?<offsetMinutes>\d\d))?`
const pattern = new RegExp(`^${day}(?:${clock})?${zone}$`)

/**
 * Parses a date (`2026-01-31`) or a date and time with its zone (`2026-01-31T12:00:00Z`,
 * `2026-01-31T09:00:00.5-03:00`), as RFC 3339 writes them; the seconds may be left out. Returns
 * `null` for any other text and for a date or time that does not exist: February 30, hour 24,
 * second 60, the year 0000, an offset beyond 14 hours.
 */
export function parseDateTime(text: string): DateTime | null {
  const parts = pattern.exec(text)?.groups
  if (parts === undefined) return null
  const { separator, blank, zone: written, colon } = parts
  if (blank !== '' || separator === ' ' || colon === '' || (written !== undefined) !== (separator === 'T'))
    return null
  const time = toInstant(parts)
  if (time === null) return null
  const start = Math.floor(time)
  return { start, end: separator === undefined ? start + dayMs - 1 : start }
}

/**
 * Parses a time as Feast's server and files write it: also with a blank instead of the `T`, and
 * without a zone, which means UTC. A bare date is its midnight. Returns milliseconds since 1970
 * with the microseconds as a fraction, and `null` under the same conditions as `parseDateTime`.
 */
export function parseTime(text: string): number | null {
  const parts = pattern.exec(text.trim())?.groups
  return parts === undefined ? null : toInstant(parts)
}

/**
 * Returns the first millisecond after a window that ends with `to`. A day counts whole.
 *
 * @param inclusive whether a point in time itself belongs to the window; default: the window ends
 *   before it.
 */
export function exclusiveEnd({ start, end }: DateTime, inclusive = false): number {
  return inclusive || end > start ? end + 1 : end
}

/** Returns the end of `time`, or `now` if it is a day that is not over. */
export function endUntil({ start, end }: DateTime, now: number): number {
  return start <= now && now < end ? now : end
}

/**
 * Digits of a written date and time by name: `year`, `month`, `day`, `hours`, `minutes`, `seconds`,
 * `fraction`, `sign`, `offsetHours`, `offsetMinutes`. What is not written is undefined.
 */
export type DateTimeParts = Readonly<Record<string, string | undefined>>

/**
 * Returns the time of a local date and time as if the zone were UTC, or `null` if it does not
 * exist.
 */
export function toClockTime(parts: DateTimeParts): number | null {
  const part = (name: string): number => Number(parts[name] ?? 0)
  if (part('hours') > 23 || part('minutes') > 59 || part('seconds') > 59) return null
  const date = new Date(0)
  date.setUTCFullYear(part('year'), part('month') - 1, part('day'))
  // A day that does not exist becomes one of another month.
  if (date.getUTCMonth() !== part('month') - 1 || date.getUTCDate() !== part('day')) return null
  const whole = date.getTime() + ((part('hours') * 60 + part('minutes')) * 60 + part('seconds')) * 1000
  if (!isInCalendar(whole)) return null
  return whole + Math.floor(Number(`0.${parts['fraction'] ?? ''}0`) * 1e6) / 1000
}

/**
 * Returns the offset from UTC in milliseconds, 0 if none is written, or `null` for one that no time
 * zone has.
 */
export function parseOffset(parts: DateTimeParts): number | null {
  const minutes = Number(parts['offsetMinutes'] ?? 0)
  const offset = Number(parts['offsetHours'] ?? 0) * 60 + minutes
  if (minutes > 59 || offset > maxOffsetMinutes) return null
  return (parts['sign'] === '-' ? -offset : offset) * 60_000
}

/** Returns whether a time lies in the years 1 to 9999, which ISO 8601 writes with four digits. */
export function isInCalendar(time: number): boolean {
  return time >= firstYearMs && Math.floor(time) <= lastYearMs
}

/** Formats the day of a time at UTC: `2022-03-05`. */
export function formatIsoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** Formats a time at UTC: `2022-03-05T14:30:00Z`, with milliseconds only if there are some. */
export function formatIsoTime(time: number): string {
  const text = new Date(time).toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text
}

/**
 * Converts a serial number of Excel, which counts days, into a time; `NaN` for one that Excel does
 * not show as a date. The day 60 of 1900, which did not exist, is counted as Excel does.
 *
 * @param first the year that the workbook counts from
 */
export function parseExcelSerial(serial: number, first: 1900 | 1904): number {
  const day = first === 1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial
  const time = Math.round((day - excelEpochDays) * dayMs)
  return serial >= 0 && time <= lastYearMs ? time : Number.NaN
}

function toInstant(parts: DateTimeParts): number | null {
  const time = toClockTime(parts)
  const offset = parseOffset(parts)
  if (time === null || offset === null || !isInCalendar(time - offset)) return null
  return time - offset
}
