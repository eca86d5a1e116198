import { type Kysely, sql } from 'kysely'
import type { EmitEvent, StoreEvent } from '../../sql/emit-event.ts'
import type { SqlDatabase, SqlDialect } from '../../sql/sql-database.ts'
import { type Visible, visibleConditions } from '../../sql/visible.ts'
import { modelCreated } from '../events.ts'
import type {
  AliasChange,
  ModelVersion,
  NewVersion,
  RegisteredModel,
  RegistryStore,
  ThresholdChange,
} from '../store.ts'
import { changeAlias } from './change-alias.ts'
import { insertVersion } from './insert-version.ts'
import { selectModels, withAliases } from './read-models.ts'
import { type RegistryTables, toVersion } from './tables.ts'

/** Models in SQLite or PostgreSQL. */
export class SqlRegistryStore implements RegistryStore {
  readonly #db: Kysely<RegistryTables>
  readonly #dialect: SqlDialect
  readonly #emit: EmitEvent

  /** @param emit stores an event with its change. Default: events are not stored */
  constructor(database: SqlDatabase, emit: EmitEvent = async () => undefined) {
    this.#db = database.kysely.$extendTables<RegistryTables>()
    this.#dialect = database.dialect
    this.#emit = emit
  }

  async listModels(visible: Visible | null = null): Promise<readonly RegisteredModel[]> {
    let models = selectModels(this.#db).where('is_prompt', '=', 0).orderBy('name')
    for (const condition of visibleConditions(sql`name`, visible, this.#dialect))
      models = models.where(condition)
    return await withAliases(this.#db, await models.execute())
  }

  async getModel(name: string): Promise<RegisteredModel | null> {
    const rows = await selectModels(this.#db).where('name', '=', name).execute()
    return (await withAliases(this.#db, rows))[0] ?? null
  }

  async createVersion(version: NewVersion): Promise<number> {
    const { model: name, createdAt, description } = version
    return await this.#db.transaction().execute(async (db) => {
      const created = await db
        .insertInto('model')
        .values({
          name,
          created_at: createdAt,
          updated_at: createdAt,
          description,
          tags: '{}',
          is_prompt: 0,
        })
        .onConflict((on) => on.column('name').doNothing())
        .executeTakeFirst()
      if (created.numInsertedOrUpdatedRows === 1n)
        await this.#emit(db, modelCreated({ name, createdAt, description, tags: {} }))
      return (await insertVersion(db, version, this.#emit)) as number // its model was created above
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

  async setAlias(
    change: Omit<AliasChange, 'previous'>,
    expected?: number | null,
  ): Promise<AliasChange | null> {
    return await this.#db
      .transaction()
      .execute(async (db) => await changeAlias(db, change, expected, this.#emit))
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

  async emitEvent(event: StoreEvent): Promise<void> {
    await this.#emit(this.#db, event)
  }
}
