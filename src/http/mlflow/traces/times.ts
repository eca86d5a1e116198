import { LapidaryError } from '../../../base/errors/lapidary-error.ts'

// Times and durations as protocol buffers write them in JSON.

/** Returns a time as ISO 8601 with milliseconds. @throws LapidaryError `bad-trace` */
export function readTimestamp(text: string, field: string): string {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text)
  const time = isTime ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw wrong(field, text, '2026-01-31T12:00:00.123Z')
  return new Date(time).toISOString()
}

/** Returns a time without a fraction of zeros. */
export function writeTimestamp(time: string): string {
  return time.replace('.000Z', 'Z')
}

const lastMs = Date.parse('9999-12-31T23:59:59.999Z')

/** Returns milliseconds since 1970 as ISO 8601. @throws LapidaryError `bad-trace` */
export function readMilliseconds(ms: number, field: string): string {
  if (ms < 0 || ms > lastMs) throw wrong(field, String(ms), `0 - ${lastMs}`)
  return new Date(ms).toISOString()
}

/** Returns the milliseconds of a duration such as `1.5s`. @throws LapidaryError `bad-trace` */
export function readDuration(text: string, field: string): number {
  const seconds = /^(\d{1,12}(?:\.\d{1,9})?)s$/.exec(text)?.[1]
  if (seconds === undefined) throw wrong(field, text, '1.500s')
  return Math.floor(Number(seconds) * 1000 + 1e-6)
}

/** Returns a duration with no fraction or one of milliseconds. */
export function writeDuration(ms: number): string {
  return `${ms % 1000 === 0 ? ms / 1000 : (ms / 1000).toFixed(3)}s`
}

function wrong(field: string, seen: string, allowed: string): LapidaryError {
  return new LapidaryError('bad-trace', { field, seen: JSON.stringify(seen.slice(0, 100)), allowed })
}
