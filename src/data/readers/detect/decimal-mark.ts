import { bareNumber } from '../../cells/parsers.ts'

export type DecimalMark = 'point' | 'comma'

/**
 * What the punctuation of one cell says about the decimal mark: that it is the `comma` or the `point` beyond doubt, that a single comma
 * or point before three digits may be a decimal mark or set thousands apart, or nothing.
 */
export type CellMark = DecimalMark | 'open-comma' | 'open-point' | 'none'

/** Cells of one number column by what they say. The counts do not depend on the order of the cells. */
export interface MarkEvidence {
  readonly name: string
  /** Only whole numbers are values of the column, so that an open mark sets thousands apart. */
  readonly integer: boolean
  comma: number
  point: number
  openComma: number
  openPoint: number
}

/** Decimal mark of a whole file. */
export interface FileMark {
  readonly mark: DecimalMark
  /** Column that shows it. Not set when the mark is supposed from the separator only. */
  readonly column?: string
}

/** Decimal mark of a column; `mixed` means that both marks are frequent, so that open cells have no value. */
export type ColumnMark = DecimalMark | 'mixed'

/** A column has the mark of nearly all of its cells: one in so many may have the other one. */
const dominance = 10

/** Longer cells hold no number, and the patterns may take the square of the length. */
const maxLength = 200

const comma =
  /^[+-]?(?:0?,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})*,(?:\d\d?|\d{4,})|[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,})$/
const point =
  /^[+-]?(?:0?\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3})*\.(?:\d\d?|\d{4,})|[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,}|[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d+)?)$/
const open = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/
/** Needs no look for currency and units. */
const bare = /^[+-]?[\d.,]+$/
const spaces = /(?<=\d)[\u00a0\u2009\u202f'’ ](?=\d{3})/g
/** No thousands are set apart before an exponent. */
const exponent = /^[+-]?\d+([.,])\d+e[+-]?\d+$/i

/** Returns what one cell says about the decimal mark of its column. */
export function markOf(cell: string): CellMark {
  if (cell.length > maxLength || (!cell.includes(',') && !cell.includes('.'))) return 'none'
  const text = bare.test(cell) ? cell : bareNumber(cell).replaceAll(spaces, '')
  if (open.test(text)) return text.includes(',') ? 'open-comma' : 'open-point'
  if (comma.test(text)) return 'comma'
  if (point.test(text)) return 'point'
  const scientific = exponent.exec(text)
  return scientific === null ? 'none' : scientific[1] === ',' ? 'comma' : 'point'
}

/** Returns evidence without a cell. */
export function noEvidence(name: string, integer: boolean): MarkEvidence {
  return { name, integer, comma: 0, point: 0, openComma: 0, openPoint: 0 }
}

/** Adds cells to the evidence of a column. */
export function addEvidence(evidence: MarkEvidence, mark: CellMark, cells: number): void {
  if (mark === 'comma') evidence.comma += cells
  else if (mark === 'point') evidence.point += cells
  else if (mark === 'open-comma') evidence.openComma += cells
  else if (mark === 'open-point') evidence.openPoint += cells
}

/** Returns the mark that the cells of a column show beyond doubt, if they show one. */
function shownMark({ comma: commas, point: points }: MarkEvidence): ColumnMark | undefined {
  if (commas === 0 && points === 0) return undefined
  if (commas >= points * dominance) return 'comma'
  return points >= commas * dominance ? 'point' : 'mixed'
}

/**
 * Decides the decimal mark of a file: the one that more of its columns show beyond doubt. Where as many show either, columns of whole numbers
 * decide, whose marks can only set thousands apart. Where nothing decides, the file's separator makes a mark likely: a program writes semicolons where the
 * comma is taken.
 */
export function fileMark(columns: readonly MarkEvidence[], separator: string | undefined): FileMark | undefined {
  const decided =
    majority(columns, shownMark) ?? majority(columns, (column) => (column.integer ? groupingMark(column) : undefined))
  if (decided !== undefined) return decided
  const shown = columns.some((column) => shownMark(column) !== undefined)
  if (shown) return undefined
  if (separator === ';') return { mark: 'comma' }
  return separator === ',' ? { mark: 'point' } : undefined
}

function majority(
  columns: readonly MarkEvidence[],
  markOfColumn: (column: MarkEvidence) => ColumnMark | undefined,
): FileMark | undefined {
  const commas = columns.filter((column) => markOfColumn(column) === 'comma')
  const points = columns.filter((column) => markOfColumn(column) === 'point')
  if (commas.length === points.length) return undefined
  const [mark, first] = commas.length > points.length ? (['comma', commas[0]] as const) : (['point', points[0]] as const)
  return { mark, column: (first as MarkEvidence).name }
}

/** Returns the decimal mark that goes with the mark that sets thousands apart in a column of whole numbers. */
function groupingMark({ openComma, openPoint }: MarkEvidence): DecimalMark | undefined {
  if (openComma > 0 === openPoint > 0) return undefined
  return openComma > 0 ? 'point' : 'comma'
}

/**
 * Decides the decimal mark of a column: by its own cells, else by the file. A mark that is only supposed is enough to read an open cell as a fraction
 * (`1,234` in a file with semicolons), but not to take its mark for one of thousands.
 *
 * @returns undefined if the project's own reading decides
 */
export function columnMark(column: MarkEvidence, file: FileMark | undefined): ColumnMark | undefined {
  const shown = shownMark(column)
  if (shown !== undefined) return shown
  if (file?.column !== undefined) return file.mark
  if (column.openComma > 0 && column.openPoint > 0) return 'mixed'
  if (column.integer) return groupingMark(column)
  const fractions = file?.mark === 'comma' ? column.openComma : column.openPoint
  return fractions > 0 ? file?.mark : undefined
}
