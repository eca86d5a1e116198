import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { jsonList } from './json-rows.ts'
import type { SqlDialect } from './sql-database.ts'

/** What a caller may find: only some names or ids, or all but some. */
export type Visible = { readonly only: readonly string[] } | { readonly except: readonly string[] }

/**
 * Returns the condition that a row is visible, or none if all are, so that a page is full of what
 * its reader may see.
 *
 * @param column a text
 */
export function visibleConditions(
  column: RawBuilder<unknown>,
  visible: Visible | null | undefined,
  dialect: SqlDialect,
): readonly RawBuilder<SqlBool>[] {
  if (visible == null) return []
  const listed = jsonList(dialect, 'text', 'only' in visible ? visible.only : visible.except)
  return ['only' in visible ? sql`${column} IN ${listed}` : sql`${column} NOT IN ${listed}`]
}

/** Returns those of some names that are visible. */
export function visibleAmong(names: readonly string[], visible: Visible | null): readonly string[] {
  if (visible === null) return names
  const listed = new Set('only' in visible ? visible.only : visible.except)
  return names.filter((name) => listed.has(name) === 'only' in visible)
}
