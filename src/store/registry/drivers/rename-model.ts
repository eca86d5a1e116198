import type { Kysely } from 'kysely'
import type { ModelRename } from '../catalog-store.ts'
import { raiseLastVersion, releaseNumbers } from './insert-version.ts'
import type { RegistryTables } from './tables.ts'

/**
 * Renames a model. Its name is the key that its versions refer to, so that the model and its
 * versions are copied under the new name.
 * @param db a transaction
 */
export async function renameModel(
  db: Kysely<RegistryTables>,
  name: string,
  { newName, at, keepsNumbers }: ModelRename,
): Promise<'renamed' | 'missing' | 'taken'> {
  const model = await db
    .updateTable('model')
    .set({ name }) // concurrent changes of the model wait here
    .where('name', '=', name)
    .returningAll()
    .executeTakeFirst()
  if (model === undefined) return 'missing'
  if (newName === name) {
    await db.updateTable('model').set({ updated_at: at }).where('name', '=', name).execute()
    return 'renamed'
  }
  const created = await db
    .insertInto('model')
    .values({ ...model, name: newName, updated_at: at })
    .onConflict((on) => on.column('name').doNothing())
    .executeTakeFirst()
  if (created.numInsertedOrUpdatedRows !== 1n) return 'taken'
  const last = await raiseLastVersion(db, name, 0)
  await copyVersions(db, name, newName, at)
  await raiseLastVersion(db, newName, 0, last)
  await releaseNumbers(db, name, keepsNumbers)
  for (const table of ['model_alias', 'alias_change', 'threshold_change'] as const)
    await db.updateTable(table).set({ model: newName }).where('model', '=', name).execute()
  await db.deleteFrom('model_version').where('model', '=', name).execute()
  await db.deleteFrom('model').where('name', '=', name).execute()
  return 'renamed'
}

async function copyVersions(
  db: Kysely<RegistryTables>,
  name: string,
  newName: string,
  at: string,
): Promise<void> {
  const copied = [
    'version',
    'run_id',
    'created_at',
    'description',
    'tags',
    'stage',
    'status',
    'source',
    'location',
    'run_link',
    'model_id',
    'created_by',
    'is_prompt',
  ] as const
  await db
    .insertInto('model_version')
    .columns(['model', 'updated_at', ...copied])
    .expression((from) =>
      from
        .selectFrom('model_version')
        .select(({ val }) => [val(newName).as('model'), val(at).as('updated_at'), ...copied])
        .where('model', '=', name),
    )
    .execute()
}
