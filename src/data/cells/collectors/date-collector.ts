import type { DateColumn } from '../../column.ts'
import type { ColumnReport } from '../../data-report.ts'
import type { ColumnData } from '../../table.ts'
import { DateReader } from '../parsers/date-reader.ts'
import { NumberCollector } from './number-collector.ts'

/** Collects the cells of a date column as milliseconds since 1970. */
export class DateCollector extends NumberCollector {
  readonly #reader: DateReader

  constructor(column: DateColumn) {
    const reader = new DateReader(column)
    super(column, reader)
    this.#reader = reader
  }

  /** Adds a number of a file, which is a serial number if the column reads those. */
  override addNumber(value: number): void {
    this.tally.rows++
    const text = Number.isNaN(value) ? '' : String(value)
    this.keep(this.#reader.read(text), text)
  }

  /** Adds seconds since 1970, as feature stores hold times. */
  addSeconds(seconds: number): void {
    this.tally.rows++
    this.keep(this.#reader.readSeconds(seconds), String(seconds))
  }

  override data(): ColumnData {
    return { kind: 'date', values: this.values(), precision: this.#reader.isDay ? 'day' : 'millisecond' }
  }

  override summary(): Pick<ColumnReport, 'numbers' | 'dates' | 'categories'> {
    const sorted = this.present().sort()
    const at = (share: number): string =>
      this.#reader.write(sorted[Math.floor(share * (sorted.length - 1))] as number)
    if (sorted.length === 0) return {}
    return { dates: { min: at(0), q25: at(0.25), median: at(0.5), q75: at(0.75), max: at(1) } }
  }
}
