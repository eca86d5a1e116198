import type { Transaction } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { MetricPoint } from '../metric.ts'
import type { LoggedModelTables } from './tables.ts'

/**
 * Stores the points that measure logged models with those models, in the transaction that stores
 * them with their run. A point that is stored already is skipped.
 * @throws LapidaryError `logged-model-not-found`
 */
export async function recordModelMetrics(
  db: Transaction<LoggedModelTables>,
  runId: string,
  points: readonly MetricPoint[],
): Promise<void> {
  const rows = points.flatMap(({ modelId, key, value, timestamp, step, dataset }) =>
    modelId === undefined
      ? []
      : [
          {
            model_id: modelId,
            name: key,
            timestamp_ms: timestamp,
            step,
            run_id: runId,
            value: Number.isNaN(value) ? null : value,
            dataset_name: dataset?.name ?? null,
            dataset_digest: dataset?.digest ?? null,
          },
        ],
  )
  if (rows.length === 0) return
  await checkModels(db, new Set(rows.map((row) => row.model_id)))
  await db
    .insertInto('logged_model_metric')
    .values(rows)
    .onConflict((on) => on.columns(['model_id', 'name', 'timestamp_ms', 'step', 'run_id']).doNothing())
    .execute()
}

async function checkModels(db: Transaction<LoggedModelTables>, ids: ReadonlySet<string>): Promise<void> {
  const active = await db
    .selectFrom('logged_model')
    .select('id')
    .where('id', 'in', [...ids])
    .where('deleted_at', 'is', null)
    .execute()
  const found = new Set(active.map(({ id }) => id))
  const missing = [...ids].find((id) => !found.has(id))
  if (missing !== undefined) throw new LapidaryError('logged-model-not-found', { model: missing })
}
