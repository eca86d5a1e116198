import type { DateColumn } from '../column.ts'
import type { ColumnReport } from '../data-report.ts'
import type { ColumnData } from '../table.ts'
import { DateReader } from './date-reader.ts'
import { NumberCollector } from './number-collector.ts'

/** Keeps dates as the numbers that they are counted by. */
export class DateCollector extends NumberCollector {
  readonly #reader: DateReader

  constructor(column: DateColumn) {
    const reader = new DateReader(column)
    super(column, reader)
    this.#reader = reader
  }

  /** Takes seconds since 1970, as feature stores hold times. */
  override addNumber(seconds: number): void {
    const { value, problem } = this.#reader.readSeconds(seconds)
    super.addNumber(problem === undefined ? value : seconds * 1000, seconds)
  }

  override data(): ColumnData {
    return { kind: 'date', values: this.values(), precision: this.#reader.isDay ? 'day' : 'millisecond' }
  }

  override summary(): Pick<ColumnReport, 'numbers' | 'dates' | 'categories'> {
    const sorted = this.present().sort()
    const at = (share: number): string => this.#reader.write(sorted[Math.floor(share * (sorted.length - 1))] as number)
    if (sorted.length === 0) return {}
    return { dates: { min: at(0), q25: at(0.25), median: at(0.5), q75: at(0.75), max: at(1) } }
  }
}
