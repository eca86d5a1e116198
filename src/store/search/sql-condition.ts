import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { SqlDialect } from '../sql/sql-database.ts'
import {
  type Comparison,
  isNumberComparison,
  type NumberComparison,
  type NumberOperator,
} from './comparison.ts'
import { toGlob } from './like.ts'

type Condition = RawBuilder<SqlBool>

/** Returns the condition that a column compares as a filter says. NULL is not equal or unequal. */
export function columnCondition(
  column: Expression<unknown>,
  comparison: Comparison,
  dialect: SqlDialect,
): Condition {
  if (isNumberComparison(comparison)) return numberCondition(column, comparison)
  const { operator, value } = comparison
  switch (operator) {
    case '=':
      return sql`${column} = ${value}`
    case '!=':
      return sql`${column} <> ${value}`
    case 'IN':
      return sql`${column} in (${sql.join(value)})`
    case 'NOT IN':
      return sql`${column} not in (${sql.join(value)})`
    case 'IS NULL':
      return sql`${column} is null`
    case 'IS NOT NULL':
      return sql`${column} is not null`
    // No character escapes another, and only A to Z have two cases, in both databases.
    case 'LIKE':
      return dialect === 'sqlite'
        ? sql`${column} glob ${toGlob(value)}`
        : sql`${column} like ${value} escape ''`
    case 'ILIKE':
      return dialect === 'sqlite' ? sql`${column} like ${value}` : sql`${column} ilike ${value} escape ''`
    case 'RLIKE':
      // (?p): a . is no newline, and ^ and $ are the ends of the text.
      return dialect === 'sqlite' ? sql`${column} regexp ${value}` : sql`${column} ~ ${`(?p)${value}`}`
  }
}

/** Rows of keys and values that belong to others, such as the tags of runs. */
export interface KeyValueTable {
  readonly table: string
  /** Column with the id of the row that the value belongs to. */
  readonly owner: string
  readonly key: string
  /** Column of the values. NULL is a number that is not a number. */
  readonly value: string
}

/**
 * Returns the condition that a row owns a value that compares as a filter says. Without a value of
 * that key, `IS NULL` is true and other comparisons are false.
 * @param owner the id of the row, such as `run.id`
 * @param where further conditions of the rows of `table`
 */
export function keyValueCondition(
  { table, owner: ownerColumn, key, value }: KeyValueTable,
  owner: string,
  comparison: Comparison,
  dialect: SqlDialect,
  where: Condition = sql`true`,
): Condition {
  const column = (name: string): Expression<unknown> => sql.ref(`${table}.${name}`)
  const rows = (condition: Condition): Condition => sql`exists (select 1 from ${sql.table(table)}
    where ${column(ownerColumn)} = ${sql.ref(owner)} and ${column(key)} = ${comparison.key} and ${where} and ${condition})`
  if (comparison.operator === 'IS NULL') return sql`not ${rows(sql`true`)}`
  if (comparison.operator === 'IS NOT NULL') return rows(sql`true`)
  const condition = columnCondition(column(value), comparison, dialect)
  const isUnequalNumber = isNumberComparison(comparison) && comparison.operator === '!='
  return rows(isUnequalNumber ? sql`(${condition} or ${column(value)} is null)` : condition)
}

function numberCondition(column: Expression<unknown>, { operator, value }: NumberComparison): Condition {
  // PostgreSQL would read 5.5 as the whole number that the column has.
  const type = Number.isSafeInteger(value) ? sql`bigint` : sql`double precision`
  return sql`${column} ${symbol(operator)} cast(${value} as ${type})`
}

/** Times of ISO 8601 have four digits of a year. */
const firstMs = Date.parse('0000-01-01T00:00:00.000Z')
const lastMs = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * Returns the condition that a column of ISO 8601 times with milliseconds compares to a number of
 * milliseconds since 1970.
 */
export function timeCondition(
  column: Expression<string | null>,
  { operator, value }: NumberComparison,
): Condition {
  const isEquality = operator === '=' || operator === '!='
  if (isEquality && !(Number.isInteger(value) && value >= firstMs && value <= lastMs))
    return operator === '=' ? sql`1 = 0` : sql`${column} is not null`
  const roundsUp = operator === '<' || operator === '>='
  const whole = roundsUp ? Math.ceil(value) : Math.floor(value)
  const time = new Date(Math.min(Math.max(whole, firstMs), lastMs)).toISOString()
  return sql`${column} ${symbol(operator)} ${time}`
}

function symbol(operator: NumberOperator): RawBuilder<unknown> {
  return sql.raw(operator === '!=' ? '<>' : operator)
}
