import { type Kysely, type Selectable, sql } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { decodeCursor, encodeCursor, largestPage } from '../../sql/cursor.ts'
import type { Migrations } from '../../sql/migrate.ts'
import type { SqlDatabase, SqlDialect } from '../../sql/sql-database.ts'
import { type Visible, visibleConditions } from '../../sql/visible.ts'
import type { Run, RunArtifact, RunPage, RunStatus, TrackingStore } from '../store.ts'
import { addExperiments } from './experiment-tables.ts'
import { experimentKey } from './sql-experiments.ts'
import { addClientRuns, type NamedValue, type TrackingTables } from './run-tables.ts'

export const trackingMigrations: Migrations = {
  part: 'tracking',
  steps: [
    ({ text, integer, real, strictByKey }) => `CREATE TABLE run (
      id ${text} PRIMARY KEY, experiment ${text} NOT NULL, name ${text} NOT NULL, status ${text} NOT NULL,
      started_at ${text} NOT NULL, ended_at ${text}
    ) ${strictByKey};
    CREATE INDEX run_newest ON run (started_at, id);
    CREATE INDEX run_of_experiment ON run (experiment, started_at, id);
    CREATE TABLE run_param (
      run_id ${text} NOT NULL REFERENCES run ON DELETE CASCADE, name ${text} NOT NULL, value ${text} NOT NULL, PRIMARY KEY (run_id, name)
    ) ${strictByKey};
    CREATE TABLE run_tag (
      run_id ${text} NOT NULL REFERENCES run ON DELETE CASCADE, name ${text} NOT NULL, value ${text} NOT NULL, PRIMARY KEY (run_id, name)
    ) ${strictByKey};
    -- a metric that is not a number is kept as NULL
    CREATE TABLE run_metric (
      run_id ${text} NOT NULL REFERENCES run ON DELETE CASCADE, name ${text} NOT NULL, value ${real}, PRIMARY KEY (run_id, name)
    ) ${strictByKey};
    CREATE TABLE run_artifact (
      run_id ${text} NOT NULL REFERENCES run ON DELETE CASCADE, path ${text} NOT NULL, sha256 ${text} NOT NULL, bytes ${integer} NOT NULL,
      PRIMARY KEY (run_id, path)
    ) ${strictByKey};`,
    addExperiments,
    addClientRuns,
  ],
}

type Change = Parameters<TrackingStore['updateRun']>[1]

/** Values of one `IN`: both databases take more. */
const runsPerQuery = 10_000

/** Runs in SQLite or PostgreSQL. */
export class SqlTrackingStore implements TrackingStore {
  readonly #db: Kysely<TrackingTables>
  readonly #dialect: SqlDialect

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<TrackingTables>()
    this.#dialect = database.dialect
  }

  async createRun(run: Run): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      const { id, experiment, name, status } = run
      await db
        .insertInto('run')
        .values({ id, experiment, name, status, started_at: run.startedAt, ended_at: run.endedAt })
        .execute()
      const deleted = await db
        .selectFrom('experiment')
        .innerJoin('run', 'run.experiment_id', 'experiment.id')
        .select('experiment.id')
        .where('run.id', '=', id)
        .where('experiment.deleted_at', 'is not', null)
        .executeTakeFirst()
      if (deleted !== undefined) throw new LapidaryError('experiment-deleted', { experiment: deleted.id })
      await putValues(db, id, run)
    })
  }

  async updateRun(id: string, change: Change): Promise<void> {
    const { status, name, endedAt } = change
    const columns = {
      id, // names the run itself, so that the update is never empty
      ...(status === undefined ? {} : { status }),
      ...(name === undefined ? {} : { name }),
      ...(endedAt === undefined ? {} : { ended_at: endedAt }),
    }
    await this.#db.transaction().execute(async (db) => {
      const result = await db.updateTable('run').set(columns).where('id', '=', id).executeTakeFirst()
      if (result.numUpdatedRows === 0n) throw new LapidaryError('run-not-found', { run: id })
      await putValues(db, id, change)
    })
  }

  async getRun(id: string): Promise<Run | null> {
    const rows = await this.#db.selectFrom('run').selectAll().where('id', '=', id).execute()
    return (await this.#withValues(rows))[0] ?? null
  }

  async getRuns(ids: readonly string[]): Promise<readonly Run[]> {
    const runs: Run[] = []
    for (let i = 0; i < ids.length; i += runsPerQuery) {
      const some = ids.slice(i, i + runsPerQuery)
      runs.push(
        ...(await this.#withValues(
          await this.#db.selectFrom('run').selectAll().where('id', 'in', some).execute(),
        )),
      )
    }
    return runs
  }

  async listRuns(query: {
    readonly experiment?: string
    readonly view?: 'active' | 'all'
    readonly visible?: Visible | null
    readonly limit: number
    readonly cursor?: string
  }): Promise<RunPage> {
    const limit = Math.min(query.limit, largestPage)
    let select = this.#db
      .selectFrom('run')
      .innerJoin('experiment', 'experiment.id', 'run.experiment_id')
      .selectAll('run')
      .where('by_client', '=', sql.lit(0)) // as in the index
      .orderBy('started_at', 'desc')
      .orderBy('run.id', 'desc')
    if (query.view !== 'all')
      select = select.where('run.deleted_at', 'is', null).where('experiment.deleted_at', 'is', null)
    if (query.experiment !== undefined) select = select.where('experiment.name', '=', query.experiment)
    for (const condition of visibleConditions(experimentKey, query.visible, this.#dialect))
      select = select.where(condition)
    if (query.cursor !== undefined) {
      const [startedAt, id] = decodeCursor(query.cursor, ['string', 'string'])
      select = select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('started_at', 'run.id'), '<', tuple(startedAt, id)),
      )
    }
    const rows = await select.limit(limit + 1).execute()
    const items = await this.#withValues(rows.slice(0, limit))
    const last = items.at(-1)
    return {
      items,
      nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.startedAt, last.id]) : null,
    }
  }

  async addArtifacts(runId: string, artifacts: readonly RunArtifact[]): Promise<void> {
    if (artifacts.length === 0) return
    const rows = artifacts.map(({ path, sha256, bytes }) => ({ run_id: runId, path, sha256, bytes }))
    await this.#db.transaction().execute(async (db) => {
      const touched = await db
        .updateTable('run')
        .set({ id: runId })
        .where('id', '=', runId)
        .executeTakeFirst()
      if (touched.numUpdatedRows === 0n) throw new LapidaryError('run-not-found', { run: runId })
      await db
        .insertInto('run_artifact')
        .values(rows)
        .onConflict((on) =>
          on
            .columns(['run_id', 'path'])
            .doUpdateSet((eb) => ({ sha256: eb.ref('excluded.sha256'), bytes: eb.ref('excluded.bytes') })),
        )
        .execute()
    })
  }

  async artifactsOfAllBut(runIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const rows = await this.#db.selectFrom('run_artifact').select(['run_id', 'sha256']).execute()
    return new Set(rows.flatMap((row) => (runIds.has(row.run_id) ? [] : [row.sha256])))
  }

  async removeRun(id: string, statuses: readonly RunStatus[]): Promise<boolean> {
    const removed = this.#db.deleteFrom('run').where('id', '=', id).where('status', 'in', statuses)
    return (await removed.executeTakeFirst()).numDeletedRows > 0n
  }

  async listArtifacts(runId: string): Promise<readonly RunArtifact[]> {
    return await this.#db
      .selectFrom('run_artifact')
      .select(['path', 'sha256', 'bytes'])
      .where('run_id', '=', runId)
      .orderBy('path')
      .execute()
  }

  /** Three queries for a whole page, however many runs are on it. */
  async #withValues(rows: readonly Selectable<TrackingTables['run']>[]): Promise<readonly Run[]> {
    if (rows.length === 0) return []
    const ids = rows.map((row) => row.id)
    const [params, tags, metrics] = await Promise.all([
      this.#db.selectFrom('run_param').selectAll().where('run_id', 'in', ids).execute().then(byRun),
      this.#db.selectFrom('run_tag').selectAll().where('run_id', 'in', ids).execute().then(byRun),
      this.#db.selectFrom('run_metric').selectAll().where('run_id', 'in', ids).execute().then(byRun),
    ])
    return rows.map(({ id, experiment, name, status, started_at, ended_at }) => ({
      id,
      experiment,
      name,
      status,
      startedAt: started_at,
      endedAt: ended_at,
      params: Object.fromEntries(params.get(id) ?? []),
      metrics: Object.fromEntries(
        (metrics.get(id) ?? []).map(([metric, value]) => [metric, value ?? Number.NaN]),
      ),
      tags: Object.fromEntries(tags.get(id) ?? []),
    }))
  }
}

async function putValues(
  db: Kysely<TrackingTables>,
  id: string,
  { params, tags, metrics }: Change,
): Promise<void> {
  await put(db, 'run_param', id, params)
  await put(db, 'run_tag', id, tags)
  await put(db, 'run_metric', id, metrics)
}

async function put(
  db: Kysely<TrackingTables>,
  table: 'run_param' | 'run_tag' | 'run_metric',
  id: string,
  values: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  const rows = Object.entries(values).map(([name, value]) => ({ run_id: id, name, value }))
  if (rows.length === 0) return
  await db
    .insertInto(table as 'run_param')
    .values(rows as NamedValue<string>[])
    .onConflict((on) =>
      on.columns(['run_id', 'name']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
    )
    .execute()
}

function byRun<V>(rows: readonly NamedValue<V>[]): Map<string, [string, V][]> {
  const all = new Map<string, [string, V][]>()
  for (const { run_id, name, value } of rows) {
    const entries = all.get(run_id)
    if (entries === undefined) all.set(run_id, [[name, value]])
    else entries.push([name, value])
  }
  return all
}
