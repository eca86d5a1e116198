import { type Expression, type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Comparison, isNumberComparison, type OrderClause } from '../../search/comparison.ts'
import { modelVersionGrammar, registeredModelGrammar } from '../../search/grammars/model-grammar.ts'
import { parseFilter } from '../../search/parse-filter.ts'
import { parseOrder } from '../../search/parse-order.ts'
import { columnCondition } from '../../search/sql-condition.ts'
import {
  comesAfter,
  decodeKeyset,
  encodeKeyset,
  orderTerms,
  type SortKey,
  type SortValue,
} from '../../sql/keyset.ts'
import type { Page } from '../../sql/page.ts'
import type { SqlDialect } from '../../sql/sql-database.ts'
import { visibleConditions } from '../../sql/visible.ts'
import type { CatalogSearch } from '../catalog-store.ts'
import { promptTag } from '../prompt.ts'
import type { ModelVersion, RegisteredModel } from '../store.ts'
import { selectModels, withAliases } from './read-models.ts'
import { type RegistryTables, toVersion } from './tables.ts'

type Database = Kysely<RegistryTables>

/** A column that a list is ordered by, and its value in an item of the list. */
interface OrderField<Item> {
  readonly column: RawBuilder<unknown>
  readonly type: SortKey['type']
  readonly valueOf: (item: Item) => SortValue
}

const modelOrder: Readonly<Record<string, OrderField<RegisteredModel>>> = {
  name: { column: sql`name`, type: 'string', valueOf: ({ name }) => name },
  last_updated_timestamp: {
    column: sql`coalesce(updated_at, created_at)`,
    type: 'string',
    valueOf: ({ updatedAt }) => updatedAt,
  },
}

const versionOrder: Readonly<Record<string, OrderField<ModelVersion>>> = {
  name: { column: sql`model`, type: 'string', valueOf: ({ model }) => model },
  version_number: { column: sql`version`, type: 'number', valueOf: ({ version }) => version },
  creation_timestamp: { column: sql`created_at`, type: 'string', valueOf: ({ createdAt }) => createdAt },
  last_updated_timestamp: {
    column: sql`coalesce(updated_at, created_at)`,
    type: 'string',
    valueOf: ({ updatedAt }) => updatedAt,
  },
}

const ascending = (key: string): OrderClause => ({ entity: 'attribute', key, ascending: true })
const descending = (key: string): OrderClause => ({ entity: 'attribute', key, ascending: false })

/** Two queries for a page: the models, and their aliases. */
export async function searchModels(
  db: Database,
  dialect: SqlDialect,
  query: CatalogSearch,
): Promise<Page<RegisteredModel>> {
  const comparisons = parseFilter(query.filter ?? '', registeredModelGrammar)
  const asked = parseOrder(query.orderBy ?? [], registeredModelGrammar)
  const order = orderBy(asked, [ascending('name')], modelOrder)
  const conditions = comparisons.map((comparison) => {
    if (comparison.entity === 'tag') return tagCondition(comparison, dialect)
    return columnCondition(sql.ref('name'), comparison, dialect)
  })
  conditions.push(asksForPrompts(comparisons) ? sql`is_prompt = 1` : sql`is_prompt = 0`)
  conditions.push(...visibleConditions(sql`name`, query.visible, dialect))
  return await readPage(query, order, conditions, async (where, terms, limit) => {
    const rows = await selectModels(db).where(where).orderBy(sql.join(terms)).limit(limit).execute()
    return await withAliases(db, rows)
  })
}

const versionColumns: Readonly<Record<string, RawBuilder<unknown>>> = {
  name: sql`model`,
  run_id: sql`run_id`,
  // As `toVersion` reads rows of earlier versions of the program.
  source_path: sql`coalesce(source, 'runs:/' || run_id || '/model')`,
  version_number: sql`version`,
}

/** One query for a page. */
export async function searchVersions(
  db: Database,
  dialect: SqlDialect,
  query: CatalogSearch,
): Promise<Page<ModelVersion>> {
  const comparisons = parseFilter(query.filter ?? '', modelVersionGrammar)
  const asked = parseOrder(query.orderBy ?? [], modelVersionGrammar)
  const first = asked.length > 0 ? asked : [descending('last_updated_timestamp')]
  const order = orderBy(first, [ascending('name'), descending('version_number')], versionOrder)
  const conditions = comparisons.map((comparison) => {
    if (comparison.entity === 'tag') return tagCondition(comparison, dialect)
    return columnCondition(versionColumns[comparison.key] as RawBuilder<unknown>, comparison, dialect)
  })
  conditions.push(
    asksForPrompts(comparisons)
      ? sql`is_prompt = 1`
      : sql`model NOT IN (SELECT model FROM model_version WHERE is_prompt = 1)`,
    ...visibleConditions(sql`model`, query.visible, dialect),
  )
  return await readPage(query, order, conditions, async (where, terms, limit) => {
    const rows = await db
      .selectFrom('model_version')
      .selectAll()
      .where(where)
      .orderBy(sql.join(terms))
      .limit(limit)
      .execute()
    return rows.map(toVersion)
  })
}

async function readPage<Item>(
  { limit, cursor }: CatalogSearch,
  order: readonly (OrderField<Item> & SortKey)[],
  conditions: readonly RawBuilder<SqlBool>[],
  read: (
    where: RawBuilder<SqlBool>,
    terms: readonly RawBuilder<unknown>[],
    limit: number,
  ) => Promise<readonly Item[]>,
): Promise<Page<Item>> {
  const after = cursor === undefined ? [] : [comesAfter(order, decodeKeyset(order, cursor))]
  const all = [sql<SqlBool>`1 = 1`, ...conditions, ...after]
  const found = await read(sql`${sql.join(all, sql` AND `)}`, orderTerms(order), limit + 1)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const isLast = found.length <= limit || last === undefined
  return { items, nextCursor: isLast ? null : encodeKeyset(order.map(({ valueOf }) => valueOf(last))) }
}

/** Returns the keys of an order, and those that make it unique if they are not there. */
function orderBy<Item>(
  asked: readonly OrderClause[],
  last: readonly OrderClause[],
  fields: Readonly<Record<string, OrderField<Item>>>,
): readonly (OrderField<Item> & SortKey)[] {
  const missing = last.filter(({ key }) => asked.every((clause) => clause.key !== key))
  return [...asked, ...missing].map(({ key, ascending: isAscending }) => {
    const field = fields[key] as OrderField<Item>
    return { ...field, expression: field.column, direction: isAscending ? 'asc' : 'desc' }
  })
}

/** Returns the condition of a tag, which is a member of the JSON object in `tags`. */
function tagCondition(comparison: Comparison, dialect: SqlDialect): RawBuilder<SqlBool> {
  // The whole search finds prompts, or none, and models lack the tag.
  if (comparison.key === promptTag) return sql`1 = 1`
  return columnCondition(tagOf(comparison.key, dialect), comparison, dialect)
}

function tagOf(key: string, dialect: SqlDialect): Expression<unknown> {
  return dialect === 'sqlite'
    ? sql`(SELECT value FROM json_each(tags) WHERE json_each.key = ${key})`
    : sql`(CAST(tags AS json) ->> ${key})`
}

/** Returns whether the first comparison of the tag of prompts says that prompts are searched. */
function asksForPrompts(comparisons: readonly Comparison[]): boolean {
  const comparison = comparisons.find(({ entity, key }) => entity === 'tag' && key === promptTag)
  if (comparison === undefined || isNumberComparison(comparison) || typeof comparison.value !== 'string')
    return false
  const { operator, value } = comparison
  return (
    (operator === '=' && value.toLowerCase() === 'true') ||
    (operator === '!=' && value.toLowerCase() === 'false')
  )
}
