import { maxFooterLines } from '../detect/find-footer.ts'
import { type ByteRange, splitLines, type PlacedLine } from './placed-line.ts'

const quote = 34
const comma = 44
const point = 46
const newline = 10
const carriageReturn = 13
const byteOrderMark = Buffer.from('\ufeff')

/** Bytes after a byte that determine its meaning. */
const lookahead = 4
/** Bytes of lines that are kept to examine the last ones. */
const maxKept = 1 << 20

/**
 * Finds the lines of a CSV text that comes in pieces, without their cells: the last ones, those
 * that repeat the headings, and whether the punctuation of its numbers is ambiguous.
 */
export class LineScanner {
  /** True if a comma may be a decimal mark, or a point may separate thousands. */
  isPunctuationAmbiguous = false
  readonly #separator: string
  readonly #separatorByte: number
  readonly #headings: Buffer | undefined
  readonly #onRepeated: (
    above: readonly PlacedLine[],
    headings: ByteRange & { readonly number: number },
  ) => void
  /** Places in the buffer of the next comma and the next point that may be significant. */
  readonly #nextMarks: [number, number] = [Infinity, Infinity]
  #buffer: Buffer = Buffer.alloc(0)
  /** Place of the buffer in the text. */
  #base = 0
  #at = 0
  /** Place of the line in the buffer; negative if its beginning was released. */
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
  }

  /** Scans a chunk. The first chunk must hold the line at which the scan begins. */
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

  /**
   * Scans from one significant byte to the next one, because looking at every byte would take
   * longer. A byte is examined together with those after it.
   */
  #scan(limit: number): void {
    const buffer = this.#buffer
    const marks = this.#nextMarks
    let at = this.#at
    let nextQuote = find(buffer, quote, at)
    let nextNewline = find(buffer, newline, at)
    let nextReturn = find(buffer, carriageReturn, at)
    this.#watchMarks(at)
    for (;;) {
      const nextMark = Math.min(marks[0] as number, marks[1] as number)
      const i = Math.min(nextQuote, nextNewline, nextReturn, nextMark)
      if (i >= limit) break
      at = i + 1
      if (i === nextNewline || i === nextReturn) {
        if (i === nextReturn && buffer[at] === newline) at++
        this.#breaks++
        if (!this.#quoted) this.#endLine(i, at)
        if (nextNewline < at) nextNewline = find(buffer, newline, at)
        if (nextReturn < at) nextReturn = find(buffer, carriageReturn, at)
      } else if (i === nextQuote) {
        if (this.#quoted && buffer[at] === quote) at++
        else if (this.#quoted || i === this.#start || buffer[i - 1] === this.#separatorByte) {
          this.#quoted = !this.#quoted
          this.#watchMarks(at)
        }
        nextQuote = find(buffer, quote, at)
      } else if (isDigit(buffer[at]) && (buffer[i] === comma || separatesThousands(buffer, i))) {
        this.isPunctuationAmbiguous = true
        this.#watchMarks(at)
      } else {
        const place = buffer[i] === comma ? 0 : 1
        marks[place] = find(buffer, place === 0 ? comma : point, at)
      }
    }
    this.#at = Math.max(at, Math.min(limit, this.#buffer.length), this.#at)
  }

  /**
   * Finds the next comma and point from `at`. If commas separate the cells, a number with a comma
   * is in quotes, and points outside of them are decimal marks.
   */
  #watchMarks(at: number): void {
    const isOn = !this.isPunctuationAmbiguous && (this.#separatorByte !== comma || this.#quoted)
    this.#nextMarks[0] = isOn ? find(this.#buffer, comma, at) : Infinity
    this.#nextMarks[1] = isOn ? find(this.#buffer, point, at) : Infinity
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
    // A file that was appended to another one may begin with a byte order mark.
    if (mark !== byteOrderMark.length || !byteOrderMark.equals(this.#buffer.subarray(start, start + mark)))
      return false
    return headings.equals(this.#buffer.subarray(start + mark, end))
  }

  /** Returns the last lines above a place in the buffer, if they are kept. */
  #lastLines(end: number): PlacedLine[] {
    let first = Math.max(0, this.#count - maxFooterLines)
    while (first < this.#count && (this.#places[first % maxFooterLines] as number) < this.#base) first++
    if (first === this.#count) return []
    const from = this.#places[first % maxFooterLines] as number
    const number = this.#numbers[first % maxFooterLines] as number
    return splitLines(
      this.#buffer.subarray(from - this.#base, end),
      this.#separator,
      { from, number },
      maxFooterLines,
      true,
    )
  }

  /** Releases the bytes before the last lines. */
  #release(): void {
    const oldest = Math.max(0, this.#count - maxFooterLines)
    const lines =
      this.#count === 0 ? this.#start : (this.#places[oldest % maxFooterLines] as number) - this.#base
    const candidates = [Math.max(0, lines), Math.max(0, this.#start), this.#at]
    // The scan of a line that is too long to keep needs only the bytes just before its place.
    const kept = candidates.find((place) => this.#buffer.length - place <= maxKept) ?? this.#at
    const from = Math.max(0, Math.min(kept, this.#at - 4))
    this.#buffer = this.#buffer.subarray(from)
    this.#base += from
    this.#at -= from
    this.#start -= from
  }
}

/** Returns true if exactly three digits follow the point at `place`. */
function separatesThousands(bytes: Buffer, place: number): boolean {
  return isDigit(bytes[place + 2]) && isDigit(bytes[place + 3]) && !isDigit(bytes[place + 4])
}

function find(bytes: Buffer, byte: number, from: number): number {
  const place = bytes.indexOf(byte, from)
  return place < 0 ? Infinity : place
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}
