import { type Kysely, sql } from 'kysely'
import { jsonList } from '../../../sql/json-rows.ts'
import { comesAfter, decodeKeyset, encodeKeyset, orderTerms, type SortKey } from '../../../sql/keyset.ts'
import type { SqlDialect } from '../../../sql/sql-database.ts'
import type { MetricPoint } from '../../metric.ts'
import type { Page } from '../../page.ts'
import type { HistorySample } from '../../runs.ts'
import { HistorySampler } from './history-sampler.ts'
import type { TrackingTables } from '../run-tables.ts'
import { toLastPoint } from '../sql-run-values.ts'

type Db = Kysely<TrackingTables>
type PointRow = Omit<TrackingTables['metric_point'], 'series'>

const inOrder: readonly SortKey[] = (['step', 'time_ms', 'value', 'is_nan'] as const).map((column) => ({
  expression: sql.ref(`metric_point.${column}`),
  direction: 'asc',
  type: 'number',
}))

/** Reads the points of a metric of a run by step, time and value. */
export async function readHistory(
  db: Db,
  dialect: SqlDialect,
  run: string,
  key: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<MetricPoint>> {
  const series = await db
    .selectFrom('metric_series')
    .select('id')
    .where('run_id', '=', run)
    .where('name', '=', key)
    .executeTakeFirst()
  if (series === undefined) {
    const only = await readOnlyPoints(db, dialect, [run], key)
    return { items: only.map(({ point }) => point), nextCursor: null }
  }
  let select = db
    .selectFrom('metric_point')
    .select(['step', 'time_ms', 'value', 'is_nan'])
    .where('series', '=', series.id)
  if (cursor !== undefined) select = select.where(comesAfter(inOrder, decodeKeyset(inOrder, cursor)))
  const rows = await select
    .orderBy(sql.join(orderTerms(inOrder)))
    .limit(limit + 1)
    .execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const nextCursor =
    rows.length > limit && last !== undefined
      ? encodeKeyset([last.step, last.time_ms, last.value, last.is_nan])
      : null
  return { items: items.map((row) => toPoint(key, row)), nextCursor }
}

/** Reads metrics that were logged without a step, which have one point and no history. */
async function readOnlyPoints(
  db: Db,
  dialect: SqlDialect,
  runs: readonly string[],
  key: string,
): Promise<readonly { readonly runId: string; readonly point: MetricPoint }[]> {
  if (runs.length === 0) return []
  const rows = await db
    .selectFrom('run_metric')
    .innerJoin('run', 'run.id', 'run_metric.run_id')
    .selectAll('run_metric')
    .select('started_at')
    .where('run_id', 'in', jsonList(dialect, 'text', runs))
    .where('run_metric.name', '=', key)
    .execute()
  return rows.map((row) => ({ runId: row.run_id, point: toLastPoint(row, row.started_at) }))
}

function toPoint(key: string, { step, time_ms, value, is_nan }: PointRow): MetricPoint {
  return { key, step, timestamp: time_ms, value: is_nan === 1 ? Number.NaN : value }
}

/** Reads points of a metric of several runs, at most `maxPoints` of each. */
export async function sampleHistory(
  db: Db,
  dialect: SqlDialect,
  { runIds, key, startStep, endStep, maxPoints }: HistorySample,
): Promise<readonly (MetricPoint & { readonly runId: string })[]> {
  const [from, to] = [startStep ?? Number.MIN_SAFE_INTEGER, endStep ?? Number.MAX_SAFE_INTEGER]
  const runs = [...new Set(runIds)]
  const series = await db
    .selectFrom('metric_series')
    .select(['id', 'run_id'])
    .where('run_id', 'in', jsonList(dialect, 'text', runs))
    .where('name', '=', key)
    .execute()
  const ids = new Map(series.map(({ id, run_id }) => [run_id, id]))
  const only = await readOnlyPoints(
    db,
    dialect,
    runs.filter((run) => !ids.has(run)),
    key,
  )
  const sampled = await new HistorySampler(db, dialect, { from, to, maxPoints }).sample([...ids.values()])
  return runs.flatMap((runId) => {
    const id = ids.get(runId)
    if (id === undefined)
      return only.flatMap((each) =>
        each.runId === runId && each.point.step >= from && each.point.step <= to
          ? { ...each.point, runId }
          : [],
      )
    return (sampled.get(id) ?? []).map((row) => ({ ...toPoint(key, row), runId }))
  })
}
