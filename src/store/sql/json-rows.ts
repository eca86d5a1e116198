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
  const json = `[${rows.map((row) => `[${row.map((cell) => encodeCell(cell, dialect)).join()}]`).join()}]`
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

function encodeCell(cell: Cell, dialect: SqlDialect): string {
  if (typeof cell !== 'number') return JSON.stringify(cell === null ? null : cell.toWellFormed())
  if (Number.isNaN(cell)) return 'null'
  if (Number.isFinite(cell)) return String(cell)
  if (dialect === 'postgres') return `"${cell}"`
  return cell > 0 ? '9e999' : '-9e999'
}
