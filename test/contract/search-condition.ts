import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { isNumberComparison } from '../../src/store/search/comparison.ts'
import { runGrammar } from '../../src/store/search/grammars/run-grammar.ts'
import { createLikeMatcher } from '../../src/store/search/like.ts'
import { parseFilter } from '../../src/store/search/parse-filter.ts'
import { columnCondition, keyValueCondition, timeCondition } from '../../src/store/search/sql-condition.ts'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'

type Tables = {
  item: { id: string; name: string | null; count: number; at: string | null }
  item_tag: { item_id: string; name: string; value: string }
  item_metric: { item_id: string; name: string; value: number | null }
}

const items: readonly Tables['item'][] = [
  { id: 'a', name: 'Forest', count: 1, at: '2026-01-02T03:04:05.006Z' },
  { id: 'b', name: 'forest_2', count: 2, at: '2026-01-02T03:04:05.007Z' },
  { id: 'c', name: '100%', count: 3, at: null },
  { id: 'd', name: 'a\\b [x]*', count: 4, at: '1969-12-31T23:59:59.999Z' },
  { id: 'e', name: null, count: 5, at: '2026-01-02T03:04:05.006Z' },
]

async function fill(database: SqlDatabase) {
  const db = database.kysely.$extendTables<Tables>()
  const text = sql.raw(database.dialect === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"')
  await sql`CREATE TABLE item (id ${text} PRIMARY KEY, name ${text}, count BIGINT NOT NULL, at ${text})`.execute(
    db,
  )
  await sql`CREATE TABLE item_tag (item_id ${text}, name ${text}, value ${text})`.execute(db)
  await sql`CREATE TABLE item_metric (item_id ${text}, name ${text}, value DOUBLE PRECISION)`.execute(db)
  await db.insertInto('item').values(items).execute()
  await db
    .insertInto('item_tag')
    .values([
      { item_id: 'a', name: 'team', value: 'Risk' },
      { item_id: 'b', name: 'team', value: 'fraud' },
      { item_id: 'b', name: 'é', value: 'ÉÇ' },
    ])
    .execute()
  await db
    .insertInto('item_metric')
    .values([
      { item_id: 'a', name: 'loss', value: 0.25 },
      { item_id: 'b', name: 'loss', value: null },
      { item_id: 'c', name: 'loss', value: 3 },
      { item_id: 'd', name: 'loss', value: Number.POSITIVE_INFINITY },
    ])
    .execute()
  return db
}

/** Tests the conditions of filters. `open` returns a database, which the end of the test closes. */
export function searchConditionSuite(name: string, open: () => Promise<SqlDatabase>): void {
  describe(`conditions of filters: ${name}`, () => {
    test('find the same rows in both databases', async () => {
      const database = await open()
      const db = await fill(database)
      const find = async (filter: string): Promise<string> => {
        let query = db.selectFrom('item').select('id').orderBy('id')
        for (const comparison of parseFilter(filter, runGrammar)) {
          if (comparison.entity === 'tag' || comparison.entity === 'metric') {
            const rows = { table: `item_${comparison.entity}`, owner: 'item_id', key: 'name', value: 'value' }
            query = query.where(keyValueCondition(rows, 'item.id', comparison, database.dialect))
          } else if (comparison.key === 'start_time' && isNumberComparison(comparison)) {
            query = query.where(timeCondition(sql.ref('item.at'), comparison))
          } else {
            const column = comparison.key === 'end_time' ? 'item.count' : 'item.name'
            query = query.where(columnCondition(sql.ref(column), comparison, database.dialect))
          }
        }
        return (await query.execute()).map(({ id }) => id).join('')
      }
      const time = Date.parse('2026-01-02T03:04:05.006Z')
      const expected: Readonly<Record<string, string>> = {
        "run_name = 'Forest'": 'a',
        "run_name != 'Forest'": 'bcd',
        "run_name LIKE 'forest%'": 'b',
        "run_name ILIKE 'forest%'": 'ab',
        "run_name LIKE '%%'": 'abcd',
        "run_name LIKE 'Fores_'": 'a',
        "run_name LIKE '100_'": 'c',
        "run_name LIKE 'a\\b%'": 'd',
        "run_name ILIKE 'A\\B%'": 'd',
        "run_name LIKE '%[x]*'": 'd',
        "run_name LIKE '%[y]%'": '',
        "run_name LIKE 'F*'": '',
        "run_name LIKE ''": '',
        "run_id IN ('Forest', '100%')": 'ac',
        "run_id NOT IN ('Forest')": 'bcd',
        'end_time > 2': 'cde',
        'end_time > 2.5': 'cde',
        'end_time = 2.5': '',
        'end_time != 2': 'acde',
        'end_time < 1e300 AND end_time > -1e300': 'abcde',
        [`start_time = ${time}`]: 'ae',
        [`start_time != ${time}`]: 'bd',
        [`start_time > ${time}`]: 'b',
        [`start_time > ${time - 0.5}`]: 'abe',
        [`start_time >= ${time + 0.5}`]: 'b',
        [`start_time <= ${time + 0.5}`]: 'ade',
        [`start_time = ${time}.5`]: '',
        [`start_time != ${time}.5`]: 'abde',
        'start_time < 0': 'd',
        'start_time < 1e300 AND start_time > -1e300': 'abde',
        'start_time = 1e300': '',
        "tags.team = 'Risk'": 'a',
        "tags.team != 'Risk'": 'b',
        "tags.team ILIKE 'r%'": 'a',
        "tags.team LIKE 'r%'": '',
        "tags.é LIKE 'É%'": 'b',
        "tags.é ILIKE 'é%'": '',
        'tags.team IS NULL': 'cde',
        'tags.team IS NOT NULL': 'ab',
        'metrics.loss > 0.2': 'acd',
        'metrics.loss > 2': 'cd',
        'metrics.loss = 3': 'c',
        'metrics.loss != 3': 'abd',
        'metrics.loss <= 3 AND tags.team IS NULL': 'c',
        'metrics.none != 3': '',
      }
      const found: Record<string, string> = {}
      for (const filter of Object.keys(expected)) found[filter] = await find(filter)
      expect(found).toEqual(expected)
    })

    test('match patterns as the matcher of lists in memory does', async () => {
      const database = await open()
      const texts = ['', 'a', 'A', 'ab', 'a%', 'a_b', '[a]', '*', '?', 'É', 'é', '😀', 'a\\', '\\']
      const patterns = [...texts, '%', '_', 'a%', '%b', '%a%', '__', '[%', '[^a]', '%\\', '\\%', 'É%']
      for (const pattern of patterns)
        for (const operator of ['LIKE', 'ILIKE'] as const) {
          const found = await findMatching(database, texts, operator, pattern)
          const matches = createLikeMatcher(pattern, operator === 'ILIKE')
          expect([pattern, operator, ...found]).toEqual([pattern, operator, ...texts.filter(matches)])
        }
    })

    test('match regular expressions alike', async () => {
      const database = await open()
      const texts = ['', 'a', 'A', 'ab', 'a\nb', 'b\n', 'É', '_1', 'a.b', 'a\\b']
      const matching: Readonly<Record<string, readonly string[]>> = {
        '': texts,
        a: ['a', 'ab', 'a\nb', 'a.b', 'a\\b'],
        '^a$': ['a'],
        b$: ['ab', 'a\nb', 'a.b', 'a\\b'],
        'a.b': ['a.b', 'a\\b'],
        '^.$': ['a', 'A', 'É'],
        '^\\w*$': ['', 'a', 'A', 'ab', '_1'],
        '\\\\': ['a\\b'],
        '^(?:a|[^a-z])b?$': ['a', 'A', 'ab', 'É'],
        '^\\w{2,}?$': ['ab', '_1'],
      }
      const found: Record<string, readonly string[]> = {}
      for (const pattern of Object.keys(matching))
        found[pattern] = await findMatching(database, texts, 'RLIKE', pattern)
      expect(found).toEqual(matching)
    })
  })
}

/** Returns those of the texts that the database finds to match a pattern. */
async function findMatching(
  { kysely, dialect }: SqlDatabase,
  texts: readonly string[],
  operator: 'LIKE' | 'ILIKE' | 'RLIKE',
  value: string,
): Promise<readonly string[]> {
  const columns = texts.map((text, i) => {
    const column = dialect === 'sqlite' ? sql`cast(${text} as text)` : sql`cast(${text} as text) collate "C"`
    const condition = columnCondition(
      column,
      { entity: 'tag', key: 'a', operator, value, position: 1 },
      dialect,
    )
    return sql`${condition} as ${sql.ref(`c${i}`)}`
  })
  const { rows } = await sql<Record<string, unknown>>`select ${sql.join(columns)}`.execute(kysely)
  return texts.filter((_, i) => Boolean(rows[0]?.[`c${i}`]))
}
