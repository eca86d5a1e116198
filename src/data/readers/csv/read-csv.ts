import { on } from 'node:events'
import { basename } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { startWorker } from '../../../base/threads/start-worker.ts'
import type { FileReading } from '../file-reading.ts'
import type { FileSource } from '../file-source.ts'
import type { BatchSink, CellRecord, RecordBatch } from '../record.ts'
import type { TableSchema } from '../../match-columns.ts'
import { type FilePunctuation, marksOf } from '../detect/column-punctuation.ts'
import { needPunctuation } from '../detect/number-evidence.ts'
import { findPunctuation } from './find-punctuation.ts'
import { PackedRecords } from './packed-rows.ts'
import type { ByteRange } from './placed-line.ts'
import { atStart, type ReaderState, RecordReader, type ScanSink } from './record-reader.ts'
import type { Scanned } from './scan-worker.ts'
import { surveyCsv } from './survey-csv.ts'

/** A file of fewer bytes is read before a thread has started. */
const worthThread = 4 << 20
/** Pieces, of 1 MiB at most, that this thread scans while the other one starts. */
const whileStarting = 3
/** Pieces that are read ahead of the rows, each about 4 MiB with its cells. */
const maxAhead = 8

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined
  /** Threads to use, this one among them; the result is the same for any number. Default 1. */
  readonly threads?: number | undefined
  /** Called with the bytes of the file that were read since the last call. */
  readonly seen: (bytes: number) => void
  /** Called with the unpacked bytes before they are taken; throws when there are too many. */
  readonly unpacked?: ((bytes: number) => void) | undefined
  /** Largest number of headings. Default: no limit. */
  readonly maxColumns?: number | undefined
  /** Largest number of rows, where a file says it before it is read. Default: no limit. */
  readonly maxRows?: number | undefined
  /** Largest row in bytes. Default: 64 MiB. */
  readonly maxRowBytes?: number | undefined
  /** Sheet of a workbook. Default: that of the project, or the one that looks like the table. */
  readonly sheet?: string | undefined
  /** Folder for what DuckDB puts aside. Default: a folder of the system. */
  readonly tempFolder?: string | undefined
}

export interface ReadCsvOptions extends ReadOptions {
  /** Columns by which the headings are found. Default: by their form. */
  readonly schema?: TableSchema | undefined
}

/**
 * Streams the rows of a CSV file into `sink`. Returns how the file was read. Of a large file, a second thread finds the cells
 * and reads the plain numbers, while this one takes the rows in their order: two halves of the work, and one order of everything that is counted.
 *
 * @throws LapidaryError `not-text`, `empty-file`, `unclosed-quote`, `unreadable-file`, and what `sink` throws
 */
export async function readCsv(source: FileSource, sink: BatchSink, options: ReadCsvOptions): Promise<FileReading> {
  const file = basename(source.path)
  const survey = await surveyCsv(file, previewOf(source, options), options.schema)
  const { separator, headings } = survey
  const taker = new RowTaker(file, sink)
  const isHeadings = headings !== undefined && !taker.beginWith(headings.cells)
  const cuts = isHeadings ? [...survey.cuts, headings].sort((a, b) => a.from - b.from) : survey.cuts
  const columns = sink.numberColumns ?? []
  let punctuation: FilePunctuation | undefined
  if (headings !== undefined && columns.length > 0 && (survey.isPunctuationOpen || needPunctuation(columns))) {
    const preview = withoutRanges(previewOf(source, options), cuts)
    punctuation = await findPunctuation(preview, separator, headings.cells.length, columns)
    sink.usePunctuation?.(punctuation)
  }
  const start = atStart({ separator, decimalMark: punctuation?.decimalMark ?? 'point' })
  const chunks = withoutRanges(textOf(source, options), cuts)
  if ((options.threads ?? 1) > 1 && source.bytes >= worthThread && options.maxRowBytes === undefined)
    await scanBeside(chunks, taker, start)
  else await scanHere(chunks, taker, start, options.maxRowBytes)
  options.signal?.throwIfAborted()
  if (!taker.begun) throw new LapidaryError('empty-file', { file, bytes: source.bytes })
  return {
    kind: 'csv',
    encoding: source.declaredEncoding ?? (survey.isUtf8 ? 'utf-8' : 'windows-1252'),
    separator,
    ...(sink.hasFractions === true ? { decimal_mark: 'point' } : {}),
    ...(punctuation === undefined ? {} : marksOf(punctuation)),
    ...(isHeadings ? { headings_line: headings.number } : {}),
    skipped: survey.skipped,
  }
}

/** The text before it is read: its bytes count as unpacked while it is looked at. */
async function* previewOf(source: FileSource, { signal, unpacked }: ReadOptions): AsyncGenerator<Buffer> {
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

async function* textOf(source: FileSource, { signal, seen, unpacked }: ReadOptions): AsyncGenerator<Buffer> {
  for await (const chunk of source.chunks(seen)) {
    signal?.throwIfAborted()
    unpacked?.(chunk.length)
    if (chunk.includes(0)) throw new LapidaryError('not-text', { file: basename(source.path) })
    yield chunk
  }
}

async function* withoutRanges(chunks: AsyncIterable<Buffer>, ranges: readonly ByteRange[]): AsyncGenerator<Buffer> {
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

async function scanHere(
  chunks: AsyncIterable<Buffer>,
  taker: RowTaker,
  start: ReaderState,
  maxRowBytes: number | undefined,
): Promise<void> {
  const reader = new RecordReader(taker, start, maxRowBytes)
  for await (const chunk of chunks) {
    if (!reader.push(chunk)) taker.refuseLong(maxRowBytes)
  }
  taker.refuseOpen(reader.finish())
}

async function scanBeside(chunks: AsyncIterable<Buffer>, taker: RowTaker, start: ReaderState): Promise<void> {
  const worker = startWorker(import.meta.url, './scan-worker', null)
  try {
    for await (const { rows, closed } of answersTo(afterFirst(chunks, taker, start, worker), worker)) {
      taker.takeAll(new PackedRecords(rows))
      taker.refuseOpen(closed)
    }
  } finally {
    await worker.terminate()
  }
}

/** Scans the first pieces here; from there the thread goes on, with those that are answered. */
async function* afterFirst(
  chunks: AsyncIterable<Buffer>,
  taker: RowTaker,
  start: ReaderState,
  worker: Worker,
): AsyncGenerator<Buffer> {
  const reader = new RecordReader(taker, start)
  let scanned = 0
  for await (const chunk of chunks) {
    if (scanned === whileStarting) worker.postMessage(reader.state, [])
    if (scanned < whileStarting) taker.refuseOpen(reader.push(chunk))
    else yield chunk
    scanned++
  }
  if (scanned <= whileStarting) worker.postMessage(reader.state, [])
}

/** What the thread answers to each piece and to the end, in their order. What goes wrong with a piece is told after the answers to those before it. */
async function* answersTo(chunks: AsyncIterable<Buffer>, worker: Worker): AsyncGenerator<Scanned> {
  const answers = on(worker, 'message')
  const next = async (): Promise<Scanned> => ((await answers.next()).value as [Scanned])[0]
  const failures: unknown[] = []
  let waiting = 0
  for await (const chunk of untilFailure(chunks, failures)) {
    worker.postMessage(chunk, [])
    if (waiting === maxAhead) yield await next()
    else waiting++
  }
  for (; waiting > 0; waiting--) yield await next()
  if (failures.length > 0) throw failures[0]
  worker.postMessage(null, [])
  yield await next()
}

async function* untilFailure(chunks: AsyncIterable<Buffer>, failures: unknown[]): AsyncGenerator<Buffer> {
  try {
    yield* chunks
  } catch (error) {
    failures.push(error)
  }
}

/** Takes the records of a file as rows, but the first one as its headings where a look at the file found none. */
class RowTaker implements ScanSink {
  begun = false
  readonly #file: string
  readonly #sink: BatchSink
  #rows = 0

  constructor(file: string, sink: BatchSink) {
    this.#file = file
    this.#sink = sink
  }

  /** Returns true if the first line is a row. */
  beginWith(first: readonly string[]): boolean {
    this.begun = true
    return this.#sink.begin(this.#file, first)
  }

  begin(): void {}

  take(record: CellRecord): void {
    const isFirst = !this.begun
    if (isFirst && !this.beginWith(Array.from({ length: record.count }, (_, cell) => record.text(cell).trim()))) return
    this.#rows++
    this.#sink.add(record)
  }

  takeAll(batch: RecordBatch): void {
    if (batch.rowCount === 0) return
    const from = this.begun ? 0 : 1
    if (from === 1) {
      batch.moveTo(0)
      this.take(batch)
    }
    this.#rows += batch.rowCount - from
    this.#sink.addAll(batch, from)
  }

  /** Throws for a row whose end was not found within `limit` bytes; without a limit of the caller's, a quote must be open. */
  refuseLong(limit: number | undefined): void {
    this.refuseOpen(limit !== undefined)
    throw new LapidaryError('row-too-long', { file: this.#file, row: this.#rows + 1, limit: limit ?? Infinity })
  }

  /** Throws `unclosed-quote` unless the quotes of the rows taken so far and the next one are `closed`. */
  refuseOpen(closed: boolean): void {
    if (!closed) throw new LapidaryError('unclosed-quote', { file: this.#file, row: this.#rows + 1 })
  }
}
