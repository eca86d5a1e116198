import { describe, expect, test } from 'vitest'
import type {
  LoggedModelSearch,
  NewLoggedModel,
} from '../../src/store/tracking/logged-models/logged-model.ts'
import { recordModelMetrics } from '../../src/store/tracking/logged-models/record-metrics.ts'
import { maxModelMetrics, SqlLoggedModelStore } from '../../src/store/tracking/logged-models/sql-store.ts'
import type { LoggedModelTables } from '../../src/store/tracking/logged-models/tables.ts'
import { SqlTrackingStore } from '../../src/store/tracking/drivers/sql.ts'
import type { MetricPoint } from '../../src/store/tracking/metric.ts'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'

const time = '2026-01-02T03:04:05.006Z'

const model = (id: string, change: Partial<NewLoggedModel> = {}): NewLoggedModel => ({
  id,
  experimentId: '0',
  name: `model ${id}`,
  artifactLocation: `mlflow-artifacts:/0/models/${id}/artifacts`,
  createdAt: time,
  status: 'pending',
  modelType: '',
  sourceRunId: '',
  tags: {},
  params: {},
  ...change,
})

/**
 * Tests a store of logged models. `openDatabase` returns an empty database, which the end of the
 * test closes.
 */
export function loggedModelSuite(name: string, openDatabase: () => Promise<SqlDatabase>): void {
  async function open() {
    const database = await openDatabase()
    const runs = new SqlTrackingStore(database)
    for (const id of ['r1', 'r2'])
      await runs.createRun({
        id,
        experiment: 'Default',
        name: id,
        status: 'running',
        startedAt: time,
        endedAt: null,
        params: {},
        metrics: {},
        tags: {},
      })
    const store = new SqlLoggedModelStore(database)
    return {
      store,
      runs,
      record: async (runId: string, points: readonly MetricPoint[]) =>
        await database.kysely
          .$extendTables<LoggedModelTables>()
          .transaction()
          .execute(async (db) => await recordModelMetrics(db, runId, points)),
      find: async (query: Partial<LoggedModelSearch>): Promise<string> =>
        (await store.search({ experimentIds: ['0'], limit: 100, ...query })).items
          .map(({ id }) => id)
          .join(''),
    }
  }

  describe(`LoggedModelStore: ${name}`, () => {
    test('returns a model as it was created', async () => {
      const { store } = await open()
      const created = model('a', {
        name: 'ünïcode model',
        modelType: 'agent',
        sourceRunId: 'r1',
        tags: { team: 'risk', empty: '' },
        params: { lr: '0.1' },
      })
      await store.create(created)
      expect(await store.getMany(['a', 'b'])).toEqual([
        { ...created, updatedAt: time, lifecycle: 'active', metrics: [] },
      ])
      expect(await store.getMany([])).toEqual([])
      await expect(store.create(model('b', { experimentId: 'x' }))).rejects.toMatchObject({
        code: 'experiment-not-found',
      })
    })

    test('sets the status, and refuses changes of a deleted model', async () => {
      const { store, find } = await open()
      await store.create(model('a'))
      const later = '2026-01-03T00:00:00.000Z'
      await store.setStatus('a', 'ready', later)
      expect(await store.getMany(['a'])).toMatchObject([
        { status: 'ready', updatedAt: later, createdAt: time },
      ])
      await store.delete('a', '2026-01-04T00:00:00.000Z')
      await store.delete('a', '2026-01-05T00:00:00.000Z')
      expect(await store.getMany(['a'])).toMatchObject([{ status: 'ready', lifecycle: 'deleted' }])
      expect(await find({})).toBe('')
      const refused = { code: 'logged-model-not-found' }
      for (const id of ['a', 'nobody']) {
        await expect(store.setStatus(id, 'failed', later)).rejects.toMatchObject(refused)
        await expect(store.setTags(id, { x: 'y' })).rejects.toMatchObject(refused)
        await expect(store.deleteTag(id, 'x')).rejects.toMatchObject(refused)
        await expect(store.addParams(id, { x: 'y' })).rejects.toMatchObject(refused)
      }
      await expect(store.delete('nobody', later)).rejects.toMatchObject(refused)
      expect(await store.getMany(['a'])).toMatchObject([{ status: 'ready', tags: {}, params: {} }])
    })

    test('replaces tags, and keeps the first value of params', async () => {
      const { store } = await open()
      await store.create(model('a', { tags: { team: 'risk' }, params: { lr: '0.1' } }))
      await store.setTags('a', { team: 'fraud', stage: 'x' })
      await store.setTags('a', {})
      await store.deleteTag('a', 'stage')
      await expect(store.deleteTag('a', 'stage')).rejects.toMatchObject({
        code: 'logged-model-tag-not-found',
      })
      await store.addParams('a', { depth: '8', lr: '0.1' })
      await expect(store.addParams('a', { trees: '9', lr: '0.2' })).rejects.toMatchObject({
        code: 'logged-model-param-changed',
        values: { key: 'lr', model: 'a' },
      })
      expect(await store.getMany(['a'])).toMatchObject([
        { tags: { team: 'fraud' }, params: { depth: '8', lr: '0.1' } },
      ])
    })

    test('has the points of metrics that runs measured, each once', async () => {
      const { store, runs, record } = await open()
      await store.create(model('a'))
      const loss = { key: 'loss', value: 0.5, timestamp: 1000, step: 1, modelId: 'a' }
      const onData = {
        ...loss,
        timestamp: 2000,
        step: -2,
        value: Number.NaN,
        dataset: { name: 'd', digest: 'x' },
      }
      await record('r1', [onData, loss, { ...loss, modelId: undefined }])
      await record('r1', [loss])
      await record('r2', [{ ...loss, key: 'acc', value: Number.POSITIVE_INFINITY }])
      expect((await store.getMany(['a']))[0]?.metrics).toEqual([
        { ...loss, key: 'acc', value: Number.POSITIVE_INFINITY, runId: 'r2' },
        { ...loss, runId: 'r1' },
        { ...onData, runId: 'r1' },
      ])
      await expect(record('r1', [{ ...loss, modelId: 'nobody' }])).rejects.toMatchObject({
        code: 'logged-model-not-found',
      })
      await runs.updateRun('r1', { status: 'failed' })
      await runs.removeRun('r1', ['failed'])
      expect((await store.getMany(['a']))[0]?.metrics).toMatchObject([{ key: 'acc' }])
    })

    test(`reads the newest ${maxModelMetrics} points of each model`, async () => {
      const { store, record } = await open()
      await store.create(model('a'))
      await store.create(model('b'))
      const points = Array.from({ length: maxModelMetrics + 5 }, (_, i) => ({
        key: 'loss',
        value: i,
        timestamp: i,
        step: i,
        modelId: 'a',
      }))
      for (let i = 0; i < points.length; i += 500) await record('r1', points.slice(i, i + 500))
      await record('r1', [{ key: 'loss', value: 1, timestamp: 1, step: 1, modelId: 'b' }])
      const [a, b] = await store.getMany(['a', 'b'])
      const metrics = [a, b].find((each) => each?.id === 'a')?.metrics
      expect(metrics).toHaveLength(maxModelMetrics)
      expect(metrics?.[0]).toMatchObject({ value: 5 })
      expect([a, b].find((each) => each?.id === 'b')?.metrics).toHaveLength(1)
    })

    describe('search', () => {
      async function fill() {
        const opened = await open()
        const { store, record } = opened
        await store.create(
          model('a', {
            name: 'forest',
            createdAt: '2026-01-01T00:00:00.000Z',
            params: { lr: '0.1' },
            tags: { team: 'Risk' },
          }),
        )
        await store.create(
          model('b', { name: 'Linear', modelType: 'agent', sourceRunId: 'r1', params: { lr: '0.2' } }),
        )
        await store.create(model('c', { name: 'boosted' }))
        await store.setStatus('c', 'ready', '2026-01-09T00:00:00.000Z')
        const point = { key: 'loss', step: 0 }
        await record('r1', [
          { ...point, modelId: 'a', value: 0.5, timestamp: 1 },
          { ...point, modelId: 'a', value: 0.3, timestamp: 2, dataset: { name: 'train', digest: 't1' } },
          { ...point, modelId: 'b', value: 0.4, timestamp: 1, dataset: { name: 'test', digest: 'u1' } },
          {
            ...point,
            modelId: 'c',
            value: Number.NaN,
            timestamp: 1,
            dataset: { name: 'test', digest: 'u2' },
          },
        ])
        return opened
      }

      test('filters', async () => {
        const { find } = await fill()
        const expected: Readonly<Record<string, string>> = {
          '': 'bca',
          "name = 'forest'": 'a',
          "name ILIKE 'l%'": 'b',
          "attributes.model_id IN ('a', 'c')": 'ca',
          "status = 'READY'": 'c',
          "status != 'READY'": 'ba',
          "model_type = 'agent' AND source_run_id = 'r1'": 'b',
          "experiment_id = '0'": 'bca',
          [`creation_time < ${Date.parse(time)}`]: 'a',
          [`last_updated_timestamp > ${Date.parse(time)}`]: 'c',
          'params.lr = 0.1': 'a',
          "params.lr LIKE '0%'": 'ba',
          "tags.team = 'Risk'": 'a',
          "tags.team NOT IN ('x')": 'a',
          'metrics.loss > 0.35': 'ba',
          'metrics.loss < 0.35': 'a',
          'metrics.loss != 0.4': 'ca',
          "artifact_location LIKE '%/c/%'": 'c',
        }
        const found: Record<string, string> = {}
        for (const filter of Object.keys(expected)) found[filter] = await find({ filter })
        expect(found).toEqual(expected)
        await expect(find({ filter: 'metrics.loss > abc' })).rejects.toMatchObject({ code: 'bad-filter' })
        expect(await find({ experimentIds: ['1', 'x'] })).toBe('')
        expect(await find({ experimentIds: [] })).toBe('')
      })

      test('filters by the data that metrics were measured on', async () => {
        const { find } = await fill()
        expect(await find({ datasets: [{ name: 'test' }] })).toBe('bc')
        expect(await find({ datasets: [{ name: 'test', digest: 'u1' }, { name: 'train' }] })).toBe('ba')
        expect(await find({ datasets: [{ name: 'test', digest: 't1' }] })).toBe('')
        expect(await find({ filter: 'metrics.loss < 0.45', datasets: [{ name: 'test' }] })).toBe('b')
        expect(await find({ filter: 'metrics.loss > 0.45', datasets: [{ name: 'train' }] })).toBe('')
        expect(await find({ filter: "name = 'forest'", datasets: [{ name: 'train' }] })).toBe('a')
      })

      test.each<[string, LoggedModelSearch['orderBy'], string]>([
        ['newest first', undefined, 'bca'],
        ['by name', [{ field: 'name', ascending: false }], 'acb'],
        ['by an alias', [{ field: 'creation_time', ascending: true }], 'abc'],
        ['by id', [{ field: 'model_id', ascending: false }], 'cba'],
        ['by the last value of a metric', [{ field: 'metrics.loss', ascending: true }], 'abc'],
        ['descending, without the metric last', [{ field: 'metrics.loss', ascending: false }], 'bac'],
        [
          'by a metric on a dataset',
          [{ field: 'metrics.loss', ascending: true, dataset: { name: 'test' } }],
          'bca',
        ],
        [
          'by the same metric on two datasets',
          [
            { field: 'metrics.loss', ascending: true, dataset: { name: 'train', digest: 't1' } },
            { field: 'metrics.`loss`', ascending: true, dataset: { name: 'test' } },
          ],
          'abc',
        ],
      ])('orders %s, on pages of any size', async (_, orderBy, expected) => {
        const { store, find } = await fill()
        const query = orderBy === undefined ? {} : { orderBy }
        expect(await find(query)).toBe(expected)
        const seen: string[] = []
        for (let cursor: string | null | undefined; cursor !== null; ) {
          const page = await store.search({
            experimentIds: ['0'],
            limit: 1,
            ...query,
            ...(cursor !== undefined && { cursor }),
          })
          seen.push(...page.items.map(({ id }) => id))
          cursor = page.nextCursor
        }
        expect(seen.join('')).toBe(expected)
      })

      test('refuses unknown orders and cursors', async () => {
        const { find } = await fill()
        for (const field of ['params.lr', 'foo', '', 'metrics.', 'name; drop'])
          await expect(find({ orderBy: [{ field, ascending: true }] })).rejects.toMatchObject({
            code: 'bad-order',
          })
        for (const cursor of ['', 'x', Buffer.from('[1]').toString('base64url')])
          await expect(find({ cursor })).rejects.toMatchObject({ code: 'bad-cursor' })
      })
    })
  })
}
