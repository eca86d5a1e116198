import type { PredictionsFilter } from 'lapidary/client'
import { cutEntity } from '../../lib/entity.ts'

/**
 * Filters and place in the log, as the address of the page says them. Days are `YYYY-MM-DD` in the
 * reader's time zone.
 */
export interface PredictionsSearch {
  readonly prediction?: string
  readonly caller?: string
  /** Whom it is about. */
  readonly entity?: string
  readonly version?: number
  readonly from?: string
  readonly to?: string
  readonly cursor?: string
}

export function predictionsSearch(search: Readonly<Record<string, unknown>>): PredictionsSearch {
  const text = (name: 'prediction' | 'caller' | 'entity' | 'cursor'): PredictionsSearch => {
    const value = search[name]
    // A caller or a class of digits alone arrives as a number.
    return (typeof value === 'string' || typeof value === 'number') && value !== ''
      ? { [name]: cutEntity(String(value)) }
      : {}
  }
  const day = (name: 'from' | 'to'): PredictionsSearch => {
    const value = search[name]
    return typeof value === 'string' && isDay(value) ? { [name]: value } : {}
  }
  const version = Number(search['version'])
  return {
    ...text('prediction'),
    ...text('caller'),
    ...text('entity'),
    ...(Number.isInteger(version) && version > 0 ? { version } : {}),
    ...day('from'),
    ...day('to'),
    ...text('cursor'),
  }
}

/** Returns whether the calendar has this day: February 30 would become one of March. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  )
}

/** The filter as the API takes it; the place in the log is not part of it. */
export function apiFilter({
  prediction,
  caller,
  entity,
  version,
  from,
  to,
}: PredictionsSearch): PredictionsFilter {
  return {
    ...(prediction === undefined ? {} : { prediction }),
    ...(caller === undefined ? {} : { caller }),
    ...(entity === undefined ? {} : { entity }),
    ...(version === undefined ? {} : { model_version: version }),
    ...(from === undefined ? {} : { from: dayStart(from) }),
    ...(to === undefined ? {} : { to: dayStart(to, 1) }),
  }
}

/** Start of a day, or of the day after it, as an instant: what the API compares with. */
export function dayStart(day: string, daysLater = 0): string {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + daysLater).toISOString()
}
