import type { Kysely } from 'kysely'
import type { EmitEvent } from '../../sql/emit-event.ts'
import { aliasChanged, aliasMoved } from '../events.ts'
import type { AliasChange } from '../store.ts'
import type { RegistryTables } from './tables.ts'

/**
 * Moves, creates or removes an alias, records that in its history, and emits it.
 * @param db a transaction
 * @param expected changes nothing if the alias is elsewhere; undefined for any
 * @returns null if nothing changed
 */
export async function changeAlias(
  db: Kysely<RegistryTables>,
  change: Omit<AliasChange, 'previous'>,
  expected: number | null | undefined,
  emit: EmitEvent,
): Promise<AliasChange | null> {
  const { model, alias, version, at, by, reason } = change
  // Concurrent changes of aliases of the model wait here.
  const { is_prompt } = (await db
    .updateTable('model')
    .set({ name: model })
    .where('name', '=', model)
    .returning('is_prompt')
    .executeTakeFirst()) ?? { is_prompt: 0 }
  const current = await db
    .selectFrom('model_alias')
    .select('version')
    .where('model', '=', model)
    .where('alias', '=', alias)
    .executeTakeFirst()
  const previous = current?.version ?? null
  const isElsewhere = expected !== undefined && previous !== expected
  if (isElsewhere || (version === null && previous === null)) return null
  if (version === null) {
    await db.deleteFrom('model_alias').where('model', '=', model).where('alias', '=', alias).execute()
  } else {
    await db
      .insertInto('model_alias')
      .values({ model, alias, version })
      .onConflict((on) => on.columns(['model', 'alias']).doUpdateSet({ version }))
      .execute()
  }
  await db
    .insertInto('alias_change')
    .values({ model, alias, version, previous, at, by, reason, rollback: change.rollback ? 1 : 0 })
    .execute()
  await emit(db, aliasChanged(model, alias, version, is_prompt === 1))
  if (is_prompt === 0) await emit(db, aliasMoved({ ...change, previous }))
  return { ...change, previous }
}
