import type { CellRecord } from '../../readers/record.ts'
import type { ColumnReport } from '../../data-report.ts'
import type { ColumnPunctuation } from '../../readers/detect/column-punctuation.ts'
import type { DecimalMark } from '../../readers/detect/decimal-mark.ts'
import type { ColumnData } from '../../table.ts'
import type { Tally } from './tally.ts'

/** Cleans the cells of one column, one for each row, and keeps the values. */
export interface Collector {
  readonly tally: Tally
  /**
   * Called before the rows of each file. Number columns only: `punctuation` is that of the column
   * in the file, `decimalMark` that of `CellRecord.number`.
   */
  usePunctuation?(punctuation: ColumnPunctuation | undefined, decimalMark: DecimalMark): void
  /** True if a number of the file was a fraction. */
  readonly hasFractions?: boolean
  /** Cleans a cell and adds its value. `tally.last` is the cell's problem, if it has one. */
  add(record: CellRecord, cell: number): void
  /** Adds a missing value for a row that has no such cell, which is not counted as a problem. */
  addAbsent(): void
  /** Returns the values so far, not copied: cells that are added later do not change them. */
  data(): ColumnData
  /** Drops the values. What `data` returned and what was counted stays. */
  clear(): void
  /** Computes minimum, quartiles and shares for the report. */
  summary(): Pick<ColumnReport, 'numbers' | 'dates' | 'categories'>
}
