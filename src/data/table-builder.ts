import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { Collector } from './cells/collectors/collector.ts'
import { createCollector } from './cells/collectors/create-collector.ts'
import { CombinedCell } from './cells/combined-cell.ts'
import { type Column, isDate } from './column.ts'
import type { ColumnReport } from './data-report.ts'
import type { FileReading } from './readers/file-reading.ts'
import { type ColumnMatch, matchColumns, type TableSchema } from './match-columns.ts'
import { type PieceSink, PieceBuilder } from './readers/piece.ts'
import type { FilePunctuation } from './readers/detect/column-punctuation.ts'
import type { BatchSink, CellRecord, PlacedColumn, RecordBatch } from './readers/record.ts'
import { RaggedRows } from './ragged-rows.ts'
import type { ColumnData, Table } from './table.ts'

interface Entry {
  readonly name: string
  readonly column: Column
  readonly collector: Collector
  readonly kept: boolean
  /** True if a request must have the column, so a row of a file must too. */
  readonly required: boolean
  /** Combines the cells of a file that has several for the column. */
  readonly combined: CombinedCell | undefined
  /** True if any file has the column. */
  found: boolean
}

/** Special values instead of a cell's number. */
const absentCell = -1
const severalCells = -2

/** Special value instead of a row's place. */
const unreadablePlace = -1

/** Characters of a cell that a message shows. */
const maxSeenLength = 40

export interface TableBuilderOptions {
  /**
   * True for training: unreadable rows are left out, and a file with too many of them is rejected.
   */
  readonly requireTarget: boolean
  /**
   * For scoring: receives the rows in pieces, so that the builder holds one piece at most. Without
   * it the rows become one table, and duplicates are counted.
   */
  readonly pieces?: PieceSink | undefined
  /** Default: no limit. */
  readonly maxRows?: number | undefined
  /** Headings of one file. Default: no limit. */
  readonly maxColumns?: number | undefined
  /** Bytes, or characters, of one row. Default: no limit. */
  readonly maxRowBytes?: number | undefined
}

/** Builds a table from the rows of one or several files, or pieces of the rows of one file. */
export class TableBuilder implements BatchSink {
  rows = 0
  unreadableRows = 0
  duplicateRows = 0
  readonly #schema: TableSchema
  readonly #requireTarget: boolean
  readonly #maxRows: number
  readonly #maxColumns: number
  readonly #maxRowBytes: number
  readonly #pieces: PieceBuilder | undefined
  readonly #entries: Entry[]
  readonly #extra = new Set<string>()
  readonly #hashes = new Set<number>()
  #file = ''
  #match: ColumnMatch | undefined
  /** Cell of each entry in the current file, or `absentCell`, or `severalCells`. */
  #cells = new Int32Array(0)
  #fileRows = 0
  #fileRagged = new RaggedRows(0)

  constructor(schema: TableSchema, options: TableBuilderOptions) {
    const {
      requireTarget,
      pieces,
      maxRows = Infinity,
      maxColumns = Infinity,
      maxRowBytes = Infinity,
    } = options
    this.#schema = schema
    this.#requireTarget = requireTarget
    this.#maxRows = maxRows
    this.#maxColumns = maxColumns
    this.#maxRowBytes = maxRowBytes
    this.#pieces = pieces === undefined ? undefined : new PieceBuilder(pieces, () => this.#takeColumns())
    this.#entries = Object.entries(schema.columns).map(([name, column]) => {
      const kept = column.personal !== true || name === schema.entity
      const required = !requireTarget && column.required === true && name !== schema.target
      const combined = column.combine === undefined ? undefined : new CombinedCell(column)
      return {
        name,
        column,
        collector: createCollector(column, kept),
        kept,
        required,
        combined,
        found: false,
      }
    })
  }

  begin(file: string, first: readonly string[]): boolean {
    this.#file = file
    const limit = this.#maxColumns
    if (first.length > limit)
      throw new LapidaryError('too-many-columns', { file, columns: first.length, limit })
    const match = matchColumns(file, first, this.#schema, this.#requireTarget)
    this.#match = match
    for (const name of match.extra) this.#extra.add(name)
    this.#cells = Int32Array.from(this.#entries, ({ name, combined }) => {
      const cells = match.cells.get(name) ?? absentCell
      if (typeof cells === 'number') return cells
      combined?.setCells(cells)
      combined?.usePunctuation(undefined)
      return severalCells
    })
    for (const entry of this.#entries) entry.found ||= match.cells.has(entry.name)
    for (const { collector } of this.#entries) collector.usePunctuation?.(undefined, 'point')
    this.#fileRows = 0
    this.#fileRagged = new RaggedRows(match.header.length)
    return match.headerless
  }

  get numberColumns(): PlacedColumn[] {
    return this.#entries.flatMap(({ name, column, kept }) => {
      const cells = this.#match?.cells.get(name)
      if (!kept || cells === undefined || (column.type !== 'number' && column.type !== 'integer')) return []
      return [{ name, column, cells: typeof cells === 'number' ? [cells] : cells }]
    })
  }

  get hasFractions(): boolean {
    return this.#entries.some(({ column, collector }) => !isDate(column) && collector.hasFractions === true)
  }

  usePunctuation({ columns, decimalMark }: FilePunctuation): void {
    for (const { name, collector, combined } of this.#entries) {
      const punctuation = columns.get(name)
      // The cells that a column combines are read before they are combined.
      const isCombined = combined !== undefined && typeof this.#match?.cells.get(name) === 'object'
      if (isCombined) combined.usePunctuation(punctuation)
      else collector.usePunctuation?.(punctuation, decimalMark)
    }
  }

  add(record: CellRecord): void {
    const place = this.#addRow(record)
    for (let e = 0; e < this.#entries.length; e++) this.#addCell(e, record, place)
    this.#pieces?.flushIfFull()
  }

  /** Adds rows column by column, so that the data of one column stays in the processor's caches. */
  addAll(batch: RecordBatch, from: number): void {
    const places: number[] = []
    for (let row = from; row < batch.rowCount; row++) {
      batch.moveTo(row)
      places[row] = this.#addRow(batch)
    }
    for (let e = 0; e < this.#entries.length; e++) {
      for (let row = from; row < batch.rowCount; row++) {
        batch.moveTo(row)
        this.#addCell(e, batch, places[row] as number)
      }
    }
    this.#pieces?.flushIfFull()
  }

  /**
   * Ends a file.
   *
   * @throws LapidaryError `header-only`, `ragged-file`
   */
  endFile({ separator = ',' }: FileReading): void {
    this.#pieces?.flush()
    const { width } = this.#fileRagged
    if (this.#fileRows === 0) throw new LapidaryError('header-only', { file: this.#file, columns: width })
    // Scoring marks the rows instead.
    if (this.#requireTarget) this.#fileRagged.check(this.#file, this.#fileRows, separator)
  }

  get requireTarget(): boolean {
    return this.#requireTarget
  }

  get extraColumns(): string[] {
    return [...this.#extra]
  }

  /**
   * Cells that columns use, in pieces only: without pieces all cells count, as rows are duplicates
   * if all of them are equal.
   */
  get usedCells(): ReadonlySet<number> | undefined {
    return this.#pieces === undefined ? undefined : new Set([...(this.#match?.cells.values() ?? [])].flat())
  }

  /** Columns of the schema that a file has and whose values are kept. */
  get foundColumns(): string[] {
    return this.#entries.filter(({ kept, found }) => kept && found).map(({ name }) => name)
  }

  /**
   * Heading in the last file of each column that has another than its name. The headings of a
   * combined cell are joined by ` + `.
   */
  get matchedHeadings(): Readonly<Record<string, string>> {
    const { cells = new Map<string, number | readonly number[]>(), header = [] } = this.#match ?? {}
    const found = [...cells].map(
      ([name, places]) =>
        [
          name,
          [places]
            .flat()
            .map((place) => header[place])
            .join(' + '),
        ] as const,
    )
    return Object.fromEntries(found.filter(([name, heading]) => name !== heading))
  }

  table(): Table {
    return {
      rowCount: this.#requireTarget ? this.rows - this.unreadableRows : this.rows,
      columns: this.#columns(),
    }
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
        ...(column.personal === true || this.#pieces !== undefined ? {} : collector.summary()),
      }))
  }

  #columns(): Map<string, ColumnData> {
    const columns = new Map<string, ColumnData>()
    for (const { name, collector, kept, found } of this.#entries)
      if (kept && found) columns.set(name, collector.data())
    return columns
  }

  #takeColumns(): Map<string, ColumnData> {
    const columns = this.#columns()
    for (const { collector } of this.#entries) collector.clear()
    return columns
  }

  /** Counts a row. Returns its place in the piece, or `unreadablePlace`. */
  #addRow(record: CellRecord): number {
    this.#fileRows++
    this.rows++
    if (this.rows > this.#maxRows)
      throw new LapidaryError('too-many-rows', { file: this.#file, limit: this.#maxRows })
    if (this.#fileRagged.add(record, this.#fileRows)) {
      this.unreadableRows++
      const { width: expected } = this.#fileRagged
      this.#pieces?.addUnreadable(this.rows - 1, { kind: 'width', cells: record.count, expected })
      return unreadablePlace
    }
    if (this.#pieces !== undefined) {
      const { size } = record
      const limit = this.#maxRowBytes
      if (size > limit)
        throw new LapidaryError('row-too-long', { file: this.#file, row: this.#fileRows, limit })
      return this.#pieces.addRow(this.rows - 1, size, this.#entries.length)
    }
    const hash = record.hash()
    if (this.#hashes.has(hash)) this.duplicateRows++
    else this.#hashes.add(hash)
    return 0
  }

  #addCell(e: number, record: CellRecord, place: number): void {
    const { collector, combined, required, name } = this.#entries[e] as Entry
    if (place === unreadablePlace) {
      // Training leaves unreadable rows out, and pieces contain them separately.
      if (!this.#requireTarget && this.#pieces === undefined) collector.addAbsent()
      return
    }
    const cell = this.#cells[e] as number
    if (cell === absentCell) {
      collector.addAbsent()
      return
    }
    if (cell === severalCells) (combined as CombinedCell).addTo(collector, record)
    else collector.add(record, cell)
    const problem = collector.tally.last
    if (!required || problem === undefined || this.#pieces === undefined) return
    const seen = cell === severalCells ? (combined as CombinedCell).seen : record.text(cell).trim()
    this.#pieces.addProblem(place, {
      kind: 'required',
      column: name,
      problem,
      seen: seen.slice(0, maxSeenLength),
    })
  }
}
