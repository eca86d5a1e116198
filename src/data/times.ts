import { parseTime } from '../base/time/date-time.ts'
import type { ColumnData } from './table.ts'

/**
 * Converts the cells of a column into numbers in their order: a date, and a text in ISO 8601, into
 * milliseconds since 1970; a number stays; a category becomes its index. NaN is missing, and every
 * cell of a list.
 *
 * @param fail creates the error to throw for a text that is no time, as it has no place in the
 *   order. Default: such a text is missing.
 */
export function timesOf(data: ColumnData, fail?: (seen: string) => Error): Float64Array {
  switch (data.kind) {
    case 'number':
    case 'date':
      return data.values
    case 'category':
      return Float64Array.from(data.codes, (code) => (code < 0 ? Number.NaN : code))
    case 'text': {
      const timeOf = createTimeReader(fail)
      return Float64Array.from(data.values, (text) => (text === null ? Number.NaN : timeOf(text)))
    }
    case 'list':
      return new Float64Array(data.values.length).fill(Number.NaN)
  }
}

/**
 * Creates a parser of ISO 8601 times that caches results, as most times repeat. Without `fail` a
 * text that is no time is NaN.
 */
export function createTimeReader(fail?: (seen: string) => Error): (text: string) => number {
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
