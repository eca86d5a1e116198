import { describe, expect, test } from 'vitest'
import type { Run, TrackingStore } from '../../src/store/tracking/store.ts'

const run = (id: string, change: Partial<Run> = {}): Run => ({
  id,
  experiment: 'credit-score',
  name: `run ${id}`,
  status: 'running',
  startedAt: '2026-01-02T03:04:05.006Z',
  endedAt: null,
  params: { trees: '100' },
  metrics: {},
  tags: {},
  ...change,
})

/** Tests a tracking store. `open` returns an empty one, which the end of the test closes. */
export function trackingStoreSuite(name: string, open: () => Promise<TrackingStore>): void {
  describe(`TrackingStore: ${name}`, () => {
    test('gives back a run as it was made', async () => {
      const store = await open()
      const made = run('a', {
        metrics: { accuracy: 0.67, big: 1e300 },
        tags: { git: 'abc', texto: 'ção 日本' },
      })
      await store.createRun(made)
      expect(await store.getRun('a')).toEqual(made)
      expect(await store.getRun('b')).toBeNull()
    })

    test('removes a run with everything that belongs to it, by its status, and lists the files of the others', async () => {
      const store = await open()
      await store.createRun(run('a', { status: 'failed', metrics: { accuracy: 0.5 }, tags: { error: 'x' } }))
      await store.createRun(run('b', { status: 'finished' }))
      await store.addArtifacts('a', [
        { path: 'own', sha256: 'aa', bytes: 1 },
        { path: 'shared', sha256: 'ab', bytes: 1 },
      ])
      await store.addArtifacts('b', [{ path: 'shared', sha256: 'ab', bytes: 1 }])
      expect(await store.artifactsOfAllBut(new Set())).toEqual(new Set(['aa', 'ab']))
      expect(await store.artifactsOfAllBut(new Set(['a']))).toEqual(new Set(['ab']))
      expect(await store.removeRun('b', ['failed', 'interrupted'])).toBe(false)
      expect(await store.removeRun('a', ['failed', 'interrupted'])).toBe(true)
      expect(await store.removeRun('a', ['failed', 'interrupted'])).toBe(false)
      expect(await store.getRun('a')).toBeNull()
      expect(await store.listArtifacts('a')).toEqual([])
      expect(await store.artifactsOfAllBut(new Set())).toEqual(new Set(['ab']))
      await store.createRun(run('a'))
      expect(await store.getRun('a')).toEqual(run('a')) // nothing of the one before is left
    })

    test('adds and replaces values by name and leaves the others', async () => {
      const store = await open()
      await store.createRun(run('a', { metrics: { accuracy: 0.5, kappa: 0.1 } }))
      await store.updateRun('a', {
        metrics: { accuracy: 0.6, log_loss: 1 },
        params: { depth: '10' },
        tags: { x: 'y' },
      })
      await store.updateRun('a', { status: 'finished', endedAt: '2026-01-02T04:00:00.000Z', name: 'better' })
      expect(await store.getRun('a')).toEqual(
        run('a', {
          name: 'better',
          status: 'finished',
          endedAt: '2026-01-02T04:00:00.000Z',
          metrics: { accuracy: 0.6, kappa: 0.1, log_loss: 1 },
          params: { trees: '100', depth: '10' },
          tags: { x: 'y' },
        }),
      )
    })

    test('keeps metrics that are no finite number', async () => {
      const store = await open()
      const metrics = {
        nan: Number.NaN,
        up: Number.POSITIVE_INFINITY,
        down: Number.NEGATIVE_INFINITY,
        zero: -0,
      }
      await store.createRun(run('a', { metrics }))
      const kept = (await store.getRun('a'))?.metrics
      expect(kept?.['nan']).toBeNaN()
      expect(kept?.['up']).toBe(Number.POSITIVE_INFINITY)
      expect(kept?.['down']).toBe(Number.NEGATIVE_INFINITY)
    })

    test('refuses to change a run that is not there, and changes nothing then', async () => {
      const store = await open()
      await expect(store.updateRun('nobody', { metrics: { a: 1 } })).rejects.toMatchObject({
        code: 'run-not-found',
      })
      await expect(
        store.addArtifacts('nobody', [{ path: 'a', sha256: 'b', bytes: 1 }]),
      ).rejects.toMatchObject({
        code: 'run-not-found',
      })
      expect(await store.listArtifacts('nobody')).toEqual([])
    })

    test('pages through the runs, newest first, each once', async () => {
      const store = await open()
      const times = [
        '2026-01-01T00:00:00.000Z',
        '2026-01-03T00:00:00.000Z',
        '2026-01-03T00:00:00.000Z',
        '2026-01-02T00:00:00.000Z',
      ]
      for (const [i, startedAt] of times.entries()) await store.createRun(run(`r${i}`, { startedAt }))
      await store.createRun(
        run('other', { experiment: 'magic-steps', startedAt: '2026-01-04T00:00:00.000Z' }),
      )
      const seen: string[] = []
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await store.listRuns({
          experiment: 'credit-score',
          limit: 1,
          ...(cursor === undefined ? {} : { cursor }),
        })
        expect(page.items).toHaveLength(1)
        seen.push(...page.items.map((item) => item.id))
        cursor = page.nextCursor
      }
      expect(seen).toEqual(['r2', 'r1', 'r3', 'r0'])
      expect((await store.listRuns({ limit: 10 })).items.map((item) => item.id)).toEqual([
        'other',
        'r2',
        'r1',
        'r3',
        'r0',
      ])
    })

    test('refuses a cursor that it did not make', async () => {
      const store = await open()
      for (const cursor of [
        '',
        'x',
        Buffer.from('[1,2]').toString('base64url'),
        Buffer.from('{"a":1}').toString('base64url'),
      ]) {
        await expect(store.listRuns({ limit: 1, cursor })).rejects.toMatchObject({ code: 'bad-cursor' })
      }
    })

    test('keeps the artifacts of a run by path', async () => {
      const store = await open()
      await store.createRun(run('a'))
      await store.addArtifacts('a', [
        { path: 'model/model.json', sha256: 'aa', bytes: 12 },
        { path: 'card.md', sha256: 'bb', bytes: 5 },
      ])
      await store.addArtifacts('a', [{ path: 'card.md', sha256: 'cc', bytes: 6 }])
      await store.addArtifacts('a', [])
      expect(await store.listArtifacts('a')).toEqual([
        { path: 'card.md', sha256: 'cc', bytes: 6 },
        { path: 'model/model.json', sha256: 'aa', bytes: 12 },
      ])
    })

    test('makes many runs at once', async () => {
      const store = await open()
      const ids = Array.from({ length: 20 }, (_, i) => `r${i}`)
      await Promise.all(
        ids.map(async (id) => await store.createRun(run(id, { metrics: { id: Number(id.slice(1)) } }))),
      )
      expect((await store.listRuns({ limit: 50 })).items).toHaveLength(20)
    })
  })
}
