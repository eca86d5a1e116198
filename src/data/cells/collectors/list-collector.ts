import type { ListColumn } from '../../column.ts'
import type { CellProblem, ColumnReport } from '../../data-report.ts'
import type { CellRecord } from '../../readers/record.ts'
import type { ColumnData } from '../../table.ts'
import { CategoryReader } from '../parsers/category-reader.ts'
import { parseArrayItems } from '../parsers/array-items.ts'
import type { Collector } from './collector.ts'
import { OutcomeCache } from './outcome-cache.ts'
import { Tally } from './tally.ts'

interface Outcome {
  readonly items: readonly string[] | null
  readonly problem?: CellProblem
}

/** Collects the cells of a list column. */
export class ListCollector implements Collector {
  readonly tally: Tally
  readonly #column: ListColumn
  readonly #reader: CategoryReader
  readonly #outcomes = new OutcomeCache<Outcome>((text) => this.#read(text))
  #values: (readonly string[] | null)[] = []

  constructor(column: ListColumn) {
    this.tally = new Tally(column.personal === true)
    this.#column = column
    this.#reader = new CategoryReader(column)
  }

  add(record: CellRecord, cell: number): void {
    this.tally.rows++
    const text = record.text(cell)
    const outcome = this.#outcomes.get(text)
    this.tally.last = undefined
    if (outcome.problem !== undefined) this.tally.problem(outcome.problem, text)
    this.#values.push(outcome.items)
  }

  addAbsent(): void {
    this.#values.push(null)
  }

  data(): ColumnData {
    return { kind: 'list', values: this.#values }
  }

  clear(): void {
    this.#values = []
  }

  summary(): Pick<ColumnReport, 'numbers' | 'categories'> {
    const counts = new Map(this.#reader.categories.map((category) => [category, 0]))
    // Equal texts share one list, so only the different lists have to be counted.
    const rows = new Map<readonly string[], number>()
    for (const items of this.#values) if (items !== null) rows.set(items, (rows.get(items) ?? 0) + 1)
    for (const [items, times] of rows)
      for (const item of items) counts.set(item, (counts.get(item) ?? 0) + times)
    return { categories: Array.from(counts, ([category, count]) => ({ category, count })) }
  }

  #read(text: string): Outcome {
    if (text === '')
      return this.#column.emptyMeansNone === true ? { items: [] } : { items: null, problem: 'empty' }
    if (this.#reader.isMarker(text)) return { items: null, problem: 'marker' }
    const items = parseArrayItems(text) ?? (this.#column.split ?? splitList)(text)
    const codes = items.map((item) => this.#reader.codeOf(item.trim()))
    if (codes.some((code) => code < 0)) return { items: null, problem: 'unknown-category' }
    return { items: Object.freeze(codes.map((code) => this.#reader.categories[code] as string)) }
  }
}

/**
 * Splits `A, B, and C`, `A, B`, `A; B`, `A and B`, `[A, B]` or `["A", "B"]` into its items and
 * drops empty ones.
 */
export function splitList(cell: string): string[] {
  const array = parseArrayItems(cell)
  if (array !== null) return array
  const text = /^\[.*\]$/s.test(cell) ? cell.slice(1, -1) : cell
  const items = text.split(/[,;]/).map((item) => item.trim())
  const last = items.pop() ?? ''
  const ending = items.length === 0 ? last.split(/\sand\s/) : [last.replace(/^and\s+/, '')]
  return [...items, ...ending].map((item) => item.trim()).filter((item) => item !== '')
}
