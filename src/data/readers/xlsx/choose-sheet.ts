import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { maxHeadLines } from '../detect/find-headings.ts'
import { countMatches, isPositional, listed, type TableSchema } from '../../match-columns.ts'
import { SheetReader } from './sheet-reader.ts'
import { type PartOptions, readPart, type Sheet, type Workbook } from './workbook.ts'
import type { ZipFile } from './zip-file.ts'

/** What decides which sheet of a workbook is read. */
export interface SheetOptions {
  /** The sheet that the caller names; the workbook must have it. */
  readonly sheet?: string | undefined
  /** The sheet that the project names. A workbook of one sheet needs no name for it. */
  readonly projectSheet?: { readonly name: string; readonly isRequired: boolean } | undefined
  /** Columns by which the sheet and its headings are found. Default: the largest table, and headings by their form. */
  readonly schema?: TableSchema | undefined
}

/**
 * Returns the sheet that holds the table: the one that is named, the only one, or of those that are not hidden the one whose headings name most
 * columns of the project. Without a project it is the one with the largest table.
 *
 * @throws LapidaryError `sheet-not-found`, `no-sheet-fits`, `several-sheets-fit`
 */
export async function chooseSheet(
  zip: ZipFile,
  book: Workbook,
  file: string,
  options: SheetOptions & PartOptions,
): Promise<Sheet> {
  const { sheets } = book
  const { sheet: asked, projectSheet, schema } = options
  const hasNames = schema !== undefined && !isPositional(schema)
  const wanted = asked ?? (sheets.length > 1 ? projectSheet?.name : undefined)
  const named = sheets.find(({ name }) => name === wanted)
  if (named !== undefined) return named
  const notFound = sheetError('sheet-not-found', file, sheets, wanted)
  if (wanted !== undefined && (asked !== undefined || projectSheet?.isRequired === true)) throw notFound
  const shown = sheets.filter(({ isHidden }) => !isHidden)
  const candidates = shown.length > 0 ? shown : sheets
  const [first, ...others] = candidates
  if (first === undefined) throw notFound
  if (others.length === 0) return first
  const scores: SheetScore[] = []
  for (const sheet of candidates) {
    const measured = hasNames ? measureHeadings(zip, book, sheet, schema, options) : measureTable(zip, book, sheet, options)
    scores.push({ sheet, ...(await measured) })
  }
  const best = scores.reduce((a, b) => (isBetter(b, a) ? b : a))
  if (best.size === 0) throw sheetError('no-sheet-fits', file, sheets)
  const equal = scores.filter((score) => !isBetter(best, score)).map(({ sheet }) => sheet)
  if (equal.length === 1 || !hasNames) return best.sheet
  throw wanted === undefined ? sheetError('several-sheets-fit', file, equal) : notFound
}

/** Returns an error that lets programs offer the sheets: in its field `sheet`, the names are what is allowed. */
function sheetError(
  code: 'sheet-not-found' | 'no-sheet-fits' | 'several-sheets-fit',
  file: string,
  choice: readonly Sheet[],
  sheet = '',
): LapidaryError {
  const allowed = choice.map(({ name }) => name)
  const sheets = listed(allowed.map((name) => `"${name}"`))
  return new LapidaryError(code, { file, sheet, sheets }, { fields: [{ field: 'sheet', message: sheets, allowed }] })
}

interface Measured {
  /** Columns that the headings name, or cells below them. */
  readonly size: number
  readonly hasRows: boolean
}

interface SheetScore extends Measured {
  readonly sheet: Sheet
}

/** An empty form has the headings of the table, too. */
function isBetter(a: SheetScore, b: SheetScore): boolean {
  return a.size === b.size ? a.hasRows && !b.hasRows : a.size > b.size
}

/** Reads the first lines only. */
async function measureHeadings(
  zip: ZipFile,
  book: Workbook,
  sheet: Sheet,
  schema: TableSchema,
  options: PartOptions,
): Promise<Measured> {
  let [size, rows, rowsBelow] = [0, 0, 0]
  const take = (_row: number, cells: readonly (string | number)[]): void => {
    rowsBelow++
    if (rows++ >= maxHeadLines) return
    const columns = countMatches(cells.map(String), schema)
    if (columns > size) [size, rowsBelow] = [columns, 0]
  }
  await readBudgeted(zip, book, sheet, options, take, () => rows > maxHeadLines)
  return { size, hasRows: rowsBelow > 0 }
}

/** Counts the cells below the widest of the first lines, in rows that fill at least half of its width. */
async function measureTable(zip: ZipFile, book: Workbook, sheet: Sheet, options: PartOptions): Promise<Measured> {
  const widths: number[] = []
  await readBudgeted(zip, book, sheet, options, (_row, cells) => {
    let filled = 0
    for (const cell of cells) if (cell !== '') filled++
    widths.push(filled)
  })
  const width = Math.max(0, ...widths.slice(0, maxHeadLines))
  if (width < 2) return { size: 0, hasRows: false } // text, and no table
  const below = widths.slice(widths.indexOf(width) + 1).filter((filled) => filled * 2 >= width)
  return { size: below.reduce((sum, filled) => sum + Math.min(filled, width), 0), hasRows: below.length > 0 }
}

/** Reads a sheet that may not be the one to read: what it unpacks to is within the limit, but is not counted twice. */
async function readBudgeted(
  zip: ZipFile,
  book: Workbook,
  sheet: Sheet,
  { signal, unpacked }: PartOptions,
  take: (row: number, cells: readonly (string | number)[]) => void,
  isDone?: () => boolean,
): Promise<void> {
  let spent = 0
  const spend = (bytes: number): void => {
    spent += bytes
    unpacked?.(bytes)
  }
  await readPart(zip, sheet.part, new SheetReader(book, take, spend), { signal, unpacked: spend }, isDone)
  unpacked?.(-spent)
}
