import type { CellProblem } from '../data-report.ts'
import type { ColumnData, Table } from '../table.ts'

/**
 * Reason why a row cannot be scored, as data: its message is created when the row is written, in
 * the reader's language.
 */
export type RowProblem =
  | { readonly kind: 'width'; readonly cells: number; readonly expected: number }
  | {
      readonly kind: 'required'
      readonly column: string
      readonly problem: CellProblem
      readonly seen: string
    }
  /** `length` in characters, of which `seen` has the first. */
  | { readonly kind: 'entity-id'; readonly seen: string; readonly length: number; readonly max: number }
  | { readonly kind: 'empty' }

/** Cleaned rows of a file. */
export interface Piece {
  /** Place of each row in the file, from 0, ascending. */
  readonly rows: Int32Array
  /** One row for each of `rows`; without columns if the rows could not be read. */
  readonly table: Table
  /** Problems by place in the piece. */
  readonly problems: ReadonlyMap<number, RowProblem>
}

/** Receives the rows of a file, piece by piece, in the order of the file. */
export interface PieceSink {
  onReadable(piece: Piece): void
  /** Called for rows with more or fewer cells than the header. */
  onUnreadable(piece: Piece): void
}

/** Bounds of one piece. One batch of rows (1 MiB of text) may exceed them. */
const maxRows = 16_384
const maxCells = 1 << 19
const maxBytes = 1 << 21

/** Collects the rows of the current piece and passes it on when it is full. */
export class PieceBuilder {
  readonly #sink: PieceSink
  readonly #takeColumns: () => ReadonlyMap<string, ColumnData>
  #rows: number[] = []
  #problems = new Map<number, RowProblem>()
  #cells = 0
  #bytes = 0
  #unreadableRows: number[] = []
  #onUnreadable = new Map<number, RowProblem>()

  /** @param takeColumns returns the values of the rows since its last call */
  constructor(sink: PieceSink, takeColumns: () => ReadonlyMap<string, ColumnData>) {
    this.#sink = sink
    this.#takeColumns = takeColumns
  }

  /** Adds a row and returns its place in the piece. */
  addRow(row: number, bytes: number, columns: number): number {
    this.#cells += columns
    this.#bytes += bytes
    return this.#rows.push(row) - 1
  }

  /** Sets the problem of a row unless it already has one. */
  addProblem(place: number, problem: RowProblem): void {
    if (!this.#problems.has(place)) this.#problems.set(place, problem)
  }

  addUnreadable(row: number, problem: RowProblem): void {
    this.#onUnreadable.set(this.#unreadableRows.push(row) - 1, problem)
  }

  flushIfFull(): void {
    const full = this.#rows.length >= maxRows || this.#cells >= maxCells || this.#bytes >= maxBytes
    if (full || this.#unreadableRows.length >= maxRows) this.flush()
  }

  flush(): void {
    if (this.#rows.length > 0) {
      const rows = Int32Array.from(this.#rows)
      const table: Table = { rowCount: rows.length, columns: this.#takeColumns() }
      this.#sink.onReadable({ rows, table, problems: this.#problems })
      this.#rows = []
      this.#problems = new Map()
      this.#cells = 0
      this.#bytes = 0
    }
    if (this.#unreadableRows.length > 0) {
      const rows = Int32Array.from(this.#unreadableRows)
      const table: Table = { rowCount: rows.length, columns: new Map() }
      this.#sink.onUnreadable({ rows, table, problems: this.#onUnreadable })
      this.#unreadableRows = []
      this.#onUnreadable = new Map()
    }
  }
}
