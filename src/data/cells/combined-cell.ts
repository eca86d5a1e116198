import type { Column } from '../column.ts'
import { isStandardMarker } from './parsers/missing-markers.ts'
import type { ColumnPunctuation } from '../readers/detect/column-punctuation.ts'
import { swapMarks } from './parsers/parsers.ts'
import type { CellRecord } from '../readers/record.ts'
import { TextRecord } from '../readers/text-record.ts'
import { CategoryReader } from './parsers/category-reader.ts'
import type { Collector } from './collectors/collector.ts'

/**
 * Combines several cells of a row into one by the column's `combine`. Its function receives each
 * cell as the column would read it: a category under its own name, a missing marker as `null`, any
 * other text unchanged. A combined cell is counted as repaired if one of its cells was no category.
 */
export class CombinedCell {
  /** Texts of the cells of the last row. */
  seen = ''
  readonly #value: (cells: readonly (string | null)[]) => string | null
  readonly #reader: CategoryReader | undefined
  readonly #markers: ReadonlySet<string>
  readonly #record = new TextRecord(1)
  #cells: readonly number[] = []
  #swapsMarks = false

  constructor(column: Column) {
    this.#value = column.combine?.value ?? (() => null)
    this.#reader = column.type === 'category' ? new CategoryReader(column) : undefined
    this.#markers = new Set(column.missing?.map((marker) => marker.trim()))
  }

  /** Sets the places of the cells in the next file. */
  setCells(cells: readonly number[]): void {
    this.#cells = cells
  }

  /** Exchanges points and commas of numbers if the file uses the other decimal mark. */
  usePunctuation(punctuation: ColumnPunctuation | undefined): void {
    this.#swapsMarks = punctuation?.swaps === true
  }

  /** Combines the cells of a row and adds the result to a collector. */
  addTo(collector: Collector, record: CellRecord): void {
    const texts = this.#cells.map((cell) => record.text(cell).trim())
    const values = texts.map((text, i) => {
      return this.#read(
        this.#swapsMarks && !record.isNumber(this.#cells[i] as number) ? swapMarks(text) : text,
      )
    })
    this.seen = texts.filter((text) => text !== '').join(' | ')
    // Without a value the first text gives the reason: it is a marker, or all cells are empty.
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
