import { type ColumnEvidence, decidePunctuation, type FilePunctuation } from '../detect/column-punctuation.ts'
import { addEvidence, markOf, noEvidence } from '../detect/decimal-mark.ts'
import { SortedSample } from '../detect/sorted-sample.ts'
import { looseNumber, plainNumber, yearsAndMonths } from '../parsers.ts'
import type { PlacedColumn } from '../record.ts'
import { atStart, RecordReader, type ScanSink } from './record-reader.ts'
import type { CsvScanner } from './scanner.ts'

/** Parsers that read the numbers of a file without commas as they are. */
const pointParsers: ReadonlySet<unknown> = new Set([undefined, plainNumber, looseNumber, yearsAndMonths])

/** Returns true if a project's columns have to be looked at before even a file with plain decimal points is read. */
export function needPunctuation(columns: readonly PlacedColumn[]): boolean {
  return columns.some(({ column }) => !pointParsers.has(column.parse))
}

/**
 * Reads the number columns of a CSV text to decide how they are written. Rows with another number of cells than the headings are left out.
 *
 * @param width cells of the headings
 */
export async function findPunctuation(
  chunks: AsyncIterable<Buffer>,
  separator: string,
  width: number,
  columns: readonly PlacedColumn[],
): Promise<FilePunctuation> {
  const sink = new EvidenceSink(width, columns)
  const reader = new RecordReader(sink, atStart({ separator, decimalMark: 'point' }))
  // What is wrong with the text is reported when it is read.
  for await (const chunk of chunks) if (!reader.push(chunk)) break
  reader.finish()
  return decidePunctuation(sink.evidence, separator)
}

class EvidenceSink implements ScanSink {
  readonly evidence: readonly ColumnEvidence[]
  readonly #width: number
  readonly #cells: readonly (readonly number[])[]
  readonly #isCustom: readonly boolean[]

  constructor(width: number, columns: readonly PlacedColumn[]) {
    this.#width = width
    this.#cells = columns.map(({ cells }) => cells)
    this.#isCustom = columns.map(({ column }) => !pointParsers.has(column.parse))
    this.evidence = columns.map(({ name, column }) => {
      return { ...noEvidence(name, column.type === 'integer'), column, samples: new Map() }
    })
  }

  begin(): void {}

  /** Hot loop. */
  take(scanner: CsvScanner): void {
    if (scanner.count < this.#width) return
    for (let c = 0; c < this.#cells.length; c++) {
      for (const cell of this.#cells[c] as readonly number[]) if (scanner.hasMark(cell)) this.#add(c, scanner.text(cell).trim())
    }
  }

  #add(c: number, text: string): void {
    const evidence = this.evidence[c] as ColumnEvidence
    const mark = markOf(text)
    if (mark === 'none' || evidence.column.missing?.includes(text) === true) return
    addEvidence(evidence, mark, 1)
    if (this.#isCustom[c] !== true) return
    const sample = evidence.samples.get(mark) ?? new SortedSample()
    sample.add(text)
    evidence.samples.set(mark, sample)
  }
}
