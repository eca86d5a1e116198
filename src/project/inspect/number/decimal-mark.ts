import { bareNumber, decimalComma, looseNumber } from '../../../dataset/parsers.ts'
import { isMissing, markersOf } from '../guess-missing.ts'
import type { RawColumn, RawTable } from '../raw-table.ts'

/** What the numbers of a column tell of the mark before their fraction. */
export interface MarkEvidence {
  /** A cell whose comma can only be a decimal mark: `0,051`, `12,5`, `1.234,567`. */
  readonly comma: string | undefined
  /** A cell whose point can only be a decimal mark, or whose commas only set thousands apart: `0.051`, `12.5`, `1,234,567`. */
  readonly point: string | undefined
  /** A cell that may be either: `8,328`, `62.235`. */
  readonly open: string | undefined
}

/** What the other columns of a file say of a column that leaves the mark open. */
export interface FileMark {
  readonly mark: 'comma' | 'point'
  /** What settled it, for a comment: it shows no value of another column, which may be personal. */
  readonly because: string
  /** No cell shows it: enough to read a comma by, not to take a point for no decimal mark. */
  readonly supposed?: true
}

const surelyComma = /^[+-]?(?:0,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})*,(?:\d\d?|\d{4,})|[1-9]\d{0,2}(?:\.\d{3})+,\d+)$/
const surelyPoint =
  /^[+-]?(?:0\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3})*\.(?:\d\d?|\d{4,})|[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,})$/
const either = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/

export function evidenceOf(texts: readonly string[]): MarkEvidence {
  const first = (pattern: RegExp): string | undefined => texts.find((text) => pattern.test(bareNumber(text)))
  return { comma: first(surelyComma), point: first(surelyPoint), open: first(either) }
}

/**
 * The decimal mark of a file's numbers: the one that more of its columns show beyond doubt. Where none does, semicolons between the
 * cells speak for the comma: programs write them where the comma is taken.
 */
export function fileMark({ columns, separator }: RawTable): FileMark | undefined {
  const shown: Record<FileMark['mark'], string[]> = { comma: [], point: [] }
  for (const column of columns) {
    const mark = markOf(column)
    if (mark !== undefined) shown[mark].push(column.name)
  }
  const { comma, point } = shown
  if (comma.length !== point.length) {
    const mark = comma.length > point.length ? 'comma' : 'point'
    return { mark, because: `the ${mark} is the decimal mark of the column ${JSON.stringify(shown[mark][0])}` }
  }
  return separator === ';' && comma.length === 0
    ? { mark: 'comma', because: 'that is usual where semicolons divide the cells, but no other cell shows it', supposed: true }
    : undefined
}

/** The mark that a column of numbers shows beyond doubt, if it shows one and not both. */
function markOf(column: RawColumn): FileMark['mark'] | undefined {
  const written = column.texts.filter((_, code) => column.numbers?.has(code) !== true)
  const { comma, point } = evidenceOf(written)
  if ((comma === undefined) === (point === undefined)) return undefined
  const { missing } = markersOf(column)
  const texts = written.filter((text) => !isMissing(text, missing))
  const reads = comma === undefined ? looseNumber : decimalComma
  if (texts.filter((text) => reads(text) !== null).length < texts.length * 0.9) return undefined
  return comma === undefined ? 'point' : 'comma'
}
