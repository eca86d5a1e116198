import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLikeMatcher } from '../../src/store/search/like.ts'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'
import type { TrackedRun } from '../../src/store/tracking/runs.ts'
import { openRuns, readPages } from './runs.ts'

const firstMs = Date.parse('2026-01-02T03:04:05.006Z')
const timeAt = (second: number): string => new Date(firstMs + second * 1000).toISOString()

const text = fc.constantFrom('a', 'A', 'ab', 'á', 'a_b', '%', '', 'x\\y', '10', '9')
const number = fc.constantFrom(-1, 0, 0.5, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
const values = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<{ x?: Value; y?: Value }> =>
  fc.record({ x: value, y: value }, { requiredKeys: [] })

const run = fc.record({
  name: text.filter((name) => name !== ''),
  user: fc.constantFrom('ana', 'bob', ''),
  start: fc.integer({ min: 0, max: 3 }),
  end: fc.option(fc.integer({ min: 0, max: 2 })),
  status: fc.constantFrom('running', 'finished', 'failed', 'interrupted', 'scheduled'),
  experiment: fc.constantFrom(0, 1),
  isDeleted: fc.constantFrom(false, false, true),
  metrics: values(number),
  params: values(text),
  tags: values(text),
  dataset: fc.option(
    fc.record({ name: text, digest: fc.constantFrom('d1', 'd2'), context: fc.option(text) }),
  ),
})
type GivenRun = typeof run extends fc.Arbitrary<infer Value> ? Value : never

const statusNames = {
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  interrupted: 'KILLED',
  scheduled: 'SCHEDULED',
} as const

/** One comparison as text, and what it means. A run without the value never fulfils it. */
interface Term {
  readonly filter: string
  readonly holds: (run: Stored) => boolean
}

interface Stored extends GivenRun {
  readonly id: string
}

const quote = (value: string): string => `'${value}'`
const textOperators = {
  '=': (seen: string, value: string) => seen === value,
  '!=': (seen: string, value: string) => seen !== value,
  LIKE: (seen: string, value: string) => createLikeMatcher(value, false)(seen),
  ILIKE: (seen: string, value: string) => createLikeMatcher(value, true)(seen),
}
const numberOperators = {
  '=': (seen: number, value: number) => seen === value,
  '!=': (seen: number, value: number) => seen !== value,
  '>': (seen: number, value: number) => seen > value,
  '>=': (seen: number, value: number) => seen >= value,
  '<': (seen: number, value: number) => seen < value,
  '<=': (seen: number, value: number) => seen <= value,
}
const keyOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): fc.Arbitrary<Key> =>
  fc.constantFrom(...(Object.keys(record) as Key[]))
const pattern = fc.constantFrom('a', 'a%', '%b', '_', 'A%', '%_%', 'a\\%', '%', '1%')

const textTerm = (
  field: string,
  read: (run: Stored) => readonly (string | null | undefined)[],
): fc.Arbitrary<Term> =>
  fc
    .record({ operator: keyOf(textOperators), value: fc.oneof(text, pattern) })
    .map(({ operator, value }) => ({
      filter: `${field} ${operator} ${quote(value)}`,
      holds: (stored) =>
        read(stored).some(
          (seen) => seen !== null && seen !== undefined && textOperators[operator](seen, value),
        ),
    }))
const numberTerm = (
  field: string,
  value: fc.Arbitrary<number>,
  read: (run: Stored) => number | null | undefined,
): fc.Arbitrary<Term> =>
  fc.record({ operator: keyOf(numberOperators), value }).map(({ operator, value: wanted }) => ({
    filter: `${field} ${operator} ${wanted}`,
    holds: (stored) => {
      const seen = read(stored)
      return seen !== null && seen !== undefined && numberOperators[operator](seen, wanted)
    },
  }))
const nullTerm = (field: string, read: (run: Stored) => unknown): fc.Arbitrary<Term> =>
  fc.constantFrom('IS NULL', 'IS NOT NULL').map((operator) => ({
    filter: `${field} ${operator}`,
    holds: (stored) => (read(stored) === undefined) === (operator === 'IS NULL'),
  }))
const time = fc.integer({ min: -1, max: 4 }).map((second) => firstMs + second * 1000)

const term: fc.Arbitrary<Term> = fc.oneof(
  numberTerm('metrics.x', fc.constantFrom(-1, 0, 0.5, 2), ({ metrics }) => metrics.x),
  numberTerm('metric.y', fc.constantFrom(0, 1e300), ({ metrics }) => metrics.y),
  textTerm('params.x', ({ params }) => [params.x]),
  textTerm('tag.`y`', ({ tags }) => [tags.y]),
  textTerm('tags.x', ({ tags }) => [tags.x]),
  nullTerm('params.y', ({ params }) => params.y),
  nullTerm('tags.x', ({ tags }) => tags.x),
  textTerm('run_name', ({ name }) => [name]),
  textTerm('attributes.user_id', ({ user }) => [user]),
  textTerm('attributes.status', ({ status }) => [statusNames[status]]),
  fc.constantFrom('KILLED', 'FINISHED', 'F%', 'f%').chain((value) =>
    keyOf(textOperators).map((operator) => ({
      filter: `status ${operator} ${quote(value)}`,
      holds: ({ status }: Stored) => textOperators[operator](statusNames[status], value),
    })),
  ),
  numberTerm('start_time', time, ({ start }) => firstMs + start * 1000),
  numberTerm('attributes.end_time', time, ({ end }) => (end === null ? null : firstMs + end * 1000)),
  textTerm('dataset.name', ({ dataset }) => [dataset?.name]),
  textTerm('datasets.context', ({ dataset }) => [dataset?.context]),
)

/** One clause of an order, and the value that it orders by; undefined comes last, after NaN. */
const clauses: Readonly<Record<string, (run: Stored) => string | number | undefined>> = {
  'metrics.x': ({ metrics }) => metrics.x,
  'metrics.`y`': ({ metrics }) => metrics.y,
  'params.x': ({ params }) => params.x,
  'tags.y': ({ tags }) => tags.y,
  start_time: ({ start }) => start,
  'attributes.end_time': ({ end }) => end ?? undefined,
  run_name: ({ name }) => name,
  status: ({ status }) => statusNames[status],
  user_id: ({ user }) => user,
  run_id: ({ id }) => id,
}

const order = fc.uniqueArray(
  fc.record({ key: keyOf(clauses), direction: fc.constantFrom('ASC', 'DESC', '') }),
  {
    selector: ({ key }) => key,
    maxLength: 3,
  },
)

function compareBytes(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : Number(a > b)
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}

function compareRuns(by: readonly { readonly key: string; readonly direction: string }[]) {
  const rank = (value: string | number | undefined): number =>
    value === undefined ? 2 : Number(Number.isNaN(value))
  return (a: Stored, b: Stored): number => {
    for (const { key, direction } of [
      ...by,
      { key: 'start_time', direction: 'DESC' },
      { key: 'run_id', direction: '' },
    ]) {
      const [first, second] = [clauses[key]?.(a), clauses[key]?.(b)]
      if (rank(first) !== rank(second)) return rank(first) - rank(second)
      if (first === undefined || second === undefined || rank(first) > 0) continue
      const compared = compareBytes(first, second)
      if (compared !== 0) return direction === 'DESC' ? -compared : compared
    }
    return 0
  }
}

/** Tests the search of runs. `open` returns a database without data. */
export function runSearchSuite(name: string, open: () => Promise<SqlDatabase>): void {
  async function store(given: readonly GivenRun[], fewRows?: number) {
    const opened = openRuns(await open(), fewRows === undefined ? {} : { fewRows })
    const { runs, experiments } = opened
    await experiments.create({ name: 'other' })
    const stored: Stored[] = []
    for (const each of given) {
      const { id } = await runs.create({
        experimentId: String(each.experiment),
        name: each.name,
        user: each.user,
        startedAt: timeAt(each.start),
      })
      await runs.update(id, { status: each.status, ...(each.end !== null && { endedAt: timeAt(each.end) }) })
      const entries = <Value>(record: { x?: Value; y?: Value }) => Object.entries(record) as [string, Value][]
      await runs.log(id, {
        metrics: entries(each.metrics).map(([key, value]) => ({ key, value, step: 0, timestamp: firstMs })),
        params: entries(each.params).map(([key, value]) => ({ key, value })),
        tags: entries(each.tags).map(([key, value]) => ({ key, value })),
      })
      if (each.dataset !== null) {
        const { context, ...dataset } = each.dataset
        await runs.logInputs(id, {
          datasets: [
            {
              dataset: { ...dataset, sourceType: 'local', source: '' },
              tags: context === null ? {} : { 'mlflow.data.context': context },
            },
          ],
        })
      }
      if (each.isDeleted) await runs.delete(id)
      stored.push({ ...each, id })
    }
    return { ...opened, stored }
  }

  describe(`Search of runs: ${name}`, () => {
    test.each([[10_000], [1]])(
      'finds what a filter means, in its order, page by page (few rows: %i)',
      async (fewRows) => {
        const given = fc.sample(run, { numRuns: 40, seed: 7 })
        const { runs, stored } = await store(given, fewRows)
        const query = fc.record({
          terms: fc.array(term, { maxLength: 3 }),
          order,
          view: fc.constantFrom('active', 'deleted', 'all'),
          experimentIds: fc.constantFrom(['0'], ['1'], ['0', '1', '5']),
          limit: fc.constantFrom(1, 3, 100),
        })
        await fc.assert(
          fc.asyncProperty(query, async ({ terms, order: by, view, experimentIds, limit }) => {
            const filter = terms.map((each) => each.filter).join(' AND ')
            const orderBy = by.map(({ key, direction }) => `${key} ${direction}`)
            const found = await readPages((cursor) =>
              runs.search({ experimentIds, filter, orderBy, view, limit, cursor }),
            )
            const expected = stored
              .filter((each) => experimentIds.some((id) => id === String(each.experiment)))
              .filter(({ isDeleted }) => view === 'all' || isDeleted === (view === 'deleted'))
              .filter((each) => terms.every(({ holds }) => holds(each)))
              .toSorted(compareRuns(by))
            expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
          }),
          { numRuns: 120 },
        )
      },
    )

    test('returns runs with everything that they have', async () => {
      const { runs } = await store(fc.sample(run, { numRuns: 5, seed: 1 }))
      const { items } = await runs.search({ experimentIds: ['0', '1'], view: 'all', limit: 10 })
      expect(items).toHaveLength(5)
      const each = await Promise.all(items.map(({ id }): Promise<TrackedRun> => runs.get(id)))
      expect(items).toEqual(each)
    })

    test('runs of deleted experiments are deleted, and trainings are runs', async () => {
      const { runs, experiments, tracking } = await store([])
      const training = {
        id: 'training',
        experiment: 'credit-score',
        name: 'forest',
        status: 'finished',
        startedAt: timeAt(0),
        endedAt: timeAt(9),
        params: { trees: '100' },
        metrics: { accuracy: 0.7 },
        tags: { git: 'abc' },
      } as const
      await tracking.createRun(training)
      const experimentId = (await experiments.getByName('credit-score'))?.id ?? ''
      const search = async (view: 'active' | 'deleted') =>
        (
          await runs.search({
            experimentIds: [experimentId],
            filter: "metrics.accuracy > 0.5 AND params.trees = '100'",
            view,
            limit: 5,
          })
        ).items
      expect(await search('active')).toEqual([
        {
          id: 'training',
          experimentId,
          name: 'forest',
          status: 'finished',
          lifecycle: 'active',
          user: '',
          startedAt: timeAt(0),
          endedAt: timeAt(9),
          artifactUri: `mlflow-artifacts:/${experimentId}/training/artifacts`,
          metrics: [{ key: 'accuracy', value: 0.7, step: 0, timestamp: firstMs }],
          params: { trees: '100' },
          tags: { git: 'abc' },
          inputs: { datasets: [], models: [] },
          outputs: [],
        },
      ])
      await experiments.delete(experimentId)
      expect(await search('active')).toEqual([])
      expect(await search('deleted')).toHaveLength(1)
      expect((await tracking.listRuns({ limit: 5 })).items).toEqual([])
      expect((await tracking.listRuns({ limit: 5, view: 'all' })).items).toEqual([training])
    })

    test('a page goes on where the last one ended, whatever was added or changed meanwhile', async () => {
      const { runs } = await store([])
      const created: string[] = []
      for (let i = 0; i < 6; i++) {
        const { id } = await runs.create({ experimentId: '0', startedAt: timeAt(i) })
        await runs.log(id, { metrics: [{ key: 'x', value: i, step: 0, timestamp: firstMs }] })
        created.push(id)
      }
      const query = { experimentIds: ['0'], orderBy: ['metrics.x DESC'], limit: 2 }
      const first = await runs.search(query)
      const added = await runs.create({ experimentId: '0', startedAt: timeAt(9) })
      await runs.log(added.id, { metrics: [{ key: 'x', value: 99, step: 0, timestamp: firstMs }] })
      await runs.delete(first.items[0]?.id ?? '')
      const second = await runs.search({ ...query, cursor: first.nextCursor ?? '' })
      expect(second.items.map(({ id }) => id)).toEqual([created[3], created[2]])
    })

    test('rejects filters, orders and cursors that it cannot read', async () => {
      const { runs } = await store([])
      const search = { experimentIds: ['0'], limit: 1 }
      for (const [query, code] of [
        [{ filter: 'metrics.x >' }, 'bad-filter'],
        [{ filter: "params.x = 'a' OR params.y = 'b'" }, 'bad-filter'],
        [{ orderBy: ['nothing ASC'] }, 'bad-order'],
        [{ orderBy: ['metrics.x ASC', 'metrics.x DESC'] }, 'bad-order'],
        [{ cursor: 'x' }, 'bad-cursor'],
        [{ cursor: Buffer.from('[1]').toString('base64url') }, 'bad-cursor'],
        [
          { orderBy: ['metrics.x'], cursor: Buffer.from('[0,"a","b","c"]').toString('base64url') },
          'bad-cursor',
        ],
      ] as const)
        await expect(
          runs.search({ ...search, ...query, orderBy: 'orderBy' in query ? [...query.orderBy] : [] }),
        ).rejects.toMatchObject({ code })
      expect(await runs.search({ ...search, experimentIds: ['77', 'x'] })).toEqual({
        items: [],
        nextCursor: null,
      })
      expect(await runs.search({ ...search, experimentIds: [] })).toEqual({ items: [], nextCursor: null })
    })
  })
}
