import { LapidaryError } from '../errors.ts'
import { nearestNames } from '../lib/nearest-names.ts'
import { isFeature, type Column, type Columns } from './column.ts'

export interface TableSchema {
  readonly columns: Columns
  readonly target?: string
  readonly entity?: string
  /** Orders the rows of one entity: no feature, so rows to score may lack it. */
  readonly time?: string
}

/** Where the columns of a schema are in one file. */
export interface ColumnMatch {
  /** The file's names; `column_3` where the header has none. */
  readonly header: readonly string[]
  /** Cell of each column that is there. */
  readonly cells: ReadonlyMap<string, number>
  readonly extra: readonly string[]
  /** The first line is a row already. */
  readonly headerless: boolean
}

/**
 * Finds the columns of `schema` in the first line of a file. A schema whose columns are all called `column_1`, `column_2`, ... describes files
 * without a header. Throws `duplicate-columns`, `missing-columns`, `target-not-in-data`, `entity-not-in-data`.
 */
export function matchColumns(file: string, first: readonly string[], schema: TableSchema, requireTarget: boolean): ColumnMatch {
  const names = Object.keys(schema.columns)
  const positional = names.every((name) => /^column_\d+$/.test(name))
  const headerless = positional && !first.some((name) => Object.hasOwn(schema.columns, name))
  const header = first.map((name, i) => (headerless || name === '' ? `column_${i + 1}` : name))
  const repeated = header.filter((name, i) => header.indexOf(name) < i)
  if (repeated.length > 0) throw new LapidaryError('duplicate-columns', { file, names: listed([...new Set(repeated)]) })
  const cells = new Map<string, number>()
  for (const [cell, name] of header.entries()) if (Object.hasOwn(schema.columns, name)) cells.set(name, cell)
  const extra = header.filter((name, i) => !cells.has(name) && first[i] !== '')
  const missing = names.filter((name) => !cells.has(name) && isNeeded(name, schema, requireTarget))
  if (requireTarget ? missing.length > 0 : !mayBeLeftOut(missing, extra, schema, cells))
    throw missingColumns(file, header, missing, extra, schema)
  return { header, cells, extra, headerless }
}

function isNeeded(name: string, schema: TableSchema, requireTarget: boolean): boolean {
  const column = schema.columns[name] as Column
  if (name === schema.target) return requireTarget
  if (!requireTarget) return isFeature(column) && name !== schema.entity && name !== schema.time
  if (name === schema.entity) return true
  return column.personal !== true && column.type !== 'identifier' && column.type !== 'text'
}

/**
 * Rows to score may lack columns, as a request may leave out fields. Not those that a request must have, not all of them, and none
 * that an unknown column of the file resembles: that one is misspelt.
 */
function mayBeLeftOut(
  missing: readonly string[],
  extra: readonly string[],
  schema: TableSchema,
  cells: ReadonlyMap<string, number>,
): boolean {
  const wrong = missing.some((name) => schema.columns[name]?.required === true || nearestNames(name, extra, 1).length > 0)
  return !wrong && [...cells.keys()].some((name) => isNeeded(name, schema, false))
}

function missingColumns(
  file: string,
  header: readonly string[],
  missing: readonly string[],
  extra: readonly string[],
  schema: TableSchema,
): LapidaryError {
  const nearest = missing.flatMap((name) => nearestNames(name, extra, 1).map((near) => `${name} ≈ ${near}`))
  const only = missing.length === 1 ? missing[0] : undefined
  const columns = listed(header)
  if (only !== undefined && only === schema.target) {
    return new LapidaryError('target-not-in-data', { target: only, file, columns, nearest: listed(nearestNames(only, header)) })
  }
  if (only !== undefined && only === schema.entity) {
    return new LapidaryError('entity-not-in-data', { entity: only, file, columns, nearest: listed(nearestNames(only, header)) })
  }
  // Where no name is known the first line may be a person's data, which belongs into no message.
  const shown = extra.filter((name) => /^[\p{L}_][^@"]{0,60}$/u.test(name) && !/\d{4}/.test(name))
  return new LapidaryError('missing-columns', { file, missing: listed(missing), extra: listed(shown), nearest: listed(nearest) })
}

/** Names for a message: at most 30 of them. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return '–'
  return names.slice(0, 30).join(', ') + (names.length > 30 ? `, … (${names.length})` : '')
}
