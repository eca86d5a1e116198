import { growArray } from '../../../base/arrays/grow-array.ts'
import type { RecordBatch } from '../record.ts'
import { ByteText } from './byte-text.ts'
import type { ScanSink } from './record-reader.ts'
import type { CsvScanner } from './scanner.ts'

/**
 * The rows of a piece of a CSV text and the places of their cells (for texts the place of the first
 * equal one), in plain arrays that can be transferred between threads.
 */
export interface PackedRows {
  readonly bytes: Uint8Array
  readonly rowCount: number
  /** First cell of each row; after the last row the number of all cells. */
  readonly firsts: Int32Array
  readonly hashes: Float64Array
  readonly starts: Int32Array
  /** End of each cell, as its complement if doubled quotes must be made single. */
  readonly ends: Int32Array
  /** Each cell as `CellRecord.number` returns it. */
  readonly numbers: Float64Array
}

/** Packs the rows of one piece after another. */
export class RowPacker implements ScanSink {
  #bytes: Uint8Array = new Uint8Array(0)
  #rowCount = 0
  #cellCount = 0
  #firsts = new Int32Array(0)
  #hashes = new Float64Array(0)
  #starts = new Int32Array(0)
  #ends = new Int32Array(0)
  #numbers = new Float64Array(0)

  begin(bytes: Buffer): void {
    this.#bytes = bytes
    // The previous piece had about as many.
    this.#firsts = new Int32Array(Math.max(64, this.#rowCount))
    this.#hashes = new Float64Array(this.#firsts.length)
    this.#starts = new Int32Array(Math.max(1024, this.#cellCount))
    this.#ends = new Int32Array(this.#starts.length)
    this.#numbers = new Float64Array(this.#starts.length)
    this.#rowCount = 0
    this.#cellCount = 0
  }

  take(scanner: CsvScanner): void {
    const row = this.#rowCount++
    let place = this.#cellCount
    this.#cellCount += scanner.count
    this.#reserve()
    this.#hashes[row] = scanner.hash()
    for (let cell = 0; cell < scanner.count; cell++) {
      const number = scanner.number(cell)
      const start = Number.isNaN(number) ? scanner.firstStart(cell) : scanner.start(cell)
      const end = start + scanner.bytes(cell)
      this.#starts[place] = start
      this.#ends[place] = scanner.isEscaped(cell) ? ~end : end
      this.#numbers[place++] = number
    }
    this.#firsts[row + 1] = place
  }

  /** Returns the rows since the last `begin`. */
  getRows(): PackedRows {
    return {
      bytes: this.#bytes,
      rowCount: this.#rowCount,
      firsts: this.#firsts,
      hashes: this.#hashes,
      starts: this.#starts,
      ends: this.#ends,
      numbers: this.#numbers,
    }
  }

  #reserve(): void {
    if (this.#rowCount >= this.#firsts.length) {
      this.#firsts = growArray(this.#firsts, 2 * this.#rowCount)
      this.#hashes = growArray(this.#hashes, 2 * this.#rowCount)
    }
    if (this.#cellCount > this.#starts.length) {
      this.#starts = growArray(this.#starts, 2 * this.#cellCount)
      this.#ends = growArray(this.#ends, 2 * this.#cellCount)
      this.#numbers = growArray(this.#numbers, 2 * this.#cellCount)
    }
  }
}

/** The rows of `PackedRows`. */
export class PackedRecords implements RecordBatch {
  count = 0
  readonly rowCount: number
  readonly #rows: PackedRows
  readonly #text: ByteText
  #row = 0
  #first = 0

  constructor(rows: PackedRows) {
    this.#rows = rows
    this.rowCount = rows.rowCount
    const { buffer, byteOffset, length } = rows.bytes
    this.#text = new ByteText(Buffer.from(buffer as ArrayBuffer, byteOffset, length))
  }

  /** Size of the cells, added up: equal texts are stored once and may be anywhere. */
  get size(): number {
    const { starts, ends } = this.#rows
    let size = 0
    for (let place = this.#first; place < this.#first + this.count; place++) {
      const end = ends[place] as number
      size += (end < 0 ? ~end : end) - (starts[place] as number)
    }
    return size
  }

  moveTo(row: number): void {
    const { firsts } = this.#rows
    this.#row = row
    this.#first = firsts[row] as number
    this.count = (firsts[row + 1] as number) - this.#first
  }

  text(cell: number): string {
    const place = this.#first + cell
    const start = this.#rows.starts[place] as number
    const end = this.#rows.ends[place] as number
    return end < 0 ? this.#text.decode(start, ~end).replaceAll('""', '"') : this.#text.decode(start, end)
  }

  number(cell: number): number {
    return this.#rows.numbers[this.#first + cell] as number
  }

  isNumber(): boolean {
    return false
  }

  hash(): number {
    return this.#rows.hashes[this.#row] as number
  }
}
