import { on } from 'node:events'
import { basename } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { startWorker } from '../../../base/threads/start-worker.ts'
import type { FileReading } from '../file-reading.ts'
import type { FileSource } from '../file-source.ts'
import type { BatchSink, CellRecord, RecordBatch } from '../record.ts'
import type { TableSchema } from '../../match-columns.ts'
import { type FilePunctuation, summarizeMarks } from '../detect/column-punctuation.ts'
import { shouldDetectPunctuation } from '../detect/number-evidence.ts'
import { findPunctuation } from './find-punctuation.ts'
import { PackedRecords } from './packed-rows.ts'
import type { ByteRange } from './placed-line.ts'
import { createInitialState, type ReaderState, RecordReader, type ScanSink } from './record-reader.ts'
import type { Scanned } from './scan-worker.ts'
import { surveyCsv } from './survey-csv.ts'

/**
 * Bytes from which a second thread is worth its start: a smaller file is read before the thread has
 * started.
 */
const minThreadBytes = 4 << 20
/** Pieces, of 1 MiB at most, that this thread scans while the other one starts. */
const piecesBeforeThread = 3
/** Pieces that are read ahead of the rows, each about 4 MiB with its cells. */
const maxPiecesAhead = 8

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined
  /** Threads to use, this one among them; the result is the same for any number. Default 1. */
  readonly threads?: number | undefined
  /** Called with the number of bytes read from the file since the last call. */
  readonly seen: (bytes: number) => void
  /**
   * Called with the number of unpacked bytes before they are used; throws if there are too many.
   */
  readonly unpacked?: ((bytes: number) => void) | undefined
  /** Largest number of headings. Default: no limit. */
  readonly maxColumns?: number | undefined
  /** Largest number of rows, for a file that declares it before it is read. Default: no limit. */
  readonly maxRows?: number | undefined
  /** Largest row in bytes. Default: 64 MiB. */
  readonly maxRowBytes?: number | undefined
  /** Sheet of a workbook. Default: that of the project, or the one that looks like the table. */
  readonly sheet?: string | undefined
  /** Folder for temporary files of DuckDB. Default: a folder of the system. */
  readonly tempFolder?: string | undefined
}

export interface ReadCsvOptions extends ReadOptions {
  /** Columns by which the headings are found. Default: the headings are found by their form. */
  readonly schema?: TableSchema | undefined
}

/**
 * Streams the rows of a CSV file into `sink`. Returns how the file was read. For a large file, a
 * second thread finds the cells and parses the plain numbers, while this one processes the rows in
 * their order. That divides the work in halves and keeps the order of everything that is counted.
 *
 * @throws LapidaryError `not-text`, `empty-file`, `unclosed-quote`, `unreadable-file`, and what
 *   `sink` throws
 */
export async function readCsv(
  source: FileSource,
  sink: BatchSink,
  options: ReadCsvOptions,
): Promise<FileReading> {
  const file = basename(source.path)
  const survey = await surveyCsv(file, readPreview(source, options), options.schema)
  const { separator, headings } = survey
  const rows = new RowForwarder(file, sink)
  const isHeadings = headings !== undefined && !rows.beginWith(headings.cells)
  const cuts = isHeadings ? [...survey.cuts, headings].sort((a, b) => a.from - b.from) : survey.cuts
  const columns = sink.numberColumns ?? []
  let punctuation: FilePunctuation | undefined
  if (
    headings !== undefined &&
    columns.length > 0 &&
    (survey.isPunctuationAmbiguous || shouldDetectPunctuation(columns))
  ) {
    const preview = withoutRanges(readPreview(source, options), cuts)
    punctuation = await findPunctuation(preview, separator, headings.cells.length, columns)
    sink.usePunctuation?.(punctuation)
  }
  const start = createInitialState({ separator, decimalMark: punctuation?.decimalMark ?? 'point' })
  const chunks = withoutRanges(readText(source, options), cuts)
  if ((options.threads ?? 1) > 1 && source.bytes >= minThreadBytes && options.maxRowBytes === undefined)
    await scanWithWorker(chunks, rows, start)
  else await scanInThread(chunks, rows, start, options.maxRowBytes)
  options.signal?.throwIfAborted()
  if (!rows.hasBegun) throw new LapidaryError('empty-file', { file, bytes: source.bytes })
  return {
    kind: 'csv',
    encoding: source.declaredEncoding ?? (survey.isUtf8 ? 'utf-8' : 'windows-1252'),
    separator,
    ...(sink.hasFractions === true ? { decimal_mark: 'point' } : {}),
    ...(punctuation === undefined ? {} : summarizeMarks(punctuation)),
    ...(isHeadings ? { headings_line: headings.number } : {}),
    skipped: survey.skipped,
  }
}

/** Reads the text for a first look: its bytes count as unpacked only meanwhile. */
async function* readPreview(source: FileSource, { signal, unpacked }: ReadOptions): AsyncGenerator<Buffer> {
  let bytes = 0
  try {
    for await (const chunk of source.preview()) {
      signal?.throwIfAborted()
      bytes += chunk.length
      unpacked?.(chunk.length)
      yield chunk
    }
  } finally {
    unpacked?.(-bytes)
  }
}

async function* readText(
  source: FileSource,
  { signal, seen, unpacked }: ReadOptions,
): AsyncGenerator<Buffer> {
  for await (const chunk of source.chunks(seen)) {
    signal?.throwIfAborted()
    unpacked?.(chunk.length)
    if (chunk.includes(0)) throw new LapidaryError('not-text', { file: basename(source.path) })
    yield chunk
  }
}

async function* withoutRanges(
  chunks: AsyncIterable<Buffer>,
  ranges: readonly ByteRange[],
): AsyncGenerator<Buffer> {
  let place = 0
  let next = 0
  for await (const chunk of chunks) {
    const end = place + chunk.length
    let from = place
    for (; next < ranges.length; next++) {
      const range = ranges[next] as ByteRange
      if (range.from >= end) break
      if (range.from > from) yield chunk.subarray(from - place, range.from - place)
      from = Math.max(from, Math.min(range.to, end))
      if (range.to > end) break
    }
    if (from < end) yield chunk.subarray(from - place)
    place = end
  }
}

async function scanInThread(
  chunks: AsyncIterable<Buffer>,
  rows: RowForwarder,
  start: ReaderState,
  maxRowBytes: number | undefined,
): Promise<void> {
  const reader = new RecordReader(rows, start, maxRowBytes)
  for await (const chunk of chunks) {
    if (!reader.push(chunk)) rows.rejectLongRow(maxRowBytes)
  }
  rows.rejectOpenQuote(reader.finish())
}

async function scanWithWorker(
  chunks: AsyncIterable<Buffer>,
  rows: RowForwarder,
  start: ReaderState,
): Promise<void> {
  const worker = startWorker(import.meta.url, './scan-worker', null)
  try {
    for await (const scanned of scanChunks(scanFirst(chunks, rows, start, worker), worker)) {
      rows.takeAll(new PackedRecords(scanned.rows))
      rows.rejectOpenQuote(scanned.closed)
    }
  } finally {
    await worker.terminate()
  }
}

/**
 * Scans the first pieces in this thread. The worker continues from there with the pieces that are
 * yielded.
 */
async function* scanFirst(
  chunks: AsyncIterable<Buffer>,
  rows: RowForwarder,
  start: ReaderState,
  worker: Worker,
): AsyncGenerator<Buffer> {
  const reader = new RecordReader(rows, start)
  let scanned = 0
  for await (const chunk of chunks) {
    if (scanned === piecesBeforeThread) worker.postMessage(reader.state, [])
    if (scanned < piecesBeforeThread) rows.rejectOpenQuote(reader.push(chunk))
    else yield chunk
    scanned++
  }
  if (scanned <= piecesBeforeThread) worker.postMessage(reader.state, [])
}

/**
 * Yields the worker's result for each piece and for the end, in their order. An error of a piece is
 * thrown after the results of the previous pieces.
 */
async function* scanChunks(chunks: AsyncIterable<Buffer>, worker: Worker): AsyncGenerator<Scanned> {
  const messages = on(worker, 'message')
  const next = async (): Promise<Scanned> => ((await messages.next()).value as [Scanned])[0]
  const failures: unknown[] = []
  let pendingCount = 0
  for await (const chunk of collectFailure(chunks, failures)) {
    worker.postMessage(chunk, [])
    if (pendingCount === maxPiecesAhead) yield await next()
    else pendingCount++
  }
  for (; pendingCount > 0; pendingCount--) yield await next()
  if (failures.length > 0) throw failures[0]
  worker.postMessage(null, [])
  yield await next()
}

async function* collectFailure(chunks: AsyncIterable<Buffer>, failures: unknown[]): AsyncGenerator<Buffer> {
  try {
    yield* chunks
  } catch (error) {
    failures.push(error)
  }
}

/**
 * Passes the records of a file to the sink as rows, but the first one as headings if the survey
 * found none.
 */
class RowForwarder implements ScanSink {
  hasBegun = false
  readonly #file: string
  readonly #sink: BatchSink
  #rows = 0

  constructor(file: string, sink: BatchSink) {
    this.#file = file
    this.#sink = sink
  }

  /** Returns true if the first line is a row. */
  beginWith(first: readonly string[]): boolean {
    this.hasBegun = true
    return this.#sink.begin(this.#file, first)
  }

  begin(): void {}

  take(record: CellRecord): void {
    const isFirst = !this.hasBegun
    if (
      isFirst &&
      !this.beginWith(Array.from({ length: record.count }, (_, cell) => record.text(cell).trim()))
    )
      return
    this.#rows++
    this.#sink.add(record)
  }

  takeAll(batch: RecordBatch): void {
    if (batch.rowCount === 0) return
    const from = this.hasBegun ? 0 : 1
    if (from === 1) {
      batch.moveTo(0)
      this.take(batch)
    }
    this.#rows += batch.rowCount - from
    this.#sink.addAll(batch, from)
  }

  /**
   * Throws for a row whose end was not found within `limit` bytes; without a limit of the caller's,
   * a quote must be open.
   */
  rejectLongRow(limit: number | undefined): void {
    this.rejectOpenQuote(limit !== undefined)
    throw new LapidaryError('row-too-long', {
      file: this.#file,
      row: this.#rows + 1,
      limit: limit ?? Infinity,
    })
  }

  /**
   * Throws `unclosed-quote` unless `isClosed`, which is false if a quote was left open in the next
   * row.
   */
  rejectOpenQuote(isClosed: boolean): void {
    if (!isClosed) throw new LapidaryError('unclosed-quote', { file: this.#file, row: this.#rows + 1 })
  }
}
