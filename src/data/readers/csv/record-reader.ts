import type { DecimalMark } from '../detect/decimal-mark.ts'
import { CsvScanner, unclosedQuote } from './scanner.ts'

/** Default of the largest row in bytes. A longer one has a quote that was left open. */
const maxRecordBytes = 1 << 26

/** Receives the records of a CSV text in their order. */
export interface ScanSink {
  /** Called before the records of `bytes`, in which their cells have places. */
  begin(bytes: Buffer): void
  /** Called for each record that is not blank; `scanner` holds it until the next one. */
  take(scanner: CsvScanner): void
}

/** Separator of the cells and decimal mark of plain numbers. */
export interface Dialect {
  readonly separator: string
  readonly decimalMark: DecimalMark
}

/** State of a reader, from which another one can continue. */
export interface ReaderState {
  readonly dialect: Dialect
  /** The beginning of a record whose end was not read yet. */
  readonly rest: Uint8Array
}

/** Finds the records of a CSV text that comes in pieces, cut anywhere. */
export class RecordReader {
  readonly #sink: ScanSink
  readonly #dialect: Dialect
  readonly #scanner: CsvScanner
  #rest: Buffer
  readonly #maxBytes: number

  /** Begins a text, or continues from another reader's state. */
  constructor(sink: ScanSink, { dialect, rest }: ReaderState, maxBytes: number = maxRecordBytes) {
    this.#maxBytes = maxBytes
    this.#sink = sink
    this.#dialect = dialect
    this.#scanner = new CsvScanner(dialect.separator, dialect.decimalMark)
    this.#rest = Buffer.from(rest)
  }

  get state(): ReaderState {
    return { dialect: this.#dialect, rest: this.#rest }
  }

  /** Passes on the records that end in `chunk`. Returns false if a quote was left open. */
  push(chunk: Buffer): boolean {
    const buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const read = this.#scan(buffer, false)
    this.#rest = buffer.subarray(read)
    return this.#rest.length <= this.#maxBytes
  }

  /** Passes on the remaining records. Returns false if a quote was left open. */
  finish(): boolean {
    return this.#scan(this.#rest, true) >= 0
  }

  #scan(buffer: Buffer, final: boolean): number {
    const scanner = this.#scanner
    scanner.setBuffer(buffer)
    this.#sink.begin(buffer)
    let at = 0
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

/** Returns the state of a reader at the beginning of a text. */
export function createInitialState(dialect: Dialect): ReaderState {
  return { dialect, rest: new Uint8Array(0) }
}
