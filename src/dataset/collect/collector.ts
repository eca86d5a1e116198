import type { CellRecord } from '../record.ts'
import type { ColumnReport } from '../data-report.ts'
import type { ColumnData } from '../table.ts'
import type { Tally } from './tally.ts'

/** Cleans the cells of one column, one a row, and keeps the values. */
export interface Collector {
  readonly tally: Tally
  /** Takes the cell, cleaned; `tally.last` says what was wrong with it. */
  add(record: CellRecord, cell: number): void
  /** A row that has no such cell: missing, and nobody's fault. */
  addAbsent(): void
  data(): ColumnData
  /** Forgets the values, not what was counted. */
  clear(): void
  /** Minimum, quartiles and shares, for the report. */
  summary(): Pick<ColumnReport, 'numbers' | 'dates' | 'categories'>
}
