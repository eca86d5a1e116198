import { type Kysely, sql } from 'kysely'
import { jsonList } from '../../sql/json-rows.ts'
import type { SqlDialect } from '../../sql/sql-database.ts'
import type { MetricPoint } from '../metric.ts'
import type { TrackedRun } from '../runs.ts'
import type { TrackingTables } from './run-tables.ts'

type Db = Kysely<TrackingTables>

/**
 * Reads runs with their values, in the order of `ids`: in a number of queries that does not grow
 * with theirs. Those that do not exist are left out.
 */
export async function readRuns(
  db: Db,
  dialect: SqlDialect,
  ids: readonly string[],
): Promise<readonly TrackedRun[]> {
  if (ids.length === 0) return []
  const list = jsonList(dialect, 'text', ids)
  const [runs, params, tags, metrics, datasets, models] = await Promise.all([
    selectRuns(db).where('run.id', 'in', list).execute(),
    db.selectFrom('run_param').selectAll().where('run_id', 'in', list).orderBy('name').execute().then(byRun),
    db.selectFrom('run_tag').selectAll().where('run_id', 'in', list).orderBy('name').execute().then(byRun),
    db.selectFrom('run_metric').selectAll().where('run_id', 'in', list).orderBy('name').execute().then(byRun),
    selectDatasets(db).where('run_id', 'in', list).execute().then(byRun),
    db
      .selectFrom('run_model')
      .selectAll()
      .where('run_id', 'in', list)
      .orderBy('model_id')
      .execute()
      .then(byRun),
  ])
  const found = new Map(
    runs.map((run): [string, TrackedRun] => {
      const modelsOf = (direction: 'input' | 'output') =>
        (models.get(run.id) ?? []).filter((model) => model.direction === direction)
      const settings = (rows: readonly { name: string; value: string }[] = []) =>
        Object.fromEntries(rows.map(({ name, value }) => [name, value]))
      return [
        run.id,
        {
          id: run.id,
          experimentId: String(run.experiment_id),
          name: run.name,
          status: run.status,
          lifecycle: run.deleted_at === null && run.experiment_deleted_at === null ? 'active' : 'deleted',
          user: run.user_id ?? '',
          startedAt: run.started_at,
          endedAt: run.ended_at,
          artifactUri: run.artifact_uri,
          metrics: (metrics.get(run.id) ?? []).map((metric) => toLastPoint(metric, run.started_at)),
          params: settings(params.get(run.id)),
          tags: settings(tags.get(run.id)),
          inputs: {
            datasets: (datasets.get(run.id) ?? []).map(toDatasetInput),
            models: modelsOf('input').map(({ model_id }) => ({ modelId: model_id })),
          },
          outputs: modelsOf('output').map(({ model_id, step }) => ({ modelId: model_id, step })),
        },
      ]
    }),
  )
  return ids.flatMap((id) => found.get(id) ?? [])
}

function selectRuns(db: Db) {
  return db
    .selectFrom('run')
    .innerJoin('experiment', 'experiment.id', 'run.experiment_id')
    .select(['run.id', 'run.experiment_id', 'run.name', 'status', 'started_at', 'ended_at', 'user_id'])
    .select(['run.deleted_at', 'experiment.deleted_at as experiment_deleted_at'])
    .select(artifactUri.as('artifact_uri'))
}

/** Expression of the root of the artifacts of a run, for tables `run` and `experiment`. */
export const artifactUri = sql<string>`coalesce(artifact_uri,
  rtrim(coalesce(artifact_location, 'mlflow-artifacts:/' || experiment.id), '/') || '/' || run.id || '/artifacts')`

function selectDatasets(db: Db) {
  return db
    .selectFrom('run_dataset')
    .innerJoin('dataset', 'dataset.id', 'run_dataset.dataset_id')
    .select(['run_id', 'tags', 'name', 'digest', 'source_type', 'source', 'schema_text', 'profile'])
    .orderBy('dataset.id')
}

type DatasetRow = Awaited<ReturnType<ReturnType<typeof selectDatasets>['execute']>>[number]

function toDatasetInput(row: DatasetRow): TrackedRun['inputs']['datasets'][number] {
  return {
    dataset: {
      name: row.name,
      digest: row.digest,
      sourceType: row.source_type,
      source: row.source,
      schema: row.schema_text ?? undefined,
      profile: row.profile ?? undefined,
    },
    tags: JSON.parse(row.tags) as Record<string, string>,
  }
}

/** A metric that was logged without a step has step 0 at the start of its run. */
export function toLastPoint(
  row: Omit<TrackingTables['run_metric'], 'run_id'>,
  startedAt: string,
): MetricPoint {
  return {
    key: row.name,
    value: row.value ?? Number.NaN,
    timestamp: row.time_ms ?? Date.parse(startedAt),
    step: row.step ?? 0,
    ...(row.model_id !== null && { modelId: row.model_id }),
    ...(row.dataset_name !== null && {
      dataset: { name: row.dataset_name, digest: row.dataset_digest ?? '' },
    }),
  }
}

function byRun<Row extends { readonly run_id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row[]> {
  return Map.groupBy(rows, (row) => row.run_id)
}
