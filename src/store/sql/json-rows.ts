import { type RawBuilder, sql } from 'kysely'
import type { SqlDialect } from './sql-database.ts'

type Cell = string | number | null
type CellType = 'text' | 'integer' | 'real'

/**
 * Returns rows as a table with these columns, for `FROM`. All of them are one parameter of the
 * query, because databases limit parameters and prepare each number of them anew. NaN is NULL.
 */
export function jsonRows(
  dialect: SqlDialect,
  columns: Readonly<Record<string, CellType>>,
  rows: readonly (readonly Cell[])[],
): RawBuilder<unknown> {
  const json = encodeRows(dialect, rows)
  const cells = Object.entries(columns).map(([name, type], i) => {
    const cell = sql`value ->> ${sql.lit(i)}`
    return sql`${dialect === 'sqlite' ? cell : sql`(${cell})::${sql.raw(postgresTypes[type])}`} as ${sql.ref(name)}`
  })
  const elements = dialect === 'sqlite' ? sql`json_each(${json})` : sql`jsonb_array_elements(${json}::jsonb)`
  return sql`(select ${sql.join(cells)} from ${elements})`
}

/** Returns the values as a list for `IN`, which may be empty. */
export function jsonList(
  dialect: SqlDialect,
  type: CellType,
  values: readonly (string | number)[],
): RawBuilder<never> {
  const rows = jsonRows(
    dialect,
    { item: type },
    values.map((value) => [value]),
  )
  return sql<never>`(select item from ${rows} as items)`
}

const postgresTypes = { text: 'text', integer: 'bigint', real: 'double precision' } as const

function encodeRows(dialect: SqlDialect, rows: readonly (readonly Cell[])[]): string {
  const isPlain = rows.every((row) => row.every((cell) => cell !== Infinity && cell !== -Infinity))
  const json = JSON.stringify(rows)
  if (isPlain && !json.includes('\\ud')) return json
  return `[${rows.map((row) => `[${row.map((cell) => encodeCell(cell, dialect)).join()}]`).join()}]`
}

/**
 * JSON has no infinite numbers: SQLite reads one that is too large, and PostgreSQL a text. Half of
 * a surrogate pair is no character.
 */
function encodeCell(cell: Cell, dialect: SqlDialect): string {
  const isInfinite = cell === Infinity || cell === -Infinity
  if (!isInfinite) return JSON.stringify(typeof cell === 'string' ? cell.toWellFormed() : cell)
  if (dialect === 'postgres') return `"${cell}"`
  return cell > 0 ? '9e999' : '-9e999'
}
