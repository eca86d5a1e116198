import type { Column } from '../column.ts'
import { isStandardMarker } from './missing-markers.ts'
import type { ColumnPunctuation } from '../readers/detect/column-punctuation.ts'
import { swapMarks } from './parsers.ts'
import type { CellRecord } from '../readers/record.ts'
import { TextRecord } from '../readers/text-record.ts'
import { CategoryReader } from './category-reader.ts'
import type { Collector } from './collector.ts'

/**
 * The one cell that `combine` makes of several. It is given each cell as the column would read it: a category under its own name, missing markers as
 * `null`, all else as it stands. A cell that means no category and still let the others win is counted as repaired.
 */
export class CombinedCell {
  /** What the cells of the last row held. */
  seen = ''
  readonly #value: (cells: readonly (string | null)[]) => string | null
  readonly #reader: CategoryReader | undefined
  readonly #markers: ReadonlySet<string>
  readonly #record = new TextRecord(1)
  #cells: readonly number[] = []
  #swaps = false

  constructor(column: Column) {
    this.#value = column.combine?.value ?? (() => null)
    this.#reader = column.type === 'category' ? new CategoryReader(column) : undefined
    this.#markers = new Set(column.missing?.map((marker) => marker.trim()))
  }

  /** Where the cells are in the file that is read next. */
  from(cells: readonly number[]): void {
    this.#cells = cells
  }

  /** Exchanges points and commas of numbers in a file that writes the other decimal mark. */
  usePunctuation(punctuation: ColumnPunctuation | undefined): void {
    this.#swaps = punctuation?.swaps === true
  }

  addTo(collector: Collector, record: CellRecord): void {
    const texts = this.#cells.map((cell) => record.text(cell).trim())
    const values = texts.map((text, i) => {
      return this.#read(this.#swaps && !record.isNumber(this.#cells[i] as number) ? swapMarks(text) : text)
    })
    this.seen = texts.filter((text) => text !== '').join(' | ')
    // Without a value the first text says why: it is a marker, or nothing at all.
    const text = this.#value(values) ?? texts.find((each) => each !== '') ?? ''
    const cell = this.#cells[texts.indexOf(text)]
    this.#record.cells[0] = cell !== undefined && record.isNumber(cell) ? record.number(cell) : text
    collector.add(this.#record, 0)
    const reader = this.#reader
    const unknown = reader !== undefined && values.some((value) => value !== null && reader.codeOf(value) < 0)
    if (unknown && collector.tally.last === undefined) collector.tally.repair(this.seen)
  }

  #read(text: string): string | null {
    if (text === '') return null
    const reader = this.#reader
    if (reader === undefined) return this.#markers.has(text) || isStandardMarker(text) ? null : text
    const code = reader.codeOf(text)
    if (code >= 0) return reader.categories[code] ?? null
    return reader.isMarker(text) ? null : text
  }
}
