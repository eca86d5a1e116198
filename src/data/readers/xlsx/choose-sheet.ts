import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { maxHeadLines } from '../detect/find-headings.ts'
import { countMatches, isPositional, joinNames, type TableSchema } from '../../match-columns.ts'
import { SheetReader } from './sheet-reader.ts'
import { type PartOptions, readPart, type Sheet, type Workbook } from './workbook.ts'
import type { ZipFile } from './zip-file.ts'

/** Options that decide which sheet of a workbook is read. */
export interface SheetOptions {
  /** The sheet that the caller names; the workbook must have it. */
  readonly sheet?: string | undefined
  /** The sheet that the project names. A workbook of one sheet needs no name for it. */
  readonly projectSheet?: { readonly name: string; readonly isRequired: boolean } | undefined
  /**
   * Columns by which the sheet and its headings are found. Default: the largest table, and headings
   * by their form.
   */
  readonly schema?: TableSchema | undefined
}

/**
 * Returns the sheet that holds the table: the named one, the only one, or, of those that are not
 * hidden, the one whose headings match most columns of the project. Without a project it is the one
 * with the largest table.
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
  const notFound = createSheetError('sheet-not-found', file, sheets, wanted)
  if (wanted !== undefined && (asked !== undefined || projectSheet?.isRequired === true)) throw notFound
  const shown = sheets.filter(({ isHidden }) => !isHidden)
  const candidates = shown.length > 0 ? shown : sheets
  const [first, ...others] = candidates
  if (first === undefined) throw notFound
  if (others.length === 0) return first
  const scores: SheetScore[] = []
  for (const sheet of candidates) {
    const measured = hasNames
      ? measureHeadings(zip, book, sheet, schema, options)
      : measureTable(zip, book, sheet, options)
    scores.push({ sheet, ...(await measured) })
  }
  const best = scores.reduce((a, b) => (isBetter(b, a) ? b : a))
  if (best.size === 0) throw createSheetError('no-sheet-fits', file, sheets)
  const equal = scores.filter((score) => !isBetter(best, score)).map(({ sheet }) => sheet)
  if (equal.length === 1 || !hasNames) return best.sheet
  throw wanted === undefined ? createSheetError('several-sheets-fit', file, equal) : notFound
}

/**
 * Creates an error from which programs can offer the sheets: its field `sheet` lists the allowed
 * names.
 */
function createSheetError(
  code: 'sheet-not-found' | 'no-sheet-fits' | 'several-sheets-fit',
  file: string,
  choice: readonly Sheet[],
  sheet = '',
): LapidaryError {
  const allowed = choice.map(({ name }) => name)
  const sheets = joinNames(allowed.map((name) => `"${name}"`))
  return new LapidaryError(
    code,
    { file, sheet, sheets },
    { fields: [{ field: 'sheet', message: sheets, allowed }] },
  )
}

interface Measured {
  /** Number of columns that the headings match, or of cells below them. */
  readonly size: number
  readonly hasRows: boolean
}

interface SheetScore extends Measured {
  readonly sheet: Sheet
}

/**
 * Returns true if the first sheet fits better. An empty form has the headings of the table too, but
 * no rows.
 */
function isBetter(a: SheetScore, b: SheetScore): boolean {
  return a.size === b.size ? a.hasRows && !b.hasRows : a.size > b.size
}

/** Measures how well a sheet's headings match, from its first lines. */
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

/**
 * Counts the cells below the widest of the first lines, in rows that fill at least half of its
 * width.
 */
async function measureTable(
  zip: ZipFile,
  book: Workbook,
  sheet: Sheet,
  options: PartOptions,
): Promise<Measured> {
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

/**
 * Reads a sheet that may not be chosen: its unpacked bytes count towards the limit, but only once.
 */
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
