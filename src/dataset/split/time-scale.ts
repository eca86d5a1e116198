import { parseDuration } from '../../lib/duration.ts'
import { parseTime } from '../../lib/date-time.ts'
import type { Column } from '../column.ts'
import type { ColumnData } from '../table.ts'

/** How the values of a column follow one another in time. */
export interface TimeScale {
  /** Reads a time as people write it in a definition; null for what is none. */
  parse(text: string | number): number | null
  /** Reads a gap as people write it: `90d` or `12h` between points in time, a number of steps between numbers and categories. */
  parseGap(text: string | number): number | null
  /** The time of each row; `NaN` where the cell holds none. */
  timesOf(data: ColumnData): Float64Array
  label(time: number): string
}

/** Returns how a column orders rows in time: text by ISO 8601, numbers by size, categories in their order; null for what has no order. */
export function timeScale(column: Column): TimeScale | null {
  switch (column.type) {
    case 'text':
    case 'identifier':
      return instants
    case 'number':
    case 'integer':
      return steps
    case 'category':
      return ordered(column.categories)
    default:
      return null
  }
}

const dayMs = 86_400_000

/** Milliseconds since 1970. */
const instants: TimeScale = {
  parse: (text) => (typeof text === 'string' ? parseTime(text) : null),
  parseGap: (text) => (typeof text === 'string' ? (parseDuration(text) ?? null) : text === 0 ? 0 : null),
  timesOf: (data) => {
    if (data.kind === 'number') return data.values
    if (data.kind !== 'text') throw new TypeError('Points in time are kept as numbers or texts.')
    return Float64Array.from(data.values, (text) => (text === null ? Number.NaN : (parseTime(text) ?? Number.NaN)))
  },
  label: (time) => {
    const text = new Date(time).toISOString()
    return time % dayMs === 0 ? text.slice(0, 10) : text
  },
}

const parseSteps = (text: string | number): number | null => {
  const value = typeof text === 'number' ? text : text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

const steps: TimeScale = {
  parse: parseSteps,
  parseGap: parseSteps,
  timesOf: (data) => (data.kind === 'number' ? data.values : new Float64Array()),
  label: String,
}

function ordered(categories: readonly string[]): TimeScale {
  return {
    parse: (text) => {
      const place = categories.indexOf(String(text))
      return place === -1 ? null : place
    },
    parseGap: parseSteps,
    timesOf: (data) => {
      if (data.kind !== 'category') throw new TypeError('The column is not kept as a category.')
      return Float64Array.from(data.codes, (code) => (code < 0 ? Number.NaN : code))
    },
    label: (time) => categories[time] ?? String(time),
  }
}
