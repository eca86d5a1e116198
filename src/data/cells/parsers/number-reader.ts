import type { CellParser, NumberColumn } from '../../column.ts'
import type { CellProblem } from '../../data-report.ts'
import type { ColumnPunctuation } from '../../readers/detect/column-punctuation.ts'
import { type DecimalMark, classifyMark } from '../../readers/detect/decimal-mark.ts'
import { isStandardMarker } from './missing-markers.ts'
import { decimalComma, groupedNumber, looseNumber, plainNumber, spacedNumber, swapMarks } from './parsers.ts'

export interface NumberOutcome {
  /** The number; NaN with a problem. */
  readonly value: number
  readonly problem?: CellProblem | undefined
  readonly repaired?: boolean
}

/**
 * Reads the number that a cell means for a column, by its missing markers, its parser and its
 * range.
 */
export class NumberReader {
  /**
   * True, as a number of a file is a value of the column. In a column of dates it may be a serial
   * number or `20260131`.
   */
  readonly takesNumbers = true
  /** Decimal mark of the plain numbers that the reader accepts without their text. */
  plainMark: DecimalMark | undefined
  readonly #isPlain: boolean
  readonly #ownParse: CellParser<number>
  #parse: CellParser<number>
  #swapsMarks = false
  #isMixed = false
  readonly #isInteger: boolean
  readonly #min: number
  readonly #max: number
  readonly #markers: ReadonlySet<string>
  readonly #numericMarkers: ReadonlySet<number>

  constructor(column: NumberColumn) {
    this.#ownParse = column.parse ?? plainNumber
    this.#parse = this.#ownParse === plainNumber ? spacedNumber : this.#ownParse
    this.#isPlain = this.#ownParse === plainNumber || this.#ownParse === looseNumber
    this.plainMark = getPlainMark(this.#ownParse, undefined)
    this.#isInteger = column.type === 'integer'
    this.#min = column.min ?? Number.NEGATIVE_INFINITY
    this.#max = column.max ?? Number.POSITIVE_INFINITY
    this.#markers = new Set(column.missing?.map((marker) => marker.trim()))
    // A marker such as -999 is one however it is written; `__10000__` is no marker for the number
    // 10000.
    this.#numericMarkers = new Set(Array.from(this.#markers, plainNumber).filter((value) => value !== null))
  }

  /**
   * Sets how the following texts are punctuated. Undefined: as the column's parser expects them.
   */
  usePunctuation(punctuation: ColumnPunctuation | undefined): void {
    this.#swapsMarks = punctuation?.swaps === true
    this.#isMixed = punctuation?.mark === 'mixed'
    // The thousands separators are only known once the decimal mark is.
    const readsGroups = this.#ownParse === plainNumber && punctuation !== undefined && !this.#isMixed
    const groups = readsGroups ? groupedNumber : spacedNumber
    this.#parse = this.#ownParse === plainNumber ? groups : this.#ownParse
    this.plainMark = getPlainMark(this.#ownParse, punctuation)
  }

  /** Reads a trimmed text. */
  read(cell: string): NumberOutcome {
    const text = this.#swapsMarks ? swapMarks(cell) : cell
    const none =
      cell === '' ||
      this.#markers.has(cell) ||
      this.#markers.has(text) ||
      (this.#isMixed && isAmbiguous(cell))
    const plain = none || !this.#isPlain ? null : plainNumber(text)
    // A text that the column's own parser does not read may still be a plain number, as a request
    // sends it.
    const value = none ? null : (plain ?? this.#parse(text) ?? plainNumber(text))
    const problem = value === null ? this.#findEmptyProblem(cell, text) : this.problemOf(value)
    if (problem !== undefined) return { value: Number.NaN, problem }
    return { value: value as number, repaired: this.#isPlain && plain === null }
  }

  /** Returns why a number is not allowed in the column, or undefined if it is. */
  problemOf(value: number): CellProblem | undefined {
    if (this.#numericMarkers.size > 0 && this.#numericMarkers.has(value)) return 'marker'
    if (!Number.isFinite(value)) return 'not-a-number'
    if (value < this.#min || value > this.#max) return 'out-of-range'
    return this.#isInteger && !Number.isInteger(value) ? 'not-an-integer' : undefined
  }

  #findEmptyProblem(cell: string, text: string): CellProblem {
    if (cell === '') return 'empty'
    return this.#markers.has(cell) || this.#markers.has(text) || isStandardMarker(cell)
      ? 'marker'
      : 'not-a-number'
  }
}

/**
 * Returns the decimal mark of the plain numbers that a parser accepts unchanged. Without the file's
 * punctuation `decimalComma` does not read `1.234` as a fraction.
 */
function getPlainMark(
  parse: CellParser<number>,
  punctuation: ColumnPunctuation | undefined,
): DecimalMark | undefined {
  if (parse !== plainNumber && parse !== looseNumber && parse !== decimalComma) return undefined
  if (punctuation === undefined) return parse === decimalComma ? undefined : 'point'
  return punctuation.mark === 'mixed' ? undefined : punctuation.mark
}

function isAmbiguous(cell: string): boolean {
  const mark = classifyMark(cell)
  return mark === 'open-comma' || mark === 'open-point'
}
