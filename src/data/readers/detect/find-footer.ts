import { CategoryReader } from '../../cells/parsers/category-reader.ts'
import { columnOf, type TableSchema } from '../../match-columns.ts'
import { countFilledCells, isNumeric, type Line, type SkippedLine } from './line.ts'
import { isTotalOf, type RowsAbove } from './total-line.ts'

/** Lines at the end of a table among which notes and totals are searched. */
export const maxFooterLines = 40

/** Properties of a table's rows, by which lines below them are recognised. */
export interface TableLines {
  readonly headings: Line
  /** Lines below the headings, from the first one. */
  readonly sample: readonly Line[]
  /** Titles above the headings, which concatenated files repeat. */
  readonly titles: readonly Line[]
  /** Lines that are known to be no rows so far. */
  readonly skipped: readonly SkippedLine[]
  /** Schema whose declared categories are values, even if they look like the label of a total. */
  readonly schema?: TableSchema | undefined
}

const totalWord =
  /^(?:(?:sub[- ]?|grand )?total|tota(?:l|is)(?: gera(?:l|is))?|soma|sum|somat[óo]rio|m[ée]dia|mean|average)\s*:?$/i
const totalText = /^(?:(?:sub[- ]?|grand )?total|totais)\b/i
const noteText =
  /^(?:\*|\(\d\)|[¹²³]|(?:fontes?|sources?|notas?|notes?|obs|observaç(?:ão|ões)|legenda|elaboração|gerado|emitido|generated|exported|página|page|\(?\d[\d.,]* (?:rows?|records?|linhas?|registros?))(?![\p{L}\d]))/iu
const countText = /^(?:rows?|records?|count|linhas?|registros?|quantidade) ?: ?\d[\d.,]*$/i
const separatorText = /^"?sep=.?"?$/i

/**
 * Finds the notes, totals and empty lines below the rows of a table. A line is one of them only
 * with evidence. A note has mostly empty cells or another number of cells than the headings, and it
 * begins as notes do, is text in a column of numbers, or is separated from the rows. A total has a
 * total's label that the column has nowhere else, and if it fills every cell, its numbers add up or
 * its label is in a column of numbers or codes.
 *
 * @param lines the last lines of the table, at most `maxFooterLines`
 * @returns the place of the first line that is no row, and the kinds of these lines
 */
export function findFooter(
  lines: readonly Line[],
  table: TableLines,
): { readonly place: number; readonly skipped: readonly SkippedLine[] } {
  const width = table.headings.cells.length
  const candidates = lines.length - 1 - lines.findLastIndex((line) => !canBeFooter(line, width))
  const first = lines[lines.length - candidates]
  const none = { place: lines.length, skipped: [] }
  if (first === undefined || width < 2) return none
  const sampled = table.sample.at(-1)?.number ?? 0
  const all = [...table.sample, ...lines.filter(({ number }) => number > sampled)]
  const passed = new Set(table.skipped.map(({ number }) => number))
  const rows = all.filter(
    ({ number, cells }) => number < first.number && cells.length >= width && !passed.has(number),
  )
  if (rows.length === 0) return none
  const shape = new RowShape(rows, width, (column, text) => isCategory(table, column, text))
  const above = findRowsAbove(first, lines, rows, sampled)
  const titles = new Set(table.titles.map(({ cells }) => cells.join('\n').trim()))
  let place = lines.length
  const skipped: SkippedLine[] = []
  for (let i = lines.length - 1; i >= lines.length - candidates; i--) {
    const line = lines[i] as Line
    const isApart = lines.slice(lines.length - candidates, i).some((other) => countFilledCells(other) === 0)
    const kind = titles.has(line.cells.join('\n').trim())
      ? 'title'
      : classifyLine(line, shape, { isApart, above })
    if (kind === undefined) break
    place = i
    // A line without cells is not counted as a row anyway.
    if (line.cells.length > 1 || countFilledCells(line) > 0) skipped.unshift({ kind, number: line.number })
  }
  return { place, skipped }
}

function canBeFooter(line: Line, width: number): boolean {
  const text = line.cells.find((cell) => cell !== '') ?? ''
  return isSparse(line, width) || totalWord.test(text) || noteText.test(text) || separatorText.test(text)
}

/** Returns the rows to which totals may refer: those below repeated headings, or all known rows. */
function findRowsAbove(
  first: Line,
  lines: readonly Line[],
  rows: readonly Line[],
  sampled: number,
): RowsAbove {
  const isPart = lines.length < maxFooterLines
  const own = isPart ? rows.filter(({ number }) => number >= (lines[0] as Line).number) : rows
  return { rows: own, isComplete: isPart || (lines[0] as Line).number <= sampled + 1 }
}

function isSparse(line: Line, width: number): boolean {
  return countFilledCells(line) <= Math.max(1, Math.floor(width / 3))
}

function classifyLine(
  line: Line,
  shape: RowShape,
  { isApart, above }: { readonly isApart: boolean; readonly above: RowsAbove },
): SkippedLine['kind'] | undefined {
  const { width } = shape
  const { cells } = line
  const place = cells.findIndex((cell) => cell !== '')
  if (place < 0) return 'blank'
  const text = cells[place] as string
  if (place === 0 && separatorText.test(text) && countFilledCells(line) === 1) return 'separator-line'
  const sparse = isSparse(line, width)
  const isTextAmongNumbers = shape.isNumeric(place) && !isNumeric(text)
  if (totalWord.test(text) && !shape.has(place, text)) {
    const isTotal =
      sparse || isTextAmongNumbers || shape.hasGap(line) || shape.isUnique(place) || shape.hasCodes(place)
    if (isTotal || isTotalOf(above, line, place)) return 'total'
  }
  if (countText.test(text) && countFilledCells(line) === 1 && !shape.looksLike(place, text)) return 'note'
  const ragged = cells.length < width || cells.slice(width).some((cell) => cell !== '')
  if ((sparse || ragged) && noteText.test(text)) return 'note'
  if (!sparse || isNumeric(text)) return undefined
  if (totalText.test(text) && !shape.has(place, text)) return 'total'
  if (isTextAmongNumbers) return 'note'
  // An incomplete row, or one with only its name, looks like the other rows.
  if (shape.hasSparseRows) return undefined
  const isSingleCell = cells.length === 1
  if (isApart && (isSingleCell || !shape.looksLike(place, text))) return 'note'
  return isSingleCell && width > 2 && /\s/.test(text) && !shape.looksLike(place, text) ? 'note' : undefined
}

/** Properties of the cells of each column. */
class RowShape {
  readonly width: number
  readonly hasSparseRows: boolean
  readonly #rows: readonly Line[]
  readonly #isCategory: (column: number, text: string) => boolean

  constructor(rows: readonly Line[], width: number, isCategory: (column: number, text: string) => boolean) {
    this.#rows = rows
    this.#isCategory = isCategory
    this.width = width
    this.hasSparseRows = rows.some((row) => isSparse(row, width))
  }

  isNumeric(column: number): boolean {
    const cells = this.#filled(column)
    return cells.length > 0 && cells.filter(isNumeric).length >= cells.length * 0.9
  }

  has(column: number, text: string): boolean {
    return (
      this.#isCategory(column, text) ||
      this.#filled(column).some((cell) => cell.toLowerCase() === text.toLowerCase())
    )
  }

  /** Returns true if the line has an empty cell in a column that every row fills. */
  hasGap({ cells }: Line): boolean {
    return this.#columns().some(
      (column) => (cells[column] ?? '') === '' && this.#filled(column).length === this.#rows.length,
    )
  }

  /** Returns true if all cells of the column are different, as names of rows are. */
  isUnique(column: number): boolean {
    const cells = this.#filled(column)
    return cells.length > 2 && new Set(cells).size === cells.length
  }

  /** Returns true if the column has only codes such as `CUS_0x21`, which may repeat. */
  hasCodes(column: number): boolean {
    const cells = this.#filled(column)
    return cells.length > 2 && cells.every((cell) => /^\S*\d\S*$/.test(cell))
  }

  /** Returns true if the column has texts of the same form: `School 12` looks like `School 7`. */
  looksLike(column: number, text: string): boolean {
    return this.#filled(column).some((cell) => toPattern(cell) === toPattern(text))
  }

  #filled(column: number): string[] {
    return this.#rows.map(({ cells }) => cells[column] ?? '').filter((cell) => cell !== '')
  }

  #columns(): number[] {
    return Array.from({ length: this.width }, (_, column) => column)
  }
}

/** Returns true if the text means a category of the project's column that a heading matches. */
function isCategory({ headings, schema }: TableLines, place: number, text: string): boolean {
  const column = schema === undefined ? undefined : columnOf(headings.cells, place, schema.columns)
  if (column?.type !== 'category') return false
  return new CategoryReader({ ...column, loose: true }).codeOf(text) >= 0
}

function toPattern(text: string): string {
  return text.replaceAll(/\p{L}+/gu, 'a').replaceAll(/\d+/g, '9')
}
