import { createDateReader } from '../time/date-format.ts'
import { dayMs, formatIsoDay, formatIsoTime, parseTime } from '../time/date-time.ts'
import type { Language } from './localized-text.ts'
import { getTimeZone } from '../time/time-zone.ts'

// English has two orders of day and month: only ISO 8601 is unambiguous.
const readers = {
  en: createDateReader({}),
  'pt-BR': createDateReader({ dayFirst: true }),
} as const satisfies Record<Language, unknown>

/**
 * Formats a date for people: `2022-03-05` in English, `05/03/2022` in Portuguese. A point in time
 * shows the local time of its zone: `05/03/2022 11:30`. A text that is no date is returned
 * unchanged.
 *
 * @param zone of the IANA database; undefined for a day of the calendar
 */
export function formatLocalizedDate(date: string, zone: string | undefined, language: Language): string {
  const time = parseTime(date)
  if (time === null) return date
  const clock = new Date(
    zone === undefined || date.length === 10 ? time : getTimeZone(zone).toClock(time),
  ).toISOString()
  const day = language === 'en' ? clock.slice(0, 10) : clock.slice(0, 10).split('-').toReversed().join('/')
  if (date.length === 10) return day
  return `${day} ${clock.slice(11, clock.endsWith(':00.000Z') ? 16 : 19)}`
}

/**
 * Parses a date that a person wrote in this language into the form that a request carries: ISO
 * 8601, without an offset where none was written. Returns `null` if the text is no date, or has a
 * time of day where only a day is allowed.
 */
export function parseLocalizedDate(text: string, isDay: boolean, language: Language): string | null {
  const written = readers[language](text.trim())
  if (written === null) return null
  const { clock, offset } = written
  if (isDay) return clock % dayMs === 0 ? formatIsoDay(clock) : null
  return offset === null ? formatIsoTime(clock).slice(0, -1) : formatIsoTime(clock - offset)
}
