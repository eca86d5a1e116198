import type { ColumnData } from '../../dataset/table.ts'

/**
 * The cells of a project's `time` column as numbers that stand in their order: a category by its place, a number as it is, a text as the
 * time that it names. NaN is missing.
 */
export function timesOf(data: ColumnData | undefined, rowCount: number): Float64Array {
  const times = new Float64Array(rowCount).fill(Number.NaN)
  if (data === undefined) return times
  for (let row = 0; row < rowCount; row++) times[row] = timeOf(data, row)
  return times
}

function timeOf(data: ColumnData, row: number): number {
  switch (data.kind) {
    case 'number':
      return data.values[row] as number
    case 'category': {
      const code = data.codes[row] as number
      return code < 0 ? Number.NaN : code
    }
    case 'text':
      return Date.parse(data.values[row] ?? '')
    case 'list':
      return Number.NaN
  }
}
