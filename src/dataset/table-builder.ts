import { LapidaryError } from '../errors.ts'
import type { LocalizedText } from '../lib/localized-text.ts'
import type { Collector } from './collect/collector.ts'
import { collectorOf } from './collect/collector-of.ts'
import { CombinedCell } from './collect/combined-cell.ts'
import type { Column } from './column.ts'
import type { ColumnReport } from './data-report.ts'
import { type ColumnMatch, matchColumns, type TableSchema } from './match-columns.ts'
import type { BatchSink, CellRecord, RecordBatch } from './record.ts'
import { requiredProblem, widthProblem } from './row-problem.ts'
import type { ColumnData, Table } from './table.ts'

interface Entry {
  readonly name: string
  readonly column: Column
  readonly collector: Collector
  readonly kept: boolean
  /** A request must have it, so a row of a file must too. */
  readonly required: boolean
  /** Makes its cell of several, in files that have those. */
  readonly combined: CombinedCell | undefined
  /** Any file has it. */
  found: boolean
}

/** In place of a cell's number. */
const absentCell = -1
const severalCells = -2

/** With more rows of the wrong width than this share, the separator or the quoting must be wrong. Scoring marks the rows instead. */
const mostUnreadable = 0.2

/** Makes a table of the rows of one or several files. */
export class TableBuilder implements BatchSink {
  rows = 0
  unreadableRows = 0
  duplicateRows = 0
  separator = ','
  readonly rowProblems = new Map<number, LocalizedText>()
  readonly #schema: TableSchema
  readonly #requireTarget: boolean
  readonly #entries: Entry[]
  readonly #extra = new Set<string>()
  readonly #hashes = new Set<number>()
  #file = ''
  #match: ColumnMatch | undefined
  /** Cell of each entry in the current file, or `absentCell`, or `severalCells`. */
  #cells = new Int32Array(0)
  #fileRows = 0
  #fileUnreadable: { count: number; row: number; cells: number } = { count: 0, row: 0, cells: 0 }

  constructor(schema: TableSchema, requireTarget: boolean) {
    this.#schema = schema
    this.#requireTarget = requireTarget
    this.#entries = Object.entries(schema.columns).map(([name, column]) => {
      const kept = column.personal !== true || name === schema.entity
      const required = !requireTarget && column.required === true && name !== schema.target
      const combined = column.combine === undefined ? undefined : new CombinedCell(column)
      return { name, column, collector: collectorOf(column, kept), kept, required, combined, found: false }
    })
  }

  begin(file: string, first: readonly string[]): boolean {
    this.#file = file
    const match = matchColumns(file, first, this.#schema, this.#requireTarget)
    this.#match = match
    for (const name of match.extra) this.#extra.add(name)
    this.#cells = Int32Array.from(this.#entries, ({ name, combined }) => {
      const cells = match.cells.get(name) ?? absentCell
      if (typeof cells === 'number') return cells
      combined?.from(cells)
      return severalCells
    })
    for (const entry of this.#entries) entry.found ||= match.cells.has(entry.name)
    this.#fileRows = 0
    this.#fileUnreadable = { count: 0, row: 0, cells: 0 }
    return match.headerless
  }

  add(record: CellRecord): void {
    const readable = this.#addRow(record)
    for (let e = 0; e < this.#entries.length; e++) {
      if (readable) this.#addCell(e, record, this.rows - 1)
      else this.#addUnreadableCell(e)
    }
  }

  /** Column by column: what one column needs stays in the processor's caches. */
  addAll(batch: RecordBatch, from: number): void {
    const firstRow = this.rows - from
    const readable: boolean[] = []
    for (let place = from; place < batch.rowCount; place++) {
      batch.moveTo(place)
      readable[place] = this.#addRow(batch)
    }
    for (let e = 0; e < this.#entries.length; e++) {
      for (let place = from; place < batch.rowCount; place++) {
        batch.moveTo(place)
        if (readable[place] === true) this.#addCell(e, batch, firstRow + place)
        else this.#addUnreadableCell(e)
      }
    }
  }

  /** Throws `header-only`, `ragged-file`. */
  endFile(): void {
    const columns = this.#match?.header.length ?? 0
    if (this.#fileRows === 0) throw new LapidaryError('header-only', { file: this.#file, columns })
    const { count, row, cells } = this.#fileUnreadable
    if (this.#requireTarget && count > this.#fileRows * mostUnreadable) {
      const separator = this.separator === '\t' ? 'tab' : `"${this.separator}"`
      const values = { file: this.#file, count, rows: this.#fileRows, expected: columns, row, seen: cells, separator }
      throw new LapidaryError('ragged-file', values)
    }
  }

  get extraColumns(): string[] {
    return [...this.#extra]
  }

  table(): Table {
    const columns = new Map<string, ColumnData>()
    for (const { name, collector, kept, found } of this.#entries) if (kept && found) columns.set(name, collector.data())
    return { rowCount: this.#requireTarget ? this.rows - this.unreadableRows : this.rows, columns }
  }

  columnReports(): ColumnReport[] {
    return this.#entries
      .filter((entry) => entry.found)
      .map(({ name, column, collector }) => ({
        name,
        type: column.type,
        personal: column.personal === true,
        present: collector.tally.rows - collector.tally.missing,
        ...collector.tally.report(),
        filled: 0,
        ...(column.personal === true ? {} : collector.summary()),
      }))
  }

  /** Counts a row; false if it is unreadable. */
  #addRow(record: CellRecord): boolean {
    this.#fileRows++
    this.rows++
    const expected = this.#match?.header.length ?? 0
    if (record.count !== expected && !hasEmptyTail(record, expected)) {
      this.#addUnreadable(record, expected)
      return false
    }
    const hash = record.hash()
    if (this.#hashes.has(hash)) this.duplicateRows++
    else this.#hashes.add(hash)
    return true
  }

  #addCell(e: number, record: CellRecord, row: number): void {
    const { collector, combined, required, name, column } = this.#entries[e] as Entry
    const cell = this.#cells[e] as number
    if (cell === absentCell) {
      collector.addAbsent()
      return
    }
    if (cell === severalCells) (combined as CombinedCell).addTo(collector, record)
    else collector.add(record, cell)
    const problem = collector.tally.last
    if (!required || problem === undefined || this.rowProblems.has(row)) return
    const seen = cell === severalCells ? (combined as CombinedCell).seen : record.text(cell).trim()
    this.rowProblems.set(row, requiredProblem(name, column, problem, seen))
  }

  #addUnreadable(record: CellRecord, expected: number): void {
    this.unreadableRows++
    if (this.#fileUnreadable.count++ === 0) {
      this.#fileUnreadable.row = this.#fileRows
      this.#fileUnreadable.cells = record.count
    }
    if (!this.#requireTarget) this.rowProblems.set(this.rows - 1, widthProblem(record.count, expected))
  }

  /** Training leaves unreadable rows out. */
  #addUnreadableCell(e: number): void {
    if (!this.#requireTarget) (this.#entries[e] as Entry).collector.addAbsent()
  }
}

/** Some programs end every row with a separator. */
function hasEmptyTail(record: CellRecord, expected: number): boolean {
  if (record.count < expected) return false
  for (let cell = expected; cell < record.count; cell++) if (record.text(cell).trim() !== '') return false
  return true
}
