import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { readCsv, type ReadOptions } from './csv/read-csv.ts'
import type { DataReport } from '../data-report.ts'
import type { FileReading } from './file-reading.ts'
import { expandPaths, type FileInfo, type FileSource, openSource } from './file-source.ts'
import type { TableSchema } from '../match-columns.ts'
import { readParquet } from './parquet/read-parquet.ts'
import { TableBuilder } from '../table-builder.ts'
import { readXlsx } from './xlsx/read-xlsx.ts'
import { checkRequired, checkTarget } from './check-target.ts'
import { type Table, takeRows } from '../table.ts'

export interface ReadTableOptions {
  /**
   * True for training: drops and counts rows without a target and unreadable rows. Otherwise every
   * row is kept, and no target is needed.
   */
  readonly requireTarget: boolean
  /** True if a generator made the data. */
  readonly synthetic: boolean
  /**
   * Sheet of a workbook. Default: that of the project, or the one whose headings name most columns.
   */
  readonly sheet?: string | undefined
  /** Threads to use, this one among them; the result is the same for any number. Default 1. */
  readonly threads?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with the share of bytes read, 0..1. */
  readonly progress?: ((share: number) => void) | undefined
}

export interface ReadTableResult {
  readonly table: Table
  /** The table with the rows without a target, which are data of their entity all the same. */
  readonly whole: Table
  readonly report: DataReport
}

/**
 * Reads CSV (any separator, line ending and 8-bit or UTF encoding, plain or gz), Parquet and Excel
 * (`.xlsx`) files and cleans their cells by `schema`. Rows come in the order of the files. A bad
 * cell becomes missing and is counted with its reason; nothing is changed silently. Personal
 * columns are counted and not stored, unless one is the entity.
 *
 * @param paths files; a file name may hold `*`
 * @throws LapidaryError of the file codes (`no-data-file`, `missing-columns`, `header-only`,
 *   `one-class`, ...)
 */
export async function readTable(
  paths: readonly string[],
  schema: TableSchema,
  options: ReadTableOptions,
): Promise<ReadTableResult> {
  const files = await expandPaths(paths)
  const builder = new TableBuilder(schema, { requireTarget: options.requireTarget })
  const infos: FileInfo[] = []
  const readings: FileReading[] = []
  const total = await sumBytes(files)
  let bytesRead = 0
  const seen = (bytes: number): void => {
    bytesRead += bytes
    options.progress?.(Math.min(1, bytesRead / total))
  }
  const read = { signal: options.signal, threads: options.threads, sheet: options.sheet, seen }
  for (const path of files) {
    const source = await openSource(path)
    readings.push(await readSource(source, builder, read, schema))
    infos.push(source.info())
  }
  const whole = builder.table()
  const kept =
    options.requireTarget && schema.target !== undefined ? dropRowsWithoutTarget(whole, schema.target) : whole
  const report: DataReport = {
    files: infos,
    readings,
    synthetic: options.synthetic,
    rows: builder.rows,
    rows_without_target: whole.rowCount - kept.rowCount,
    duplicate_rows: builder.duplicateRows,
    ...(builder.unreadableRows > 0 ? { unreadable_rows: builder.unreadableRows } : {}),
    extra_columns: builder.extraColumns,
    columns: builder.columnReports(),
  }
  if (options.requireTarget) checkRequired(schema, report)
  if (options.requireTarget && schema.target !== undefined) checkTarget(kept, schema.target, report)
  return { table: kept, whole, report }
}

/** Reads one file of any kind into `builder`. Returns how it was read. */
export async function readSource(
  source: FileSource,
  builder: TableBuilder,
  options: ReadOptions,
  schema: TableSchema,
): Promise<FileReading> {
  const reading = await readByKind(source, builder, options, schema)
  builder.endFile(reading)
  const matched = builder.matchedHeadings
  return Object.keys(matched).length === 0 ? reading : { ...reading, matched }
}

function readByKind(
  source: FileSource,
  builder: TableBuilder,
  options: ReadOptions,
  schema: TableSchema,
): Promise<FileReading> {
  const { sheet } = options
  const name = schema.data?.sheet
  // Training requires the sheet that the project names; in a workbook to score it may have another
  // name.
  const projectSheet = name === undefined ? undefined : { name, isRequired: builder.requireTarget }
  if (source.kind === 'xlsx') return readXlsx(source, builder, { ...options, schema, projectSheet })
  if (sheet !== undefined)
    throw new LapidaryError('sheet-of-no-workbook', { file: basename(source.path), sheet })
  if (source.kind === 'parquet') return readParquet(source, builder, options)
  return readCsv(source, builder, { ...options, schema })
}

async function sumBytes(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (info) => info.size,
        () => 0,
      ),
    ),
  )
  return Math.max(
    1,
    sizes.reduce((sum, size) => sum + size, 0),
  )
}

function dropRowsWithoutTarget(table: Table, target: string): Table {
  const data = table.columns.get(target)
  if (data?.kind !== 'category') throw new LapidaryError('target-not-category', { target })
  let count = 0
  for (const code of data.codes) if (code >= 0) count++
  if (count === table.rowCount) return table
  const rows = new Int32Array(count)
  let next = 0
  for (let row = 0; row < table.rowCount; row++) if ((data.codes[row] as number) >= 0) rows[next++] = row
  return takeRows(table, rows)
}
