import { basename } from 'node:path'
import { LapidaryError } from '../errors.ts'
import { exactPattern } from '../lib/file-patterns.ts'
import { sqlLiteral } from '../lib/sql-literal.ts'
import type { ReadOptions } from './csv/read-csv.ts'
import type { FileSource } from './file-source.ts'
import type { RecordSink } from './record.ts'
import { TextRecord } from './text-record.ts'

/** Streams the rows of a Parquet file into `sink`, each value in the text DuckDB gives it, so that one cleaning serves every kind of file. */
export async function readParquet(source: FileSource, sink: RecordSink, options: ReadOptions): Promise<void> {
  for await (const _ of source.chunks(options.seen)) options.signal?.throwIfAborted()
  // Loading DuckDB takes longer than reading a small CSV, which does not need it.
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    const file = sqlLiteral(exactPattern(source.path))
    const sizes = await connection.runAndReadAll(`select sum(total_uncompressed_size)::double from parquet_metadata(${file})`)
    const bytes = (sizes.getRows()[0]?.[0] as number | null | undefined) ?? 0
    // Before DuckDB unpacks it, and given back, as the values are counted below.
    options.unpacked?.(bytes)
    options.unpacked?.(-bytes)
    const result = await connection.stream(`select columns(*)::varchar from read_parquet(${file})`)
    const record = new TextRecord(result.columnCount)
    sink.begin(basename(source.path), result.columnNames())
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      options.signal?.throwIfAborted()
      const columns = Array.from({ length: result.columnCount }, (_, column) => chunk.getColumnVector(column))
      for (let row = 0; row < chunk.rowCount; row++) {
        for (let c = 0; c < columns.length; c++) {
          // One value after the other: a text that a small file keeps once may stand in every row, and all of a chunk would fill the memory.
          const text = (columns[c]?.getItem(row) as string | null | undefined) ?? ''
          options.unpacked?.(1 + text.length)
          record.cells[c] = text
        }
        sink.add(record)
      }
    }
    connection.closeSync()
  } catch (error) {
    if (error instanceof LapidaryError || options.signal?.aborted === true) throw error
    const reason = error instanceof Error ? (error.message.split('\n')[0] as string) : String(error)
    throw new LapidaryError('unreadable-file', { file: basename(source.path), reason }, { cause: error })
  } finally {
    instance.closeSync()
  }
}
