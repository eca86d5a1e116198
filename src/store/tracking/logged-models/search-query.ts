import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Comparison, isNumberComparison, type OrderClause } from '../../search/comparison.ts'
import { loggedModelGrammar } from '../../search/grammars/model-grammar.ts'
import { parseFilter } from '../../search/parse-filter.ts'
import { parseOrderClause } from '../../search/parse-order.ts'
import { columnCondition, keyValueCondition, timeCondition } from '../../search/sql-condition.ts'
import type { SortKey } from '../../sql/keyset.ts'
import type { SqlDialect } from '../../sql/sql-database.ts'
import type { DatasetFilter, LoggedModelSearch, ModelOrder } from './logged-model.ts'

type Condition = RawBuilder<SqlBool>

/** Columns of the attributes, as filters compare them and orders sort by them. */
const columns: Readonly<Record<string, RawBuilder<string>>> = {
  name: sql`logged_model.name`,
  model_id: sql`logged_model.id`,
  model_type: sql`logged_model.model_type`,
  status: sql`upper(logged_model.status)`,
  source_run_id: sql`logged_model.source_run_id`,
  artifact_location: sql`logged_model.artifact_location`,
  experiment_id: sql`cast(logged_model.experiment_id as text)`,
  creation_timestamp: sql`logged_model.created_at`,
  last_updated_timestamp: sql`logged_model.updated_at`,
}

/**
 * Returns the conditions of the filter and of the datasets of a search.
 * @throws LapidaryError `bad-filter`
 */
export function filterConditions(
  { filter = '', datasets = [] }: Pick<LoggedModelSearch, 'filter' | 'datasets'>,
  dialect: SqlDialect,
): readonly Condition[] {
  const comparisons = parseFilter(filter, loggedModelGrammar)
  const onDatasets = datasets.length === 0 ? sql<SqlBool>`1 = 1` : isOnOneOf(datasets)
  const conditions = comparisons.map((comparison) => conditionOf(comparison, onDatasets, dialect))
  if (datasets.length === 0 || comparisons.some(({ entity }) => entity === 'metric')) return conditions
  return [
    ...conditions,
    sql`exists (select 1 from logged_model_metric where logged_model_metric.model_id = logged_model.id and ${onDatasets})`,
  ]
}

function conditionOf(comparison: Comparison, onDatasets: Condition, dialect: SqlDialect): Condition {
  const { entity, key } = comparison
  if (entity === 'attribute') {
    const column = columns[key] as RawBuilder<string>
    return isNumberComparison(comparison)
      ? timeCondition(column, comparison)
      : columnCondition(column, comparison, dialect)
  }
  const rows = { table: `logged_model_${entity}`, owner: 'model_id', key: 'name', value: 'value' }
  const where = entity === 'metric' ? onDatasets : undefined
  return keyValueCondition(rows, 'logged_model.id', comparison, dialect, where)
}

function isOnOneOf(datasets: readonly DatasetFilter[]): Condition {
  return sql`(${sql.join(datasets.map(isOn), sql` or `)})`
}

/** Returns the condition that a metric was measured on a dataset. */
function isOn({ name, digest }: Partial<DatasetFilter>): Condition {
  const wanted = [
    ['dataset_name', name],
    ['dataset_digest', digest],
  ].flatMap(([column = '', value]) =>
    value === undefined ? [] : [sql`${sql.ref(`logged_model_metric.${column}`)} = ${value}`],
  )
  return wanted.length === 0 ? sql`1 = 1` : sql`(${sql.join(wanted, sql` and `)})`
}

/**
 * Returns the keys of the order of a search: its clauses, then the newest first.
 * @throws LapidaryError `bad-order`
 */
export function sortKeys(orderBy: readonly ModelOrder[] = []): readonly SortKey[] {
  const clauses = orderBy.map(({ field, ascending, dataset }, i) => ({
    ...parseOrderClause(toClause(field), i, loggedModelGrammar),
    ascending,
    dataset,
  }))
  const has = (wanted: string): boolean =>
    clauses.some(({ entity, key }) => entity === 'attribute' && key === wanted)
  const defaults = [
    { key: 'creation_timestamp', ascending: false },
    { key: 'model_id', ascending: true },
  ].filter(({ key }) => !has(key))
  return [...clauses, ...defaults.map((clause) => ({ ...clause, entity: 'attribute' as const }))].map(
    toSortKey,
  )
}

/** Returns a field as a clause of an order: clients send the names of metrics without backticks. */
function toClause(field: string): string {
  const [, name] = /^metrics\.(?!`)(.+)$/s.exec(field) ?? []
  return name === undefined ? field : `metrics.\`${name.replaceAll('`', '``')}\``
}

function toSortKey({ entity, key, ascending, dataset }: OrderClause & Pick<ModelOrder, 'dataset'>): SortKey {
  const direction = ascending ? 'asc' : 'desc'
  if (entity === 'metric')
    return { expression: lastValue(key, dataset), direction, type: 'number', isNullable: true }
  return { expression: columns[key] as RawBuilder<string>, direction, type: 'string' }
}

/** Returns the last value of a metric of a model. */
function lastValue(name: string, dataset: Partial<DatasetFilter> = {}): RawBuilder<number | null> {
  return sql`(select logged_model_metric.value from logged_model_metric
    where logged_model_metric.model_id = logged_model.id and logged_model_metric.name = ${name} and ${isOn(dataset)}
    order by timestamp_ms desc, step desc, run_id limit 1)`
}
