import { type Kysely, sql } from 'kysely'
import type { Migrations } from '../../sql/migrate.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import type { AliasChange, ModelVersion, RegisteredModel, RegistryStore, ThresholdChange } from '../store.ts'

export const registryMigrations: Migrations = {
  part: 'registry',
  steps: [
    ({ id, text, integer, strict, strictByKey }) => `
    CREATE TABLE model (name ${text} PRIMARY KEY, created_at ${text} NOT NULL, description ${text} NOT NULL) ${strictByKey};
    CREATE TABLE model_version (
      model ${text} NOT NULL REFERENCES model, version ${integer} NOT NULL, run_id ${text} NOT NULL, created_at ${text} NOT NULL,
      description ${text} NOT NULL, tags ${text} NOT NULL, PRIMARY KEY (model, version)
    ) ${strictByKey};
    CREATE TABLE model_alias (
      model ${text} NOT NULL, alias ${text} NOT NULL, version ${integer} NOT NULL, PRIMARY KEY (model, alias),
      FOREIGN KEY (model, version) REFERENCES model_version
    ) ${strictByKey};
    CREATE TABLE alias_change (
      id ${id}, model ${text} NOT NULL REFERENCES model, alias ${text} NOT NULL, version ${integer}, previous ${integer},
      at ${text} NOT NULL, by ${text} NOT NULL, reason ${text} NOT NULL, rollback ${integer} NOT NULL
    ) ${strict};
    CREATE INDEX alias_change_newest ON alias_change (model, alias, id);`,
    ({ id, text, real, strict }) => `CREATE TABLE threshold_change (
      id ${id}, model ${text} NOT NULL, threshold ${real} NOT NULL, at ${text} NOT NULL, by ${text} NOT NULL, reason ${text} NOT NULL
    ) ${strict};
    CREATE INDEX threshold_change_newest ON threshold_change (model, id);`,
  ],
}

type Tables = {
  model: { name: string; created_at: string; description: string }
  model_version: VersionRow
  model_alias: { model: string; alias: string; version: number }
  alias_change: {
    id?: number
    model: string
    alias: string
    version: number
    previous: number | null
    at: string
    by: string
    reason: string
    rollback: number
  }
  threshold_change: { id?: number } & ThresholdChange
}

interface VersionRow {
  model: string
  version: number
  run_id: string
  created_at: string
  description: string
  tags: string
}

/** Models in SQLite or PostgreSQL. */
export class SqlRegistryStore implements RegistryStore {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async listModels(): Promise<readonly RegisteredModel[]> {
    return await this.#withAliases(await this.#models().orderBy('name').execute())
  }

  async getModel(name: string): Promise<RegisteredModel | null> {
    const rows = await this.#models().where('name', '=', name).execute()
    return (await this.#withAliases(rows))[0] ?? null
  }

  async createVersion({
    model,
    runId,
    createdAt,
    description,
    tags,
  }: Omit<ModelVersion, 'version'>): Promise<number> {
    return await this.#db.transaction().execute(async (db) => {
      await db
        .insertInto('model')
        .values({ name: model, created_at: createdAt, description })
        .onConflict((on) => on.column('name').doUpdateSet({ name: model })) // concurrent registrations wait here
        .execute()
      const last = await db
        .selectFrom('model_version')
        .select(({ fn }) => fn.max('version').as('version'))
        .where('model', '=', model)
        .executeTakeFirst()
      const version = (last?.version ?? 0) + 1
      await db
        .insertInto('model_version')
        .values({
          model,
          version,
          run_id: runId,
          created_at: createdAt,
          description,
          tags: JSON.stringify(tags),
        })
        .execute()
      return version
    })
  }

  async getVersion(model: string, version: number): Promise<ModelVersion | null> {
    const row = await this.#db
      .selectFrom('model_version')
      .selectAll()
      .where('model', '=', model)
      .where('version', '=', version)
      .executeTakeFirst()
    return row === undefined ? null : toVersion(row)
  }

  async listVersions(model: string): Promise<readonly ModelVersion[]> {
    const rows = await this.#db
      .selectFrom('model_version')
      .selectAll()
      .where('model', '=', model)
      .orderBy('version', 'desc')
      .execute()
    return rows.map(toVersion)
  }

  async setAlias(change: Omit<AliasChange, 'previous'>, expected: number | null): Promise<boolean> {
    const { model, alias, version, at, by, reason } = change
    return await this.#db.transaction().execute(async (db) => {
      await db.updateTable('model').set({ name: model }).where('name', '=', model).execute() // who moves it now waits here
      const previous = sql<
        number | null
      >`(SELECT version FROM model_alias WHERE model = ${model} AND alias = ${alias})`
      const noted = await db
        .insertInto('alias_change')
        .values({ model, alias, version, previous, at, by, reason, rollback: change.rollback ? 1 : 0 })
        .returning(['id', 'previous'])
        .executeTakeFirstOrThrow()
      if (noted.previous !== expected) {
        await db.deleteFrom('alias_change').where('id', '=', noted.id).execute()
        return false
      }
      const moved = db.insertInto('model_alias').values({ model, alias, version })
      await moved.onConflict((on) => on.columns(['model', 'alias']).doUpdateSet({ version })).execute()
      return true
    })
  }

  async aliasHistory(model: string, alias: string): Promise<readonly AliasChange[]> {
    const rows = await this.#db
      .selectFrom('alias_change')
      .select(['model', 'alias', 'version', 'previous', 'at', 'by', 'reason', 'rollback'])
      .where('model', '=', model)
      .where('alias', '=', alias)
      .orderBy('id', 'desc')
      .execute()
    return rows.map((row) => ({ ...row, rollback: row.rollback === 1 }))
  }

  async addThreshold({ model, threshold, at, by, reason }: ThresholdChange): Promise<void> {
    await this.#db.insertInto('threshold_change').values({ model, threshold, at, by, reason }).execute()
  }

  async thresholdHistory(model: string, limit: number): Promise<readonly ThresholdChange[]> {
    return await this.#db
      .selectFrom('threshold_change')
      .select(['model', 'threshold', 'at', 'by', 'reason'])
      .where('model', '=', model)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
  }

  #models() {
    return this.#db.selectFrom('model').select((model) => [
      'name',
      'created_at',
      'description',
      model
        .selectFrom('model_version')
        .select((version) => version.fn.max('model_version.version').as('latest'))
        .whereRef('model_version.model', '=', 'model.name')
        .as('latest_version'),
    ])
  }

  /** One query for all of them, however many there are. */
  async #withAliases(
    rows: readonly (Tables['model'] & { readonly latest_version: number | null })[],
  ): Promise<readonly RegisteredModel[]> {
    if (rows.length === 0) return []
    const names = rows.map((row) => row.name)
    const aliases = await this.#db
      .selectFrom('model_alias')
      .selectAll()
      .where('model', 'in', names)
      .orderBy('alias')
      .execute()
    return rows.map(({ name, created_at, description, latest_version }) => ({
      name,
      createdAt: created_at,
      description,
      latestVersion: latest_version ?? 0,
      aliases: Object.fromEntries(
        aliases.filter((row) => row.model === name).map((row) => [row.alias, row.version]),
      ),
    }))
  }
}

function toVersion({ model, version, run_id, created_at, description, tags }: VersionRow): ModelVersion {
  return { model, version, runId: run_id, createdAt: created_at, description, tags: JSON.parse(tags) }
}
