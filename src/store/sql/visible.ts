import { type RawBuilder, sql, type SqlBool } from 'kysely'
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
  const names = JSON.stringify('only' in visible ? visible.only : visible.except)
  const listed =
    dialect === 'sqlite'
      ? sql`(SELECT value FROM json_each(${names}))`
      : sql`(SELECT json_array_elements_text(CAST(${names} AS json)))`
  return ['only' in visible ? sql`${column} IN ${listed}` : sql`${column} NOT IN ${listed}`]
}
