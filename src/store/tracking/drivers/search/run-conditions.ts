import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Comparison, isNumberComparison } from '../../../search/comparison.ts'
import { createLikeMatcher } from '../../../search/like.ts'
import { columnCondition, keyValueCondition, timeCondition } from '../../../search/sql-condition.ts'
import type { SqlDialect } from '../../../sql/sql-database.ts'
import type { TrackedRunStatus } from '../../runs.ts'
import { indexedCharacters } from '../run-tables.ts'

type Condition = RawBuilder<SqlBool>

/** Tables with values of runs by name, of the entities of a search. */
const tables = { metric: 'run_metric', param: 'run_param', tag: 'run_tag' } as const

export function isNamedValue(entity: string): entity is keyof typeof tables {
  return Object.hasOwn(tables, entity)
}

export function tableOf(entity: keyof typeof tables): RawBuilder<unknown> {
  return sql.table(tables[entity])
}

/** Returns the condition of a row `run` for a comparison of a filter. */
export function runCondition(comparison: Comparison, dialect: SqlDialect): Condition {
  const { entity, key } = comparison
  if (isNamedValue(entity)) {
    const table = { table: tables[entity], owner: 'run_id', key: 'name', value: 'value' }
    return keyValueCondition(table, 'run.id', comparison, dialect)
  }
  if (entity === 'dataset') return datasetCondition(comparison, dialect)
  if (key === 'status') return statusCondition(comparison)
  const column = attributeOf(key)
  const isTime = key === 'start_time' || key === 'end_time'
  return isTime && isNumberComparison(comparison)
    ? timeCondition(column, comparison)
    : columnCondition(column, comparison, dialect)
}

/** Returns the expression of an attribute of a row `run`. */
export function attributeOf(key: string): RawBuilder<string | null> {
  const column = columns[key]
  if (column === undefined) throw new TypeError(`Runs have no attribute ${key}`)
  return column
}

const columns: Readonly<Record<string, RawBuilder<string | null>>> = {
  run_id: sql`run.id`,
  run_name: sql`run.name`,
  status: sql`run.status`,
  start_time: sql`run.started_at`,
  end_time: sql`run.ended_at`,
  user_id: sql`coalesce(run.user_id, '')`,
  artifact_uri: sql`coalesce(run.artifact_uri,
    (select rtrim(coalesce(artifact_location, 'mlflow-artifacts:/' || experiment.id), '/') from experiment
      where experiment.id = run.experiment_id) || '/' || run.id || '/artifacts')`,
}

function datasetCondition(comparison: Comparison, dialect: SqlDialect): Condition {
  const column =
    comparison.key === 'context' ? sql`run_dataset.context` : sql.ref(`dataset.${comparison.key}`)
  return sql`exists (select 1 from run_dataset join dataset on dataset.id = run_dataset.dataset_id
    where run_dataset.run_id = run.id and ${columnCondition(column, comparison, dialect)})`
}

/** Filters name the states as MLflow does. */
const statusNames: Readonly<Record<TrackedRunStatus, string>> = {
  scheduled: 'SCHEDULED',
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  interrupted: 'KILLED',
}

function statusCondition({ operator, value }: Comparison): Condition {
  const wanted = String(value)
  const isLike = createLikeMatcher(wanted, operator === 'ILIKE')
  const statuses = Object.entries(statusNames).flatMap(([status, name]) => {
    const matches = operator.endsWith('LIKE') ? isLike(name) : (name === wanted) === (operator === '=')
    return matches ? [status] : []
  })
  return statuses.length === 0 ? sql`1 = 0` : sql`run.status in (${sql.join(statuses)})`
}

/**
 * Returns the query of the ids of runs that fulfil a comparison, if an index answers it alone; else
 * null.
 * @param isInScope condition of the experiment of a row `run`
 */
export function indexedRuns(
  comparison: Comparison,
  isInScope: Condition,
  dialect: SqlDialect,
): RawBuilder<unknown> | null {
  const { entity, key, operator } = comparison
  if (!['=', '>', '>=', '<', '<=', 'LIKE', 'ILIKE'].includes(operator)) return null
  if (isNamedValue(entity))
    return sql`select run_id as id from ${tableOf(entity)} where name = ${key}
      and ${textCondition('value', comparison, dialect)}`
  if (key !== 'run_name') return null
  return sql`select run.id from run where ${isInScope} and ${textCondition('run.name', comparison, dialect)}`
}

/** PostgreSQL indexes the first characters of texts. */
function textCondition(column: string, comparison: Comparison, dialect: SqlDialect): Condition {
  const condition = columnCondition(sql.ref(column), comparison, dialect)
  if (dialect === 'sqlite' || comparison.operator !== '=' || typeof comparison.value !== 'string')
    return condition
  const first = sql.lit(indexedCharacters)
  return sql`(left(${sql.ref(column)}, ${first}) = left(${comparison.value}, ${first}) and ${condition})`
}
