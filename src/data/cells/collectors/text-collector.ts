import type { Column } from '../../column.ts'
import type { ColumnReport } from '../../data-report.ts'
import { isStandardMarker } from '../parsers/missing-markers.ts'
import type { CellRecord } from '../../readers/record.ts'
import type { ColumnData } from '../../table.ts'
import type { Collector } from './collector.ts'
import { Tally } from './tally.ts'

/** Collects texts unchanged. For personal columns it counts the cells and keeps no values. */
export class TextCollector implements Collector {
  readonly tally: Tally
  readonly #markers: ReadonlySet<string>
  readonly #keeps: boolean
  #values: (string | null)[] = []

  constructor(column: Column, keeps: boolean) {
    this.tally = new Tally(column.personal === true)
    this.#markers = new Set(column.missing?.map((marker) => marker.trim()))
    this.#keeps = keeps
  }

  add(record: CellRecord, cell: number): void {
    this.tally.rows++
    this.tally.last = undefined
    const text = record.text(cell).trim()
    if (text === '') this.tally.problem('empty', text)
    else if (this.#markers.has(text) || isStandardMarker(text)) this.tally.problem('marker', text)
    if (this.#keeps) this.#values.push(this.tally.last === undefined ? text : null)
  }

  addAbsent(): void {
    if (this.#keeps) this.#values.push(null)
  }

  data(): ColumnData {
    return { kind: 'text', values: this.#values }
  }

  clear(): void {
    this.#values = []
  }

  summary(): Pick<ColumnReport, 'numbers' | 'categories'> {
    return {}
  }
}
