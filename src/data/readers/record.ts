import type { NumberColumn } from '../column.ts'
import type { FilePunctuation } from './detect/column-punctuation.ts'

/** The cells of one row of a file, valid until the next row is read. */
export interface CellRecord {
  readonly count: number
  /** Bytes or characters of all cells, roughly: what the row's texts take in memory. */
  readonly size: number
  text(cell: number): string
  /**
   * The cell as a number if it is plainly one, `NaN` otherwise; `NaN` does not mean that `plainNumber` fails too. Its decimal mark is the point,
   * or that of the last `usePunctuation`.
   */
  number(cell: number): number
  /** Returns true if the file keeps the cell as a number, which no way of writing numbers can change. */
  isNumber(cell: number): boolean
  /** 53 bits made of all cells: equal rows are equal, different rows differ but for one chance in 10^15. */
  hash(): number
}

/** Rows of a file that are at hand at once; one of them is the record. */
export interface RecordBatch extends CellRecord {
  readonly rowCount: number
  /** Makes a row the record, from 0. */
  moveTo(row: number): void
}

/** Takes the rows of a file in their order. */
export interface RecordSink {
  /** Called once per file, before its rows. `first` is its first line; true if that line is a row and not a header. */
  begin(file: string, first: readonly string[]): boolean
  /** After `begin`: the cells that are read, so that a reader may leave the others empty. Undefined: all of them. */
  readonly usedCells?: ReadonlySet<number> | undefined
  /** After `begin`: the number columns, whose decimal marks the texts of a file have to show. Not set: none. */
  readonly numberColumns?: readonly PlacedColumn[]
  /** Called after `begin` for a file whose numbers were looked at. */
  usePunctuation?(punctuation: FilePunctuation): void
  add(record: CellRecord): void
}

/** A number column and its cells in the rows of one file. */
export interface PlacedColumn {
  readonly name: string
  readonly column: NumberColumn
  readonly cells: readonly number[]
}

/** Takes rows one by one, or many at once. */
export interface BatchSink extends RecordSink {
  /** After the rows: a number column of the file had a fraction. */
  readonly hasFractions?: boolean
  /** As `add` with every row of `batch` from `from` on. */
  addAll(batch: RecordBatch, from: number): void
}
