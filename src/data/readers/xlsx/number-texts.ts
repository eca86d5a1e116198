import type { FilePunctuation } from '../detect/column-punctuation.ts'
import { decidePunctuation } from '../detect/column-punctuation.ts'
import { classifyMark } from '../detect/decimal-mark.ts'
import { NumberEvidence } from '../detect/number-evidence.ts'
import type { CellRecord, RecordSink } from '../record.ts'
import type { PartOptions, Sheet, Workbook } from './workbook.ts'
import type { ZipFile } from './zip-file.ts'

/** Types of cells that contain their text, as the XML of a sheet has them. */
const ownText = /["'](?:str|inlineStr)["']/
/** Characters of the longest one. */
const ownTextLength = 11

/**
 * Returns true if a sheet may hold numbers as texts, which have decimal marks. Most sheets hold
 * numbers as numbers, so that one look at them is enough.
 */
export async function canHoldNumberTexts(
  zip: ZipFile,
  book: Workbook,
  sheet: Sheet,
  options: PartOptions,
): Promise<boolean> {
  if (book.strings.some((text) => classifyMark(text) !== 'none')) return true
  let end = ''
  for await (const chunk of zip.chunks(sheet.part)) {
    options.signal?.throwIfAborted()
    options.unpacked?.(chunk.length)
    const text = end + chunk.toString('latin1')
    if (ownText.test(text)) return true
    end = text.slice(-ownTextLength)
  }
  return false
}

/**
 * Passes the headings of a sheet to a sink, and examines the texts of its number columns instead of
 * passing the rows on.
 */
export class NumberTextSink implements RecordSink {
  #isRow = false
  #evidence = new NumberEvidence([])
  readonly #sink: RecordSink

  constructor(sink: RecordSink) {
    this.#sink = sink
  }

  begin(file: string, first: readonly string[]): boolean {
    this.#isRow = this.#sink.begin(file, first)
    this.#evidence = new NumberEvidence(this.#sink.numberColumns ?? [])
    return this.#isRow
  }

  add(record: CellRecord): void {
    this.#evidence.addRecord(record)
  }

  /** Decides how the texts are punctuated, and returns a sink for the rows. */
  finish(): { readonly punctuation: FilePunctuation; readonly rows: RecordSink } {
    const punctuation = { ...decidePunctuation(this.#evidence.columns), decimalMark: 'point' } as const
    this.#sink.usePunctuation?.(punctuation)
    return { punctuation, rows: { begin: () => this.#isRow, add: (record) => this.#sink.add(record) } }
  }
}
