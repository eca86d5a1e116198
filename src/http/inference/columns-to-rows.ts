import { LapidaryError } from '../../base/errors/lapidary-error.ts'

/** A row that no schema has checked yet. */
export type UncheckedRow = Readonly<Record<string, unknown>>

/**
 * Returns the rows of a table in the form of pandas' `split`.
 *
 * @throws LapidaryError `table-width` if a row has another number of cells than there are columns
 */
export function fromSplit(columns: readonly string[], data: readonly (readonly unknown[])[]): UncheckedRow[] {
  return data.map((cells, row) => {
    if (cells.length !== columns.length)
      throw new LapidaryError('table-width', { row: row + 1, seen: cells.length, expected: columns.length })
    return Object.fromEntries(columns.map((name, i) => [name, cells[i]]))
  })
}

/**
 * Returns the rows of a table that is given by columns.
 *
 * @throws LapidaryError `column-lengths` if the columns have different numbers of cells
 */
export function fromColumns(columns: Readonly<Record<string, readonly unknown[]>>): UncheckedRow[] {
  const [first, ...others] = Object.entries(columns)
  const [, cells] = first ?? ['', []]
  for (const [column, { length }] of others) {
    if (length !== cells.length)
      throw new LapidaryError('column-lengths', {
        column: column.slice(0, 100),
        seen: length,
        expected: cells.length,
      })
  }
  return cells.map((_, row) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]])),
  )
}
