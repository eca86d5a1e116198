import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { ColumnReport } from '../data-report.ts'
import type { FileReading } from './file-reading.ts'
import { openSource } from './file-source.ts'
import type { TableSchema } from '../match-columns.ts'
import type { PieceSink } from './piece.ts'
import { readSource } from './read-table.ts'
import { TableBuilder } from '../table-builder.ts'

/** Limits of a file. A small packed file can unpack to endless text, rows and headings. */
export interface FileLimits {
  /** Bytes, unpacked. */
  readonly maxBytes: number
  readonly maxRows: number
  /** Headings. */
  readonly maxColumns: number
  /** Bytes of one row. */
  readonly maxRowBytes: number
}

export interface ReadPiecesOptions {
  /** Limits of the file. Default: none, for a file that the operator names. */
  readonly limits?: FileLimits | undefined
  /** Folder for temporary files of DuckDB. */
  readonly tempFolder: string
  /**
   * Sheet of a workbook. Default: that of the project, or the one whose headings name most columns.
   */
  readonly sheet?: string | undefined
  /** Threads to use, this one among them. Default 1. */
  readonly threads?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with the share of the file that was read, 0..1. */
  readonly progress?: ((share: number) => void) | undefined
}

/** Result of reading a whole file. */
export interface PiecesReport {
  readonly reading: FileReading
  readonly rows: number
  readonly unreadableRows: number
  /** Columns of the schema that the file has. */
  readonly foundColumns: readonly string[]
  /** Columns of the file that the schema does not have. */
  readonly extraColumns: readonly string[]
  /** Reports of the columns, with at most five examples. */
  readonly columns: readonly ColumnReport[]
}

/**
 * Reads a file to score and passes its cleaned rows on in pieces. Missing values are not filled.
 * Memory does not grow with the number of rows.
 *
 * @throws LapidaryError of the file codes, and `body-too-large`, `too-many-rows`,
 *   `too-many-columns`, `row-too-long` beyond the limits.
 */
export async function readPieces(
  path: string,
  schema: TableSchema,
  pieces: PieceSink,
  { limits, tempFolder, sheet, threads, signal, progress }: ReadPiecesOptions,
): Promise<PiecesReport> {
  const source = await openSource(path)
  const { maxRows, maxColumns, maxRowBytes } = limits ?? {}
  const builder = new TableBuilder(schema, { requireTarget: false, pieces, maxRows, maxColumns, maxRowBytes })
  let bytesRead = 0
  const seen = (bytes: number): void => {
    bytesRead += bytes
    progress?.(Math.min(1, bytesRead / source.bytes))
  }
  const limit = limits?.maxBytes ?? Infinity
  let room = limit
  const unpacked = (bytes: number): void => {
    room -= bytes
    if (room < 0) throw new LapidaryError('body-too-large', { limit })
  }
  const options = { sheet, signal, threads, seen, unpacked, maxRows, maxColumns, maxRowBytes, tempFolder }
  const reading = await readSource(source, builder, options, schema)
  return {
    reading,
    rows: builder.rows,
    unreadableRows: builder.unreadableRows,
    foundColumns: builder.foundColumns,
    extraColumns: builder.extraColumns,
    columns: builder.columnReports(),
  }
}
