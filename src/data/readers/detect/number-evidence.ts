import { looseNumber, plainNumber, yearsAndMonths } from '../../cells/parsers.ts'
import type { CellRecord, PlacedColumn } from '../record.ts'
import type { ColumnEvidence } from './column-punctuation.ts'
import { addEvidence, markOf, noEvidence } from './decimal-mark.ts'
import { SortedSample } from './sorted-sample.ts'

/** Parsers that read the numbers of a file without commas as they are. */
const pointParsers: ReadonlySet<unknown> = new Set([undefined, plainNumber, looseNumber, yearsAndMonths])

/** Returns true if a project's columns have to be looked at before even a file with plain decimal points is read. */
export function needPunctuation(columns: readonly PlacedColumn[]): boolean {
  return columns.some(({ column }) => !pointParsers.has(column.parse))
}

/** Collects what the texts of a file's number columns say about their decimal marks. */
export class NumberEvidence {
  readonly columns: readonly ColumnEvidence[]
  readonly #placed: readonly PlacedColumn[]

  constructor(columns: readonly PlacedColumn[]) {
    this.#placed = columns
    this.columns = columns.map(({ name, column }) => {
      return { ...noEvidence(name, column.type === 'integer'), column, samples: new Map() }
    })
  }

  /** Adds a trimmed text of the column at `place`. */
  add(place: number, text: string): void {
    const evidence = this.columns[place] as ColumnEvidence
    const mark = markOf(text)
    if (mark === 'none' || evidence.column.missing?.includes(text) === true) return
    addEvidence(evidence, mark, 1)
    if (pointParsers.has(evidence.column.parse)) return
    const sample = evidence.samples.get(mark) ?? new SortedSample()
    sample.add(text)
    evidence.samples.set(mark, sample)
  }

  /** Adds the cells of a row, but for those that the file keeps as numbers. */
  addRecord(record: CellRecord): void {
    for (const [place, { cells }] of this.#placed.entries())
      for (const cell of cells) if (!record.isNumber(cell)) this.add(place, record.text(cell).trim())
  }
}
