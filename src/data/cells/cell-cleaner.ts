import { CategoryReader } from './category-reader.ts'
import { DateReader } from './date-reader.ts'
import { NumberReader } from './number-reader.ts'
import { type Column, isDate } from '../column.ts'
import type { CellProblem } from '../data-report.ts'
import { isLoss } from '../readers/lost-cells.ts'

/** A value that has a type already: what a feature store or another program holds. */
export type TypedValue = number | bigint | string | boolean | null

export interface CleanCell {
  /** `null` is missing. */
  readonly value: number | string | null
  /** Why there is no value. Not set for a value. */
  readonly problem?: CellProblem | undefined
  readonly repaired?: boolean | undefined
}

export type CellCleaner = (value: TypedValue) => CleanCell

/**
 * Returns a function that cleans single values by the rules by which a column reads the cells of a file. A number is a value of the column
 * itself, so only its markers and its range apply; a text is parsed as a cell is.
 *
 * @throws TypeError for a list or a text, which no feature view provides.
 */
export function cellCleaner(column: Column): CellCleaner {
  if (column.type === 'number' || column.type === 'integer') return numberCleaner(new NumberReader(column))
  if (isDate(column)) return dateCleaner(new DateReader(column))
  if (column.type === 'category') return categoryCleaner(new CategoryReader(column))
  throw new TypeError(`Values of a column of type ${column.type} are not cleaned one by one.`)
}

/** Returns true if a cell holds something that the column does not allow; an empty cell or a missing marker is not such. */
export function isUnusable({ problem }: Pick<CleanCell, 'problem'>): boolean {
  return problem !== undefined && isLoss(problem)
}

function numberCleaner(reader: NumberReader): CellCleaner {
  return (value) => {
    if (value === null || Number.isNaN(value)) return missing
    const isNumber = typeof value === 'number' || typeof value === 'bigint'
    const number = Number(value)
    const cell = isNumber ? { value: number, problem: reader.problemOf(number) } : reader.read(String(value).trim())
    return cell.problem === undefined ? cell : { value: null, problem: cell.problem }
  }
}

/** A number is a time that a store holds in seconds since 1970. */
function dateCleaner(reader: DateReader): CellCleaner {
  return (value) => {
    if (value === null) return missing
    const isNumber = typeof value === 'number' || typeof value === 'bigint'
    const { value: time, problem, repaired } = isNumber ? reader.readSeconds(Number(value)) : reader.read(String(value).trim())
    return problem === undefined ? { value: reader.write(time), repaired } : { value: null, problem }
  }
}

function categoryCleaner(reader: CategoryReader): CellCleaner {
  return (value) => {
    if (value === null) return missing
    const { code, problem, repaired } = reader.read(String(value).trim())
    return { value: reader.categories[code] ?? null, problem, repaired }
  }
}

const missing: CleanCell = { value: null, problem: 'empty' }
