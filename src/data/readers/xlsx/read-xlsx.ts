import { basename } from 'node:path'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { ReadOptions } from '../csv/read-csv.ts'
import type { FileReading } from '../file-reading.ts'
import type { FileSource } from '../file-source.ts'
import { summarizeMarks } from '../detect/column-punctuation.ts'
import { countSkipped } from '../detect/line.ts'
import type { RecordSink } from '../record.ts'
import { createUnreadableFileError } from '../unreadable-file.ts'
import { chooseSheet, type SheetOptions } from './choose-sheet.ts'
import { canHoldNumberTexts, NumberTextSink } from './number-texts.ts'
import { SheetReader } from './sheet-reader.ts'
import { SheetRows } from './sheet-rows.ts'
import { readPart, readWorkbook, type Sheet, type Workbook } from './workbook.ts'
import { ZipFile } from './zip-file.ts'

export interface ReadSheetOptions extends ReadOptions, SheetOptions {}

/**
 * Streams the rows of one sheet of an `.xlsx` workbook into `sink`. Titles above the headings,
 * notes and totals below the rows and repeated headings are left out, and counted. A part that
 * unpacks to more than is allowed, or that has rows or columns beyond a sheet's limits, is rejected
 * while it is read.
 *
 * @throws LapidaryError `sheet-not-found`, `no-sheet-fits`, `several-sheets-fit`,
 *   `headings-below-rows`, `merged-cells`, `binary-file`, `unreadable-file`, `empty-file`, and
 *   those of the sink
 */
export async function readXlsx(
  source: FileSource,
  sink: RecordSink,
  options: ReadSheetOptions,
): Promise<FileReading> {
  const file = basename(source.path)
  for await (const _ of source.chunks(options.seen)) options.signal?.throwIfAborted() // for its hash
  let zip: ZipFile | undefined
  try {
    zip = await ZipFile.open(source.path)
    const book = await readWorkbook(zip, options)
    if (book === undefined) throw new LapidaryError('binary-file', { file, seen: detectFormat(zip) })
    const sheet = await chooseSheet(zip, book, file, options)
    const opened: OpenedSheet = { zip, book, sheet, file, bytes: source.bytes }
    const examined =
      sink.numberColumns === undefined ? undefined : await readPunctuation(opened, sink, options)
    const { rows, formulasWithoutValue } = await readRows(opened, examined?.rows ?? sink, options)
    return {
      kind: 'xlsx',
      sheet: sheet.name,
      sheets: book.sheets.map(({ name }) => name),
      headings_line: rows.headingsLine,
      ...(examined !== undefined && summarizeMarks(examined.punctuation)),
      skipped: countSkipped(rows.skipped),
      ...(formulasWithoutValue > 0 && { formulas_without_value: formulasWithoutValue }),
    }
  } catch (error) {
    if (error instanceof LapidaryError || options.signal?.aborted === true) throw error
    throw createUnreadableFileError(file, error)
  } finally {
    await zip?.close()
  }
}

interface OpenedSheet {
  readonly zip: ZipFile
  readonly book: Workbook
  readonly sheet: Sheet
  readonly file: string
  /** Size of the file. */
  readonly bytes: number
}

async function readRows(
  { zip, book, sheet, file, bytes }: OpenedSheet,
  sink: RecordSink,
  options: ReadSheetOptions,
) {
  // A text that a million cells share, and cells that are not stored at all, count like those of a
  // CSV file.
  const spend = (characters: number): void => options.unpacked?.(characters)
  const rows = new SheetRows({ file, sheet: sheet.name, schema: options.schema }, sink, spend)
  const take = (row: number, cells: readonly (string | number)[]): void => {
    rows.take(row + 1, cells)
    reader.width = rows.width ?? reader.width
  }
  const reader = new SheetReader(book, take, spend)
  await readPart(zip, sheet.part, reader, options)
  if (!rows.end(reader.merged)) throw new LapidaryError('empty-file', { file, bytes })
  return { rows, formulasWithoutValue: reader.formulasWithoutValue }
}

/**
 * Reads a sheet for the decimal marks of numbers that it holds as texts. Its unpacked bytes count
 * towards the limit, but only once.
 */
async function readPunctuation(opened: OpenedSheet, sink: RecordSink, options: ReadSheetOptions) {
  let spent = 0
  const unpacked = (bytes: number): void => {
    spent += bytes
    options.unpacked?.(bytes)
  }
  const canHold = await canHoldNumberTexts(opened.zip, opened.book, opened.sheet, { ...options, unpacked })
  const texts = new NumberTextSink(sink)
  options.unpacked?.(-spent)
  if (!canHold) return undefined
  spent = 0
  await readRows(opened, texts, { ...options, unpacked })
  options.unpacked?.(-spent)
  return texts.finish()
}

/** Returns the format of a ZIP archive that is no `.xlsx`. */
function detectFormat(zip: ZipFile): string {
  if (zip.has('xl/workbook.bin')) return 'Excel (.xlsb)'
  if (zip.has('word/document.xml')) return 'Word (.docx)'
  return zip.has('mimetype') && zip.has('content.xml') ? 'OpenDocument (.ods)' : 'ZIP'
}
