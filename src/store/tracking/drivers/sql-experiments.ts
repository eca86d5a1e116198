import { type Generated, type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { experimentGrammar } from '../../search/grammars/run-grammar.ts'
import { parseFilter } from '../../search/parse-filter.ts'
import { parseOrder } from '../../search/parse-order.ts'
import { jsonList } from '../../sql/json-rows.ts'
import { comesAfter, decodeKeyset, nextKeyset, orderTerms, sortColumns } from '../../sql/keyset.ts'
import type { SqlDatabase, SqlDialect } from '../../sql/sql-database.ts'
import { visibleConditions } from '../../sql/visible.ts'
import type { Experiment, ExperimentSearch, ExperimentStore, NewExperiment } from '../experiments.ts'
import type { Page } from '../page.ts'
import { experimentCondition, experimentOrder } from './search/experiment-conditions.ts'

export type ExperimentTables = {
  experiment: {
    id: Generated<number>
    name: string
    /** Null: the default of its id. */
    artifact_location: string | null
    created_at: string
    updated_at: string
    /** Null: it is active. */
    deleted_at: string | null
  }
  experiment_tag: { experiment_id: number; name: string; value: string }
}

type Row = Selectable<ExperimentTables['experiment']>

/** Id of an experiment as clients write it. */
export const experimentKey = sql`cast(experiment.id as text)`

/** Experiments in SQLite or PostgreSQL, in tables of `trackingMigrations`. */
export class SqlExperimentStore implements ExperimentStore {
  readonly #db: Kysely<ExperimentTables>
  readonly #dialect: SqlDialect

  constructor(database: SqlDatabase) {
    this.#dialect = database.dialect
    this.#db = database.kysely.$extendTables<ExperimentTables>()
  }

  async create({ name, artifactLocation, tags, createdAt }: NewExperiment): Promise<string> {
    return await this.#db.transaction().execute(async (db) => {
      const created = await db
        .insertInto('experiment')
        .values({
          name,
          artifact_location: artifactLocation ?? null,
          created_at: createdAt,
          updated_at: createdAt,
        })
        .onConflict((on) => on.column('name').doNothing())
        .returning('id')
        .executeTakeFirst()
      if (created === undefined) throw new LapidaryError('experiment-exists', { name })
      const rows = Object.entries(tags).map(([key, value]) => ({
        experiment_id: created.id,
        name: key,
        value,
      }))
      if (rows.length > 0) await db.insertInto('experiment_tag').values(rows).execute()
      return String(created.id)
    })
  }

  async get(id: string): Promise<Experiment | null> {
    const key = toKey(id)
    if (key === null) return null
    const rows = await this.#db.selectFrom('experiment').selectAll().where('id', '=', key).execute()
    return (await this.#withTags(rows))[0] ?? null
  }

  async getByName(name: string): Promise<Experiment | null> {
    const rows = await this.#db.selectFrom('experiment').selectAll().where('name', '=', name).execute()
    return (await this.#withTags(rows))[0] ?? null
  }

  async search({
    filter = '',
    orderBy = [],
    view = 'active',
    visible,
    limit,
    cursor,
  }: ExperimentSearch): Promise<Page<Experiment>> {
    const keys = experimentOrder(parseOrder(orderBy, experimentGrammar))
    let select = this.#db
      .selectFrom('experiment')
      .selectAll()
      .select([...sortColumns(keys)])
    for (const comparison of parseFilter(filter, experimentGrammar))
      select = select.where(experimentCondition(comparison, this.#dialect))
    for (const condition of visibleConditions(experimentKey, visible, this.#dialect))
      select = select.where(condition)
    if (view !== 'all') select = select.where('deleted_at', view === 'active' ? 'is' : 'is not', null)
    if (cursor !== undefined) select = select.where(comesAfter(keys, decodeKeyset(keys, cursor)))
    const rows = await select
      .orderBy(sql.join(orderTerms(keys)))
      .limit(limit + 1)
      .execute()
    return {
      items: await this.#withTags(rows.slice(0, limit)),
      nextCursor: nextKeyset(keys, rows, limit),
    }
  }

  async rename(id: string, name: string, updatedAt: string): Promise<void> {
    await this.#change(id, async (db, key) => {
      const taken = await db.selectFrom('experiment').select('id').where('name', '=', name).executeTakeFirst()
      if (taken !== undefined && taken.id !== key) throw new LapidaryError('experiment-exists', { name })
      await db.updateTable('experiment').set({ name, updated_at: updatedAt }).where('id', '=', key).execute()
    })
  }

  async setLifecycle(id: string, lifecycle: Experiment['lifecycle'], updatedAt: string): Promise<boolean> {
    const key = toKey(id)
    if (key === null) return false
    const isDeleted = lifecycle === 'deleted'
    const changed = await this.#db
      .updateTable('experiment')
      .set({ deleted_at: isDeleted ? updatedAt : null, updated_at: updatedAt })
      .where('id', '=', key)
      .where('deleted_at', isDeleted ? 'is' : 'is not', null)
      .executeTakeFirst()
    return changed.numUpdatedRows > 0n
  }

  async setTag(id: string, key: string, value: string): Promise<void> {
    await this.#change(id, async (db, experimentId) => {
      await db
        .insertInto('experiment_tag')
        .values({ experiment_id: experimentId, name: key, value })
        .onConflict((on) => on.columns(['experiment_id', 'name']).doUpdateSet({ value }))
        .execute()
    })
  }

  async deleteTag(id: string, key: string): Promise<void> {
    await this.#change(id, async (db, experimentId) => {
      const deleted = await db
        .deleteFrom('experiment_tag')
        .where('experiment_id', '=', experimentId)
        .where('name', '=', key)
        .executeTakeFirst()
      if (deleted.numDeletedRows === 0n) throw new LapidaryError('tag-not-found', { tag: key })
    })
  }

  /**
   * Changes an active experiment, whose row is locked meanwhile.
   * @throws LapidaryError `experiment-not-found`, `experiment-deleted`
   */
  async #change(
    id: string,
    change: (db: Transaction<ExperimentTables>, key: number) => Promise<void>,
  ): Promise<void> {
    const key = toKey(id)
    if (key === null) throw new LapidaryError('experiment-not-found', { experiment: id })
    await this.#db.transaction().execute(async (db) => {
      const locked = await db
        .updateTable('experiment')
        .set({ id: key })
        .where('id', '=', key)
        .returning('deleted_at')
        .executeTakeFirst()
      if (locked === undefined) throw new LapidaryError('experiment-not-found', { experiment: id })
      if (locked.deleted_at !== null) throw new LapidaryError('experiment-deleted', { experiment: id })
      await change(db, key)
    })
  }

  /** One query for all of them, however many there are. */
  async #withTags(rows: readonly Row[]): Promise<readonly Experiment[]> {
    if (rows.length === 0) return []
    const ids = rows.map((row) => row.id)
    const tags = new Map<number, [string, string][]>(ids.map((id) => [id, []]))
    const found = await this.#db
      .selectFrom('experiment_tag')
      .selectAll()
      .where('experiment_id', 'in', jsonList(this.#dialect, 'integer', ids))
      .orderBy('name')
      .execute()
    for (const { experiment_id, name, value } of found) tags.get(experiment_id)?.push([name, value])
    return rows.map((row) => ({
      id: String(row.id),
      name: row.name,
      artifactLocation: row.artifact_location ?? `mlflow-artifacts:/${row.id}`,
      lifecycle: row.deleted_at === null ? 'active' : 'deleted',
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      tags: Object.fromEntries(tags.get(row.id) ?? []),
    }))
  }
}

/** Returns an id as it is stored, or null if it is no decimal number. */
export function toKey(id: string): number | null {
  return /^\d{1,15}$/.test(id) ? Number(id) : null
}
