import { growArray } from '../../../base/arrays/grow-array.ts'
import { filterPresent, selectPlaces } from '../../../base/math/statistics.ts'
import type { Column } from '../../column.ts'
import type { ColumnReport } from '../../data-report.ts'
import type { CellRecord } from '../../readers/record.ts'
import type { ColumnPunctuation } from '../../readers/detect/column-punctuation.ts'
import type { DecimalMark } from '../../readers/detect/decimal-mark.ts'
import type { ColumnData } from '../../table.ts'
import type { Collector } from './collector.ts'
import type { NumberOutcome, NumberReader } from '../parsers/number-reader.ts'
import { OutcomeCache } from './outcome-cache.ts'
import { Tally } from './tally.ts'

/** Parses a cell into a number. */
export type CellReader = Pick<NumberReader, 'plainMark' | 'read' | 'problemOf'> &
  Partial<Pick<NumberReader, 'usePunctuation' | 'takesNumbers'>>

/** Collects the cells of a number column. */
export class NumberCollector implements Collector {
  /** True if a cell was a fraction. */
  hasFractions = false
  readonly tally: Tally
  readonly #reader: CellReader
  /** True if the numbers of records are used without their texts. */
  #isPlain: boolean
  /** Outcomes of texts such as `28_` and `3 years`, which repeat often. */
  readonly #outcomes = new OutcomeCache<NumberOutcome>((text) => this.#reader.read(text))
  #values = new Float64Array(1024)
  #length = 0

  constructor({ personal }: Pick<Column, 'personal'>, reader: CellReader) {
    this.tally = new Tally(personal === true)
    this.#reader = reader
    this.#isPlain = reader.plainMark === 'point'
  }

  usePunctuation(punctuation: ColumnPunctuation | undefined, decimalMark: DecimalMark): void {
    this.#reader.usePunctuation?.(punctuation)
    this.#isPlain = this.#reader.plainMark === decimalMark
    this.#outcomes.clear()
    this.hasFractions = false
  }

  add(record: CellRecord, cell: number): void {
    if (this.#reader.takesNumbers === true && record.isNumber(cell)) {
      this.addNumber(record.number(cell))
      return
    }
    this.tally.rows++
    const fast = this.#isPlain ? record.number(cell) : Number.NaN
    if (!Number.isNaN(fast) && this.#reader.problemOf(fast) === undefined) {
      this.tally.last = undefined
      this.#push(fast)
    } else this.#addText(record.text(cell))
  }

  /** Adds a number that is a value of the column and no text of a file; NaN is an empty cell. */
  addNumber(value: number): void {
    this.tally.rows++
    const problem = Number.isNaN(value) ? 'empty' : this.#reader.problemOf(value)
    this.tally.last = undefined
    if (problem !== undefined) this.tally.problem(problem, problem === 'empty' ? '' : String(value))
    this.#push(problem === undefined ? value : Number.NaN)
  }

  addAbsent(): void {
    this.#push(Number.NaN)
  }

  data(): ColumnData {
    return { kind: 'number', values: this.values() }
  }

  clear(): void {
    this.#values = new Float64Array(this.#values.length)
    this.#length = 0
  }

  summary(): Pick<ColumnReport, 'numbers' | 'dates' | 'categories'> {
    const present = this.present()
    if (present.length === 0) return {}
    let sum = 0
    for (let i = 0; i < present.length; i++) sum += present[i] as number
    const quarters = [0, 0.25, 0.5, 0.75, 1].map((share) => share * (present.length - 1))
    selectPlaces(
      present,
      quarters.flatMap((place) => [Math.floor(place), Math.ceil(place)]),
    )
    const [min = 0, q25 = 0, median = 0, q75 = 0, max = 0] = quarters.map((place) => {
      const below = present[Math.floor(place)] as number
      return below + (place % 1) * ((present[Math.ceil(place)] as number) - below)
    })
    return { numbers: { min, q25, median, q75, max, mean: sum / present.length } }
  }

  /** Returns the values, not copied; NaN is missing. */
  protected values(): Float64Array {
    return this.#values.subarray(0, this.#length)
  }

  /** Returns a copy of the values that are not missing. */
  protected present(): Float64Array {
    return filterPresent(this.#values.subarray(0, this.#length))
  }

  #addText(text: string): void {
    this.keep(this.#outcomes.get(text), text.trim())
  }

  /** Adds the value of a cell and counts its problem. */
  protected keep({ value, problem, repaired }: NumberOutcome, seen: string): void {
    if (problem !== undefined) this.tally.problem(problem, seen)
    else {
      this.tally.last = undefined
      if (repaired === true) this.tally.repair(seen)
    }
    this.#push(value)
  }

  #push(value: number): void {
    if (this.#length === this.#values.length) this.#values = growArray(this.#values, this.#length * 2)
    this.#values[this.#length++] = value
    if (!this.hasFractions && value > Math.floor(value)) this.hasFractions = true
  }
}
