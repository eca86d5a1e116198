import { describe, expect, test } from 'vitest'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'
import { comparePoints, type MetricPoint } from '../../src/store/tracking/metric.ts'
import type { Runs } from '../../src/store/tracking/runs.ts'
import { openRuns } from './runs.ts'

const key = 'loss'
const point = (step: number, timestamp = step, value = step / 3): MetricPoint => ({
  key,
  step,
  timestamp: Math.max(0, timestamp),
  value,
})
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)

/** Tests samples of histories. `open` returns a database without data. */
export function metricHistorySuite(name: string, open: () => Promise<SqlDatabase>): void {
  async function start() {
    const { runs, tracking } = openRuns(await open())
    const measure = async (points: readonly MetricPoint[]): Promise<string> => {
      const { id } = await runs.create({ experimentId: '0' })
      for (let i = 0; i < points.length; i += 1000) await runs.log(id, { metrics: points.slice(i, i + 1000) })
      return id
    }
    return { runs, tracking, measure }
  }

  async function sampleOf(
    runs: Runs,
    runId: string,
    maxPoints: number,
    steps: { readonly startStep?: number; readonly endStep?: number } = {},
  ): Promise<readonly MetricPoint[]> {
    const sampled = await runs.sampleHistory({ runIds: [runId], key, maxPoints, ...steps })
    return sampled.map(({ runId: id, ...each }) => {
      expect(id).toBe(runId)
      return each
    })
  }

  describe(`Samples of metrics: ${name}`, () => {
    test('a short history is sampled by rank, as MLflow does', async () => {
      const { runs, measure } = await start()
      const id = await measure(range(100).map((step) => point(step)))
      const steps = async (maxPoints: number, more = {}) =>
        (await sampleOf(runs, id, maxPoints, more)).map(({ step }) => step)
      expect(await steps(5)).toEqual([0, 20, 40, 60, 99])
      expect(await steps(7)).toEqual([0, 15, 30, 44, 58, 72, 99])
      expect(await steps(1)).toEqual([99])
      expect(await steps(100)).toEqual(range(100))
      expect(await steps(4, { startStep: 10, endStep: 17 })).toEqual([10, 12, 14, 17])
      expect(await steps(4, { startStep: 98, endStep: 300 })).toEqual([98, 99])
      expect(await steps(4, { startStep: 300, endStep: 400 })).toEqual([])
    })

    const histories = {
      'one point for each step': range(5000).map((step) => point(step)),
      'all points in one step': range(5000).map((i) => point(0, i * 10)),
      'few steps with many points': range(5000).map((i) => point(Math.floor(i / 1250), i)),
      'wide gaps between steps': range(5000).map((i) => point(i < 2500 ? i : 10 ** 12 + i)),
      'negative steps': range(5000).map((i) => point(i - 4000)),
      'several values for each time': range(5000).map((i) =>
        point(i >> 2, i >> 2, i % 4 === 0 ? Number.NaN : i),
      ),
    }
    test.each(Object.entries(histories))(
      'a long history with %s is spread over its steps',
      async (kind, points) => {
        const { runs, measure } = await start()
        const id = await measure(points)
        const inOrder = points.toSorted(comparePoints)
        const known = new Set(
          points.map((each) => JSON.stringify([each.step, each.timestamp, String(each.value)])),
        )
        for (const maxPoints of [1, 2, 10, 100]) {
          const sampled = await sampleOf(runs, id, maxPoints)
          expect(sampled.length).toBeLessThanOrEqual(maxPoints)
          expect(sampled.at(-1)).toEqual(inOrder.at(-1))
          if (maxPoints > 1) expect(sampled[0]).toEqual(inOrder[0])
          expect(sampled).toEqual(sampled.toSorted(comparePoints))
          for (const each of sampled)
            expect(known).toContain(JSON.stringify([each.step, each.timestamp, String(each.value)]))
        }
        // Most of the steps between two far groups of points have no point.
        const minPoints = kind === 'wide gaps between steps' ? 3 : 90
        expect((await sampleOf(runs, id, 100)).length).toBeGreaterThanOrEqual(minPoints)
      },
    )

    test('a long history with one point for each step is sampled by rank too', async () => {
      const { runs, measure } = await start()
      const id = await measure(range(5000).map((step) => point(step)))
      const steps = (await sampleOf(runs, id, 10, { startStep: 3, endStep: 4502 })).map(({ step }) => step)
      expect(steps).toEqual([3, 453, 903, 1353, 1803, 2253, 2703, 3153, 3603, 4502])
    })

    test('samples of several runs come together; runs without the metric have none', async () => {
      const { runs, tracking, measure } = await start()
      const [long, short] = [
        await measure(range(2000).map((i) => point(i))),
        await measure([point(5), point(7)]),
      ]
      const none = await measure([])
      await tracking.createRun({
        id: 'training',
        experiment: 'credit-score',
        name: 'forest',
        status: 'finished',
        startedAt: '2026-01-02T03:04:05.006Z',
        endedAt: null,
        params: {},
        metrics: { loss: 0.5 },
        tags: {},
      })
      const query = { key, maxPoints: 3, runIds: [short, 'nothing', long, none, 'training', short] }
      expect((await runs.sampleHistory(query)).map(({ runId, step }) => [runId, step])).toEqual([
        [short, 5],
        [short, 7],
        [long, 0],
        [long, 667],
        [long, 1999],
        ['training', 0],
      ])
      const later = { ...query, startStep: 6, endStep: 10 }
      expect((await runs.sampleHistory(later)).map(({ runId, step }) => [runId, step])).toEqual([
        [short, 7],
        [long, 6],
        [long, 8],
        [long, 10],
      ])
      expect(await runs.sampleHistory({ ...query, runIds: [] })).toEqual([])
    })

    test('a metric that a training logged has one point, which stays when a client adds others', async () => {
      const { runs, tracking } = await start()
      const startedAt = '2026-01-02T03:04:05.006Z'
      const training = {
        id: 't',
        experiment: 'e',
        name: 'n',
        status: 'running',
        startedAt,
        endedAt: null,
      } as const
      await tracking.createRun({ ...training, params: {}, metrics: { loss: 0.5, nan: Number.NaN }, tags: {} })
      const only = { key, value: 0.5, step: 0, timestamp: Date.parse(startedAt) }
      const history = async (metric: string) => (await runs.metricHistory('t', metric, { limit: 10 })).items
      expect(await history('loss')).toEqual([only])
      expect(await history('nan')).toEqual([{ ...only, key: 'nan', value: Number.NaN }])
      await tracking.updateRun('t', { metrics: { loss: 0.4 } })
      expect(await history('loss')).toEqual([{ ...only, value: 0.4 }])
      await runs.log('t', { metrics: [point(-1), point(2)] })
      expect(await history('loss')).toEqual([point(-1), { ...only, value: 0.4 }, point(2)])
      expect((await tracking.getRun('t'))?.metrics).toEqual({ loss: point(2).value, nan: Number.NaN })
    })
  })
}
