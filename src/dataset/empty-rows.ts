import { isFeature } from './column.ts'
import type { TableSchema } from './match-columns.ts'
import type { ColumnData, Table } from './table.ts'

/** Rows in which every feature column of the table is missing: an answer to them would be about nobody. */
export function emptyRows(table: Table, { columns, target, entity, time }: TableSchema): number[] {
  const aside = new Set([target, entity, time])
  const present = new Uint8Array(table.rowCount)
  for (const [name, data] of table.columns) {
    const column = columns[name]
    if (column === undefined || aside.has(name) || !isFeature(column)) continue
    for (let row = 0; row < table.rowCount; row++) if (!isMissing(data, row)) present[row] = 1
  }
  return Array.from(present.keys()).filter((row) => present[row] === 0)
}

function isMissing(data: ColumnData, row: number): boolean {
  if (data.kind === 'number') return Number.isNaN(data.values[row])
  if (data.kind === 'category') return (data.codes[row] as number) < 0
  return (data.values[row] ?? null) === null
}
