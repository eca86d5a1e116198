import { CategoryReader } from './parsers/category-reader.ts'
import { DateReader } from './parsers/date-reader.ts'
import { NumberReader } from './parsers/number-reader.ts'
import { type Column, isDate } from '../column.ts'
import type { CellProblem } from '../data-report.ts'
import { isLoss } from '../readers/lost-cells.ts'

/** A value that already has a type, from a feature store or another program. */
export type TypedValue = number | bigint | string | boolean | null

export interface CleanCell {
  /** `null` is missing. */
  readonly value: number | string | null
  /** The reason why the value is missing. It is not set for a value. */
  readonly problem?: CellProblem | undefined
  readonly repaired?: boolean | undefined
}

export type CellCleaner = (value: TypedValue) => CleanCell

/**
 * Creates a function that cleans single values by the rules by which a column reads the cells of a
 * file. A number is taken as a value of the column, so only its markers and its range apply; a text
 * is parsed as a cell is.
 *
 * @throws TypeError for a list or a text column, which no feature view provides.
 */
export function createCellCleaner(column: Column): CellCleaner {
  if (column.type === 'number' || column.type === 'integer')
    return createNumberCleaner(new NumberReader(column))
  if (isDate(column)) return createDateCleaner(new DateReader(column))
  if (column.type === 'category') return createCategoryCleaner(new CategoryReader(column))
  throw new TypeError(`Values of a column of type ${column.type} are not cleaned one by one.`)
}

/**
 * Returns true if a cell holds a value that the column does not allow. An empty cell or a missing
 * marker is allowed.
 */
export function isUnusable({ problem }: Pick<CleanCell, 'problem'>): boolean {
  return problem !== undefined && isLoss(problem)
}

function createNumberCleaner(reader: NumberReader): CellCleaner {
  return (value) => {
    if (value === null || Number.isNaN(value)) return missing
    const isNumber = typeof value === 'number' || typeof value === 'bigint'
    const number = Number(value)
    const cell = isNumber
      ? { value: number, problem: reader.problemOf(number) }
      : reader.read(String(value).trim())
    return cell.problem === undefined ? cell : { value: null, problem: cell.problem }
  }
}

/** Creates a cleaner for dates. A number is a time that a store holds in seconds since 1970. */
function createDateCleaner(reader: DateReader): CellCleaner {
  return (value) => {
    if (value === null) return missing
    const isNumber = typeof value === 'number' || typeof value === 'bigint'
    const {
      value: time,
      problem,
      repaired,
    } = isNumber ? reader.readSeconds(Number(value)) : reader.read(String(value).trim())
    return problem === undefined ? { value: reader.write(time), repaired } : { value: null, problem }
  }
}

function createCategoryCleaner(reader: CategoryReader): CellCleaner {
  return (value) => {
    if (value === null) return missing
    const { code, problem, repaired } = reader.read(String(value).trim())
    return { value: reader.categories[code] ?? null, problem, repaired }
  }
}

const missing: CleanCell = { value: null, problem: 'empty' }
