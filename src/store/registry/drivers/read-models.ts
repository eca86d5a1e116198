import type { Kysely, Selectable } from 'kysely'
import type { RegisteredModel } from '../store.ts'
import type { ModelRow, RegistryTables } from './tables.ts'

/** Returns a query of models with the number of the newest version of each. */
export function selectModels(db: Kysely<RegistryTables>) {
  return db
    .selectFrom('model')
    .selectAll()
    .select((model) =>
      model
        .selectFrom('model_version')
        .select((version) => version.fn.max('model_version.version').as('latest'))
        .whereRef('model_version.model', '=', 'model.name')
        .as('latest_version'),
    )
}

type ReadModel = Selectable<ModelRow> & { readonly latest_version: number | null }

/** Adds the aliases of models: one query for all of them. */
export async function withAliases(
  db: Kysely<RegistryTables>,
  rows: readonly ReadModel[],
): Promise<readonly RegisteredModel[]> {
  if (rows.length === 0) return []
  const aliases = await db
    .selectFrom('model_alias')
    .selectAll()
    .where(
      'model',
      'in',
      rows.map((row) => row.name),
    )
    .orderBy('alias')
    .execute()
  const byModel = Map.groupBy(aliases, ({ model }) => model)
  return rows.map((row) => ({
    name: row.name,
    createdAt: row.created_at,
    updatedAt: row.updated_at ?? row.created_at,
    description: row.description,
    tags: JSON.parse(row.tags),
    latestVersion: row.latest_version ?? 0,
    aliases: Object.fromEntries((byModel.get(row.name) ?? []).map(({ alias, version }) => [alias, version])),
  }))
}
