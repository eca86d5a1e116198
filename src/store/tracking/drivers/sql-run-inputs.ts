import { type Kysely, sql, type Transaction } from 'kysely'
import { jsonList, jsonRows } from '../../sql/json-rows.ts'
import type { SqlDialect } from '../../sql/sql-database.ts'
import type { Dataset, DatasetUse, ModelOutput, RunInputs } from '../runs.ts'
import type { TrackingTables } from './run-tables.ts'
import { toKey } from './sql-experiments.ts'

type Db = Transaction<TrackingTables>

/** Tag of the use of a dataset, such as `training`. */
const contextTag = 'mlflow.data.context'

/**
 * Adds datasets that a run read. An experiment has a dataset of a name and digest once; a run that
 * has it already keeps its tags.
 */
export async function storeDatasets(
  db: Db,
  dialect: SqlDialect,
  run: { readonly id: string; readonly experimentId: number },
  datasets: RunInputs['datasets'],
): Promise<void> {
  if (datasets.length === 0) return
  await storeNewDatasets(
    db,
    dialect,
    run.experimentId,
    datasets.map(({ dataset }) => dataset),
  )
  const columns = { name: 'text', digest: 'text', tags: 'text', context: 'text' } as const
  const rows = datasets.map(({ dataset: { name, digest }, tags }) => [
    name,
    digest,
    JSON.stringify(tags),
    tags[contextTag] ?? null,
  ])
  await sql`insert into run_dataset (run_id, dataset_id, tags, context)
    select ${run.id}, dataset.id, given.tags, given.context from ${jsonRows(dialect, columns, rows)} as given
    join dataset on dataset.experiment_id = ${run.experimentId} and dataset.name = given.name and dataset.digest = given.digest
    where true on conflict do nothing`.execute(db)
}

async function storeNewDatasets(
  db: Db,
  dialect: SqlDialect,
  experimentId: number,
  datasets: readonly Dataset[],
): Promise<void> {
  const columns = {
    name: 'text',
    digest: 'text',
    source_type: 'text',
    source: 'text',
    schema_text: 'text',
    profile: 'text',
  } as const
  // In one order, so that transactions that add the same ones do not wait for each other.
  const sorted = datasets.toSorted((a, b) => compare(a.name, b.name) || compare(a.digest, b.digest))
  const rows = sorted.map(({ name, digest, sourceType, source, schema, profile }) => [
    name,
    digest,
    sourceType,
    source,
    schema ?? null,
    profile ?? null,
  ])
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)))
  await sql`insert into dataset (experiment_id, ${names})
    select ${experimentId}, ${names} from ${jsonRows(dialect, columns, rows)} as given where true
    on conflict do nothing`.execute(db)
}

/** Adds logged models that a run read or produced. Those that it has already stay as they are. */
export async function storeModels(
  db: Db,
  dialect: SqlDialect,
  run: string,
  direction: 'input' | 'output',
  models: readonly ModelOutput[],
): Promise<void> {
  if (models.length === 0) return
  const rows = jsonRows(
    dialect,
    { model_id: 'text', step: 'integer' },
    models.map(({ modelId, step }) => [modelId, step]),
  )
  await sql`insert into run_model (run_id, direction, model_id, step)
    select ${run}, ${direction}, model_id, step from ${rows} as given where true
    on conflict do nothing`.execute(db)
}

/** Reads the datasets of experiments with the contexts of their use. */
export async function readDatasetUses(
  db: Kysely<TrackingTables>,
  dialect: SqlDialect,
  experimentIds: readonly string[],
  limit: number,
): Promise<readonly DatasetUse[]> {
  const keys = experimentIds.flatMap((id) => toKey(id) ?? [])
  const rows = await db
    .selectFrom('dataset')
    .innerJoin('run_dataset', 'run_dataset.dataset_id', 'dataset.id')
    .select(['experiment_id', 'name', 'digest', 'context'])
    .distinct()
    .where('experiment_id', 'in', jsonList(dialect, 'integer', keys))
    .orderBy('experiment_id')
    .orderBy('name')
    .orderBy('digest')
    .orderBy('context')
    .limit(limit)
    .execute()
  return rows.map(({ experiment_id, ...use }) => ({ experimentId: String(experiment_id), ...use }))
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
