import { decimalComma, looseNumber } from '../../cells/parsers/parsers.ts'
import { isNumeric, type Line } from './line.ts'

/** Rows above a line. */
export interface RowsAbove {
  readonly rows: readonly Line[]
  /** True if these are all rows of the table, false if they are only some of them. */
  readonly isComplete: boolean
}

/**
 * Rows that must be above a total: the third of three rows numbered from 1 is the sum of the others
 * by chance.
 */
const minRows = 3
/** The same if not all rows are known. */
const minKnownRows = 20
const meanWord = /^(?:m[ée]dia|mean|average)/i
const decimals = /[.,](\d+)\D*$/

/**
 * Returns true if every number of a line matches its label: it is the sum or the count of the cells
 * above it, or their mean. At least one sum or mean must be a value that no row has. If only some
 * rows are known, sums must reach at least the sum of those.
 *
 * @param place of the label
 */
export function isTotalOf({ rows, isComplete }: RowsAbove, { cells }: Line, place: number): boolean {
  const isMean = meanWord.test(cells[place] ?? '')
  if (rows.length < (isComplete ? minRows : minKnownRows) || (isMean && !isComplete)) return false
  let isBeyond = false
  for (const [column, text] of cells.entries()) {
    const above = rows.map((row) => row.cells[column] ?? '').filter((cell) => cell !== '')
    if (column === place || text === '' || above.length === 0 || !above.every(isNumeric)) continue
    const fit = findFit(text, above, (total, values) => {
      return isMean ? judgeMean(text, total, above, values) : judgeSum(text, total, values, isComplete)
    })
    if (fit === 'none') return false
    isBeyond ||= fit === 'beyond'
  }
  return isBeyond
}

/** Fit of a number: `beyond` is a match that no row could have as a value, `within` a match. */
type Fit = 'beyond' | 'within' | 'none'

/** Parses numbers with either decimal mark, and returns the better fit. */
function findFit(
  text: string,
  above: readonly string[],
  judge: (total: number, values: readonly number[]) => Fit,
): Fit {
  const fits = [looseNumber, decimalComma].map((parse): Fit => {
    const total = parse(text)
    const values = above.map(parse).filter((value) => value !== null)
    return total === null || values.length < above.length ? 'none' : judge(total, values)
  })
  return fits.find((fit) => fit === 'beyond') ?? fits.find((fit) => fit === 'within') ?? 'none'
}

function judgeSum(text: string, total: number, values: readonly number[], isComplete: boolean): Fit {
  const sum = computeSum(values)
  const isSum = isComplete ? isNear(total, sum, text) : values.every((value) => value >= 0) && total >= sum
  // A row may contain the number of the rows above it, counted from 0.
  if (!isSum) return isComplete && total === values.length ? 'within' : 'none'
  return values.every((value) => Math.abs(value) < Math.abs(total)) ? 'beyond' : 'within'
}

/** Judges a mean. A fractional mean of integers is no value of a row. */
function judgeMean(text: string, total: number, above: readonly string[], values: readonly number[]): Fit {
  if (!isNear(total, computeSum(values) / values.length, text)) return 'none'
  return above.every((cell) => countDecimals(cell) < countDecimals(text)) ? 'beyond' : 'within'
}

/** Returns true if two numbers are equal to the precision of the first one's text. */
function isNear(total: number, expected: number, text: string): boolean {
  return (
    Math.abs(total - expected) <= 0.5 * 10 ** -countDecimals(text) * (1 + 1e-9) &&
    Math.abs(total - expected) < 0.5
  )
}

function countDecimals(text: string): number {
  return decimals.exec(text)?.[1]?.length ?? 0
}

function computeSum(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
