import { type Kysely, sql } from 'kysely'
import type { EmitEvent } from '../../sql/emit-event.ts'
import { versionCreated } from '../events.ts'
import { isPrompt } from '../prompt.ts'
import type { NewVersion } from '../store.ts'
import type { RegistryTables } from './tables.ts'

/**
 * Inserts the next version of a model, and emits that.
 * @param db a transaction
 * @returns the version's number, or null if there is no such model
 */
export async function insertVersion(
  db: Kysely<RegistryTables>,
  version: NewVersion,
  emit: EmitEvent,
): Promise<number | null> {
  const { model, createdAt } = version
  // Concurrent registrations of the model wait here, those of earlier versions of the program too.
  const locked = db.updateTable('model').set({ updated_at: createdAt }).where('name', '=', model)
  if ((await locked.executeTakeFirst()).numUpdatedRows === 0n) return null
  const number = await raiseLastVersion(db, model, 1)
  await db
    .insertInto('model_version')
    .values({
      model,
      version: number,
      run_id: version.runId,
      created_at: createdAt,
      updated_at: createdAt,
      description: version.description,
      tags: JSON.stringify(version.tags),
      is_prompt: isPrompt(version.tags) ? 1 : 0,
      stage: 'None',
      status: 'ready',
      source: version.source,
      location: version.location ?? null,
      run_link: version.runLink ?? '',
      model_id: version.modelId ?? null,
      created_by: version.createdBy,
    })
    .execute()
  await emit(db, versionCreated(version, number))
  return number
}

/**
 * Stores the last version number of a model's name, plus `by`, where it outlives its versions.
 * Earlier versions of the program number versions without it.
 * @returns the stored number
 */
export async function raiseLastVersion(
  db: Kysely<RegistryTables>,
  model: string,
  by: number,
): Promise<number> {
  const last = sql<number>`coalesce((SELECT max(version) FROM model_version WHERE model = ${model}), 0)`
  const before = await db
    .selectNoFrom([
      last.as('inTable'),
      sql<number>`coalesce((SELECT last_version FROM model_number WHERE model = ${model}), 0)`.as('stored'),
    ])
    .executeTakeFirstOrThrow()
  const last_version = Math.max(before.inTable, before.stored) + by
  await db
    .insertInto('model_number')
    .values({ model, last_version })
    .onConflict((on) => on.column('model').doUpdateSet({ last_version }))
    .execute()
  return last_version
}
