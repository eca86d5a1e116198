import { growArray } from '../../../base/arrays/grow-array.ts'
import { addToFirst, addToSecond, joinHalves, recordHashStart } from '../../../base/math/record-hash.ts'
import type { CellRecord } from '../record.ts'
import type { DecimalMark } from '../detect/decimal-mark.ts'
import { ByteText, EqualBytes } from './byte-text.ts'

const quote = 34
const newline = 10
const carriageReturn = 13
const comma = 44
const point = 46

/** Returned if the buffer ended inside a record: read more and scan again from the same place. */
export const incomplete = -1
/** Returned if the file ended inside quotes. */
export const unclosedQuote = -2

/**
 * Finds the cells of one CSV record at a time (RFC 4180, with any separator and any line ending) in
 * place, without creating strings. A quoted cell may hold separators, line breaks and doubled
 * quotes.
 */
export class CsvScanner implements CellRecord {
  count = 0
  readonly #separator: number
  readonly #decimalMark: number
  #buffer: Buffer = Buffer.alloc(0)
  #text = new ByteText(this.#buffer)
  #equal = new EqualBytes(this.#buffer)
  #starts = new Int32Array(64)
  #ends = new Int32Array(64)
  /** 1 where doubled quotes must be made single. */
  #escaped = new Uint8Array(64)
  #quoted = false

  constructor(separator: string, decimalMark: DecimalMark = 'point') {
    this.#separator = separator.charCodeAt(0)
    this.#decimalMark = decimalMark === 'comma' ? comma : point
  }

  /** Sets the bytes to scan, which must stay unchanged until the next call. */
  setBuffer(buffer: Buffer): void {
    this.#buffer = buffer
    this.#text = new ByteText(buffer)
    this.#equal = new EqualBytes(buffer)
  }

  /** True for an empty line. */
  get blank(): boolean {
    return this.count === 1 && !this.#quoted && (this.#ends[0] as number) === (this.#starts[0] as number)
  }

  /**
   * Scans the record at `from`. Returns where the next one begins, or `incomplete`, or
   * `unclosedQuote`. Hot loop.
   */
  scan(from: number, final: boolean): number {
    const buffer = this.#buffer
    const separator = this.#separator
    const limit = buffer.length
    let i = from
    let n = 0
    this.#quoted = false
    for (;;) {
      let start = i
      let end: number
      let escaped = 0
      if (i < limit && buffer[i] === quote) {
        this.#quoted = true
        for (i++; ; i++) {
          i = buffer.indexOf(quote, i)
          if (i < 0) return final ? unclosedQuote : incomplete
          if (i + 1 >= limit && !final) return incomplete
          if (buffer[i + 1] !== quote) break
          escaped = 1
          i++
        }
        end = i++
        while (i < limit && !endsCell(buffer[i] as number, separator)) i++
        // Text after the closing quote: the quotes belong to the cell.
        if (i > end + 1 && this.#text.decode(end + 1, i).trim() !== '') {
          end = i
          escaped = 0
        } else start++
      } else {
        while (i < limit && !endsCell(buffer[i] as number, separator)) i++
        end = i
      }
      if (n === this.#starts.length) this.#grow()
      this.#starts[n] = start
      this.#ends[n] = end
      this.#escaped[n++] = escaped
      if (i >= limit) {
        if (!final) return incomplete
        break
      }
      const stop = buffer[i++]
      if (stop === separator) continue
      if (stop === carriageReturn && buffer[i] === newline) i++
      break
    }
    this.count = n
    return i
  }

  get size(): number {
    return (this.#ends[this.count - 1] as number) - (this.#starts[0] as number)
  }

  /** Returns where the cell begins in the buffer, without its quotes. */
  start(cell: number): number {
    return this.#starts[cell] as number
  }

  /** Returns where the cell, or an equal one before it, begins. */
  firstStart(cell: number): number {
    return this.#equal.findFirst(this.#starts[cell] as number, this.#ends[cell] as number)
  }

  /** Returns the number of bytes of the cell without its quotes. */
  bytes(cell: number): number {
    return (this.#ends[cell] as number) - (this.#starts[cell] as number)
  }

  /** Returns true if the cell holds doubled quotes, which `text` makes single. */
  isEscaped(cell: number): boolean {
    return this.#escaped[cell] === 1
  }

  text(cell: number): string {
    const start = this.firstStart(cell)
    const text = this.#text.decode(start, start + this.bytes(cell))
    return this.#escaped[cell] === 1 ? text.replaceAll('""', '"') : text
  }

  /** Returns true if the cell holds a point or a comma. */
  hasMark(cell: number): boolean {
    const end = this.#ends[cell] as number
    for (let i = this.#starts[cell] as number; i < end; i++) {
      const byte = this.#buffer[i]
      if (byte === point || byte === comma) return true
    }
    return false
  }

  /**
   * Returns the cell as a plain decimal number, `NaN` if it is not one or must be parsed as text
   * (exponents). An integer below 2^53 divided by a power of ten up to 10^22 is rounded once, so
   * the result is exactly `Number(text)` (Clinger 1990); with more digits `Number(text)` is used.
   * Hot loop.
   */
  number(cell: number): number {
    const buffer = this.#buffer
    let i = this.#starts[cell] as number
    const end = this.#ends[cell] as number
    const negative = buffer[i] === 45
    if (negative) i++
    let mantissa = 0
    let digits = 0
    let whole = -1
    for (; i < end; i++) {
      const byte = buffer[i] as number
      if (byte >= 48 && byte <= 57) {
        mantissa = mantissa * 10 + byte - 48
        digits++
      } else if (byte === this.#decimalMark && whole < 0) whole = digits
      else return Number.NaN
    }
    if (digits === 0) return Number.NaN
    if (digits > 15) {
      const text = buffer.toString('latin1', this.#starts[cell], end)
      return toFinite(Number(this.#decimalMark === comma ? text.replace(',', '.') : text))
    }
    const value = whole < 0 ? mantissa : mantissa / (powersOfTen[digits - whole] as number)
    return negative ? -value : value
  }

  /** Returns false: the cells of a CSV file are texts. */
  isNumber(): boolean {
    return false
  }

  hash(): number {
    const buffer = this.#buffer
    const from = this.#starts[0] as number
    const to = this.#ends[this.count - 1] as number
    let first: number = recordHashStart[0]
    let second: number = recordHashStart[1]
    for (let i = from; i < to; i++) {
      const byte = buffer[i] as number
      first = addToFirst(first, byte)
      second = addToSecond(second, byte)
    }
    return joinHalves(first, second)
  }

  #grow(): void {
    const size = this.#starts.length * 2
    this.#starts = growArray(this.#starts, size)
    this.#ends = growArray(this.#ends, size)
    this.#escaped = growArray(this.#escaped, size)
  }
}

function endsCell(byte: number, separator: number): boolean {
  return byte === separator || byte === newline || byte === carriageReturn
}

function toFinite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN
}

const powersOfTen = Float64Array.from({ length: 16 }, (_, i) => Number(`1e${i}`))
