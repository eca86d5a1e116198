import { basename } from 'node:path'
import { LapidaryError } from '../../errors.ts'
import type { ReadOptions } from '../csv/read-csv.ts'
import type { FileReading } from '../file-reading.ts'
import type { FileSource } from '../file-source.ts'
import { listed } from '../match-columns.ts'
import type { RecordSink } from '../record.ts'
import { TextRecord } from '../text-record.ts'
import { chooseSheet, maxTitleRows, type SheetOptions } from './choose-sheet.ts'
import { SheetReader } from './sheet-reader.ts'
import { readPart, readWorkbook, type Sheet, type Workbook } from './workbook.ts'
import { ZipFile } from './zip-file.ts'

export interface ReadSheetOptions extends ReadOptions, SheetOptions {}

/**
 * Streams the rows of one sheet of an `.xlsx` workbook into `sink`. Its first line that has a cell must be the headings; empty rows are read past, as
 * empty lines of a CSV are. A part that unpacks to more than is allowed, or that claims rows or columns which no sheet has, is refused while it is read.
 *
 * @throws LapidaryError `sheet-not-found`, `no-sheet-fits`, `several-sheets-fit`, `headings-not-first`, `merged-cells`, `binary-file`, `unreadable-file`, `empty-file`, and those of the sink
 */
export async function readXlsx(source: FileSource, sink: RecordSink, options: ReadSheetOptions): Promise<FileReading> {
  const file = basename(source.path)
  for await (const _ of source.chunks(options.seen)) options.signal?.throwIfAborted() // for its hash
  let zip: ZipFile | undefined
  try {
    zip = await ZipFile.open(source.path)
    const book = await readWorkbook(zip, options)
    if (book === undefined) throw new LapidaryError('binary-file', { file, seen: kindOf(zip) })
    const sheet = await chooseSheet(zip, book, file, options)
    const rows = new SheetRows(file, sheet, sink)
    const formulasWithoutValue = await rows.read(zip, book, options)
    if (!rows.begun) throw new LapidaryError('empty-file', { file, bytes: source.bytes })
    return {
      kind: 'xlsx',
      sheet: sheet.name,
      sheets: book.sheets.map(({ name }) => name),
      headingsLine: rows.headingsLine,
      skipped: [],
      ...(formulasWithoutValue > 0 && { formulasWithoutValue }),
    }
  } catch (error) {
    if (error instanceof LapidaryError || options.signal?.aborted === true) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new LapidaryError('unreadable-file', { file, reason }, { cause: error })
  } finally {
    await zip?.close()
  }
}

/** What a ZIP archive is that is no `.xlsx`. */
function kindOf(zip: ZipFile): string {
  if (zip.has('xl/workbook.bin')) return 'Excel (.xlsb)'
  if (zip.has('word/document.xml')) return 'Word (.docx)'
  return zip.has('mimetype') && zip.has('content.xml') ? 'OpenDocument (.ods)' : 'ZIP'
}

/** The rows of one sheet on their way to a sink. */
class SheetRows {
  begun = false
  readonly #file: string
  readonly #sheet: Sheet
  readonly #sink: RecordSink
  #record = new TextRecord(0)
  #headings: readonly string[] = []
  #headingRow = -1
  /** Why the first line are not the headings. What merged cells there are is only known at the sheet's end, and may explain it better. */
  #failure: LapidaryError | undefined

  constructor(file: string, sheet: Sheet, sink: RecordSink) {
    this.#file = file
    this.#sheet = sheet
    this.#sink = sink
  }

  /** Row of the headings, from 1. */
  get headingsLine(): number {
    return this.#headingRow + 1
  }

  /** Returns how many formulas have no saved value. */
  async read(zip: ZipFile, book: Workbook, options: ReadSheetOptions): Promise<number> {
    // A text that a million cells share, and cells that are not written at all, count like those of a CSV.
    const spend = (characters: number): void => options.unpacked?.(characters)
    const take = (row: number, cells: (string | number)[]): void => {
      if (!this.begun) {
        this.#begin(row, cells)
        if (this.#failure === undefined) reader.width = this.#headings.length
      } else if (this.#failure === undefined) {
        spend(this.#headings.length - cells.length)
        this.#add(cells)
      } else if (row - this.#headingRow <= maxTitleRows) this.#lookForHeadings(row, cells.map(String))
      else reader.width = 0
    }
    const reader = new SheetReader(book, take, spend)
    await readPart(zip, this.#sheet.part, reader, options)
    const merged = reader.merged.filter((range) => this.#hides(range))
    if (merged.length > 0) {
      throw new LapidaryError('merged-cells', {
        file: this.#file,
        sheet: this.#sheet.name,
        ranges: listed(merged.map(({ ref }) => ref)),
      })
    }
    if (this.#failure !== undefined) throw this.#failure
    return reader.formulasWithoutValue
  }

  #begin(row: number, cells: readonly (string | number)[]): void {
    this.begun = true
    this.#headings = cells.map(String)
    this.#headingRow = row
    this.#record = new TextRecord(cells.length)
    try {
      if (this.#sink.begin(this.#file, this.#headings)) this.#add(cells)
    } catch (error) {
      if (!(error instanceof LapidaryError)) throw error
      this.#failure = error
    }
  }

  #add(cells: readonly (string | number)[]): void {
    const { cells: own, count } = this.#record
    for (let cell = 0; cell < count; cell++) own[cell] = cells[cell] ?? ''
    this.#sink.add(this.#record)
  }

  /** The sink is asked whether this line would do; whatever it makes of it is thrown away with the failure. */
  #lookForHeadings(row: number, cells: readonly string[]): void {
    if (this.#failure?.code === 'headings-not-first') return
    try {
      if (this.#sink.begin(this.#file, cells)) return
    } catch (error) {
      if (error instanceof LapidaryError) return
      throw error
    }
    this.#failure = new LapidaryError('headings-not-first', { file: this.#file, sheet: this.#sheet.name, row: row + 1 })
  }

  /** Merged cells of the table itself: those of a title above it or a note beside it take nothing away. */
  #hides({ top, left, right }: { readonly top: number; readonly left: number; readonly right: number }): boolean {
    if (!this.begun || top < this.#headingRow) return false
    if (this.#failure !== undefined) return this.#failure.code !== 'headings-not-first' && top === this.#headingRow
    for (let column = left; column <= Math.min(right, this.#headings.length - 1); column++)
      if ((this.#headings[column] ?? '') !== '') return true
    return false
  }
}
