import { maxFooterLines } from '../detect/find-footer.ts'
import { type ByteRange, linesOf, type PlacedLine } from './placed-line.ts'

const quote = 34
const comma = 44
const point = 46
const newline = 10
const carriageReturn = 13
const byteOrderMark = Buffer.from('\ufeff')

/** Bytes after a byte that say what it means. */
const lookahead = 4
/** Bytes of lines that are kept, to look at the last ones. */
const maxKept = 1 << 20

/**
 * Finds the lines of a CSV text that comes in pieces, without their cells: the last ones, those that repeat the headings, and whether the
 * punctuation of its numbers is open.
 */
export class LineScanner {
  /** A comma may be a decimal mark, or a point may set thousands apart. */
  isPunctuationOpen = false
  readonly #separator: string
  readonly #separatorByte: number
  readonly #headings: Buffer | undefined
  readonly #onRepeated: (above: readonly PlacedLine[], headings: ByteRange & { readonly number: number }) => void
  /** Bytes that mean something, in and out of quotes. */
  readonly #special = new Uint8Array(256)
  #buffer: Buffer = Buffer.alloc(0)
  /** Place of the buffer in the text. */
  #base = 0
  #at = 0
  /** Place of the line in the buffer; negative when its beginning is no longer there. */
  #start = 0
  #number: number
  #breaks = 0
  #quoted = false
  #isFirst = true
  /** Places in the text and numbers of the last lines, the line `n` at `n % maxFooterLines`. */
  readonly #places = new Float64Array(maxFooterLines)
  readonly #numbers = new Float64Array(maxFooterLines)
  #count = 0

  /**
   * @param headings the line at which the scan begins
   * @param repeated the bytes of the headings. Not set if a line that equals them may be a row.
   * @param onRepeated called with the last lines above each line that repeats the headings
   */
  constructor(
    separator: string,
    headings: { readonly from: number; readonly number: number },
    repeated: Buffer | undefined,
    onRepeated: (above: readonly PlacedLine[], headings: ByteRange & { readonly number: number }) => void,
  ) {
    this.#separator = separator
    this.#separatorByte = separator.charCodeAt(0)
    this.#headings = repeated
    this.#onRepeated = onRepeated
    this.#number = headings.number
    this.#at = headings.from
    this.#start = headings.from
    for (const byte of [quote, newline, carriageReturn]) this.#special[byte] = 1
    // Where commas divide the cells, a number with a comma is in quotes, and points outside of them are decimal marks.
    this.#watchMarks(this.#separatorByte !== comma)
  }

  /** The first chunk holds the line at which the scan begins. */
  push(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
    this.#scan(this.#buffer.length - lookahead)
    this.#release()
  }

  /** Returns the last lines, and the end of the text. */
  finish(): { readonly lines: readonly PlacedLine[]; readonly end: number } {
    this.#scan(this.#buffer.length)
    if (this.#start < this.#buffer.length) this.#endLine(this.#buffer.length, this.#buffer.length)
    return { lines: this.#lastLines(this.#buffer.length), end: this.#base + this.#buffer.length }
  }

  /** Hot loop. A byte is looked at together with those after it. */
  #scan(limit: number): void {
    const buffer = this.#buffer
    const special = this.#special
    const separator = this.#separatorByte
    let i = this.#at
    while (i < limit) {
      const byte = buffer[i] as number
      if (special[byte] === 0) {
        i++
        continue
      }
      if (byte === newline || byte === carriageReturn) {
        const next = byte === carriageReturn && buffer[i + 1] === newline ? i + 2 : i + 1
        this.#breaks++
        if (!this.#quoted) this.#endLine(i, next)
        i = next
        continue
      }
      if (byte === quote) {
        if (this.#quoted && buffer[i + 1] === quote) i++
        else if (this.#quoted || i === this.#start || buffer[i - 1] === separator) this.#toggleQuotes()
      } else if (isDigit(buffer[i + 1]) && (byte === comma || setsThousandsApart(buffer, i))) this.#findMark()
      i++
    }
    this.#at = i
  }

  #toggleQuotes(): void {
    this.#quoted = !this.#quoted
    if (this.#separatorByte === comma && !this.isPunctuationOpen) this.#watchMarks(this.#quoted)
  }

  #findMark(): void {
    this.isPunctuationOpen = true
    this.#watchMarks(false)
  }

  #watchMarks(isOn: boolean): void {
    this.#special[comma] = isOn ? 1 : 0
    this.#special[point] = isOn ? 1 : 0
  }

  #endLine(end: number, next: number): void {
    if (this.#isFirst) this.#isFirst = false
    else if (this.#repeatsHeadings(end)) {
      const headings = { from: this.#base + this.#start, to: this.#base + next, number: this.#number }
      this.#onRepeated(this.#lastLines(this.#start), headings)
      this.#count = 0
    } else {
      this.#places[this.#count % maxFooterLines] = this.#base + this.#start
      this.#numbers[this.#count++ % maxFooterLines] = this.#number
    }
    this.#start = next
    this.#number += this.#breaks
    this.#breaks = 0
  }

  #repeatsHeadings(end: number): boolean {
    const headings = this.#headings
    const start = this.#start
    if (headings === undefined || start < 0) return false
    const mark = end - start - headings.length
    if (mark === 0) return headings.equals(this.#buffer.subarray(start, end))
    // Of a file that was appended to another one.
    if (mark !== byteOrderMark.length || !byteOrderMark.equals(this.#buffer.subarray(start, start + mark))) return false
    return headings.equals(this.#buffer.subarray(start + mark, end))
  }

  /** Returns the last lines above a place in the buffer, as far as they are kept. */
  #lastLines(end: number): PlacedLine[] {
    let first = Math.max(0, this.#count - maxFooterLines)
    while (first < this.#count && (this.#places[first % maxFooterLines] as number) < this.#base) first++
    if (first === this.#count) return []
    const from = this.#places[first % maxFooterLines] as number
    const number = this.#numbers[first % maxFooterLines] as number
    return linesOf(this.#buffer.subarray(from - this.#base, end), this.#separator, { from, number }, maxFooterLines, true)
  }

  /** Forgets what is before the last lines. */
  #release(): void {
    const oldest = Math.max(0, this.#count - maxFooterLines)
    const lines = this.#count === 0 ? this.#start : (this.#places[oldest % maxFooterLines] as number) - this.#base
    const candidates = [Math.max(0, lines), Math.max(0, this.#start), this.#at]
    // Of the line itself the scan needs no more than the bytes just before it.
    const kept = candidates.find((place) => this.#buffer.length - place <= maxKept) ?? this.#at
    const from = Math.max(0, Math.min(kept, this.#at - 4))
    this.#buffer = this.#buffer.subarray(from)
    this.#base += from
    this.#at -= from
    this.#start -= from
  }
}

/** Returns whether just three digits follow the point at `place`. */
function setsThousandsApart(bytes: Buffer, place: number): boolean {
  return isDigit(bytes[place + 2]) && isDigit(bytes[place + 3]) && !isDigit(bytes[place + 4])
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}
