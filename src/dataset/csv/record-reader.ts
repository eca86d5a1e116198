import { detectSeparator, namedSeparator } from './dialect.ts'
import { CsvScanner, unclosedQuote } from './scanner.ts'

/** Default of the largest row, in bytes: a longer one is a quote that was left open. */
const maxRecordBytes = 1 << 26
const sampleBytes = 1 << 16

/** Takes the records of a CSV text in their order. */
export interface ScanSink {
  /** Called before the records of `bytes`: what a record tells of itself is a place in them. */
  begin(bytes: Buffer, separator: string): void
  /** A record that is not blank; `scanner` holds it until the next one. */
  take(scanner: CsvScanner): void
}

/** Where in a text a reader is: what another one needs to go on. */
export interface ReaderState {
  /** Undefined until enough was read to tell. */
  readonly separator: string | undefined
  /** The beginning of a record whose end is not read yet. */
  readonly rest: Uint8Array
}

/** Finds the records of a CSV text that comes in pieces, cut anywhere. */
export class RecordReader {
  readonly #sink: ScanSink
  #separator: string | undefined
  #scanner: CsvScanner | undefined
  #rest: Buffer
  readonly #maxBytes: number

  /** Begins a text, or goes on where another reader was. */
  constructor(
    sink: ScanSink,
    { separator, rest }: ReaderState = { separator: undefined, rest: Buffer.alloc(0) },
    maxBytes: number = maxRecordBytes,
  ) {
    this.#maxBytes = maxBytes
    this.#sink = sink
    this.#separator = separator
    this.#rest = Buffer.from(rest)
  }

  get state(): ReaderState {
    return { separator: this.#separator, rest: this.#rest }
  }

  /** Hands on the records that end in `chunk`. Answers false when a quote was left open. */
  push(chunk: Buffer): boolean {
    const buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const enough = this.#separator !== undefined || buffer.length >= sampleBytes
    const read = enough ? this.#scan(buffer, false) : 0
    this.#rest = buffer.subarray(read)
    return this.#rest.length <= this.#maxBytes
  }

  /** Hands on what is left. Answers false when a quote was left open. */
  finish(): boolean {
    return this.#scan(this.#rest, true) >= 0
  }

  #scan(buffer: Buffer, final: boolean): number {
    const named = this.#separator === undefined ? namedSeparator(buffer) : undefined
    const whole = final && buffer.length <= sampleBytes
    this.#separator ??= named?.separator ?? detectSeparator(buffer.subarray(0, sampleBytes), whole)
    const scanner = (this.#scanner ??= new CsvScanner(this.#separator.charCodeAt(0)))
    scanner.setBuffer(buffer)
    this.#sink.begin(buffer, this.#separator)
    let at = named?.start ?? 0
    while (at < buffer.length) {
      const next = scanner.scan(at, final)
      if (next === unclosedQuote) return next
      if (next < 0) break
      at = next
      if (!scanner.blank) this.#sink.take(scanner)
    }
    return at
  }
}
