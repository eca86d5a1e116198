import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Comparison, isNumberComparison, type OrderClause } from '../../search/comparison.ts'
import { columnCondition, keyValueCondition } from '../../search/sql-condition.ts'
import type { SortKey } from '../../sql/keyset.ts'
import type { SqlDialect } from '../../sql/sql-database.ts'
import { traceKeys } from '../trace.ts'

type Condition = RawBuilder<SqlBool>

/** Columns of the attributes of a trace, by the name that filters and orders use. */
const attributeColumns: Readonly<Record<string, Omit<SortKey, 'direction'>>> = {
  request_id: { expression: sql.ref('trace.id'), type: 'string' },
  experiment_id: { expression: sql.ref('trace.experiment_id'), type: 'number' },
  status: { expression: sql.ref('trace.state'), type: 'string' },
  client_request_id: { expression: sql.ref('trace.client_request_id'), type: 'string', isNullable: true },
  timestamp_ms: { expression: sql.ref('trace.started_ms'), type: 'number' },
  execution_time_ms: { expression: sql.ref('trace.duration_ms'), type: 'number', isNullable: true },
  end_time_ms: {
    expression: sql`(trace.started_ms + coalesce(trace.duration_ms, 0))`,
    type: 'number',
  },
}

const valueTables = {
  tag: { table: 'trace_tag', owner: 'trace_id', key: 'name', value: 'value' },
  metadata: { table: 'trace_metadata', owner: 'trace_id', key: 'name', value: 'value' },
} as const

/** Returns the conditions of a filter. Those about spans hold for the same span. */
export function traceConditions(
  comparisons: readonly Comparison[],
  dialect: SqlDialect,
): readonly Condition[] {
  const isOfSpan = ({ entity }: Comparison): boolean => entity === 'span' || entity === 'span-attribute'
  const ofSpans = comparisons.filter(isOfSpan).map((comparison) => spanCondition(comparison, dialect))
  const others = comparisons.filter((comparison) => !isOfSpan(comparison))
  return [
    ...others.map((comparison) => traceCondition(comparison, dialect)),
    ...(ofSpans.length === 0 ? [] : [existsIn('trace_span', sql.join(ofSpans, sql` and `))]),
  ]
}

function traceCondition(comparison: Comparison, dialect: SqlDialect): Condition {
  const { entity, key, operator, value } = comparison
  switch (entity) {
    case 'tag':
      if (key === traceKeys.linkedPrompts)
        return existsIn('trace_prompt', sql`trace_prompt.prompt = ${value}`)
      return keyValueCondition(valueTables.tag, 'trace.id', comparison, dialect)
    case 'metadata': {
      const ofTrace = keyValueCondition(valueTables.metadata, 'trace.id', comparison, dialect)
      if (key !== traceKeys.sourceRun || operator !== '=') return ofTrace
      return sql`(${ofTrace} or ${existsIn('trace_run', sql`trace_run.run_id = ${value}`)})`
    }
    case 'feedback':
    case 'expectation':
    case 'issue':
      return assessmentCondition(comparison, dialect)
    default:
      return columnCondition(columnOf(key).expression, comparison, dialect)
  }
}

function columnOf(key: string): Omit<SortKey, 'direction'> {
  const column = attributeColumns[key]
  if (column === undefined) throw new TypeError(`the grammar has the attribute ${key}, and traces do not`)
  return column
}

function existsIn(table: string, condition: Expression<unknown>): Condition {
  const owner = sql.ref(`${table}.trace_id`)
  return sql`exists (select 1 from ${sql.table(table)} where ${owner} = ${sql.ref('trace.id')} and ${condition})`
}

function spanCondition(comparison: Comparison, dialect: SqlDialect): Condition {
  const { entity, key } = comparison
  if (entity === 'span') return columnCondition(sql.ref(`trace_span.${key}`), comparison, dialect)
  const text = sql.ref('attribute.text')
  // The text of a JSON string is compared without its quotes.
  const value = sql`case when substr(${text}, 1, 1) = '"' then substr(${text}, 2, length(${text}) - 2) else ${text} end`
  const attributes =
    dialect === 'sqlite'
      ? sql`(select value as text from json_each(trace_span.content, '$.attributes') where key = ${key})`
      : sql`(select cast(trace_span.content as jsonb) -> 'attributes' ->> ${key} as text)`
  return sql`exists (select 1 from ${attributes} as attribute where ${columnCondition(value, comparison, dialect)})`
}

function assessmentCondition(comparison: Comparison, dialect: SqlDialect): Condition {
  const { entity, key, operator, value } = comparison
  const column = (name: string): Expression<unknown> => sql.ref(`trace_assessment.${name}`)
  const ofKind = (condition: Condition): Condition =>
    existsIn('trace_assessment', sql`${column('kind')} = ${entity} and ${condition}`)
  if (entity === 'issue') return ofKind(sql`${column('name')} = ${value}`)
  const named = sql<SqlBool>`${column('name')} = ${key} and ${column('is_valid')} = 1`
  if (operator === 'IS NULL') return sql`not ${ofKind(named)}`
  if (operator === 'IS NOT NULL') return ofKind(named)
  if (isNumberComparison(comparison))
    return ofKind(sql`${named} and ${columnCondition(column('numeric_value'), comparison, dialect)}`)
  if (operator !== '=' && operator !== '!=')
    return ofKind(sql`${named} and ${columnCondition(column('value'), comparison, dialect)}`)
  // A filter has the text of a string or of another JSON value, such as true.
  const not = sql.raw(operator === '=' ? '' : 'not')
  return ofKind(sql`${named} and ${column('value')} ${not} in (${value}, ${JSON.stringify(value)})`)
}

/** Returns the keys of an order, which end with the start, newest first, and the id. */
export function traceOrder(clauses: readonly OrderClause[]): readonly SortKey[] {
  const keys = clauses.map(({ entity, key, ascending }): SortKey => {
    const direction = ascending ? 'asc' : 'desc'
    if (entity !== 'tag' && entity !== 'metadata') return { ...columnOf(key), direction }
    const { table } = valueTables[entity]
    const expression = sql`(select value from ${sql.table(table)} as named
      where named.trace_id = ${sql.ref('trace.id')} and named.name = ${key})`
    return { expression, direction, type: 'string', isNullable: true }
  })
  const isOrderedBy = (name: string): boolean =>
    clauses.some(({ entity, key }) => entity === 'attribute' && key === name)
  return [
    ...keys,
    ...(isOrderedBy('timestamp_ms') ? [] : [{ ...columnOf('timestamp_ms'), direction: 'desc' } as const]),
    ...(isOrderedBy('request_id') ? [] : [{ ...columnOf('request_id'), direction: 'asc' } as const]),
  ]
}
