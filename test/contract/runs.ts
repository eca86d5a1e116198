import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'
import { SqlTrackingStore } from '../../src/store/tracking/drivers/sql.ts'
import { SqlExperimentStore } from '../../src/store/tracking/drivers/sql-experiments.ts'
import { SqlRunStore } from '../../src/store/tracking/drivers/sql-runs.ts'
import { Experiments } from '../../src/store/tracking/experiments.ts'
import { SqlLoggedModelStore } from '../../src/store/tracking/logged-models/sql-store.ts'
import { comparePoints, type MetricPoint } from '../../src/store/tracking/metric.ts'
import { Runs, type TrackedRun } from '../../src/store/tracking/runs.ts'

const firstMs = Date.parse('2026-01-02T03:04:05.006Z')
const startedAt = new Date(firstMs).toISOString()

/** Opens experiments and runs on a database. Ids are counted, and names are all the same. */
export function openRuns(database: SqlDatabase, options?: ConstructorParameters<typeof SqlRunStore>[1]) {
  let created = 0
  const newId = (): string => (++created).toString(16).padStart(32, '0')
  const now = (): Date => new Date(firstMs)
  const store = new SqlRunStore(database, options)
  return {
    database,
    runs: new Runs(store, { now, newId, newName: () => 'quiet-otter-417' }),
    experiments: new Experiments(new SqlExperimentStore(database), now),
    tracking: new SqlTrackingStore(database),
    models: new SqlLoggedModelStore(database),
  }
}

const point = (step: number, change: Partial<MetricPoint> = {}): MetricPoint => ({
  key: 'loss',
  value: 1 / (step + 2),
  timestamp: firstMs + step * 1000,
  step,
  ...change,
})

const loggedModel = {
  id: 'm-1',
  experimentId: '0',
  name: 'model',
  artifactLocation: 'mlflow-artifacts:/0/models/m-1/artifacts',
  createdAt: startedAt,
  status: 'pending',
  modelType: '',
  sourceRunId: '',
  tags: {},
  params: {},
} as const

const codeOf = async (work: Promise<unknown>): Promise<string | undefined> =>
  await work.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  )

/** Returns all pages of a list. */
export async function readPages<Item>(
  read: (
    cursor: string | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly nextCursor: string | null }>,
): Promise<readonly Item[]> {
  const items: Item[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await read(cursor)
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}

/** Tests runs. `open` returns a database without data, which the end of the test closes. */
export function runsSuite(name: string, open: () => Promise<SqlDatabase>): void {
  const start = async () => openRuns(await open())
  const readLoss = async (runs: Runs, id: string): Promise<readonly MetricPoint[]> =>
    await readPages((cursor) => runs.metricHistory(id, 'loss', { limit: 3, cursor }))

  describe(`Runs: ${name}`, () => {
    test('creates a run with what is given and what follows from it', async () => {
      const { runs, experiments } = await start()
      const created = await runs.create({ experimentId: '0', tags: [{ key: 'mlflow.user', value: 'ana' }] })
      expect(created).toEqual({
        id: '00000000000000000000000000000001',
        experimentId: '0',
        name: 'quiet-otter-417',
        status: 'running',
        lifecycle: 'active',
        user: 'ana',
        startedAt,
        endedAt: null,
        artifactUri: 'mlflow-artifacts:/0/00000000000000000000000000000001/artifacts',
        metrics: [],
        params: {},
        tags: { 'mlflow.user': 'ana', 'mlflow.runName': 'quiet-otter-417' },
        inputs: { datasets: [], models: [] },
        outputs: [],
      } satisfies TrackedRun)
      const experimentId = await experiments.create({ name: 'x', artifactLocation: 'mlflow-artifacts:/a/b/' })
      const named = await runs.create({
        experimentId,
        name: 'ção 日本',
        user: 'bob',
        startedAt: '1970-01-01T00:00:00.000Z',
        tags: [
          { key: 'a#b', value: '1' },
          { key: 'a#b', value: '2' },
          { key: '__proto__', value: 'x' },
        ],
      })
      expect(named).toMatchObject({
        name: 'ção 日本',
        user: 'bob',
        startedAt: '1970-01-01T00:00:00.000Z',
        artifactUri: `mlflow-artifacts:/a/b/${named.id}/artifacts`,
      })
      expect(Object.entries(named.tags)).toEqual([
        ['__proto__', 'x'],
        ['a#b', '2'],
        ['mlflow.runName', 'ção 日本'],
      ])
      const tagged = await runs.create({ experimentId, tags: [{ key: 'mlflow.runName', value: 'by tag' }] })
      expect(tagged.name).toBe('by tag')
    })

    test('rejects a run with two names, and one of an experiment that is not active', async () => {
      const { runs, experiments } = await start()
      const tags = [{ key: 'mlflow.runName', value: 'b' }]
      expect(await codeOf(runs.create({ experimentId: '0', name: 'a', tags }))).toBe('bad-run')
      expect(await codeOf(runs.create({ experimentId: '7' }))).toBe('experiment-not-found')
      expect(await codeOf(runs.create({ experimentId: 'x' }))).toBe('experiment-not-found')
      await experiments.delete('0')
      expect(await codeOf(runs.create({ experimentId: '0' }))).toBe('experiment-deleted')
      expect(await codeOf(runs.get('nothing'))).toBe('run-not-found')
    })

    test('updates status, end and name, which is also a tag', async () => {
      const { runs } = await start()
      const { id } = await runs.create({ experimentId: '0', name: 'a' })
      const endedAt = '2026-01-02T04:00:00.000Z'
      expect(await runs.update(id, { status: 'finished', endedAt, name: 'b' })).toMatchObject({
        status: 'finished',
        endedAt,
        name: 'b',
        tags: { 'mlflow.runName': 'b' },
      })
      expect(await runs.update(id, { name: '' })).toMatchObject({ name: 'b', endedAt })
      await runs.log(id, { tags: [{ key: 'mlflow.runName', value: 'c' }] })
      expect(await runs.get(id)).toMatchObject({ name: 'c', tags: { 'mlflow.runName': 'c' } })
      await runs.deleteTag(id, 'mlflow.runName')
      expect(await runs.get(id)).toMatchObject({ name: 'c', tags: {} })
      expect(await codeOf(runs.deleteTag(id, 'mlflow.runName'))).toBe('tag-not-found')
      expect(await codeOf(runs.update('nothing', {}))).toBe('run-not-found')
    })

    test('deleted runs refuse every change, until they are restored', async () => {
      const { runs, experiments } = await start()
      const experimentId = await experiments.create({ name: 'x' })
      const { id } = await runs.create({ experimentId, name: 'a' })
      const changes = [
        () => runs.update(id, { status: 'failed' }),
        () => runs.log(id, { metrics: [point(1)] }),
        () => runs.log(id, {}),
        () => runs.deleteTag(id, 'mlflow.runName'),
        () => runs.logInputs(id, { models: [{ modelId: 'm-1' }] }),
        () => runs.logOutputs(id, [{ modelId: 'm-1', step: 0 }]),
      ]
      const codes = async () => new Set(await Promise.all(changes.map((change) => codeOf(change()))))
      await runs.delete(id)
      await runs.delete(id)
      expect(await codes()).toEqual(new Set(['run-deleted']))
      expect(await runs.get(id)).toMatchObject({ lifecycle: 'deleted', status: 'running', metrics: [] })
      await runs.restore(id)
      await experiments.delete(experimentId)
      expect(await codes()).toEqual(new Set(['run-deleted']))
      expect((await runs.get(id)).lifecycle).toBe('deleted')
      await experiments.restore(experimentId)
      expect(await codes()).toEqual(new Set([undefined]))
      expect(await codeOf(runs.delete('nothing'))).toBe('run-not-found')
      expect(await codeOf(runs.restore('nothing'))).toBe('run-not-found')
    })

    test('a restored experiment brings back the runs that were deleted with it, and no others', async () => {
      const { runs, experiments } = await start()
      const experimentId = await experiments.create({ name: 'x' })
      const [a, b] = [await runs.create({ experimentId }), await runs.create({ experimentId })]
      await runs.delete(a.id)
      await experiments.delete(experimentId)
      await experiments.restore(experimentId)
      expect((await runs.get(a.id)).lifecycle).toBe('deleted')
      expect((await runs.get(b.id)).lifecycle).toBe('active')
    })

    test('params keep their first value; a batch with another one stores nothing', async () => {
      const { runs } = await start()
      const { id } = await runs.create({ experimentId: '0' })
      await runs.log(id, { params: [{ key: 'depth', value: '3' }] })
      await runs.log(id, {
        params: [
          { key: 'depth', value: '3' },
          { key: 'empty', value: '' },
        ],
      })
      const batch = {
        params: [
          { key: 'new', value: '1' },
          { key: 'depth', value: '4' },
          { key: 'empty', value: 'x' },
        ],
        metrics: [point(1)],
        tags: [{ key: 't', value: 'v' }],
      }
      await expect(runs.log(id, batch)).rejects.toMatchObject({
        code: 'param-changed',
        values: { key: 'depth', run: id, stored: '3', seen: '4' },
        fields: [
          { field: 'depth', seen: '4', allowed: '3' },
          { field: 'empty', seen: 'x', allowed: '' },
        ],
      })
      const run = await runs.get(id)
      expect(run).toMatchObject({ params: { depth: '3', empty: '' }, metrics: [] })
      expect(run.tags).not.toHaveProperty('t')
    })

    test('rejects values that it cannot keep, and truncates long ones', async () => {
      const { runs } = await start()
      const { id } = await runs.create({ experimentId: '0' })
      const many = (count: number) => Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: 'v' }))
      const points = (count: number) => Array.from({ length: count }, (_, i) => point(i))
      const wrong = [
        [{ metrics: points(1001) }, 'batch-too-large'],
        [{ params: many(101) }, 'batch-too-large'],
        [{ tags: many(101) }, 'batch-too-large'],
        [{ metrics: points(950), params: many(30), tags: many(30) }, 'batch-too-large'],
        [{ metrics: [point(0, { key: '../x' })] }, 'name-path'],
        [{ metrics: [point(0, { key: 'a#b' })] }, 'name-characters'],
        [{ metrics: [point(0, { key: 'k'.repeat(251) })] }, 'value-too-long'],
        [{ metrics: [point(0, { timestamp: -1 })] }, 'bad-metric'],
        [{ metrics: [point(0.5)] }, 'bad-metric'],
        [{ metrics: [point(2 ** 53)] }, 'bad-metric'],
        [{ params: [{ key: '', value: 'x' }] }, 'value-empty'],
        [
          {
            params: [
              { key: 'a', value: 'x' },
              { key: 'a', value: 'x' },
            ],
          },
          'param-twice',
        ],
        [{ tags: [{ key: '/a', value: 'x' }] }, 'name-path'],
      ] as const
      for (const [batch, code] of wrong)
        expect([code, await codeOf(runs.log(id, batch))]).toEqual([code, code])
      await expect(
        runs.log(id, {
          tags: [
            { key: 'a', value: '' },
            { key: '*', value: '' },
          ],
        }),
      ).rejects.toMatchObject({
        field: 'tags[1].key',
      })
      expect(await runs.get(id)).toMatchObject({ metrics: [], params: {} })
      await runs.log(id, {
        params: [{ key: 'long', value: '😀'.repeat(6001) }],
        tags: [{ key: 'long', value: 'é'.repeat(8001) }],
      })
      const { params, tags } = await runs.get(id)
      expect([params['long'], tags['long']]).toEqual(['😀'.repeat(6000), 'é'.repeat(8000)])
    })

    test('keeps the history of a metric in order, each point once, and its last point', async () => {
      const { runs } = await start()
      const { id } = await runs.create({ experimentId: '0' })
      const points = [3, 1, -2, 0, 2, 1, 3].map((step) => point(step))
      await runs.log(id, { metrics: points.slice(0, 4) })
      await runs.log(id, { metrics: points.slice(3) })
      await runs.log(id, { metrics: [point(1, { value: 9 }), point(1, { timestamp: firstMs })] })
      expect(await readLoss(runs, id)).toEqual([
        point(-2),
        point(0),
        point(1, { timestamp: firstMs }),
        point(1),
        point(1, { value: 9 }),
        point(2),
        point(3),
      ])
      expect((await runs.get(id)).metrics).toEqual([point(3)])
      expect(await runs.metricHistory(id, 'nothing', { limit: 3 })).toEqual({ items: [], nextCursor: null })
      expect(await runs.metricHistory('nothing', 'loss', { limit: 3 })).toEqual({
        items: [],
        nextCursor: null,
      })
      expect(await codeOf(runs.metricHistory(id, 'loss', { limit: 3, cursor: 'x' }))).toBe('bad-cursor')
    })

    test('keeps every number, and which model and data it was measured on', async () => {
      const { runs, models } = await start()
      await models.create(loggedModel)
      const { id } = await runs.create({ experimentId: '0' })
      const values = [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        0.1 + 0.2,
        5e-324,
        Number.MAX_VALUE,
        -1 / 3,
      ]
      await runs.log(id, { metrics: values.map((value, i) => point(i, { value })) })
      expect((await readLoss(runs, id)).map(({ value }) => value)).toEqual(values)
      const ends = { step: -Number.MAX_SAFE_INTEGER, timestamp: Number.MAX_SAFE_INTEGER }
      const dataset = { name: 'credit', digest: 'abc' }
      const measured = point(0, { key: 'auc', value: Number.NaN, modelId: 'm-1', dataset, ...ends })
      await runs.log(id, { metrics: [measured] })
      expect((await runs.get(id)).metrics).toEqual([measured, point(6, { value: -1 / 3 })])
      expect((await models.getMany(['m-1']))[0]?.metrics).toMatchObject([
        { key: 'auc', value: Number.NaN, dataset },
      ])
      const unknown = { metrics: [point(7), point(0, { modelId: 'm-2' })] }
      expect(await codeOf(runs.log(id, unknown))).toBe('logged-model-not-found')
      expect(await readLoss(runs, id)).toHaveLength(7)
      expect((await runs.metricHistory(id, 'auc', { limit: 9 })).items).toEqual([
        { key: 'auc', value: Number.NaN, ...ends },
      ])
    })

    test('the last point is the greatest, in whatever order points arrive', async () => {
      const { runs } = await start()
      const anyPoint = fc.record({
        key: fc.constantFrom('a', 'b'),
        value: fc.constantFrom(Number.NaN, -1, 0, 1, Number.POSITIVE_INFINITY),
        timestamp: fc.integer({ min: 0, max: 2 }),
        step: fc.integer({ min: -1, max: 1 }),
      })
      const batches = fc.array(fc.array(anyPoint, { maxLength: 6 }), { minLength: 1, maxLength: 4 })
      await fc.assert(
        fc.asyncProperty(batches, async (given) => {
          const { id } = await runs.create({ experimentId: '0' })
          for (const metrics of given) await runs.log(id, { metrics })
          const all = given.flat()
          const last = ['a', 'b'].flatMap((key) => {
            const points = all.filter((each) => each.key === key).toSorted(comparePoints)
            return points.slice(-1)
          })
          expect((await runs.get(id)).metrics).toEqual(last)
          for (const { key } of last) {
            const { items } = await runs.metricHistory(id, key, { limit: 100 })
            expect(items.at(-1)).toEqual(last.find((each) => each.key === key))
            expect(items).toHaveLength(
              new Set(
                all
                  .filter((each) => each.key === key)
                  .map((each) => JSON.stringify([each.step, each.timestamp, String(each.value)])),
              ).size,
            )
          }
        }),
        { numRuns: 60 },
      )
    })

    test('loses nothing when many clients log at once', async () => {
      const { runs, experiments } = await start()
      const { id } = await runs.create({ experimentId: '0' })
      const clients = Array.from({ length: 50 }, async (_, client) => {
        const own = await runs.create({ experimentId: '0', name: `client ${client}` })
        for (let i = 0; i < 4; i++) {
          const step = client * 4 + i
          await runs.log(own.id, { metrics: [point(i)], tags: [{ key: `t${i}`, value: String(client) }] })
          await runs.log(id, {
            metrics: [point(step), point(step, { key: `own ${client}` })],
            params: [
              { key: 'same', value: 'x' },
              { key: `p${client}`, value: '1' },
            ],
          })
          const dataset = { name: `d${i}`, digest: 'x', sourceType: 'local', source: '{}' }
          await runs.logInputs(own.id, { datasets: [{ dataset, tags: {} }] })
        }
        return own.id
      })
      const ids = await Promise.all(clients)
      expect(await readLoss(runs, id)).toHaveLength(200)
      const shared = await runs.get(id)
      expect(shared.metrics).toHaveLength(51)
      expect(shared.metrics.find(({ key }) => key === 'loss')).toEqual(point(199))
      expect(Object.keys(shared.params)).toHaveLength(51)
      for (const [client, own] of (await Promise.all(ids.map((each) => runs.get(each)))).entries())
        expect(own).toMatchObject({ metrics: [point(3)], tags: { t3: String(client) } })
      expect(await runs.searchDatasets(['0'])).toHaveLength(4)
      expect((await experiments.search({ limit: 5 })).items).toHaveLength(1)
    })

    test('keeps datasets, and models that a run read or produced', async () => {
      const { runs, experiments } = await start()
      const { id } = await runs.create({ experimentId: '0' })
      const credit = { name: 'credit', digest: 'abc', sourceType: 'local', source: '{"uri":"a.csv"}' }
      const full = { ...credit, digest: 'def', schema: '{"columns":[]}', profile: '{"rows":1}' }
      const training = { 'mlflow.data.context': 'training', by: 'ção' }
      await runs.logInputs(id, {
        datasets: [
          { dataset: full, tags: {} },
          { dataset: credit, tags: training },
        ],
        models: [{ modelId: 'm-1' }],
      })
      await runs.logInputs(id, { datasets: [{ dataset: credit, tags: { later: 'ignored' } }] })
      await runs.logOutputs(id, [
        { modelId: 'm-2', step: 5 },
        { modelId: 'm-3', step: 0 },
      ])
      await runs.logOutputs(id, [{ modelId: 'm-2', step: 5 }])
      expect(await runs.get(id)).toMatchObject({
        inputs: {
          datasets: expect.arrayContaining([
            { dataset: { ...credit, schema: undefined, profile: undefined }, tags: training },
            { dataset: full, tags: {} },
          ]),
          models: [{ modelId: 'm-1' }],
        },
        outputs: [
          { modelId: 'm-2', step: 5 },
          { modelId: 'm-3', step: 0 },
        ],
      })
      const experimentId = await experiments.create({ name: 'x' })
      const other = await runs.create({ experimentId })
      await runs.logInputs(other.id, { datasets: [{ dataset: credit, tags: {} }] })
      const use = { name: 'credit', digest: 'abc' }
      expect(await runs.searchDatasets([experimentId, '77', 'x'])).toEqual([
        { ...use, experimentId, context: null },
      ])
      expect(await runs.searchDatasets(['0'])).toEqual([
        { ...use, experimentId: '0', context: 'training' },
        { ...use, digest: 'def', experimentId: '0', context: null },
      ])
      expect(await runs.searchDatasets([])).toEqual([])
      const long = { dataset: { ...credit, digest: 'x'.repeat(37) }, tags: {} }
      expect(await codeOf(runs.logInputs(id, { datasets: [long] }))).toBe('value-too-long')
    })

    test('removes deleted runs permanently, and no others', async () => {
      const { runs, experiments, models } = await start()
      await models.create(loggedModel)
      const experimentId = await experiments.create({ name: 'x' })
      const [a, b, c] = [
        await runs.create({ experimentId: '0' }),
        await runs.create({ experimentId }),
        await runs.create({ experimentId: '0' }),
      ]
      for (const { id } of [a, b, c])
        await runs.log(id, { metrics: [point(1), point(2, { modelId: 'm-1' })] })
      await runs.delete(a.id)
      await experiments.delete(experimentId)
      const later = new Date(firstMs + 1).toISOString()
      expect((await runs.listDeleted(later, 10)).toSorted()).toEqual([a.id, b.id])
      expect(await runs.listDeleted(startedAt, 10)).toEqual([])
      await runs.restore(a.id)
      const purged: boolean[] = []
      for (const { id } of [a, b, b, c]) purged.push(await runs.purge(id))
      expect(purged).toEqual([false, true, false, false])
      expect(await codeOf(runs.get(b.id))).toBe('run-not-found')
      expect(await readLoss(runs, b.id)).toEqual([])
      expect(await readLoss(runs, c.id)).toHaveLength(2)
    })
  })
}
