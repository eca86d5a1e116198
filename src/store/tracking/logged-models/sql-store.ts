import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { comesAfter, decodeKeyset, nextKeyset, orderTerms, sortColumns } from '../../sql/keyset.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import { type ExperimentTables, toKey } from '../drivers/sql-experiments.ts'
import type { Page } from '../page.ts'
import type {
  LoggedModel,
  LoggedModelSearch,
  LoggedModelStatus,
  ModelMetric,
  NewLoggedModel,
} from './logged-model.ts'
import { filterConditions, sortKeys } from './search-query.ts'
import type { LoggedModelStore } from './store.ts'
import type { LoggedModelTables } from './tables.ts'

/** Points of the metrics of one model that are read with it. */
export const maxModelMetrics = 1000

type Row = Selectable<LoggedModelTables['logged_model']>

/** Logged models in SQLite or PostgreSQL. */
export class SqlLoggedModelStore implements LoggedModelStore {
  readonly #database: SqlDatabase
  readonly #db: Kysely<LoggedModelTables>

  constructor(database: SqlDatabase) {
    this.#database = database
    this.#db = database.kysely.$extendTables<LoggedModelTables>()
  }

  async create(model: NewLoggedModel): Promise<void> {
    const key = toKey(model.experimentId)
    if (key === null) throw new LapidaryError('experiment-not-found', { experiment: model.experimentId })
    await this.#db.transaction().execute(async (db) => {
      await db
        .insertInto('logged_model')
        .values({
          id: model.id,
          experiment_id: key,
          name: model.name,
          status: model.status,
          artifact_location: model.artifactLocation,
          model_type: model.modelType,
          source_run_id: model.sourceRunId,
          created_at: model.createdAt,
          updated_at: model.createdAt,
        })
        .execute()
      await insertTags(db, model.id, model.tags)
      await insertParams(db, model.id, model.params)
    })
  }

  async getMany(ids: readonly string[]): Promise<readonly LoggedModel[]> {
    if (ids.length === 0) return []
    return await this.#withValues(
      await this.#db.selectFrom('logged_model').selectAll().where('id', 'in', ids).execute(),
    )
  }

  async search(query: LoggedModelSearch): Promise<Page<LoggedModel>> {
    const { experimentIds, limit, cursor, orderBy } = query
    const keys = sortKeys(orderBy)
    const conditions = filterConditions(query, this.#database.dialect)
    const after = cursor === undefined ? [] : [comesAfter(keys, decodeKeyset(keys, cursor))]
    const experiments = experimentIds.map(toKey).filter((key) => key !== null)
    if (experiments.length === 0) return { items: [], nextCursor: null }
    let select = this.#db
      .selectFrom('logged_model')
      .selectAll()
      .select([...sortColumns(keys)])
      .where('experiment_id', 'in', experiments)
      .where('deleted_at', 'is', null)
    for (const condition of [...conditions, ...after]) select = select.where(condition)
    const rows = await select
      .orderBy(sql.join(orderTerms(keys)))
      .limit(limit + 1)
      .execute()
    return {
      items: await this.#withValues(rows.slice(0, limit)),
      nextCursor: nextKeyset(keys, rows, limit),
    }
  }

  async setStatus(id: string, status: LoggedModelStatus, updatedAt: string): Promise<void> {
    const updated = await this.#db
      .updateTable('logged_model')
      .set({ status, updated_at: updatedAt })
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (updated.numUpdatedRows === 0n) throw new LapidaryError('logged-model-not-found', { model: id })
  }

  async delete(id: string, deletedAt: string): Promise<void> {
    const updated = await this.#db
      .updateTable('logged_model')
      .set(({ fn, ref, val }) => ({
        deleted_at: fn.coalesce(ref('deleted_at'), val(deletedAt)),
        updated_at: deletedAt,
      }))
      .where('id', '=', id)
      .executeTakeFirst()
    if (updated.numUpdatedRows === 0n) throw new LapidaryError('logged-model-not-found', { model: id })
  }

  async listDeleted(before: string): Promise<readonly string[]> {
    const rows = await withExperiments(this.#db)
      .selectFrom('logged_model')
      .innerJoin('experiment', 'experiment.id', 'logged_model.experiment_id')
      .select('logged_model.id')
      .where(({ or, eb }) =>
        or([eb('logged_model.deleted_at', '<', before), eb('experiment.deleted_at', '<', before)]),
      )
      .execute()
    return rows.map((row) => row.id)
  }

  async purge(id: string): Promise<boolean> {
    const removed = await withExperiments(this.#db)
      .deleteFrom('logged_model')
      .where('id', '=', id)
      .where(({ or, eb, selectFrom }) =>
        or([
          eb('deleted_at', 'is not', null),
          eb(
            'experiment_id',
            'in',
            selectFrom('experiment').select('experiment.id').where('experiment.deleted_at', 'is not', null),
          ),
        ]),
      )
      .executeTakeFirst()
    return removed.numDeletedRows > 0n
  }

  async setTags(id: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.#change(id, async (db) => await insertTags(db, id, tags))
  }

  async deleteTag(id: string, key: string): Promise<void> {
    await this.#change(id, async (db) => {
      const deleted = await db
        .deleteFrom('logged_model_tag')
        .where('model_id', '=', id)
        .where('name', '=', key)
        .executeTakeFirst()
      if (deleted.numDeletedRows === 0n)
        throw new LapidaryError('logged-model-tag-not-found', { model: id, tag: key })
    })
  }

  async addParams(id: string, params: Readonly<Record<string, string>>): Promise<void> {
    await this.#change(id, async (db) => await insertParams(db, id, params))
  }

  /**
   * Changes an active model, whose row is locked meanwhile.
   * @throws LapidaryError `logged-model-not-found`
   */
  async #change(id: string, change: (db: Transaction<LoggedModelTables>) => Promise<void>): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      const locked = await db
        .updateTable('logged_model')
        .set({ id })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst()
      if (locked.numUpdatedRows === 0n) throw new LapidaryError('logged-model-not-found', { model: id })
      await change(db)
    })
  }

  /** Three queries for all of them, however many there are. */
  async #withValues(rows: readonly Row[]): Promise<readonly LoggedModel[]> {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const values = (table: 'logged_model_tag' | 'logged_model_param') =>
      this.#db.selectFrom(table).selectAll().where('model_id', 'in', ids).orderBy('name').execute()
    const tags = Map.groupBy(await values('logged_model_tag'), ({ model_id }) => model_id)
    const params = Map.groupBy(await values('logged_model_param'), ({ model_id }) => model_id)
    const metrics = Map.groupBy(await this.#lastMetrics(ids), ({ modelId }) => modelId)
    return rows.map((row) => ({
      id: row.id,
      experimentId: String(row.experiment_id),
      name: row.name,
      artifactLocation: row.artifact_location,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      status: row.status,
      lifecycle: row.deleted_at === null ? 'active' : 'deleted',
      modelType: row.model_type,
      sourceRunId: row.source_run_id,
      tags: toRecord(tags.get(row.id)),
      params: toRecord(params.get(row.id)),
      metrics: metrics.get(row.id) ?? [],
    }))
  }

  async #lastMetrics(ids: readonly string[]): Promise<readonly ModelMetric[]> {
    const numbered = this.#db
      .selectFrom('logged_model_metric')
      .selectAll()
      .select(
        sql<number>`row_number() over (partition by model_id order by timestamp_ms desc, step desc, name)`.as(
          'place',
        ),
      )
      .where('model_id', 'in', ids)
    const rows = await this.#db
      .selectFrom(numbered.as('numbered'))
      .selectAll()
      .where('place', '<=', maxModelMetrics)
      .orderBy('name')
      .orderBy('timestamp_ms')
      .orderBy('step')
      .orderBy('run_id')
      .execute()
    return rows.map((row) => ({
      key: row.name,
      value: row.value ?? Number.NaN,
      timestamp: row.timestamp_ms,
      step: row.step,
      modelId: row.model_id,
      runId: row.run_id,
      dataset:
        row.dataset_name === null ? undefined : { name: row.dataset_name, digest: row.dataset_digest ?? '' },
    }))
  }
}

function withExperiments(db: Kysely<LoggedModelTables>) {
  return db.$extendTables<Pick<ExperimentTables, 'experiment'>>()
}

async function insertTags(
  db: Transaction<LoggedModelTables>,
  id: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const rows = toRows(id, tags)
  if (rows.length === 0) return
  await db
    .insertInto('logged_model_tag')
    .values(rows)
    .onConflict((on) =>
      on.columns(['model_id', 'name']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
    )
    .execute()
}

/** @throws LapidaryError `logged-model-param-changed` */
async function insertParams(
  db: Transaction<LoggedModelTables>,
  id: string,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  const rows = toRows(id, params)
  if (rows.length === 0) return
  await db
    .insertInto('logged_model_param')
    .values(rows)
    .onConflict((on) => on.columns(['model_id', 'name']).doNothing())
    .execute()
  const stored = await db
    .selectFrom('logged_model_param')
    .selectAll()
    .where('model_id', '=', id)
    .where('name', 'in', Object.keys(params))
    .execute()
  const changed = stored.find(({ name, value }) => params[name] !== value)
  if (changed !== undefined)
    throw new LapidaryError('logged-model-param-changed', { model: id, key: changed.name })
}

function toRows(id: string, values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([name, value]) => ({ model_id: id, name, value }))
}

function toRecord(
  rows: readonly { readonly name: string; readonly value: string }[] = [],
): Record<string, string> {
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}
