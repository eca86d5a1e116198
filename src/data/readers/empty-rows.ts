import { isFeatureColumn, type TableSchema } from '../match-columns.ts'
import type { ColumnData, Table } from '../table.ts'

/**
 * Returns the rows in which every feature column of the table is missing, for which a prediction
 * would be meaningless.
 */
export function findEmptyRows(table: Table, schema: TableSchema): number[] {
  const present = new Uint8Array(table.rowCount)
  for (const [name, data] of table.columns) {
    if (!isFeatureColumn(name, schema)) continue
    for (let row = 0; row < table.rowCount; row++) if (!isMissing(data, row)) present[row] = 1
  }
  return Array.from(present.keys()).filter((row) => present[row] === 0)
}

function isMissing(data: ColumnData, row: number): boolean {
  if (data.kind === 'number' || data.kind === 'date') return Number.isNaN(data.values[row])
  if (data.kind === 'category') return (data.codes[row] as number) < 0
  return (data.values[row] ?? null) === null
}
