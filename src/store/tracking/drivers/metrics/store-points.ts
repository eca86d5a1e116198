import { sql, type Transaction } from 'kysely'
import { jsonList, jsonRows } from '../../../sql/json-rows.ts'
import type { SqlDialect } from '../../../sql/sql-database.ts'
import { recordModelMetrics } from '../../logged-models/record-metrics.ts'
import type { LoggedModelTables } from '../../logged-models/tables.ts'
import { lastPoints, type MetricPoint } from '../../metric.ts'
import type { TrackingTables } from '../run-tables.ts'

type Db = Transaction<TrackingTables & LoggedModelTables>

interface MeasuredRun {
  readonly id: string
  readonly startedAt: string
}

/**
 * Adds points to the history of metrics of a run, which is locked. Skips those that are there.
 * Keeps the last point of each metric in `run_metric`.
 */
export async function storePoints(
  db: Db,
  dialect: SqlDialect,
  run: MeasuredRun,
  points: readonly MetricPoint[],
): Promise<void> {
  const last = lastPoints(points)
  const series = await findSeries(
    db,
    dialect,
    run,
    last.map(({ key }) => key),
  )
  const rows = points.map(({ key, step, timestamp, value }) => [
    series.get(key) ?? null,
    step,
    timestamp,
    Number.isNaN(value) ? 0 : value,
    Number(Number.isNaN(value)),
  ])
  const columns = {
    series: 'integer',
    step: 'integer',
    time_ms: 'integer',
    value: 'real',
    is_nan: 'integer',
  } as const
  await sql`insert into metric_point (series, step, time_ms, value, is_nan)
    select series, step, time_ms, value, is_nan from ${jsonRows(dialect, columns, rows)} as given where true
    on conflict do nothing`.execute(db)
  await keepLast(db, dialect, run, last)
  await recordModelMetrics(db, run.id, points)
}

/** Resolves the ids of the series of metrics, and creates those that are new. */
async function findSeries(
  db: Db,
  dialect: SqlDialect,
  run: MeasuredRun,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const found = await db
    .selectFrom('metric_series')
    .select(['id', 'name'])
    .where('run_id', '=', run.id)
    .where('name', 'in', jsonList(dialect, 'text', keys))
    .execute()
  const series = new Map(found.map(({ id, name }) => [name, id]))
  const missing = keys.filter((key) => !series.has(key))
  if (missing.length === 0) return series
  const names = jsonList(dialect, 'text', missing)
  const created = await sql<{ id: number; name: string }>`insert into metric_series (run_id, name)
    select ${run.id}, item from ${names} as names where true returning id, name`.execute(db)
  for (const { id, name } of created.rows) series.set(name, id)
  // Metrics that a training logged without a step have no history yet.
  await sql`insert into metric_point (series, step, time_ms, value, is_nan)
    select metric_series.id, 0, ${Date.parse(run.startedAt)}, coalesce(value, 0), case when value is null then 1 else 0 end
    from run_metric join metric_series on metric_series.run_id = run_metric.run_id and metric_series.name = run_metric.name
    where run_metric.run_id = ${run.id} and step is null and run_metric.name in ${names}
    on conflict do nothing`.execute(db)
  return series
}

/** Stores the last points, unless later ones are stored already. See `comparePoints`. */
async function keepLast(
  db: Db,
  dialect: SqlDialect,
  run: MeasuredRun,
  points: readonly MetricPoint[],
): Promise<void> {
  const columns = {
    name: 'text',
    value: 'real',
    step: 'integer',
    time_ms: 'integer',
    model_id: 'text',
    dataset_name: 'text',
    dataset_digest: 'text',
  } as const
  const rows = points.map(({ key, value, step, timestamp, modelId, dataset }) => [
    key,
    value,
    step,
    timestamp,
    modelId ?? null,
    dataset?.name ?? null,
    dataset?.digest ?? null,
  ])
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)))
  const excluded = sql.join(
    Object.keys(columns).map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`),
  )
  await sql`insert into run_metric (run_id, ${names})
    select ${run.id}, ${names} from ${jsonRows(dialect, columns, rows)} as given where true
    on conflict (run_id, name) do update set ${excluded}
    where (excluded.step, excluded.time_ms, coalesce(excluded.value, 0), case when excluded.value is null then 1 else 0 end)
      > (coalesce(run_metric.step, 0), coalesce(run_metric.time_ms, ${Date.parse(run.startedAt)}),
        coalesce(run_metric.value, 0), case when run_metric.value is null then 1 else 0 end)`.execute(db)
}
