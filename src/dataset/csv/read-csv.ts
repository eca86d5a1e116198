import { basename } from 'node:path'
import { LapidaryError } from '../../errors.ts'
import type { FileSource } from '../file-source.ts'
import type { RecordSink } from '../record.ts'
import { detectSeparator } from './dialect.ts'
import { CsvScanner, unclosedQuote } from './scanner.ts'

/** No honest row is longer: a quote was left open. */
const longestRecord = 1 << 26
const sampleBytes = 1 << 16

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the bytes of the file that were read since the last call. */
  readonly seen: (bytes: number) => void
  /** Called with the unpacked bytes before they are taken; throws when there are too many. */
  readonly unpacked?: ((bytes: number) => void) | undefined
}

/** Streams the rows of a CSV file into `sink`. Answers the separator that was found. */
export async function readCsv(source: FileSource, sink: RecordSink, options: ReadOptions): Promise<string> {
  const reader = new CsvReader(basename(source.path), sink)
  for await (const chunk of source.chunks(options.seen)) {
    options.signal?.throwIfAborted()
    options.unpacked?.(chunk.length)
    reader.push(chunk)
  }
  options.signal?.throwIfAborted()
  reader.finish()
  if (!reader.begun) throw new LapidaryError('empty-file', { file: basename(source.path), bytes: source.bytes })
  return reader.separator
}

class CsvReader {
  separator = ','
  begun = false
  readonly #file: string
  readonly #sink: RecordSink
  #scanner: CsvScanner | undefined
  /** The beginning of a record whose end is not read yet. */
  #rest: Buffer = Buffer.alloc(0)
  #rows = 0

  constructor(file: string, sink: RecordSink) {
    this.#file = file
    this.#sink = sink
  }

  push(chunk: Buffer): void {
    if (chunk.includes(0)) throw new LapidaryError('binary-file', { file: this.#file, seen: 'binary' })
    const buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const enough = this.#scanner !== undefined || buffer.length >= sampleBytes
    const read = enough ? this.#scan(buffer, false) : 0
    this.#rest = buffer.subarray(read)
    if (this.#rest.length > longestRecord) throw this.#unclosed()
  }

  finish(): void {
    this.#scan(this.#rest, true)
  }

  #scan(buffer: Buffer, final: boolean): number {
    if (this.#scanner === undefined) {
      this.separator = detectSeparator(buffer.subarray(0, sampleBytes), final && buffer.length <= sampleBytes)
      this.#scanner = new CsvScanner(this.separator.charCodeAt(0))
    }
    const scanner = this.#scanner
    scanner.setBuffer(buffer)
    let at = 0
    while (at < buffer.length) {
      const next = scanner.scan(at, final)
      if (next === unclosedQuote) throw this.#unclosed()
      if (next < 0) break
      at = next
      if (!scanner.blank) this.#take(scanner)
    }
    return at
  }

  #take(scanner: CsvScanner): void {
    if (!this.begun) {
      this.begun = true
      const first = Array.from({ length: scanner.count }, (_, cell) => scanner.text(cell).trim())
      if (!this.#sink.begin(this.#file, first)) return
    }
    this.#rows++
    this.#sink.add(scanner)
  }

  #unclosed(): LapidaryError {
    return new LapidaryError('unclosed-quote', { file: this.#file, row: this.#rows + 1 })
  }
}
