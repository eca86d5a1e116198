import { dayMs, parseTime } from './date-time.ts'
import { getTimeZone } from './time-zone.ts'

/** A local date and hour. */
interface Moment {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  /** Days since 1970. */
  readonly days: number
}

/**
 * Returns the completed years from one date to another, as a person's age counts: the year is
 * complete on the anniversary. Someone born on 29 February completes a year on 1 March where there
 * is no 29 February. Negative when `to` is the earlier one; `null` when one is `null`.
 *
 * @param from ISO 8601, as a row of a project holds it
 * @param to ISO 8601. Do not pass the present time in a derived feature: the values would be others
 *   than those that the model was trained on.
 * @param zone of the IANA database, whose days count for points in time. A date is the same day in
 *   every zone.
 * @defaultValue `zone`: UTC
 * @returns completed years, a whole number; `null` when a date is `null`
 * @throws TypeError for a text that is no date
 * @example
 * ```ts
 * import { yearsBetween } from 'lapidary'
 *
 * yearsBetween('1990-03-05', '2022-03-04') // 31
 * yearsBetween('1990-03-05', '2022-03-05') // 32
 * ```
 */
export function yearsBetween(from: string | null, to: string | null, zone = 'UTC'): number | null {
  if (from === null || to === null) return null
  const [first, last] = [toMoment(from, zone), toMoment(to, zone)]
  return last.days < first.days ? 0 - countCompletedYears(last, first) : countCompletedYears(first, last)
}

/**
 * Returns the days of the calendar from one date to another: 0 on the same day, negative when `to`
 * is the earlier one; `null` when one is `null`.
 *
 * @param from ISO 8601, as a row of a project holds it
 * @param to ISO 8601
 * @param zone of the IANA database, whose days count for points in time
 * @defaultValue `zone`: UTC
 * @returns days, a whole number; `null` when a date is `null`
 * @throws TypeError for a text that is no date
 * @example
 * ```ts
 * import { daysBetween } from 'lapidary'
 *
 * daysBetween('2022-02-27', '2022-03-01') // 2
 * daysBetween('2022-03-05T23:00:00Z', '2022-03-06T01:00:00Z') // 1
 * ```
 */
export function daysBetween(from: string | null, to: string | null, zone = 'UTC'): number | null {
  return from === null || to === null ? null : toMoment(to, zone).days - toMoment(from, zone).days
}

/**
 * Returns the year of a date, or `null` for `null`. A model that learns from the year itself has
 * seen no later year.
 *
 * @param date ISO 8601, as a row of a project holds it
 * @param zone of the IANA database, whose calendar counts for a point in time
 * @defaultValue `zone`: UTC
 * @returns the year, such as 2022; `null` for `null`
 * @throws TypeError for a text that is no date
 * @example
 * ```ts
 * import { yearOf } from 'lapidary'
 *
 * yearOf('2022-03-05') // 2022
 * ```
 */
export function yearOf(date: string | null, zone = 'UTC'): number | null {
  return date === null ? null : toMoment(date, zone).year
}

/**
 * Returns the month of a date, 1 to 12, or `null` for `null`.
 *
 * @param date ISO 8601, as a row of a project holds it
 * @param zone of the IANA database, whose calendar counts for a point in time
 * @defaultValue `zone`: UTC
 * @returns 1 to 12; `null` for `null`
 * @throws TypeError for a text that is no date
 * @example
 * ```ts
 * import { monthOf } from 'lapidary'
 *
 * monthOf('2022-03-05') // 3
 * ```
 */
export function monthOf(date: string | null, zone = 'UTC'): number | null {
  return date === null ? null : toMoment(date, zone).month
}

/**
 * Returns the day of the week of a date as ISO 8601 counts it, Monday 1 to Sunday 7, or `null` for
 * `null`.
 *
 * @param date ISO 8601, as a row of a project holds it
 * @param zone of the IANA database, whose calendar counts for a point in time
 * @defaultValue `zone`: UTC
 * @returns 1 to 7; `null` for `null`
 * @throws TypeError for a text that is no date
 * @example
 * ```ts
 * import { weekdayOf } from 'lapidary'
 *
 * weekdayOf('2022-03-05') // 6
 * ```
 */
export function weekdayOf(date: string | null, zone = 'UTC'): number | null {
  if (date === null) return null
  // 1970 began on a Thursday.
  return ((((toMoment(date, zone).days + 3) % 7) + 7) % 7) + 1
}

/**
 * Returns the hour of a point in time, 0 to 23, or `null` for `null`. A date is its midnight.
 *
 * @param time ISO 8601, as a row of a project holds it
 * @param zone of the IANA database, whose clocks count
 * @defaultValue `zone`: UTC
 * @returns 0 to 23; `null` for `null`
 * @throws TypeError for a text that is no date
 * @example
 * ```ts
 * import { hourOf } from 'lapidary'
 *
 * hourOf('2022-03-05T14:30:00Z') // 14
 * hourOf('2022-03-05T14:30:00Z', 'America/Sao_Paulo') // 11
 * ```
 */
export function hourOf(time: string | null, zone = 'UTC'): number | null {
  return time === null ? null : toMoment(time, zone).hour
}

function countCompletedYears(first: Moment, last: Moment): number {
  const isBefore = last.month < first.month || (last.month === first.month && last.day < first.day)
  return last.year - first.year - (isBefore ? 1 : 0)
}

function toMoment(text: string, zone: string): Moment {
  const isDay = text.length === 10
  const time = parseTime(text)
  if (time === null) {
    throw new TypeError(
      `"${text.slice(0, 40)}" is no date. Dates are ISO 8601: 2022-03-05 or 2022-03-05T14:30:00Z.`,
    )
  }
  const clock = isDay ? time : getTimeZone(zone).toClock(time)
  const date = new Date(clock)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    days: Math.floor(clock / dayMs),
  }
}
