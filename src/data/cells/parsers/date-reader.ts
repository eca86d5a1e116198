import { createDateReader, type WrittenDate } from '../../../base/time/date-format.ts'
import {
  dayMs,
  parseExcelSerial,
  isInCalendar,
  formatIsoDay,
  formatIsoTime,
} from '../../../base/time/date-time.ts'
import { getTimeZone, type TimeZone } from '../../../base/time/time-zone.ts'
import type { DateColumn } from '../../column.ts'
import type { CellProblem } from '../../data-report.ts'
import { isStandardMarker } from './missing-markers.ts'
import { plainNumber } from './parsers.ts'
import type { NumberOutcome } from './number-reader.ts'

const isoForm = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

/**
 * Reads the day or the time that a cell means for a column, in milliseconds since 1970. A day is
 * its midnight at UTC.
 */
export class DateReader {
  readonly plainMark = undefined
  readonly isDay: boolean
  readonly #read: (text: string) => WrittenDate | null
  readonly #readIso = createDateReader({ format: 'yyyy-MM-dd' })
  readonly #zone: TimeZone
  readonly #serial: 1900 | 1904 | undefined
  readonly #markers: ReadonlySet<string>
  readonly #min: number
  readonly #max: number

  constructor(column: DateColumn) {
    const { min, max, zone = 'UTC' } = column
    this.isDay = column.type === 'date'
    this.#read = createDateReader(column)
    this.#zone = getTimeZone(zone)
    this.#serial = column.serial
    this.#markers = new Set(column.missing?.map((marker) => marker.trim()))
    this.#min = min === undefined ? Number.NEGATIVE_INFINITY : this.#parseLimit(min, false)
    this.#max = max === undefined ? Number.POSITIVE_INFINITY : this.#parseLimit(max, true)
  }

  /**
   * Reads a trimmed text. A time of day that a column of days drops counts as repaired, unless it
   * is midnight.
   */
  read(text: string): NumberOutcome {
    if (text === '') return createProblem('empty')
    if (this.#markers.has(text)) return createProblem('marker')
    const written = this.#readSerial(text) ?? this.#read(text)
    return written === null
      ? createProblem(isStandardMarker(text) ? 'marker' : 'not-a-date')
      : this.#toOutcome(written)
  }

  /** Reads ISO 8601 only, as a request sends it. */
  readIso(text: string): NumberOutcome {
    const written = isoForm.test(text) ? this.#readIso(text) : null
    // A column of days accepts no time of day.
    return written === null || (this.isDay && text.length > 10)
      ? createProblem('not-a-date')
      : this.#toOutcome(written)
  }

  /** Reads seconds since 1970, as feature stores hold times. */
  readSeconds(seconds: number): NumberOutcome {
    return Number.isNaN(seconds)
      ? createProblem('empty')
      : this.#toOutcome({ clock: seconds * 1000, offset: 0 })
  }

  /** Returns why a time is not allowed in the column, or undefined if it is. */
  problemOf(time: number): CellProblem | undefined {
    if (!isInCalendar(time)) return 'not-a-date'
    return time < this.#min || time > this.#max ? 'out-of-range' : undefined
  }

  /** Formats a time as the column's rows hold it. */
  write(time: number): string {
    return this.isDay ? formatIsoDay(time) : formatIsoTime(time)
  }

  #readSerial(text: string): WrittenDate | null {
    const serial = this.#serial === undefined ? null : plainNumber(text)
    const clock = serial === null ? Number.NaN : parseExcelSerial(serial, this.#serial as 1900 | 1904)
    return Number.isNaN(clock) ? null : { clock, offset: null }
  }

  #toOutcome({ clock, offset }: WrittenDate): NumberOutcome {
    const value = this.isDay ? this.#toDay(clock, offset) : Math.floor(this.#toTime(clock, offset))
    const wrong = this.problemOf(value)
    if (wrong !== undefined) return createProblem(wrong)
    return { value, repaired: this.isDay && clock % dayMs !== 0 }
  }

  #toDay(clock: number, offset: number | null): number {
    const local = offset === null ? clock : this.#zone.toClock(clock - offset)
    return Math.floor(local / dayMs) * dayMs
  }

  #toTime(clock: number, offset: number | null): number {
    return offset === null ? this.#zone.toTime(clock) : clock - offset
  }

  /** Parses a limit. A day counts whole, so the latest time of a day is its last millisecond. */
  #parseLimit(text: string, isLatest: boolean): number {
    const written = this.#readIso(text)
    if (written === null) throw new TypeError(`"${text}" is no date in ISO 8601.`)
    const { clock, offset } = written
    if (this.isDay) return this.#toDay(clock, offset)
    return isLatest && text.length === 10
      ? this.#toTime(clock + dayMs, offset) - 1
      : this.#toTime(clock, offset)
  }
}

function createProblem(reason: CellProblem): NumberOutcome {
  return { value: Number.NaN, problem: reason }
}
