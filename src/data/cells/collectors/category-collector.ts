import { growArray } from '../../../base/arrays/grow-array.ts'
import type { CategoryColumn } from '../../column.ts'
import type { ColumnReport } from '../../data-report.ts'
import type { CellRecord } from '../../readers/record.ts'
import type { ColumnData } from '../../table.ts'
import { type CategoryOutcome, CategoryReader } from '../parsers/category-reader.ts'
import type { Collector } from './collector.ts'
import { OutcomeCache } from './outcome-cache.ts'
import { Tally } from './tally.ts'

/** Collects the cells of a category column. */
export class CategoryCollector implements Collector {
  readonly tally: Tally
  readonly #reader: CategoryReader
  readonly #outcomes = new OutcomeCache<CategoryOutcome>((text) => this.#reader.read(text))
  #codes = new Int32Array(1024)
  #length = 0

  constructor(column: CategoryColumn) {
    this.tally = new Tally(column.personal === true)
    this.#reader = new CategoryReader(column)
  }

  add(record: CellRecord, cell: number): void {
    this.tally.rows++
    const text = record.text(cell)
    const outcome = this.#outcomes.get(text)
    if (outcome.problem !== undefined) this.tally.problem(outcome.problem, text)
    else {
      this.tally.last = undefined
      if (outcome.repaired === true) this.tally.repair(text)
    }
    this.#push(outcome.code)
  }

  addAbsent(): void {
    this.#push(-1)
  }

  data(): ColumnData {
    return {
      kind: 'category',
      codes: this.#codes.subarray(0, this.#length),
      categories: this.#reader.categories,
    }
  }

  clear(): void {
    this.#codes = new Int32Array(this.#codes.length)
    this.#length = 0
  }

  summary(): Pick<ColumnReport, 'numbers' | 'categories'> {
    const counts = new Array<number>(this.#reader.categories.length).fill(0)
    for (let i = 0; i < this.#length; i++) {
      const code = this.#codes[i] as number
      if (code >= 0) counts[code] = (counts[code] as number) + 1
    }
    return {
      categories: this.#reader.categories.map((category, code) => ({
        category,
        count: counts[code] as number,
      })),
    }
  }

  #push(code: number): void {
    if (this.#length === this.#codes.length) this.#codes = growArray(this.#codes, this.#length * 2)
    this.#codes[this.#length++] = code
  }
}
