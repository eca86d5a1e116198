import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { escapePattern } from '../../../base/files/file-patterns.ts'
import { quoteSqlLiteral } from '../../../base/sql-literal.ts'
import type { ReadOptions } from '../csv/read-csv.ts'
import { decidePunctuation, type FilePunctuation, summarizeMarks } from '../detect/column-punctuation.ts'
import { NumberEvidence } from '../detect/number-evidence.ts'
import type { FileReading } from '../file-reading.ts'
import type { FileSource } from '../file-source.ts'
import { DamagedFile, createUnreadableFileError } from '../unreadable-file.ts'
import type { RecordSink } from '../record.ts'
import { numberSize, TextRecord } from '../text-record.ts'
import { toCell, type CellSql, buildCellSql } from './cell-sql.ts'
import { readTimeZones } from './time-zones.ts'

/**
 * Bytes of the largest footer (columns and row groups) of a file with a limit of columns: DuckDB
 * takes some thirty times as much memory for it, outside of its own limit. 1000 columns in 20 row
 * groups take about 2 MB.
 */
const maxFooterBytes = 4 << 20
/** Characters of values between two garbage collections, if the process allows them. */
const bytesPerCollection = 16 << 20
/** Expression for a column that is not read. */
const emptyCell: CellSql = { sql: `''`, isNumber: false }
/** Memory limit of DuckDB for a file with limits, from pages to values. */
const memoryLimit = '192MiB'

/**
 * Streams the rows of a Parquet file into `sink`: numbers as numbers, other values as text, so that
 * every kind of file is cleaned in the same way. The result does not depend on the machine's time
 * zone: times with a zone are in the file's zone, otherwise in UTC, with their offset.
 */
export async function readParquet(
  source: FileSource,
  sink: RecordSink,
  options: ReadOptions,
): Promise<FileReading> {
  for await (const _ of source.chunks(options.seen)) options.signal?.throwIfAborted()
  if (options.maxColumns !== undefined) await checkFooter(source)
  // Loading DuckDB takes longer than reading a small CSV, which does not need it.
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', createSettings(options))
  try {
    const connection = await instance.connect()
    await connection.run(`set TimeZone = 'UTC'`)
    await checkShape(connection, source, options)
    const punctuation = await streamRows(connection, source, sink, options)
    connection.closeSync()
    return { kind: 'parquet', ...(punctuation === undefined ? {} : summarizeMarks(punctuation)), skipped: [] }
  } catch (error) {
    if (error instanceof LapidaryError || options.signal?.aborted === true) throw error
    throw createUnreadableFileError(basename(source.path), error)
  } finally {
    instance.closeSync()
  }
}

/**
 * Creates DuckDB's settings. A file to score is untrusted: it gets one thread, little memory, and
 * its own folder for temporary files.
 */
function createSettings({ maxColumns, threads, tempFolder }: ReadOptions): Record<string, string> {
  const settings: Record<string, string> = {}
  if (threads !== undefined) settings['threads'] = String(threads)
  if (tempFolder !== undefined) settings['temp_directory'] = tempFolder
  if (maxColumns === undefined) return settings
  return { ...settings, memory_limit: memoryLimit, threads: '1', max_temp_directory_size: '1GiB' }
}

/**
 * Checks the length of the footer that the file declares.
 *
 * @throws LapidaryError `too-many-columns` for a footer that is too long, `unreadable-file` for one
 *   that does not fit into the file
 */
async function checkFooter({ path, bytes }: FileSource): Promise<void> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, Math.max(0, bytes - 8))
    const length = bytesRead < 8 ? 0 : buffer.readUInt32LE(0)
    if (length > Math.min(maxFooterBytes, bytes - 12))
      throw createUnreadableFileError(
        basename(path),
        new DamagedFile('parquet-footer', { length, max: maxFooterBytes }),
      )
  } finally {
    await file.close()
  }
}

/** Rejects a file by the size that it declares; wrong declarations are found while it is read. */
async function checkShape(
  connection: DuckDBConnection,
  { path }: FileSource,
  { maxRows, maxColumns }: ReadOptions,
): Promise<void> {
  if (maxRows === undefined || maxColumns === undefined) return
  const file = basename(path)
  const countRows = async (query: string): Promise<number> => {
    const result = await connection.runAndReadAll(`select ${query}(${quoteSqlLiteral(escapePattern(path))})`)
    return Number(result.getRows()[0]?.[0] ?? 0)
  }
  // Each level of a nested column has its own entry.
  const columns = (await countRows('count(*)::double from parquet_schema')) - 1
  if (columns > maxColumns) throw new LapidaryError('too-many-columns', { file, columns, limit: maxColumns })
  const rows = await countRows('num_rows::double from parquet_file_metadata')
  if (rows > maxRows) throw new LapidaryError('too-many-rows', { file, limit: maxRows })
}

async function streamRows(
  connection: DuckDBConnection,
  source: FileSource,
  sink: RecordSink,
  options: ReadOptions,
): Promise<FilePunctuation | undefined> {
  const file = quoteSqlLiteral(escapePattern(source.path))
  const sizes = await connection.runAndReadAll(
    `select sum(total_uncompressed_size)::double from parquet_metadata(${file})`,
  )
  const bytes = (sizes.getRows()[0]?.[0] as number | null | undefined) ?? 0
  // Checked before DuckDB unpacks it, and subtracted again, as the values are counted below.
  options.unpacked?.(bytes)
  options.unpacked?.(-bytes)
  const described = await connection.run(`select * from read_parquet(${file}) limit 0`)
  const names = described.columnNames()
  const types = described.columnTypes().map(String)
  sink.begin(basename(source.path), names)
  const zones = types.includes('TIMESTAMP WITH TIME ZONE') ? await readTimeZones(connection, file) : undefined
  const { usedCells } = sink
  const cells = names.map((name, cell) => {
    if (usedCells?.has(cell) === false) return emptyCell
    return buildCellSql(`"${name.replaceAll('"', '""')}"`, types[cell] as string, zones?.get(name))
  })
  const punctuation = await readPunctuation(connection, file, cells, sink, options)
  await streamCells(connection, file, cells, options, (record) => sink.add(record))
  return punctuation
}

/** Reads the texts of number columns before the rows, to decide how they are punctuated. */
async function readPunctuation(
  connection: DuckDBConnection,
  file: string,
  cells: readonly CellSql[],
  sink: RecordSink,
  options: ReadOptions,
): Promise<FilePunctuation | undefined> {
  const columns = (sink.numberColumns ?? []).filter((column) =>
    column.cells.some((cell) => cells[cell]?.isNumber === false),
  )
  if (columns.length === 0) return undefined
  const read = new Set(columns.flatMap((column) => column.cells))
  const texts = cells.map((cell, place) => (read.has(place) ? cell : emptyCell))
  let spent = 0
  const unpacked = (bytes: number): void => {
    spent += bytes
    options.unpacked?.(bytes)
  }
  const evidence = new NumberEvidence(columns)
  await streamCells(connection, file, texts, { ...options, unpacked }, (record) => evidence.addRecord(record))
  options.unpacked?.(-spent)
  const punctuation = { ...decidePunctuation(evidence.columns), decimalMark: 'point' } as const
  sink.usePunctuation?.(punctuation)
  return punctuation
}

/** Reads cells row by row into one record. */
async function streamCells(
  connection: DuckDBConnection,
  file: string,
  cells: readonly CellSql[],
  options: ReadOptions,
  take: (record: TextRecord) => void,
): Promise<void> {
  const result = await connection.stream(
    `select ${cells.map(({ sql }) => sql).join(', ')} from read_parquet(${file})`,
  )
  const record = new TextRecord(result.columnCount)
  let unpacked = 0
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    options.signal?.throwIfAborted()
    const columns = Array.from({ length: result.columnCount }, (_, column) => chunk.getColumnVector(column))
    for (let row = 0; row < chunk.rowCount; row++) {
      for (let c = 0; c < columns.length; c++) {
        // One value after another: a text that a small file stores once may be in every row, and
        // all values of a chunk would fill the memory.
        const cell = toCell(columns[c]?.getItem(row), cells[c]?.isNumber === true)
        const size = typeof cell === 'string' ? cell.length : numberSize
        options.unpacked?.(1 + size)
        unpacked += size
        record.cells[c] = cell
      }
      take(record)
    }
    if (unpacked > bytesPerCollection) {
      // V8 does not count the memory of a DuckDB chunk, and would keep many.
      globalThis.gc?.()
      unpacked = 0
    }
  }
}
