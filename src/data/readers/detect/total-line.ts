import { decimalComma, looseNumber } from '../../cells/parsers.ts'
import { isNumeric, type Line } from './line.ts'

/** Rows above a line. */
export interface RowsAbove {
  readonly rows: readonly Line[]
  /** Whether these are all rows of the table, or only some of them. */
  readonly isComplete: boolean
}

/** Rows above a total: the third of three rows numbered from 1 is the sum of the others by chance. */
const minRows = 3
/** The same where not all rows are known. */
const minKnownRows = 20
const meanWord = /^(?:m[ée]dia|mean|average)/i
const decimals = /[.,](\d+)\D*$/

/**
 * Returns true if every number of a line is what its label says of the column above it: the sum or the count of its cells, or their mean. At
 * least one sum or mean must be a value that no row has by itself. Where only some rows are known, sums must reach what those add up to.
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
    const fit = fitOf(text, above, (total, values) => {
      return isMean ? judgeMean(text, total, above, values) : judgeSum(text, total, values, isComplete)
    })
    if (fit === 'none') return false
    isBeyond ||= fit === 'beyond'
  }
  return isBeyond
}

/** `beyond`: it fits, and is no value that a row could have; `within`: it fits. */
type Fit = 'beyond' | 'within' | 'none'

/** Reads numbers with either decimal mark, and returns the better fit. */
function fitOf(text: string, above: readonly string[], judge: (total: number, values: readonly number[]) => Fit): Fit {
  const fits = [looseNumber, decimalComma].map((parse): Fit => {
    const total = parse(text)
    const values = above.map(parse).filter((value) => value !== null)
    return total === null || values.length < above.length ? 'none' : judge(total, values)
  })
  return fits.find((fit) => fit === 'beyond') ?? fits.find((fit) => fit === 'within') ?? 'none'
}

function judgeSum(text: string, total: number, values: readonly number[], isComplete: boolean): Fit {
  const sum = sumOf(values)
  const isSum = isComplete ? isNear(total, sum, text) : values.every((value) => value >= 0) && total >= sum
  // A row may have the number of the rows above it: they are counted from 0.
  if (!isSum) return isComplete && total === values.length ? 'within' : 'none'
  return values.every((value) => Math.abs(value) < Math.abs(total)) ? 'beyond' : 'within'
}

/** A mean among whole numbers that is no whole number is no value of a row. */
function judgeMean(text: string, total: number, above: readonly string[], values: readonly number[]): Fit {
  if (!isNear(total, sumOf(values) / values.length, text)) return 'none'
  return above.every((cell) => decimalsOf(cell) < decimalsOf(text)) ? 'beyond' : 'within'
}

/** Returns whether two numbers are equal as far as the text of the first one has digits. */
function isNear(total: number, expected: number, text: string): boolean {
  return Math.abs(total - expected) <= 0.5 * 10 ** -decimalsOf(text) * (1 + 1e-9) && Math.abs(total - expected) < 0.5
}

function decimalsOf(text: string): number {
  return decimals.exec(text)?.[1]?.length ?? 0
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
