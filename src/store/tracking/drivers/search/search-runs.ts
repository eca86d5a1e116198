import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Comparison, OrderClause } from '../../../search/comparison.ts'
import { runGrammar } from '../../../search/grammars/run-grammar.ts'
import { parseFilter } from '../../../search/parse-filter.ts'
import { parseOrder } from '../../../search/parse-order.ts'
import { jsonList } from '../../../sql/json-rows.ts'
import {
  comesAfter,
  decodeKeyset,
  nextKeyset,
  orderTerms,
  sortColumns,
  type SortKey,
  type SortValue,
} from '../../../sql/keyset.ts'
import type { SqlDialect } from '../../../sql/sql-database.ts'
import type { RunSearch } from '../../runs.ts'
import { attributeOf, indexedRuns, isNamedValue, runCondition, tableOf } from './run-conditions.ts'
import type { TrackingTables } from '../run-tables.ts'
import { toKey } from '../sql-experiments.ts'

type Db = Kysely<TrackingTables>
type Condition = RawBuilder<SqlBool>

interface FoundRuns {
  readonly ids: readonly string[]
  readonly nextCursor: string | null
}

/**
 * Finds runs. If few runs are in the experiments, or fulfil a comparison that an index answers,
 * these are read and sorted. Else the runs are read in their order until the page is full.
 * @param few rows that are few enough to be sorted without an index of the order.
 * @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor`
 */
export async function searchRuns(
  db: Db,
  dialect: SqlDialect,
  search: RunSearch,
  few: number,
): Promise<FoundRuns> {
  const comparisons = parseFilter(search.filter ?? '', runGrammar)
  const order = parseOrder(search.orderBy ?? [], runGrammar)
  const keys = [...order.flatMap(sortKeys), ...lastKeys(order)]
  const after = search.cursor === undefined ? null : decodeKeyset(keys, search.cursor)
  const scope = await readScope(db, dialect, search)
  if (scope === null) return { ids: [], nextCursor: null }
  const parts = await chooseParts(db, dialect, { comparisons, order, keys, scope, few })
  const rows: Row[] = []
  for (const part of parts) {
    const limit = search.limit + 1 - rows.length
    if (limit > 0) rows.push(...(await readPart(db, part, { keys, after, limit })))
  }
  return {
    ids: rows.slice(0, search.limit).map(({ id }) => id),
    nextCursor: nextKeyset(keys, rows, search.limit),
  }
}

interface Row {
  readonly id: string
}

/** The experiments of a search, and the lifecycle of their runs. */
interface Scope {
  readonly isInExperiments: Condition
  readonly hasLifecycle: Condition
}

/** Resolves null if no run can be found. A run of a deleted experiment is deleted. */
async function readScope(
  db: Db,
  dialect: SqlDialect,
  { experimentIds, view = 'active' }: RunSearch,
): Promise<Scope | null> {
  const keys = experimentIds.flatMap((id) => toKey(id) ?? [])
  const found = await db
    .selectFrom('experiment')
    .select(['id', 'deleted_at'])
    .where('id', 'in', jsonList(dialect, 'integer', keys))
    .execute()
  const searched = view === 'active' ? found.filter((row) => row.deleted_at === null) : found
  if (searched.length === 0) return null
  const deleted = found.flatMap((row) => (row.deleted_at === null ? [] : [row.id]))
  const lifecycles = {
    active: sql<SqlBool>`run.deleted_at is null`,
    deleted: sql<SqlBool>`(run.deleted_at is not null or ${isInList(dialect, deleted)})`,
    all: sql<SqlBool>`1 = 1`,
  }
  return {
    isInExperiments: isInList(
      dialect,
      searched.map((row) => row.id),
    ),
    hasLifecycle: lifecycles[view],
  }
}

/** Rows in the order of an index are only read for one experiment, which must be no list. */
function isInList(dialect: SqlDialect, ids: readonly number[]): Condition {
  return ids.length === 1
    ? sql`run.experiment_id = ${ids[0]}`
    : sql`run.experiment_id in ${jsonList(dialect, 'integer', ids)}`
}

/** Name of the table with the values that a clause orders by. */
const aliasOf = (clause: number): string => `order_${clause}`

/** Runs with a number come before those with NaN, and these before those without the metric. */
const ranks = { value: 0, nan: 1, missing: 2 } as const

function sortKeys({ entity, key, ascending }: OrderClause, clause: number): readonly SortKey[] {
  const direction = ascending ? 'asc' : 'desc'
  if (!isNamedValue(entity))
    return [{ expression: attributeOf(key), direction, type: 'string', isNullable: key === 'end_time' }]
  const [run, value] = [sql.ref(`${aliasOf(clause)}.run_id`), sql.ref(`${aliasOf(clause)}.value`)]
  const rank = sql`case when ${run} is null then ${sql.lit(ranks.missing)}
    when ${value} is null then ${sql.lit(ranks.nan)} else ${sql.lit(ranks.value)} end`
  const type = entity === 'metric' ? 'number' : 'string'
  return [
    { expression: rank, direction: 'asc', type: 'number' },
    { expression: value, direction, type, isNullable: true },
  ]
}

/** After the clauses of a search: the newest runs first, then by id. */
function lastKeys(order: readonly OrderClause[]): readonly SortKey[] {
  const newest: SortKey = { expression: attributeOf('start_time'), direction: 'desc', type: 'string' }
  const id: SortKey = { expression: attributeOf('run_id'), direction: 'asc', type: 'string' }
  return order.some(({ entity, key }) => entity === 'attribute' && key === 'start_time') ? [id] : [newest, id]
}

interface Plan {
  readonly comparisons: readonly Comparison[]
  readonly order: readonly OrderClause[]
  readonly keys: readonly SortKey[]
  readonly scope: Scope
  readonly few: number
}

/** Rows that one query reads in order. All rows of a part come before those of the next. */
interface Part {
  readonly from: RawBuilder<unknown>
  readonly where: readonly Condition[]
  /** Values of the first keys, which all rows share. */
  readonly shared: readonly SortValue[]
  /** The other keys. */
  readonly keys: readonly SortKey[]
}

async function chooseParts(db: Db, dialect: SqlDialect, plan: Plan): Promise<readonly Part[]> {
  const { comparisons, order, scope, few } = plan
  const [first] = order
  const canFollow = first !== undefined && isNamedValue(first.entity)
  const indexed = comparisons.flatMap((comparison) => {
    const ids = indexedRuns(comparison, scope.isInExperiments, dialect)
    return ids === null ? [] : [{ comparison, ids }]
  })
  const whole = sql`select run.id from run where ${scope.isInExperiments} and ${scope.hasLifecycle}`
  const counts =
    indexed.length === 0 && !canFollow
      ? [few]
      : await countRows(db, [whole, ...indexed.map(({ ids }) => ids)], few)
  const least = Math.min(...counts)
  if (least === 0) return []
  if (least >= few && canFollow) return followOrder(plan, dialect)
  const source = least >= few ? undefined : indexed[counts.indexOf(least) - 1]
  const joins = joinOrder(order, 0)
  const where = conditionsOf(plan, dialect, source?.comparison)
  const shared = { shared: [], keys: plan.keys }
  return source === undefined
    ? [{ from: sql`run ${joins}`, where, ...shared }]
    : [
        {
          from: sql`(${source.ids}) as source cross join run ${joins}`,
          where: [sql`run.id = source.id`, ...where],
          ...shared,
        },
      ]
}

/** Counts the rows of queries, each up to a limit. */
async function countRows(
  db: Db,
  queries: readonly RawBuilder<unknown>[],
  limit: number,
): Promise<readonly number[]> {
  const counts = queries.map(
    (query, i) =>
      sql`(select count(*) from (${query} limit ${sql.lit(limit)}) as counted) as ${sql.ref(`count_${i}`)}`,
  )
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)}`.execute(db)
  return queries.map((_, i) => rows[0]?.[`count_${i}`] ?? 0)
}

/** Reads the runs by the values of the first clause: those with a value, with NaN, and without. */
function followOrder(plan: Plan, dialect: SqlDialect): readonly Part[] {
  const { order, keys } = plan
  const [first] = order as readonly [OrderClause]
  const table = tableOf(first.entity as 'metric')
  const [alias, joins] = [aliasOf(0), joinOrder(order, 1)]
  const where = conditionsOf(plan, dialect)
  const [, value, ...rest] = keys as readonly [SortKey, SortKey, ...SortKey[]]
  const hasRow: Condition = sql`${sql.ref(`${alias}.name`)} = ${first.key} and run.id = ${sql.ref(`${alias}.run_id`)}`
  const from = sql`${table} as ${sql.ref(alias)} cross join run ${joins}`
  const hasNone: Condition = sql`not exists (select 1 from ${table} as other where other.run_id = run.id and other.name = ${first.key})`
  const parts: readonly Part[] = [
    {
      from,
      where: [hasRow, sql`${value.expression} is not null`, ...where],
      shared: [ranks.value],
      keys: [{ ...value, isNullable: false }, ...rest],
    },
    {
      from,
      where: [hasRow, sql`${value.expression} is null`, ...where],
      shared: [ranks.nan, null],
      keys: rest,
    },
    { from: sql`run ${joins}`, where: [hasNone, ...where], shared: [ranks.missing, null], keys: rest },
  ]
  return first.entity === 'metric' ? parts : parts.filter(({ shared }) => shared[0] !== ranks.nan)
}

function conditionsOf(
  { comparisons, scope }: Plan,
  dialect: SqlDialect,
  fulfilled?: Comparison,
): readonly Condition[] {
  const others = comparisons.filter((comparison) => comparison !== fulfilled)
  return [
    scope.isInExperiments,
    scope.hasLifecycle,
    ...others.map((comparison) => runCondition(comparison, dialect)),
  ]
}

/** Joins the values that clauses order by, from the clause of this index on. */
function joinOrder(order: readonly OrderClause[], from: number): RawBuilder<unknown> {
  const joins = order.flatMap(({ entity, key }, i) => {
    if (i < from || !isNamedValue(entity)) return []
    const alias = sql.ref(aliasOf(i))
    return [
      sql`left join ${tableOf(entity)} as ${alias} on ${alias}.run_id = run.id and ${alias}.name = ${key}`,
    ]
  })
  return joins.length === 0 ? sql`` : sql.join(joins, sql` `)
}

/** @param page.after values of the keys of the last row of the previous page */
async function readPart(
  db: Db,
  { from, where, shared, keys }: Part,
  page: {
    readonly keys: readonly SortKey[]
    readonly after: readonly SortValue[] | null
    readonly limit: number
  },
): Promise<readonly Row[]> {
  const conditions = [...where]
  if (page.after !== null) {
    const [rank, lastRank] = [Number(shared[0]), Number(page.after[0])]
    if (rank < lastRank) return []
    const isSamePart = shared.length === 0 || rank === lastRank
    if (isSamePart) conditions.push(comesAfter(keys, page.after.slice(shared.length)))
  }
  const columns = sql.join(sortColumns(page.keys, shared))
  const { rows } = await sql<Row>`select run.id, ${columns} from ${from}
    where ${sql.join(conditions, sql` and `)} order by ${sql.join(orderTerms(keys))} limit ${page.limit}`.execute(
    db,
  )
  return rows
}
