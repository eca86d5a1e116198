import { looseNumber, plainNumber, yearsAndMonths } from '../../cells/parsers/parsers.ts'
import type { CellRecord, PlacedColumn } from '../record.ts'
import type { ColumnEvidence } from './column-punctuation.ts'
import { addEvidence, classifyMark, createEvidence } from './decimal-mark.ts'
import { SortedSample } from './sorted-sample.ts'

/** Parsers that read the numbers of a file without commas unchanged. */
const pointParsers: ReadonlySet<unknown> = new Set([undefined, plainNumber, looseNumber, yearsAndMonths])

/**
 * Returns true if a custom parser of the project makes a first look at the numbers necessary, even
 * for a file with plain decimal points.
 */
export function shouldDetectPunctuation(columns: readonly PlacedColumn[]): boolean {
  return columns.some(({ column }) => !pointParsers.has(column.parse))
}

/** Collects evidence of the decimal marks from the texts of a file's number columns. */
export class NumberEvidence {
  readonly columns: readonly ColumnEvidence[]
  readonly #placed: readonly PlacedColumn[]

  constructor(columns: readonly PlacedColumn[]) {
    this.#placed = columns
    this.columns = columns.map(({ name, column }) => {
      return { ...createEvidence(name, column.type === 'integer'), column, samples: new Map() }
    })
  }

  /** Adds a trimmed text of the column at `place`. */
  add(place: number, text: string): void {
    const evidence = this.columns[place] as ColumnEvidence
    const mark = classifyMark(text)
    if (mark === 'none' || evidence.column.missing?.includes(text) === true) return
    addEvidence(evidence, mark, 1)
    if (pointParsers.has(evidence.column.parse)) return
    const sample = evidence.samples.get(mark) ?? new SortedSample()
    sample.add(text)
    evidence.samples.set(mark, sample)
  }

  /** Adds the cells of a row, except those that the file stores as numbers. */
  addRecord(record: CellRecord): void {
    for (const [place, { cells }] of this.#placed.entries())
      for (const cell of cells) if (!record.isNumber(cell)) this.add(place, record.text(cell).trim())
  }
}
