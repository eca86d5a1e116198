import { presentOf, selectPlaces } from '../../lib/statistics.ts'
import type { NumberColumn } from '../column.ts'
import type { CellProblem, ColumnReport } from '../data-report.ts'
import { isStandardMarker } from '../missing-markers.ts'
import { looseNumber, plainNumber } from '../parsers.ts'
import type { CellRecord } from '../record.ts'
import type { ColumnData } from '../table.ts'
import type { Collector } from './collector.ts'
import { Tally } from './tally.ts'

interface Outcome {
  readonly value: number
  readonly problem?: CellProblem | undefined
  readonly repaired?: boolean
}

/** Texts that are remembered with what they mean: `28_` and `3 years` come again and again. */
const mostRemembered = 10_000

export class NumberCollector implements Collector {
  readonly tally: Tally
  readonly #parse: (cell: string) => number | null
  /** Reads plain numbers as `plainNumber` does, so the record's own fast way serves as well. */
  readonly #plain: boolean
  readonly #integer: boolean
  readonly #min: number
  readonly #max: number
  readonly #markers: ReadonlySet<string>
  readonly #numericMarkers: ReadonlySet<number>
  readonly #outcomes = new Map<string, Outcome>()
  #values = new Float64Array(1024)
  #length = 0

  constructor(column: NumberColumn) {
    this.tally = new Tally(column.personal === true)
    this.#parse = column.parse ?? plainNumber
    this.#plain = this.#parse === plainNumber || this.#parse === looseNumber
    this.#integer = column.type === 'integer'
    this.#min = column.min ?? Number.NEGATIVE_INFINITY
    this.#max = column.max ?? Number.POSITIVE_INFINITY
    this.#markers = new Set(column.missing?.map((marker) => marker.trim()))
    // A marker such as -999 is one however it is written; `__10000__` is none for the number 10000.
    this.#numericMarkers = new Set(Array.from(this.#markers, plainNumber).filter((value) => value !== null))
  }

  add(record: CellRecord, cell: number): void {
    this.tally.rows++
    const fast = this.#plain ? record.number(cell) : Number.NaN
    if (!Number.isNaN(fast) && this.#problemOf(fast) === undefined) {
      this.tally.last = undefined
      this.#push(fast)
    } else this.#addText(record.text(cell))
  }

  addAbsent(): void {
    this.#push(Number.NaN)
  }

  data(): ColumnData {
    return { kind: 'number', values: this.#values.slice(0, this.#length) }
  }

  summary(): Pick<ColumnReport, 'numbers' | 'categories'> {
    const present = presentOf(this.#values.subarray(0, this.#length))
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

  #addText(text: string): void {
    let outcome = this.#outcomes.get(text)
    if (outcome === undefined) {
      outcome = this.#read(text.trim())
      if (this.#outcomes.size < mostRemembered) this.#outcomes.set(text, outcome)
    }
    if (outcome.problem !== undefined) this.tally.problem(outcome.problem, text.trim())
    else {
      this.tally.last = undefined
      if (outcome.repaired === true) this.tally.repair(text.trim())
    }
    this.#push(outcome.value)
  }

  #read(text: string): Outcome {
    const none = text === '' || this.#markers.has(text)
    const plain = none || !this.#plain ? null : plainNumber(text)
    const value = none ? null : (plain ?? this.#parse(text))
    const problem = value === null ? this.#nothingIn(text) : this.#problemOf(value)
    if (problem !== undefined) return { value: Number.NaN, problem }
    return { value: value as number, repaired: this.#parse === looseNumber && plain === null }
  }

  #nothingIn(text: string): CellProblem {
    if (text === '') return 'empty'
    return this.#markers.has(text) || isStandardMarker(text) ? 'marker' : 'not-a-number'
  }

  #problemOf(value: number): CellProblem | undefined {
    if (this.#numericMarkers.size > 0 && this.#numericMarkers.has(value)) return 'marker'
    if (!Number.isFinite(value)) return 'not-a-number'
    if (value < this.#min || value > this.#max) return 'out-of-range'
    return this.#integer && !Number.isInteger(value) ? 'not-an-integer' : undefined
  }

  #push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(this.#length * 2)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.#length++] = value
  }
}
