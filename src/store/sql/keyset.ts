import { type AliasedRawBuilder, type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import { badCursor, parseCursor } from './cursor.ts'

/** One key of the order of a list. Rows that lack its value come last in both directions. */
export interface SortKey {
  readonly expression: Expression<unknown>
  readonly direction: 'asc' | 'desc'
  /** Type of its values, as a cursor has them. */
  readonly type: 'number' | 'string'
  readonly isNullable?: boolean
}

/** Value of a sort key of one row; null if the row lacks it. */
export type SortValue = number | string | null

/** Returns the terms of `ORDER BY` of keys. */
export function orderTerms(keys: readonly SortKey[]): readonly RawBuilder<unknown>[] {
  return keys.flatMap(({ expression, direction, isNullable }) => {
    const term = sql`${expression} ${sql.raw(direction)}`
    return isNullable === true ? [sql`${expression} is null`, term] : [term]
  })
}

/**
 * Returns the condition that a row comes after the row with `values`. The first key also bounds
 * the rows by itself, so that a database finds the first of them in an index.
 * @param keys the order of the list; the last key is unique.
 */
export function comesAfter(keys: readonly SortKey[], values: readonly SortValue[]): RawBuilder<SqlBool> {
  const [key, ...otherKeys] = keys
  const [value = null, ...otherValues] = values
  if (key === undefined) return sql`1 = 0`
  const { expression, direction, isNullable } = key
  const rest = comesAfter(otherKeys, otherValues)
  if (value === null) return sql`(${expression} is null and ${rest})`
  const later = sql.raw(direction === 'asc' ? '>' : '<')
  const orMissing = isNullable === true ? sql` or ${expression} is null` : sql``
  return sql`((${expression} ${later}= ${value}${orMissing}) and (${expression} ${later} ${value}${orMissing} or ${rest}))`
}

/**
 * Returns columns with the values of keys, which `nextKeyset` reads.
 * @param shared values of the first keys, if all rows share them.
 */
export function sortColumns(
  keys: readonly SortKey[],
  shared: readonly SortValue[] = [],
): readonly AliasedRawBuilder<SortValue, string>[] {
  return keys.map(({ expression }, i) => {
    const value = i < shared.length ? sql.lit(shared[i] ?? null) : expression
    return sql<SortValue>`${value}`.as(`sort_${i}`)
  })
}

/**
 * Returns the cursor of the next page, or null if there is none.
 * @param rows those of the page, with `sortColumns`, and the first of the next page
 */
export function nextKeyset(keys: readonly SortKey[], rows: readonly object[], limit: number): string | null {
  if (rows.length <= limit) return null
  const last = rows[limit - 1] as Readonly<Record<string, SortValue>> | undefined
  return encodeKeyset(keys.map((_, i) => last?.[`sort_${i}`] ?? null))
}

/** Returns the cursor of the row with `values`, as clients see it. */
export function encodeKeyset(values: readonly SortValue[]): string {
  const parts = values.map((value) => (typeof value === 'number' ? encodeNumber(value) : value))
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** @throws LapidaryError `bad-cursor` if `cursor` was not made of values of these keys. */
export function decodeKeyset(keys: readonly SortKey[], cursor: string): readonly SortValue[] {
  const parts = parseCursor(cursor)
  if (parts.length !== keys.length) throw badCursor(cursor)
  return keys.map(({ type, isNullable }, i) => {
    const part = parts[i]
    if (part === null && isNullable === true) return null
    const value = type === 'number' ? decodeNumber(part) : part
    const isValid = typeof value === 'string' ? !value.includes('\0') : typeof value === 'number'
    if (typeof value !== type || !isValid) throw badCursor(cursor)
    return value as SortValue
  })
}

/** JSON has no infinite numbers. */
function encodeNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value)
}

function decodeNumber(part: unknown): unknown {
  return part === 'Infinity' || part === '-Infinity' ? Number(part) : part
}
