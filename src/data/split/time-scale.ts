import { parseDuration } from '../../base/time/duration.ts'
import { formatIsoDay, formatIsoTime, parseTime } from '../../base/time/date-time.ts'
import { type Column, isDate } from '../column.ts'

/** Parses and formats the times of a column, as `timesOf` returns them. */
export interface TimeScale {
  /** Parses a time as a definition contains it; null if it is no time. */
  parse(text: string | number): number | null
  /**
   * Parses a gap: `90d` or `12h` between points in time, a number of steps between numbers and
   * categories.
   */
  parseGap(text: string | number): number | null
  label(time: number): string
}

/**
 * Creates the scale by which a column orders rows in time: dates and text in ISO 8601, numbers by
 * size, categories in their order; null for a list.
 */
export function createTimeScale(column: Column): TimeScale | null {
  if (isDate(column) || column.type === 'text' || column.type === 'identifier') return instants
  if (column.type === 'category') return createCategoryScale(column.categories)
  return column.type === 'list' ? null : steps
}

const dayMs = 86_400_000

/** Milliseconds since 1970. */
const instants: TimeScale = {
  parse: (text) => (typeof text === 'string' ? parseTime(text) : null),
  parseGap: (text) => (typeof text === 'string' ? (parseDuration(text) ?? null) : text === 0 ? 0 : null),
  label: (time) => (time % dayMs === 0 ? formatIsoDay(time) : formatIsoTime(time)),
}

function parseSteps(text: string | number): number | null {
  const value = typeof text === 'number' ? text : text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

const steps: TimeScale = { parse: parseSteps, parseGap: parseSteps, label: String }

function createCategoryScale(categories: readonly string[]): TimeScale {
  return {
    parse: (text) => {
      const place = categories.indexOf(String(text))
      return place === -1 ? null : place
    },
    parseGap: parseSteps,
    label: (time) => categories[time] ?? String(time),
  }
}
