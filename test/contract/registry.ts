import { describe, expect, test } from 'vitest'
import type { RegistryStore } from '../../src/store/registry/store.ts'

const version = (runId: string, tags: Record<string, string> = {}) => ({
  model: 'CreditScoreModel',
  runId,
  createdAt: '2026-01-02T03:04:05.006Z',
  description: 'floresta, versão',
  tags,
  source: `runs:/${runId}/model`,
  createdBy: 'ana',
})
const change = (to: number, reason = 'better', rollback = false) => ({
  model: 'CreditScoreModel',
  alias: 'champion',
  version: to,
  at: '2026-01-02T03:04:05.006Z',
  by: 'ana',
  reason,
  rollback,
})

/** Tests a registry store. `open` returns an empty one, which the end of the test closes. */
export function registryStoreSuite(name: string, open: () => Promise<RegistryStore>): void {
  describe(`RegistryStore: ${name}`, () => {
    test('numbers the versions of each model from 1', async () => {
      const store = await open()
      expect(await store.createVersion(version('a'))).toBe(1)
      expect(await store.createVersion(version('b', { synthetic: 'true' }))).toBe(2)
      expect(await store.createVersion({ ...version('c'), model: 'Other' })).toBe(1)
      expect(await store.getVersion('CreditScoreModel', 2)).toEqual({
        ...version('b', { synthetic: 'true' }),
        version: 2,
        updatedAt: '2026-01-02T03:04:05.006Z',
        stage: 'None',
        status: 'ready',
        location: null,
        runLink: '',
        modelId: null,
      })
      expect((await store.listVersions('CreditScoreModel')).map((each) => each.version)).toEqual([2, 1])
      expect((await store.listModels()).map((each) => each.name)).toEqual(['CreditScoreModel', 'Other'])
    })

    test('gives each of many simultaneous versions its own number', async () => {
      const store = await open()
      const numbers = await Promise.all(
        Array.from({ length: 20 }, async (_, i) => await store.createVersion(version(`r${i}`))),
      )
      expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    })

    test('returns nothing for a model that was never registered', async () => {
      const store = await open()
      expect(await store.listModels()).toEqual([])
      expect(await store.getModel('x')).toBeNull()
      expect(await store.getVersion('x', 1)).toBeNull()
      expect(await store.listVersions('x')).toEqual([])
      expect(await store.aliasHistory('x', 'champion')).toEqual([])
    })

    test('moves an alias and keeps the history', async () => {
      const store = await open()
      await store.createVersion(version('a'))
      await store.createVersion(version('b'))
      expect(await store.setAlias(change(1, 'first'), null)).toEqual({
        ...change(1, 'first'),
        previous: null,
      })
      expect(await store.setAlias(change(2), 1)).toEqual({ ...change(2), previous: 1 })
      expect((await store.getModel('CreditScoreModel'))?.aliases).toEqual({ champion: 2 })
      expect(await store.setAlias(change(1, 'rollback', true), 2)).not.toBeNull()
      expect((await store.getModel('CreditScoreModel'))?.aliases).toEqual({ champion: 1 })
      expect(await store.aliasHistory('CreditScoreModel', 'champion')).toEqual([
        { ...change(1, 'rollback', true), previous: 2 },
        { ...change(2), previous: 1 },
        { ...change(1, 'first'), previous: null },
      ])
    })

    test('moves an alias only from where it is expected', async () => {
      const store = await open()
      await store.createVersion(version('a'))
      await store.createVersion(version('b'))
      expect(await store.setAlias(change(1), null)).not.toBeNull()
      expect(await store.setAlias(change(2), null)).toBeNull()
      expect(await store.setAlias(change(2), 2)).toBeNull()
      expect((await store.getModel('CreditScoreModel'))?.aliases).toEqual({ champion: 1 })
      expect(await store.aliasHistory('CreditScoreModel', 'champion')).toHaveLength(1)
      const both = await Promise.all([store.setAlias(change(2), 1), store.setAlias(change(2), 1)])
      expect(both.filter((moved) => moved !== null)).toEqual([{ ...change(2), previous: 1 }])
    })

    test('moves an alias from wherever it is, and removes it', async () => {
      const store = await open()
      for (const run of ['a', 'b', 'c']) await store.createVersion(version(run))
      const moves = await Promise.all([1, 2, 3].map(async (to) => await store.setAlias(change(to))))
      expect(moves).not.toContain(null)
      const removal = { ...change(1), version: null, reason: 'removed' }
      expect(await store.setAlias(removal)).not.toBeNull()
      expect(await store.setAlias(removal)).toBeNull()
      expect((await store.getModel('CreditScoreModel'))?.aliases).toEqual({})
      const history = await store.aliasHistory('CreditScoreModel', 'champion')
      expect(history[0]).toEqual({ ...removal, previous: history[1]?.version })
      expect(history.map((each) => each.previous).at(-1)).toBeNull()
      expect(history).toHaveLength(4)
    })

    test('lets no alias point at a version that is not there, and notes nothing then', async () => {
      const store = await open()
      await store.createVersion(version('a'))
      await expect(store.setAlias(change(7), null)).rejects.toThrow()
      expect(await store.aliasHistory('CreditScoreModel', 'champion')).toEqual([])
    })

    test('keeps the thresholds of a model, newest first, before it has a version too', async () => {
      const store = await open()
      const change = (model: string, threshold: number) => ({
        model,
        threshold,
        at: '2026-11-22T00:00:00.000Z',
        by: 'ana',
        reason: '',
      })
      expect(await store.thresholdHistory('A', 10)).toEqual([])
      for (const threshold of [0.3, 0, 1]) await store.addThreshold(change('A', threshold))
      await store.addThreshold(change('B', 0.5))
      expect(await store.thresholdHistory('A', 2)).toEqual([change('A', 1), change('A', 0)])
    })
  })
}
