import { Hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ArtifactStore, KeptArtifact } from '../../src/store/artifacts/store.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

async function listArtifacts(store: ArtifactStore): Promise<readonly KeptArtifact[]> {
  const kept: KeptArtifact[] = []
  for await (const each of store.list()) kept.push(each)
  return kept
}

/** Tests an artifact store. `open` returns an empty one. */
export function artifactStoreSuite(name: string, open: () => Promise<ArtifactStore>): void {
  describe(`ArtifactStore: ${name}`, () => {
    test('keeps bytes by their SHA-256', async () => {
      const store = await open()
      expect(await store.put(bytes('abc'))).toBe(abc)
      expect(new TextDecoder().decode(await store.get(abc))).toBe('abc')
    })

    test('takes the same bytes again, even at the same time', async () => {
      const store = await open()
      await Promise.all(Array.from({ length: 8 }, async () => await store.put(bytes('abc'))))
      expect(await store.put(bytes('abc'))).toBe(abc)
      expect(new TextDecoder().decode(await store.get(abc))).toBe('abc')
    })

    test('keeps nothing as well as much', async () => {
      const store = await open()
      const much = new Uint8Array(3_000_000).map((_, i) => (i * 31) % 251)
      const hashes = [await store.put(new Uint8Array(0)), await store.put(much)]
      expect((await store.get(hashes[0] ?? '')).length).toBe(0)
      expect(Buffer.compare(await store.get(hashes[1] ?? ''), much)).toBe(0)
    })

    test('hashes what it reads in pieces, so that the event loop goes on', async () => {
      const store = await open()
      const much = new Uint8Array(9_000_000).fill(7)
      const sha256 = await store.put(much)
      const update = vi.spyOn(Hash.prototype, 'update')
      onTestFinished(() => update.mockRestore())
      expect((await store.get(sha256)).length).toBe(much.length)
      const lengths = update.mock.calls.map(([data]) => (data as unknown as Uint8Array).byteLength)
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(much.length)
      expect(Math.max(...lengths)).toBeLessThanOrEqual(4 << 20)
    })

    test('lists what it keeps', async () => {
      const store = await open()
      expect(await listArtifacts(store)).toEqual([])
      const hashes = [await store.put(bytes('abc')), await store.put(bytes('abcd'))]
      const kept = await listArtifacts(store)
      expect(kept.map(({ sha256 }) => sha256).toSorted()).toEqual(hashes.toSorted())
      expect(kept.find(({ sha256 }) => sha256 === abc)).toEqual({
        sha256: abc,
        bytes: 3,
        putAt: expect.any(Date),
      })
    })

    test('removes artifacts that were not put again since', async () => {
      const store = await open()
      await store.put(bytes('abc'))
      expect(await store.remove(abc, new Date(Date.now() - 60_000))).toBe(false)
      expect(await store.remove(abc, new Date(Date.now() + 60_000))).toBe(true)
      expect(await store.remove(abc, new Date(Date.now() + 60_000))).toBe(false)
      await expect(store.get(abc)).rejects.toMatchObject({ code: 'artifact-missing' })
      expect(await store.put(bytes('abc'))).toBe(abc)
      expect((await store.get(abc)).length).toBe(3)
    })

    test('keeps what is put again while it is removed', async () => {
      const store = await open()
      await store.put(bytes('abc'))
      for (let time = 0; time < 40; time++) {
        await sleep(10) // clocks of file systems have ticks of some milliseconds
        const before = new Date()
        await Promise.all([store.put(bytes('abc')), store.remove(abc, before), store.put(bytes('abc'))])
        expect((await store.get(abc)).length).toBe(3)
      }
    })

    test('reports a missing artifact', async () => {
      const store = await open()
      await expect(store.get(abc)).rejects.toMatchObject({ code: 'artifact-missing' })
      await expect(store.get('../../etc/passwd')).rejects.toThrow(TypeError)
    })
  })
}
