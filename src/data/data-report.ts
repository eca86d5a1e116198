import type { FileReading } from './readers/file-reading.ts'

/**
 * Reason why a cell of a file did not become a value. `repaired` cells did: their text was cleaned
 * first.
 */
export type CellProblem =
  | 'empty'
  | 'marker'
  | 'not-a-number'
  | 'not-an-integer'
  | 'not-a-date'
  | 'out-of-range'
  | 'unknown-category'

export interface ColumnReport {
  readonly name: string
  readonly type: string
  /** Personal columns show no examples anywhere. */
  readonly personal: boolean
  /** Rows with a value after cleaning. */
  readonly present: number
  /** Cells that became missing, by reason, with at most five examples. */
  readonly problems: readonly {
    readonly problem: CellProblem
    readonly count: number
    readonly examples: readonly string[]
  }[]
  /** Cells whose text was cleaned into a value, such as `28_` to 28. */
  readonly repaired: number
  readonly repaired_examples: readonly string[]
  /**
   * Numbers: min, quartiles, mean, max. Dates: the same without the mean. Categories: shares in the
   * order of the schema.
   */
  readonly numbers?: {
    readonly min: number
    readonly q25: number
    readonly median: number
    readonly q75: number
    readonly max: number
    readonly mean: number
  }
  /** Dates: ISO 8601, with quartiles that occur in the data. */
  readonly dates?: {
    readonly min: string
    readonly q25: string
    readonly median: string
    readonly q75: string
    readonly max: string
  }
  readonly categories?: readonly { readonly category: string; readonly count: number }[]
}

/** Result of reading and cleaning a table. JSON-serialisable; stored with the run. */
export interface DataReport {
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[]
  /** How each of `files` was read. Not set in reports of earlier versions. */
  readonly readings?: readonly FileReading[]
  /** True if a generator made the data, which every place that shows a number then states. */
  readonly synthetic: boolean
  /** All rows of the files. */
  readonly rows: number
  readonly rows_without_target: number
  readonly duplicate_rows: number
  /**
   * Rows with more or fewer cells than the header: left out of training, and marked when scoring.
   * Absent means none.
   */
  readonly unreadable_rows?: number
  /** Columns of the file that the project does not know; read past. */
  readonly extra_columns: readonly string[]
  readonly columns: readonly ColumnReport[]
}
