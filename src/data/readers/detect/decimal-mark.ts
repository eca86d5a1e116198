import { stripDecoration } from '../../cells/parsers/parsers.ts'

export type DecimalMark = 'point' | 'comma'

/**
 * What the punctuation of one cell shows about the decimal mark: certainly the `comma` or the
 * `point`, ambiguous for a single comma or point before three digits, which may be a decimal mark
 * or separate thousands, or nothing.
 */
export type CellMark = DecimalMark | 'open-comma' | 'open-point' | 'none'

/**
 * Counts of the cells of one number column by mark. They do not depend on the order of the cells.
 */
export interface MarkEvidence {
  readonly name: string
  /**
   * True if only integers are allowed in the column, so that an ambiguous mark separates thousands.
   */
  readonly integer: boolean
  comma: number
  point: number
  openComma: number
  openPoint: number
}

/** Decimal mark of a whole file. */
export interface FileMark {
  readonly mark: DecimalMark
  /** Column that shows it. It is not set if the mark is only assumed from the separator. */
  readonly column?: string
}

/**
 * Decimal mark of a column; `mixed` means that both marks are frequent, so that ambiguous cells
 * have no value.
 */
export type ColumnMark = DecimalMark | 'mixed'

/** A column has a mark if at most one cell in this many has the other one. */
const dominance = 10

/** Longer cells hold no number, and the patterns may take the square of the length. */
const maxLength = 200

const comma =
  /^[+-]?(?:0?,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})*,(?:\d\d?|\d{4,})|[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,})$/
const point =
  /^[+-]?(?:0?\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3})*\.(?:\d\d?|\d{4,})|[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,}|[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d+)?)$/
const open = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/
/** Needs no removal of currency and units. */
const bare = /^[+-]?[\d.,]+$/
const spaces = /(?<=\d)[\u00a0\u2009\u202f'’ ](?=\d{3})/g
/** There are no thousands separators before an exponent. */
const exponent = /^[+-]?\d+([.,])\d+e[+-]?\d+$/i

/** Classifies one cell by what it shows about the decimal mark of its column. */
export function classifyMark(cell: string): CellMark {
  if (cell.length > maxLength || (!cell.includes(',') && !cell.includes('.'))) return 'none'
  const text = bare.test(cell) ? cell : stripDecoration(cell).replaceAll(spaces, '')
  if (open.test(text)) return text.includes(',') ? 'open-comma' : 'open-point'
  if (comma.test(text)) return 'comma'
  if (point.test(text)) return 'point'
  const scientific = exponent.exec(text)
  return scientific === null ? 'none' : scientific[1] === ',' ? 'comma' : 'point'
}

/** Creates evidence without a cell. */
export function createEvidence(name: string, integer: boolean): MarkEvidence {
  return { name, integer, comma: 0, point: 0, openComma: 0, openPoint: 0 }
}

/** Adds cells to the evidence of a column. */
export function addEvidence(evidence: MarkEvidence, mark: CellMark, cells: number): void {
  if (mark === 'comma') evidence.comma += cells
  else if (mark === 'point') evidence.point += cells
  else if (mark === 'open-comma') evidence.openComma += cells
  else if (mark === 'open-point') evidence.openPoint += cells
}

/** Returns the mark that the cells of a column certainly show, if they show one. */
function getCertainMark({ comma: commas, point: points }: MarkEvidence): ColumnMark | undefined {
  if (commas === 0 && points === 0) return undefined
  if (commas >= points * dominance) return 'comma'
  return points >= commas * dominance ? 'point' : 'mixed'
}

/**
 * Decides the decimal mark of a file: the one that more of its columns certainly show. If as many
 * show either, integer columns decide, whose marks can only separate thousands. If they do not
 * decide, the file's separator makes a mark likely: programs write semicolons where the comma is a
 * decimal mark.
 */
export function decideFileMark(
  columns: readonly MarkEvidence[],
  separator: string | undefined,
): FileMark | undefined {
  const decided =
    findMajority(columns, getCertainMark) ??
    findMajority(columns, (column) => (column.integer ? inferFromGrouping(column) : undefined))
  if (decided !== undefined) return decided
  const shown = columns.some((column) => getCertainMark(column) !== undefined)
  if (shown) return undefined
  if (separator === ';') return { mark: 'comma' }
  return separator === ',' ? { mark: 'point' } : undefined
}

function findMajority(
  columns: readonly MarkEvidence[],
  markOfColumn: (column: MarkEvidence) => ColumnMark | undefined,
): FileMark | undefined {
  const commas = columns.filter((column) => markOfColumn(column) === 'comma')
  const points = columns.filter((column) => markOfColumn(column) === 'point')
  if (commas.length === points.length) return undefined
  const [mark, first] =
    commas.length > points.length ? (['comma', commas[0]] as const) : (['point', points[0]] as const)
  return { mark, column: (first as MarkEvidence).name }
}

/** Returns the decimal mark that belongs to the thousands separator of a column of integers. */
function inferFromGrouping({ openComma, openPoint }: MarkEvidence): DecimalMark | undefined {
  if (openComma > 0 === openPoint > 0) return undefined
  return openComma > 0 ? 'point' : 'comma'
}

/**
 * Decides the decimal mark of a column: by its own cells, else by the file. An assumed mark is
 * enough to read an ambiguous cell as a fraction (`1,234` in a file with semicolons), but not to
 * read its mark as a thousands separator.
 *
 * @returns undefined if the column's own parser decides
 */
export function decideColumnMark(column: MarkEvidence, file: FileMark | undefined): ColumnMark | undefined {
  const shown = getCertainMark(column)
  if (shown !== undefined) return shown
  if (file?.column !== undefined) return file.mark
  if (column.openComma > 0 && column.openPoint > 0) return 'mixed'
  if (column.integer) return inferFromGrouping(column)
  const fractions = file?.mark === 'comma' ? column.openComma : column.openPoint
  return fractions > 0 ? file?.mark : undefined
}
