import { type Kysely, sql } from 'kysely'
import type { EmitEvent } from '../../sql/emit-event.ts'
import type { Page } from '../../sql/page.ts'
import type { SqlDatabase, SqlDialect } from '../../sql/sql-database.ts'
import type {
  CatalogSearch,
  CatalogStore,
  ModelChange,
  ModelRename,
  NewModel,
  TagChanges,
  VersionChange,
} from '../catalog-store.ts'
import { modelCreated, modelDeleted, modelRenamed, modelTagsChanged, versionTagsChanged } from '../events.ts'
import { isPrompt } from '../prompt.ts'
import type { ModelVersion, NewVersion, RegisteredModel, Tags } from '../store.ts'
import { changeAlias } from './change-alias.ts'
import { insertVersion, raiseLastVersion, releaseNumbers } from './insert-version.ts'
import { renameModel } from './rename-model.ts'
import { searchModels, searchVersions } from './search-registry.ts'
import { type RegistryTables, toVersion } from './tables.ts'

/** Models and versions as clients manage them, in SQLite or PostgreSQL. */
export class SqlCatalogStore implements CatalogStore {
  readonly #db: Kysely<RegistryTables>
  readonly #dialect: SqlDialect
  readonly #emit: EmitEvent

  /** @param emit stores an event with its change. Default: events are not stored */
  constructor(database: SqlDatabase, emit: EmitEvent = async () => undefined) {
    this.#dialect = database.dialect
    this.#db = database.kysely.$extendTables<RegistryTables>()
    this.#emit = emit
  }

  async createModel(model: NewModel): Promise<boolean> {
    const { name, createdAt, description, tags } = model
    return await this.#db.transaction().execute(async (db) => {
      const created = await db
        .insertInto('model')
        .values({
          name,
          created_at: createdAt,
          updated_at: createdAt,
          description,
          tags: JSON.stringify(tags),
          is_prompt: isPrompt(tags) ? 1 : 0,
        })
        .onConflict((on) => on.column('name').doNothing())
        .executeTakeFirst()
      if (created.numInsertedOrUpdatedRows !== 1n) return false
      await this.#emit(db, modelCreated(model))
      return true
    })
  }

  async updateModel(name: string, { description, tags: changes, at }: ModelChange): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const row = await lockModel(db, name)
      if (row === undefined) return false
      const tags = changeTags(JSON.parse(row.tags), changes)
      await db
        .updateTable('model')
        .set({
          tags: JSON.stringify(tags),
          is_prompt: isPrompt(tags) ? 1 : 0,
          ...(description !== undefined && { description }),
          ...(at !== undefined && { updated_at: at }),
        })
        .where('name', '=', name)
        .execute()
      for (const event of modelTagsChanged(name, isPrompt(tags), changes ?? {})) await this.#emit(db, event)
      return true
    })
  }

  async renameModel(name: string, rename: ModelRename): Promise<'renamed' | 'missing' | 'taken'> {
    return await this.#db.transaction().execute(async (db) => {
      const result = await renameModel(db, name, rename)
      if (result === 'renamed') await this.#emit(db, modelRenamed(name, rename.newName))
      return result
    })
  }

  async deleteModel(name: string, keepsNumbers: boolean): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      if ((await lockModel(db, name)) === undefined) return false
      await releaseNumbers(db, name, keepsNumbers)
      for (const table of ['alias_change', 'model_alias', 'model_version'] as const)
        await db.deleteFrom(table).where('model', '=', name).execute()
      await db.deleteFrom('model').where('name', '=', name).execute()
      await this.#emit(db, modelDeleted(name))
      return true
    })
  }

  async searchModels(query: CatalogSearch): Promise<Page<RegisteredModel>> {
    return await searchModels(this.#db, this.#dialect, query)
  }

  async addVersion(version: NewVersion): Promise<number | null> {
    return await this.#db.transaction().execute(async (db) => await insertVersion(db, version, this.#emit))
  }

  async updateVersion(model: string, version: number, change: VersionChange): Promise<boolean> {
    const { description, tags: changes, stage, archiveOthers, at } = change
    return await this.#db.transaction().execute(async (db) => {
      const ofPrompt = (await lockModel(db, model))?.is_prompt === 1
      const row = await selectVersion(db, model, version).select('tags').executeTakeFirst()
      if (row === undefined) return false
      const tags = changeTags(JSON.parse(row.tags), changes)
      await db
        .updateTable('model_version')
        .set({
          tags: JSON.stringify(tags),
          is_prompt: isPrompt(tags) ? 1 : 0,
          ...(description !== undefined && { description }),
          ...(stage !== undefined && { stage }),
          ...(at !== undefined && { updated_at: at }),
        })
        .where('model', '=', model)
        .where('version', '=', version)
        .execute()
      if (stage !== undefined && at !== undefined) {
        if (archiveOthers === true)
          await db
            .updateTable('model_version')
            .set({ stage: 'Archived', updated_at: at })
            .where('model', '=', model)
            .where('version', '<>', version)
            .where('stage', '=', stage)
            .execute()
        await db.updateTable('model').set({ updated_at: at }).where('name', '=', model).execute()
      }
      for (const event of versionTagsChanged(model, version, ofPrompt, changes ?? {}))
        await this.#emit(db, event)
      return true
    })
  }

  async deleteVersion(model: string, version: number, at: string, by: string): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const locked = await lockModel(db, model)
      const row = await selectVersion(db, model, version).select('version').executeTakeFirst()
      if (locked === undefined || row === undefined) return false
      await raiseLastVersion(db, model, 0)
      const aliases = await db
        .selectFrom('model_alias')
        .select('alias')
        .where('model', '=', model)
        .where('version', '=', version)
        .execute()
      const removed = { model, version: null, at, by, reason: 'version deleted', rollback: false }
      for (const { alias } of aliases) await changeAlias(db, { ...removed, alias }, version, this.#emit)
      await db.deleteFrom('model_version').where('model', '=', model).where('version', '=', version).execute()
      await db.updateTable('model').set({ updated_at: at }).where('name', '=', model).execute()
      return true
    })
  }

  async searchVersions(query: CatalogSearch): Promise<Page<ModelVersion>> {
    return await searchVersions(this.#db, this.#dialect, query)
  }

  async latestVersions(models: readonly string[]): Promise<readonly ModelVersion[]> {
    if (models.length === 0) return []
    const newest = this.#db
      .selectFrom('model_version')
      .select(({ fn }) => ['model', fn.max('version').as('version')])
      .where('model', 'in', models)
      .groupBy(['model', 'stage'])
    const rows = await this.#db
      .selectFrom('model_version')
      .selectAll()
      .where(sql<boolean>`(model, version) IN ${newest}`)
      .orderBy('model')
      .orderBy('version')
      .execute()
    return rows.map(toVersion)
  }
}

/** Reads a model, and makes concurrent changes of it wait until the end of the transaction. */
async function lockModel(db: Kysely<RegistryTables>, name: string) {
  return await db
    .updateTable('model')
    .set({ name })
    .where('name', '=', name)
    .returningAll()
    .executeTakeFirst()
}

function selectVersion(db: Kysely<RegistryTables>, model: string, version: number) {
  return db.selectFrom('model_version').where('model', '=', model).where('version', '=', version)
}

function changeTags(tags: Tags, changes: TagChanges = {}): Tags {
  const changed = Object.entries({ ...tags, ...changes })
  return Object.fromEntries(changed.filter((entry): entry is [string, string] => entry[1] !== null))
}
