import type { CellProblem } from '../data-report.ts'
import type { ColumnData, Table } from '../table.ts'

/** Why a row cannot be scored, as data: the message is made when the row is written, and differs by language. */
export type RowProblem =
  | { readonly kind: 'width'; readonly cells: number; readonly expected: number }
  | { readonly kind: 'required'; readonly column: string; readonly problem: CellProblem; readonly seen: string }
  /** `length` in characters, of which `seen` has the first. */
  | { readonly kind: 'entity-id'; readonly seen: string; readonly length: number; readonly max: number }
  | { readonly kind: 'empty' }

/** Rows of a file, cleaned. */
export interface Piece {
  /** Place of each row in the file, from 0, ascending. */
  readonly rows: Int32Array
  /** One row for each of `rows`; without columns when the rows could not be read. */
  readonly table: Table
  /** By place in the piece. */
  readonly problems: ReadonlyMap<number, RowProblem>
}

/** Receives the rows of a file, piece after piece, in the order of the file. */
export interface PieceSink {
  readable(piece: Piece): void
  /** Rows with more or fewer cells than the header. */
  unreadable(piece: Piece): void
}

/** Bounds of one piece. One batch of rows (1 MiB of text) may exceed them. */
const maxRows = 16_384
const maxCells = 1 << 19
const maxBytes = 1 << 21

/** Counts the rows of the piece that is being read and passes it on when it is full. */
export class PieceMaker {
  readonly #sink: PieceSink
  readonly #takeColumns: () => ReadonlyMap<string, ColumnData>
  #rows: number[] = []
  #problems = new Map<number, RowProblem>()
  #cells = 0
  #bytes = 0
  #unreadableRows: number[] = []
  #unreadable = new Map<number, RowProblem>()

  /** @param takeColumns returns the values of the rows since its last call */
  constructor(sink: PieceSink, takeColumns: () => ReadonlyMap<string, ColumnData>) {
    this.#sink = sink
    this.#takeColumns = takeColumns
  }

  /** Returns the row's place in the piece. */
  addRow(row: number, bytes: number, columns: number): number {
    this.#cells += columns
    this.#bytes += bytes
    return this.#rows.push(row) - 1
  }

  /** The first problem of a row counts. */
  addProblem(place: number, problem: RowProblem): void {
    if (!this.#problems.has(place)) this.#problems.set(place, problem)
  }

  addUnreadable(row: number, problem: RowProblem): void {
    this.#unreadable.set(this.#unreadableRows.push(row) - 1, problem)
  }

  flushIfFull(): void {
    const full = this.#rows.length >= maxRows || this.#cells >= maxCells || this.#bytes >= maxBytes
    if (full || this.#unreadableRows.length >= maxRows) this.flush()
  }

  flush(): void {
    if (this.#rows.length > 0) {
      const rows = Int32Array.from(this.#rows)
      const table: Table = { rowCount: rows.length, columns: this.#takeColumns() }
      this.#sink.readable({ rows, table, problems: this.#problems })
      this.#rows = []
      this.#problems = new Map()
      this.#cells = 0
      this.#bytes = 0
    }
    if (this.#unreadableRows.length > 0) {
      const rows = Int32Array.from(this.#unreadableRows)
      const table: Table = { rowCount: rows.length, columns: new Map() }
      this.#sink.unreadable({ rows, table, problems: this.#unreadable })
      this.#unreadableRows = []
      this.#unreadable = new Map()
    }
  }
}
