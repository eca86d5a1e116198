import { parseTime } from '../lib/date-time.ts'
import type { ColumnData } from './table.ts'

/**
 * Returns the cells of a column as numbers that stand in their order: a date, and a text that is ISO 8601, in milliseconds since 1970; a
 * number as it is; a category by its place. NaN is missing, and every cell of a list.
 *
 * @throws what `fail` makes of a text that is no time: in what order would it stand?
 */
export function timesOf(data: ColumnData, fail: (seen: string) => Error): Float64Array {
  switch (data.kind) {
    case 'number':
    case 'date':
      return data.values
    case 'category':
      return Float64Array.from(data.codes, (code) => (code < 0 ? Number.NaN : code))
    case 'text': {
      const timeOf = timeReader(fail)
      return Float64Array.from(data.values, (text) => (text === null ? Number.NaN : timeOf(text)))
    }
    case 'list':
      return new Float64Array(data.values.length).fill(Number.NaN)
  }
}

/** Returns a reader of ISO 8601 times, most of which come again and again. It throws what `fail` makes of a text that is none. */
export function timeReader(fail: (seen: string) => Error): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const time = parseTime(text)
    if (time === null) throw fail(text)
    if (known.size < 10_000) known.set(text, time)
    return time
  }
}
