import { type Kysely, sql, type Transaction } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { jsonList, jsonRows } from '../../sql/json-rows.ts'
import type { SqlDatabase, SqlDialect } from '../../sql/sql-database.ts'
import { WriteGroups } from '../../sql/write-groups.ts'
import type { LoggedModelTables } from '../logged-models/tables.ts'
import type { MetricPoint } from '../metric.ts'
import type { Page } from '../page.ts'
import type { NewRun, RunChange, RunStore, RunValues } from '../run-store.ts'
import {
  type DatasetUse,
  type HistorySample,
  type ModelOutput,
  nameTag,
  type RunInputs,
  type RunSearch,
  type Setting,
  type TrackedRun,
} from '../runs.ts'
import type { TrackingTables } from './run-tables.ts'
import { toKey } from './sql-experiments.ts'
import { readHistory, sampleHistory } from './metrics/read-history.ts'
import { storePoints } from './metrics/store-points.ts'
import { readDatasetUses, storeDatasets, storeModels } from './sql-run-inputs.ts'
import { searchRuns } from './search/search-runs.ts'
import { readRuns } from './sql-run-values.ts'

type Tables = TrackingTables & LoggedModelTables
type Db = Transaction<Tables>

/** Runs of clients in SQLite or PostgreSQL, in tables of `trackingMigrations`. */
export class SqlRunStore implements RunStore {
  readonly #db: Kysely<Tables>
  readonly #writes: WriteGroups<Tables>
  readonly #dialect: SqlDialect
  readonly #fewRows: number

  /**
   * @param options.fewRows runs that a search may read and sort, instead of following the index of
   * an order.
   */
  constructor(database: SqlDatabase, { fewRows = 10_000 }: { readonly fewRows?: number } = {}) {
    this.#fewRows = fewRows
    this.#db = database.kysely.$extendTables<Tables>()
    this.#writes = new WriteGroups(this.#db, database)
    this.#dialect = database.dialect
  }

  async create({ id, experimentId, name, user, startedAt, tags }: NewRun): Promise<void> {
    const key = toKey(experimentId)
    if (key === null) throw new LapidaryError('experiment-not-found', { experiment: experimentId })
    await this.#writes.run(async (db) => {
      const created = await sql`
        insert into run (id, experiment, experiment_id, name, status, started_at, user_id, artifact_uri, by_client)
        select ${id}, experiment.name, experiment.id, ${name}, 'running', ${startedAt}, ${user},
          rtrim(coalesce(artifact_location, 'mlflow-artifacts:/' || experiment.id), '/') || ${`/${id}/artifacts`}, 1
        from experiment where experiment.id = ${key} and deleted_at is null`.execute(db)
      if (created.numAffectedRows === 0n) await rejectExperiment(db, experimentId, key)
      await this.#putTags(db, id, tags)
    })
  }

  async get(id: string): Promise<TrackedRun | null> {
    return (await readRuns(this.#db, this.#dialect, [id]))[0] ?? null
  }

  async experimentsOf(ids: readonly string[]): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('run')
      .select('experiment_id')
      .distinct()
      .where('id', 'in', jsonList(this.#dialect, 'text', ids))
      .execute()
    return rows.map((row) => String(row.experiment_id))
  }

  async update(id: string, { status, endedAt, name }: RunChange): Promise<void> {
    await this.#change(id, async (db) => {
      const columns = {
        ...(status !== undefined && { status }),
        ...(endedAt !== undefined && { ended_at: endedAt }),
      }
      if (Object.keys(columns).length > 0)
        await db.updateTable('run').set(columns).where('id', '=', id).execute()
      if (name !== undefined) await this.#putTags(db, id, [{ key: nameTag, value: name }])
    })
  }

  async log(id: string, { metrics, params, tags }: RunValues): Promise<void> {
    await this.#change(id, async (db, { startedAt }) => {
      if (params.length > 0) await this.#addParams(db, id, params)
      if (metrics.length > 0) await storePoints(db, this.#dialect, { id, startedAt }, metrics)
      await this.#putTags(db, id, tags)
    })
  }

  async deleteTag(id: string, key: string): Promise<void> {
    await this.#change(id, async (db) => {
      const deleted = await db
        .deleteFrom('run_tag')
        .where('run_id', '=', id)
        .where('name', '=', key)
        .executeTakeFirst()
      if (deleted.numDeletedRows === 0n) throw new LapidaryError('tag-not-found', { tag: key })
    })
  }

  async setLifecycle(id: string, deletedAt: string | null): Promise<boolean> {
    const changed = await this.#db
      .updateTable('run')
      .set(({ fn, val }) => ({
        deleted_at: deletedAt === null ? null : fn.coalesce('deleted_at', val(deletedAt)),
      }))
      .where('id', '=', id)
      .executeTakeFirst()
    return changed.numUpdatedRows > 0n
  }

  async logInputs(id: string, { datasets, models }: RunInputs): Promise<void> {
    await this.#change(id, async (db, { experimentId }) => {
      await storeDatasets(db, this.#dialect, { id, experimentId }, datasets)
      const inputs = models.map(({ modelId }) => ({ modelId, step: 0 }))
      await storeModels(db, this.#dialect, id, 'input', inputs)
    })
  }

  async logOutputs(id: string, outputs: readonly ModelOutput[]): Promise<void> {
    await this.#change(id, async (db) => await storeModels(db, this.#dialect, id, 'output', outputs))
  }

  async search(query: RunSearch): Promise<Page<TrackedRun>> {
    const { ids, nextCursor } = await searchRuns(this.#db, this.#dialect, query, this.#fewRows)
    return { items: await readRuns(this.#db, this.#dialect, ids), nextCursor }
  }

  async metricHistory(
    id: string,
    key: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<MetricPoint>> {
    return await readHistory(this.#db, this.#dialect, id, key, page)
  }

  async sampleHistory(sample: HistorySample): Promise<readonly (MetricPoint & { readonly runId: string })[]> {
    return await sampleHistory(this.#db, this.#dialect, sample)
  }

  async searchDatasets(experimentIds: readonly string[], limit: number): Promise<readonly DatasetUse[]> {
    return await readDatasetUses(this.#db, this.#dialect, experimentIds, limit)
  }

  async listDeleted(before: string, limit: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('run')
      .innerJoin('experiment', 'experiment.id', 'run.experiment_id')
      .select('run.id')
      .where(({ or, eb }) =>
        or([eb('run.deleted_at', '<', before), eb('experiment.deleted_at', '<', before)]),
      )
      .limit(limit)
      .execute()
    return rows.map((row) => row.id)
  }

  async purge(id: string): Promise<boolean> {
    const removed = await this.#db
      .deleteFrom('run')
      .where('id', '=', id)
      .where(({ or, eb, exists, selectFrom }) =>
        or([
          eb('deleted_at', 'is not', null),
          exists(
            selectFrom('experiment')
              .select('experiment.id')
              .whereRef('experiment.id', '=', 'run.experiment_id')
              .where('experiment.deleted_at', 'is not', null),
          ),
        ]),
      )
      .executeTakeFirst()
    return removed.numDeletedRows > 0n
  }

  /** Changes an active run, whose row is locked meanwhile. */
  async #change(
    id: string,
    change: (db: Db, run: { readonly experimentId: number; readonly startedAt: string }) => Promise<void>,
  ): Promise<void> {
    await this.#writes.run(async (db) => {
      const run = await db
        .updateTable('run')
        .set(({ ref }) => ({ by_client: ref('by_client') })) // in no index, which would be written again
        .where('id', '=', id)
        .returning(({ selectFrom }) => [
          'experiment_id',
          'started_at',
          'deleted_at',
          selectFrom('experiment')
            .select('experiment.deleted_at')
            .whereRef('experiment.id', '=', 'run.experiment_id')
            .as('experiment_deleted_at'),
        ])
        .executeTakeFirst()
      if (run === undefined) throw new LapidaryError('run-not-found', { run: id })
      if (run.deleted_at !== null || run.experiment_deleted_at !== null)
        throw new LapidaryError('run-deleted', { run: id })
      await change(db, { experimentId: run.experiment_id, startedAt: run.started_at })
    })
  }

  /** @throws LapidaryError `param-changed`, with each changed param as a field */
  async #addParams(db: Db, id: string, params: readonly Setting[]): Promise<void> {
    const keys = jsonList(
      this.#dialect,
      'text',
      params.map(({ key }) => key),
    )
    const rows = await db
      .selectFrom('run_param')
      .select(['name', 'value'])
      .where('run_id', '=', id)
      .where('name', 'in', keys)
      .execute()
    const stored = new Map(rows.map(({ name, value }) => [name, value]))
    const changed = params.filter(({ key, value }) => (stored.get(key) ?? value) !== value)
    const [first] = changed
    if (first !== undefined) throw paramChanged(id, first, changed, stored)
    await this.#put(
      db,
      'run_param',
      id,
      params.filter(({ key }) => !stored.has(key)),
    )
  }

  /** The tag with the name of a run renames it. */
  async #putTags(db: Db, id: string, tags: readonly Setting[]): Promise<void> {
    const name = tags.find(({ key }) => key === nameTag)?.value
    if (name !== undefined && name !== '')
      await db.updateTable('run').set({ name }).where('id', '=', id).execute()
    await this.#put(db, 'run_tag', id, tags)
  }

  async #put(
    db: Db,
    table: 'run_param' | 'run_tag',
    id: string,
    settings: readonly Setting[],
  ): Promise<void> {
    if (settings.length === 0) return
    const rows = jsonRows(
      this.#dialect,
      { name: 'text', value: 'text' },
      settings.map(({ key, value }) => [key, value]),
    )
    await sql`insert into ${sql.table(table)} (run_id, name, value)
      select ${id}, name, value from ${rows} as given where true
      on conflict (run_id, name) do update set value = excluded.value`.execute(db)
  }
}

/** Rejects a new run of an experiment that is not active. */
async function rejectExperiment(db: Db, experiment: string, key: number): Promise<never> {
  const found = await db.selectFrom('experiment').select('id').where('id', '=', key).executeTakeFirst()
  const code = found === undefined ? 'experiment-not-found' : 'experiment-deleted'
  throw new LapidaryError(code, { experiment })
}

function paramChanged(
  run: string,
  { key, value }: Setting,
  changed: readonly Setting[],
  stored: ReadonlyMap<string, string>,
): LapidaryError {
  const fields = changed.map((param) => ({
    field: param.key,
    message: `${stored.get(param.key)} → ${param.value}`,
    seen: param.value,
    allowed: stored.get(param.key),
  }))
  return new LapidaryError(
    'param-changed',
    { key, run, stored: stored.get(key) ?? '', seen: value },
    { fields },
  )
}
