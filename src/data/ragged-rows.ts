import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { CellRecord } from './readers/record.ts'

/**
 * With more rows of the wrong width than this share, the separator or the quoting must be wrong.
 */
const maxRaggedShare = 0.2

/** Counts the rows of one file that do not have the cells of its header. */
export class RaggedRows {
  /** Cells of the header. */
  readonly width: number
  count = 0
  /** The first ragged row, from 1, and its cells. */
  #first = { row: 0, cells: 0 }

  constructor(width: number) {
    this.width = width
  }

  /**
   * Returns true and counts the row if it is ragged. Empty cells at the end are allowed: some
   * programs end every row with a separator.
   */
  add(record: CellRecord, row: number): boolean {
    if (record.count === this.width || hasEmptyTail(record, this.width)) return false
    if (this.count++ === 0) this.#first = { row, cells: record.count }
    return true
  }

  /**
   * Checks the share of ragged rows at the end of a file.
   * @param rows of the file, with the ragged ones.
   * @throws LapidaryError `ragged-file`
   */
  check(file: string, rows: number, separator: string): void {
    if (this.count <= rows * maxRaggedShare) return
    const { row, cells: seen } = this.#first
    const shown = separator === '\t' ? 'tab' : `"${separator}"`
    throw new LapidaryError('ragged-file', {
      file,
      count: this.count,
      rows,
      expected: this.width,
      row,
      seen,
      separator: shown,
    })
  }
}

function hasEmptyTail(record: CellRecord, width: number): boolean {
  if (record.count < width) return false
  for (let cell = width; cell < record.count; cell++) if (record.text(cell).trim() !== '') return false
  return true
}
