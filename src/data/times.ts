import { parseTime } from '../base/time/date-time.ts'
import type { ColumnData } from './table.ts'

/**
 * Returns the cells of a column as numbers that stand in their order: a date, and a text that is ISO 8601, in milliseconds since 1970; a
 * number as it is; a category by its place. NaN is missing, and every cell of a list.
 *
 * @param fail makes the error to throw for a text that is no time: in what order would it stand? Default: such a text is missing.
 */
export function timesOf(data: ColumnData, fail?: (seen: string) => Error): Float64Array {
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

/** Returns a reader of ISO 8601 times, most of which come again and again. Without `fail` a text that is none is NaN. */
export function timeReader(fail?: (seen: string) => Error): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const parsed = parseTime(text)
    if (parsed === null && fail !== undefined) throw fail(text)
    const time = parsed ?? Number.NaN
    if (known.size < 10_000) known.set(text, time)
    return time
  }
}
