import { dateReader } from '../time/date-format.ts'
import { dayMs, isoDay, isoTime, parseTime } from '../time/date-time.ts'
import type { Language } from './localized-text.ts'
import { timeZone } from '../time/time-zone.ts'

// English has two orders of day and month: only ISO 8601 means the same to all.
const readers = { en: dateReader({}), 'pt-BR': dateReader({ dayFirst: true }) } as const satisfies Record<Language, unknown>

/**
 * Writes a date as a person reads it: `2022-03-05` in English, `05/03/2022` in Portuguese; a point in time with what the clocks of its
 * zone show, `05/03/2022 11:30`. What is no date stays as it is.
 *
 * @param zone of the IANA database; undefined for a day of the calendar
 */
export function dateInWords(date: string, zone: string | undefined, language: Language): string {
  const time = parseTime(date)
  if (time === null) return date
  const clock = new Date(zone === undefined || date.length === 10 ? time : timeZone(zone).toClock(time)).toISOString()
  const day = language === 'en' ? clock.slice(0, 10) : clock.slice(0, 10).split('-').toReversed().join('/')
  if (date.length === 10) return day
  return `${day} ${clock.slice(11, clock.endsWith(':00.000Z') ? 16 : 19)}`
}

/**
 * Reads a date that a person wrote in this language, as a request carries it: ISO 8601, without an offset where none was written. Returns
 * `null` for what is no date, and for a time of day where only a day belongs.
 */
export function readDateInWords(text: string, isDay: boolean, language: Language): string | null {
  const written = readers[language](text.trim())
  if (written === null) return null
  const { clock, offset } = written
  if (isDay) return clock % dayMs === 0 ? isoDay(clock) : null
  return offset === null ? isoTime(clock).slice(0, -1) : isoTime(clock - offset)
}
