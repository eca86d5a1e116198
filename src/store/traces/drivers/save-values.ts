import type { Transaction } from 'kysely'
import type { TraceTables } from './tables.ts'

/** Sets tags or metadata of a trace. @param keeps whether values that it has stay as they are */
export async function saveValues(
  db: Transaction<TraceTables>,
  table: 'trace_tag' | 'trace_metadata',
  traceId: string,
  values: Readonly<Record<string, string>>,
  keeps = false,
): Promise<void> {
  const rows = Object.entries(values).map(([name, value]) => ({ trace_id: traceId, name, value }))
  if (rows.length === 0) return
  await db
    .insertInto(table)
    .values(rows)
    .onConflict((on) => {
      const same = on.columns(['trace_id', 'name'])
      return keeps ? same.doNothing() : same.doUpdateSet(({ ref }) => ({ value: ref('excluded.value') }))
    })
    .execute()
}
