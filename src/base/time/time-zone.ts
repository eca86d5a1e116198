import { dayMs } from './date-time.ts'

/**
 * Converts between points in time and the local time of one zone; all in milliseconds since 1970.
 */
export interface TimeZone {
  /** Returns the local time at a point in time, as if the zone were UTC. */
  toClock(time: number): number
  /**
   * Returns the point in time of a local time: the first of two, or, where clocks skip it, as much
   * later as they were put forward.
   */
  toTime(clock: number): number
}

/** Maximum days of one zone whose offset is cached. */
const maxKnownDays = 100_000

const utc: TimeZone = { toClock: (time) => time, toTime: (clock) => clock }

/**
 * Returns whether `name` is a time zone of the IANA database, such as `America/Sao_Paulo` or `UTC`.
 */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false // Intl throws `RangeError` for an unknown zone
  }
}

/** Opened zones: opening one is slow, and each caches its offsets. */
const zones = new Map([['UTC', utc]])

/**
 * Returns a zone of the IANA database.
 *
 * @throws RangeError for a name that `isTimeZone` does not accept
 */
export function getTimeZone(name: string): TimeZone {
  const zone = zones.get(name) ?? openZone(name)
  zones.set(name, zone)
  return zone
}

function openZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' })
  const exactOffset = (time: number): number => {
    const text = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours = 0, minutes = 0, seconds = 0] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(text) ?? []
    return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  }
  // Intl takes microseconds for each call, and almost every day has one offset; NaN where it
  // changes.
  const known = new Map<number, number>()
  const offsetAt = (time: number): number => {
    const day = Math.floor(time / dayMs)
    let offset = known.get(day)
    if (offset === undefined) {
      const [first, last] = [exactOffset(day * dayMs), exactOffset((day + 1) * dayMs - 1)]
      offset = first === last ? first : Number.NaN
      if (known.size >= maxKnownDays) known.clear()
      known.set(day, offset)
    }
    return Number.isNaN(offset) ? exactOffset(time) : offset
  }
  return {
    toClock: (time) => time + offsetAt(time),
    toTime: (clock) => {
      const before = clock - offsetAt(clock - dayMs)
      const after = clock - offsetAt(clock + dayMs)
      if (before === after || before + offsetAt(before) === clock) return before
      return after + offsetAt(after) === clock ? after : before
    },
  }
}
