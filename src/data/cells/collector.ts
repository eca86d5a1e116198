import type { CellRecord } from '../readers/record.ts'
import type { ColumnReport } from '../data-report.ts'
import type { ColumnPunctuation } from '../readers/detect/column-punctuation.ts'
import type { DecimalMark } from '../readers/detect/decimal-mark.ts'
import type { ColumnData } from '../table.ts'
import type { Tally } from './tally.ts'

/** Cleans the cells of one column, one a row, and keeps the values. */
export interface Collector {
  readonly tally: Tally
  /**
   * Called before the rows of each file. Number columns only: `punctuation` is that of the column in the file, `decimalMark` that of
   * `CellRecord.number`.
   */
  usePunctuation?(punctuation: ColumnPunctuation | undefined, decimalMark: DecimalMark): void
  /** A number of the file was a fraction. */
  readonly hasFractions?: boolean
  /** Takes the cell, cleaned; `tally.last` says what was wrong with it. */
  add(record: CellRecord, cell: number): void
  /** A row that has no such cell: missing, and nobody's fault. */
  addAbsent(): void
  /** The values so far, not copied: cells that are added later do not change them. */
  data(): ColumnData
  /** Starts again without values; what `data` returned and what was counted stays. */
  clear(): void
  /** Minimum, quartiles and shares, for the report. */
  summary(): Pick<ColumnReport, 'numbers' | 'dates' | 'categories'>
}
