import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Comparison, isNumberComparison, type OrderClause } from '../../../search/comparison.ts'
import { columnCondition, keyValueCondition, timeCondition } from '../../../search/sql-condition.ts'
import type { SortKey } from '../../../sql/keyset.ts'
import type { SqlDialect } from '../../../sql/sql-database.ts'

const tags = { table: 'experiment_tag', owner: 'experiment_id', key: 'name', value: 'value' }

/** Returns the condition of a row `experiment` for a comparison of a filter. */
export function experimentCondition(comparison: Comparison, dialect: SqlDialect): RawBuilder<SqlBool> {
  if (comparison.entity === 'tag') return keyValueCondition(tags, 'experiment.id', comparison, dialect)
  if (comparison.key === 'experiment_id')
    return columnCondition(sql`cast(experiment.id as text)`, comparison, dialect)
  const { expression } = attributeOf(comparison.key)
  return isNumberComparison(comparison)
    ? timeCondition(expression, comparison)
    : columnCondition(expression, comparison, dialect)
}

/** Returns the keys of an order of experiments: by default the newest first. */
export function experimentOrder(clauses: readonly OrderClause[]): readonly SortKey[] {
  if (clauses.length === 0)
    return [
      { ...attributeOf('creation_time'), direction: 'desc' },
      { ...attributeOf('experiment_id'), direction: 'asc' },
    ]
  const keys = clauses.map(
    ({ key, ascending }): SortKey => ({ ...attributeOf(key), direction: ascending ? 'asc' : 'desc' }),
  )
  return clauses.some(({ key }) => key === 'experiment_id')
    ? keys
    : [...keys, { ...attributeOf('experiment_id'), direction: 'desc' }]
}

interface Attribute extends Pick<SortKey, 'type'> {
  readonly expression: RawBuilder<string>
}

function attributeOf(key: string): Attribute {
  const attribute = attributes[key]
  if (attribute === undefined) throw new TypeError(`Experiments have no attribute ${key}`)
  return attribute
}

const attributes: Readonly<Record<string, Attribute>> = {
  name: { expression: sql`experiment.name`, type: 'string' },
  experiment_id: { expression: sql`experiment.id`, type: 'number' },
  creation_time: { expression: sql`experiment.created_at`, type: 'string' },
  last_update_time: { expression: sql`experiment.updated_at`, type: 'string' },
}
