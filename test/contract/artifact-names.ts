import { describe, expect, test } from 'vitest'
import { SqlArtifactNames } from '../../src/store/artifacts/drivers/sql-names.ts'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'
import { SqlTrackingStore } from '../../src/store/tracking/drivers/sql.ts'
import { collect } from '../kit/collect.ts'

const content = (sha256: string, bytes = 1) => ({ sha256, bytes })

const aRun = {
  experiment: 'tiny',
  name: 'forest',
  status: 'running',
  startedAt: '2026-01-02T03:04:05.006Z',
  endedAt: null,
  params: {},
  metrics: {},
  tags: {},
} as const
const runs = ['a', 'b'] as const

/** Tests names of artifacts. `openDatabase` returns an empty one. */
export function artifactNamesSuite(name: string, openDatabase: () => Promise<SqlDatabase>): void {
  const open = async () => {
    const database = await openDatabase()
    const tracking = new SqlTrackingStore(database)
    for (const id of runs) await tracking.createRun({ ...aRun, id })
    return { names: new SqlArtifactNames(database) }
  }

  describe(`ArtifactNames: ${name}`, () => {
    test('names a content, and names another one instead', async () => {
      const { names } = await open()
      for (const runId of [runs[0], null]) {
        const key = { runId, path: 'model/a b#%é;.txt' }
        expect(await names.find(key)).toBeNull()
        await names.put(key, content('aa', 5))
        expect(await names.find(key)).toEqual({ sha256: 'aa', bytes: 5 })
        await names.put(key, content('bb', 2 ** 40))
        expect(await names.find(key)).toEqual({ sha256: 'bb', bytes: 2 ** 40 })
        expect(await names.find({ ...key, path: 'model' })).toBeNull()
      }
      expect(await names.find({ runId: runs[1], path: 'model/a b#%é;.txt' })).toBeNull()
    })

    test('lists what is immediately in a folder', async () => {
      const { names } = await open()
      for (const runId of [runs[0], null]) {
        const paths = ['a.txt', 'd/x', 'd/y', 'd/e/z', 'd/e/f/g/h', 'd0/k', 'd.txt', 'é/ü', 'd!/k', 'dd/k']
        for (const [i, path] of paths.entries()) await names.put({ runId, path }, content('aa', i))
        const list = async (path: string) => {
          const { files, folders } = await names.list({ runId, path })
          return { files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)), folders: folders.toSorted() }
        }
        expect(await list('')).toEqual({
          files: [
            { name: 'a.txt', bytes: 0 },
            { name: 'd.txt', bytes: 6 },
          ],
          folders: ['d', 'd!', 'd0', 'dd', 'é'],
        })
        expect(await list('d')).toEqual({
          files: [
            { name: 'x', bytes: 1 },
            { name: 'y', bytes: 2 },
          ],
          folders: ['e'],
        })
        expect(await list('d/e')).toEqual({ files: [{ name: 'z', bytes: 3 }], folders: ['f'] })
        expect(await list('d/e/f')).toEqual({ files: [], folders: ['g'] })
        for (const nothing of ['a.txt', 'nothing', 'd/', 'd/e/f/g/h'])
          expect(await list(nothing)).toEqual({ files: [], folders: [] })
      }
    })

    test('removes a file or a folder, and nothing beside it', async () => {
      const { names } = await open()
      for (const runId of [runs[0], null]) {
        const paths = ['d', 'd!/a', 'd.txt', 'd0', 'x/a', 'x/b/c', 'x!', 'x0/a']
        for (const path of paths) await names.put({ runId, path }, content('aa'))
        const left = async (): Promise<string[]> => {
          const found = await Promise.all(
            paths.map(async (path) => ((await names.find({ runId, path })) === null ? [] : [path])),
          )
          return found.flat()
        }
        expect(await names.remove({ runId, path: 'd' })).toBe(1)
        expect(await names.remove({ runId, path: 'd' })).toBe(0)
        expect(await left()).toEqual(paths.slice(1))
        expect(await names.remove({ runId, path: 'x' })).toBe(2)
        expect(await left()).toEqual(['d!/a', 'd.txt', 'd0', 'x!', 'x0/a'])
      }
      expect(await names.remove({ runId: runs[0], path: '' })).toBe(5)
      expect((await names.list({ runId: null, path: '' })).files).toHaveLength(3)
    })

    test('keeps a path from being a file and a folder', async () => {
      const { names } = await open()
      for (const runId of [runs[0], null]) {
        await names.put({ runId, path: 'a/b/c' }, content('aa'))
        for (const path of ['a', 'a/b', 'a/b/c/d', 'a/b/c/d/e']) {
          const taken = { code: 'artifact-path-taken', values: { path, taken: 'a/b/c' } }
          await expect(names.put({ runId, path }, content('bb'))).rejects.toMatchObject(taken)
          expect(await names.find({ runId, path })).toBeNull()
        }
        await names.remove({ runId, path: 'a' })
        await names.put({ runId, path: 'a' }, content('bb'))
      }
    })

    test('names nothing in a run that does not exist', async () => {
      const { names } = await open()
      await expect(names.put({ runId: 'nobody', path: 'a' }, content('aa'))).rejects.toMatchObject({
        code: 'run-not-found',
      })
    })

    test('yields every name outside of runs', async () => {
      const { names } = await open()
      await names.put({ runId: runs[0], path: 'a' }, content('run'))
      for (const path of ['b', 'a', 'c/d']) await names.put({ runId: null, path }, content(`of ${path}`))
      expect(await collect(names.all())).toEqual([
        { path: 'a', sha256: 'of a' },
        { path: 'b', sha256: 'of b' },
        { path: 'c/d', sha256: 'of c/d' },
      ])
    })

    test('of many who name the same path at once, one wins', async () => {
      const { names } = await open()
      for (const runId of [runs[0], null]) {
        const key = { runId, path: 'a/b' }
        await Promise.all(Array.from({ length: 20 }, (_, i) => names.put(key, content(`sha-${i}`, i))))
        const found = await names.find(key)
        expect(found?.sha256).toBe(`sha-${found?.bytes}`)
      }
    })
  })
}
