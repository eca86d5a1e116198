import type { ColumnData } from '../../dataset/table.ts'
import { LapidaryError } from '../../errors.ts'
import { parseTime } from '../../lib/date-time.ts'
import type { Project } from '../../project/project.ts'

/**
 * The cells of a project's `time` column as numbers that stand in their order: a category by its place, a number as it is, a text as the
 * time that it names. NaN is missing.
 *
 * @throws LapidaryError `bad-project` for a text that is no ISO 8601 time: in what order would it stand?
 */
export function timesOf({ name: project, time }: Project, data: ColumnData | undefined, rowCount: number): Float64Array {
  const times = new Float64Array(rowCount).fill(Number.NaN)
  const momentOf = momentReader((seen) => {
    const problem = `its time "${time}" holds "${seen}", which is no ISO 8601 time, so its rows cannot be put in order.`
    return new LapidaryError('bad-project', { project, problem })
  })
  if (data === undefined) return times
  for (let row = 0; row < rowCount; row++) times[row] = timeOf(data, row, momentOf)
  return times
}

function timeOf(data: ColumnData, row: number, momentOf: (text: string) => number): number {
  switch (data.kind) {
    case 'number':
      return data.values[row] as number
    case 'category': {
      const code = data.codes[row] as number
      return code < 0 ? Number.NaN : code
    }
    case 'text': {
      const text = data.values[row] ?? null
      return text === null ? Number.NaN : momentOf(text)
    }
    case 'list':
      return Number.NaN
  }
}

/** Reads ISO 8601 times, most of which come again and again. @throws what `fail` makes of a text that is none. */
export function momentReader(fail: (seen: string) => Error): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const moment = parseTime(text)
    if (moment === null) throw fail(text)
    if (known.size < 10_000) known.set(text, moment)
    return moment
  }
}
