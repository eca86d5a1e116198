import type { NumberedRow } from '../file/score-file.ts'

/** The column that sorts: `null` is the row's number. */
export interface RowOrder {
  readonly column: number | null
  readonly descending: boolean
}

/** Rows by one column: numbers as numbers, the rest as text; empty cells last either way. */
export function sortRows(rows: readonly NumberedRow[], { column, descending }: RowOrder): NumberedRow[] {
  const sign = descending ? -1 : 1
  if (column === null) return rows.toSorted((a, b) => sign * (a.number - b.number))
  const cellOf = (row: NumberedRow): string => row.cells[column] ?? ''
  const numeric = rows.every((row) => cellOf(row) === '' || Number.isFinite(Number(cellOf(row))))
  return rows.toSorted((a, b) => {
    const [left, right] = [cellOf(a), cellOf(b)]
    if (left === '' || right === '') return Number(left === '') - Number(right === '') || a.number - b.number
    const difference = numeric ? Number(left) - Number(right) : left.localeCompare(right)
    return sign * difference || a.number - b.number
  })
}
