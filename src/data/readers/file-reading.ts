/** Lines of a file that are no rows of its table, and were skipped. */
export interface SkippedLines {
  readonly kind: 'separator-line' | 'title' | 'blank' | 'repeated-headings' | 'note' | 'total'
  readonly count: number
  /** Line numbers from 1 (rows of the sheet in a workbook), the first five. */
  readonly lines: readonly number[]
}

/**
 * Describes how the bytes of one file were read as a table: the format that was detected, not the
 * contents of the cells. JSON-serialisable.
 */
export interface FileReading {
  readonly kind: 'csv' | 'xlsx' | 'parquet'
  /** Encoding of a text file, by its WHATWG name (`utf-8`, `windows-1252`, `utf-16le`). */
  readonly encoding?: string
  /** Separator of a text file: `,`, `;`, tab or `|`. */
  readonly separator?: string
  /**
   * Decimal mark of most number columns that are written as text. Not set when no cell shows it.
   */
  readonly decimal_mark?: 'point' | 'comma'
  /** Number columns that are written with the other decimal mark. */
  readonly other_decimal_mark?: readonly string[]
  /**
   * Number columns that are written with either mark. Their cells such as `1,234` have no certain
   * value and count as lost.
   */
  readonly mixed_decimal_marks?: readonly string[]
  /** Sheet of a workbook that was read. */
  readonly sheet?: string
  /** Sheets of a workbook. */
  readonly sheets?: readonly string[]
  /**
   * Line (row of the sheet) of the headings, from 1. Not set for Parquet and for files without
   * headings.
   */
  readonly headings_line?: number
  readonly skipped: readonly SkippedLines[]
  /** Formulas of a workbook without a saved value. Their cells count as empty. */
  readonly formulas_without_value?: number
  /**
   * Heading in the file of each column that was matched, where it differs from the column's name.
   */
  readonly matched?: Readonly<Record<string, string>>
}
