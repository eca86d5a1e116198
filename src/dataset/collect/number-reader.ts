import type { NumberColumn } from '../column.ts'
import type { CellProblem } from '../data-report.ts'
import { isStandardMarker } from '../missing-markers.ts'
import { looseNumber, plainNumber } from '../parsers.ts'

export interface NumberOutcome {
  /** NaN with a problem. */
  readonly value: number
  readonly problem?: CellProblem | undefined
  readonly repaired?: boolean
}

/** Reads the number that a cell means for a column: its missing markers, its parser, its range. */
export class NumberReader {
  /** Reads plain numbers as `plainNumber` does, so that a number that is one already needs no text. */
  readonly isPlain: boolean
  readonly #parse: (cell: string) => number | null
  readonly #integer: boolean
  readonly #min: number
  readonly #max: number
  readonly #markers: ReadonlySet<string>
  readonly #numericMarkers: ReadonlySet<number>

  constructor(column: NumberColumn) {
    this.#parse = column.parse ?? plainNumber
    this.isPlain = this.#parse === plainNumber || this.#parse === looseNumber
    this.#integer = column.type === 'integer'
    this.#min = column.min ?? Number.NEGATIVE_INFINITY
    this.#max = column.max ?? Number.POSITIVE_INFINITY
    this.#markers = new Set(column.missing?.map((marker) => marker.trim()))
    // A marker such as -999 is one however it is written; `__10000__` is none for the number 10000.
    this.#numericMarkers = new Set(Array.from(this.#markers, plainNumber).filter((value) => value !== null))
  }

  /** Reads a trimmed text. */
  read(text: string): NumberOutcome {
    const none = text === '' || this.#markers.has(text)
    const plain = none || !this.isPlain ? null : plainNumber(text)
    // What the column's own parser does not read may still be the number itself, as a request sends it.
    const value = none ? null : (plain ?? this.#parse(text) ?? plainNumber(text))
    const problem = value === null ? this.#nothingIn(text) : this.problemOf(value)
    if (problem !== undefined) return { value: Number.NaN, problem }
    return { value: value as number, repaired: this.#parse === looseNumber && plain === null }
  }

  /** Returns why a number is no value of the column, or undefined if it is one. */
  problemOf(value: number): CellProblem | undefined {
    if (this.#numericMarkers.size > 0 && this.#numericMarkers.has(value)) return 'marker'
    if (!Number.isFinite(value)) return 'not-a-number'
    if (value < this.#min || value > this.#max) return 'out-of-range'
    return this.#integer && !Number.isInteger(value) ? 'not-an-integer' : undefined
  }

  #nothingIn(text: string): CellProblem {
    if (text === '') return 'empty'
    return this.#markers.has(text) || isStandardMarker(text) ? 'marker' : 'not-a-number'
  }
}
