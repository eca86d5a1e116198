import type { NumberColumn } from '../column.ts'
import type { FilePunctuation } from './detect/column-punctuation.ts'

/** The cells of one row of a file, valid until the next row is read. */
export interface CellRecord {
  readonly count: number
  /** Approximate bytes or characters of all cells: the memory that the row's texts take. */
  readonly size: number
  text(cell: number): string
  /**
   * Returns the cell as a number if it is plainly one, `NaN` otherwise; `plainNumber` may still
   * parse it. Its decimal mark is the point, or that of the last `usePunctuation`.
   */
  number(cell: number): number
  /** Returns true if the file stores the cell as a number, to which punctuation does not apply. */
  isNumber(cell: number): boolean
  /**
   * Computes a hash of 53 bits from all cells: equal rows have equal hashes, and different rows
   * have different ones but for a chance of 1 in 10^15.
   */
  hash(): number
}

/** Several rows of a file, one of which is the current record. */
export interface RecordBatch extends CellRecord {
  readonly rowCount: number
  /** Makes a row the current record, from 0. */
  moveTo(row: number): void
}

/** Receives the rows of a file in their order. */
export interface RecordSink {
  /**
   * Called once for each file, before its rows. `first` is its first line. Returns true if that
   * line is a row and not a header.
   */
  begin(file: string, first: readonly string[]): boolean
  /**
   * Cells that are read, available after `begin`: a reader may leave the others empty. Undefined
   * means all of them.
   */
  readonly usedCells?: ReadonlySet<number> | undefined
  /**
   * Number columns, available after `begin`: the file's texts must show their decimal marks. Not
   * set means none.
   */
  readonly numberColumns?: readonly PlacedColumn[]
  /** Called after `begin` for a file whose numbers were examined. */
  usePunctuation?(punctuation: FilePunctuation): void
  add(record: CellRecord): void
}

/** A number column and its cells in the rows of one file. */
export interface PlacedColumn {
  readonly name: string
  readonly column: NumberColumn
  readonly cells: readonly number[]
}

/** Receives rows one by one, or many at once. */
export interface BatchSink extends RecordSink {
  /** True, after the rows, if a number column of the file had a fraction. */
  readonly hasFractions?: boolean
  /** Adds every row of `batch` from `from` on. */
  addAll(batch: RecordBatch, from: number): void
}
