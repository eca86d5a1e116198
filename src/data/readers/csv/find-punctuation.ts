import { decidePunctuation, type FilePunctuation } from '../detect/column-punctuation.ts'
import { NumberEvidence } from '../detect/number-evidence.ts'
import type { PlacedColumn } from '../record.ts'
import { createInitialState, RecordReader, type ScanSink } from './record-reader.ts'
import type { CsvScanner } from './scanner.ts'

/**
 * Reads the number columns of a CSV text to decide how their numbers are punctuated. Rows with
 * fewer cells than the headings are left out.
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
  const reader = new RecordReader(sink, createInitialState({ separator, decimalMark: 'point' }))
  // The text's errors are reported when its rows are read.
  for await (const chunk of chunks) if (!reader.push(chunk)) break
  reader.finish()
  return decidePunctuation(sink.evidence.columns, separator)
}

class EvidenceSink implements ScanSink {
  readonly evidence: NumberEvidence
  readonly #width: number
  readonly #cells: readonly (readonly number[])[]

  constructor(width: number, columns: readonly PlacedColumn[]) {
    this.#width = width
    this.#cells = columns.map(({ cells }) => cells)
    this.evidence = new NumberEvidence(columns)
  }

  begin(): void {}

  /** Adds the cells of a row. Hot loop. */
  take(scanner: CsvScanner): void {
    if (scanner.count < this.#width) return
    for (let c = 0; c < this.#cells.length; c++) {
      for (const cell of this.#cells[c] as readonly number[])
        if (scanner.hasMark(cell)) this.evidence.add(c, scanner.text(cell).trim())
    }
  }
}
