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
 * Raises the last version number of a model, which outlives its versions, by `by`. Earlier versions
 * of the program number versions without it.
 * @param least what it is at least before
 * @returns the number
 */
export async function raiseLastVersion(
  db: Kysely<RegistryTables>,
  model: string,
  by: number,
  least = 0,
): Promise<number> {
  const before = await db
    .selectNoFrom([
      sql<number | null>`(SELECT max(version) FROM model_version WHERE model = ${model})`.as('used'),
      sql<number | null>`(SELECT last_version FROM model_number WHERE model = ${model})`.as('stored'),
    ])
    .executeTakeFirstOrThrow()
  const last_version = Math.max(before.used ?? 0, before.stored ?? 0, least) + by
  await db
    .insertInto('model_number')
    .values({ model, last_version })
    .onConflict((on) => on.column('model').doUpdateSet({ last_version }))
    .execute()
  return last_version
}

/**
 * Prepares the end of a model.
 * @param keeps whether a new model of this name numbers its versions further; else from 1
 */
export async function releaseNumbers(
  db: Kysely<RegistryTables>,
  model: string,
  keeps: boolean,
): Promise<void> {
  if (keeps) await raiseLastVersion(db, model, 0)
  else await db.deleteFrom('model_number').where('model', '=', model).execute()
}
