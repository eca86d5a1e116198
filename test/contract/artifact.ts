import { createHash, Hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { collect } from '../kit/collect.ts'
import { collectGarbage } from '../kit/collect-garbage.ts'
import type { ArtifactStore, ListedContent } from '../../src/store/artifacts/store.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

/** Bytes that repeat in no power of two. */
const makeBytes = (length: number): Uint8Array => new Uint8Array(length).map((_, i) => (i * 31) % 251)

/** Yields bytes in chunks of uneven sizes. */
async function* inChunks(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0, size = 1; at < content.length; at += size, size = (size * 7) % 700_001)
    yield content.subarray(at, at + size)
}

const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** Tests an artifact store. `open` returns an empty one. */
export function artifactStoreSuite(name: string, open: () => Promise<ArtifactStore>): void {
  const listArtifacts = async (store: ArtifactStore): Promise<readonly ListedContent[]> =>
    await collect(store.list())

  describe(`ArtifactStore: ${name}`, () => {
    test('keeps bytes by their SHA-256', async () => {
      const store = await open()
      expect(await store.put(bytes('abc'))).toEqual({ sha256: abc, bytes: 3 })
      expect(new TextDecoder().decode(await store.get(abc))).toBe('abc')
    })

    test('takes the same bytes again, even at the same time, and keeps them once', async () => {
      const store = await open()
      await Promise.all(Array.from({ length: 8 }, async () => await store.put(bytes('abc'))))
      expect(await store.put(inChunks(bytes('abc')))).toEqual({ sha256: abc, bytes: 3 })
      expect(new TextDecoder().decode(await store.get(abc))).toBe('abc')
      expect(await listArtifacts(store)).toHaveLength(1)
    })

    test.each([0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_000, 40_000_000])(
      'streams %i bytes in and out',
      async (length) => {
        const store = await open()
        const content = makeBytes(length)
        const stored = await store.put(inChunks(content))
        expect(stored).toEqual({ sha256: sha256Of(content), bytes: length })
        const opened = await store.open(stored.sha256)
        expect(opened.bytes).toBe(length)
        const chunks = await collect(opened.chunks)
        expect(Math.max(0, ...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(4 << 20)
        expect(Buffer.compare(Buffer.concat(chunks), content)).toBe(0)
        expect(Buffer.compare(await store.get(stored.sha256), content)).toBe(0)
      },
    )

    test('takes little memory for a large content', async () => {
      const store = await open()
      const piece = Buffer.alloc(1 << 20)
      const pieces = 150
      let peak = 0
      const sample = (): void => {
        if (process.memoryUsage().arrayBuffers <= peak) return
        collectGarbage() // only what is still held counts
        peak = Math.max(peak, process.memoryUsage().arrayBuffers)
      }
      async function* large(): AsyncGenerator<Uint8Array> {
        for (let i = 0; i < pieces; i++) {
          piece.fill(i)
          yield Uint8Array.from(piece)
          sample()
        }
      }
      collectGarbage()
      const start = process.memoryUsage().arrayBuffers
      const { sha256, bytes } = await store.put(large())
      expect(bytes).toBe(pieces << 20)
      let read = 0
      for await (const chunk of (await store.open(sha256)).chunks) {
        read += chunk.length
        sample()
      }
      expect(read).toBe(bytes)
      expect((peak - start) / (1 << 20)).toBeLessThan(pieces / 2)
    })

    test('reads ranges', async () => {
      const store = await open()
      const content = makeBytes(2_500_000)
      const { sha256 } = await store.put(content)
      for (const [start, end] of [
        [0, 1],
        [0, 2_500_000],
        [1_048_575, 1_048_577],
        [1_048_576, 2_097_152],
        [2_499_999, 2_500_000],
      ] as const) {
        const opened = await store.open(sha256, { start, end })
        expect(opened.bytes).toBe(2_500_000)
        const read = Buffer.concat(await collect(opened.chunks))
        expect(Buffer.compare(read, content.subarray(start, end))).toBe(0)
      }
    })

    test('stores nothing of a content that breaks off', async () => {
      const store = await open()
      async function* broken(length: number): AsyncGenerator<Uint8Array> {
        yield* inChunks(makeBytes(length))
        throw new Error('the client left')
      }
      for (const length of [0, 10, 3_000_000, 40_000_000])
        await expect(store.put(broken(length))).rejects.toThrow('the client left')
      expect(await listArtifacts(store)).toEqual([])
      expect(await collect(store.listUnfinished())).toEqual([])
    })

    test('a reader may stop early', async () => {
      const store = await open()
      const { sha256 } = await store.put(makeBytes(5_000_000))
      for (let time = 0; time < 20; time++) {
        const { chunks } = await store.open(sha256)
        for await (const _ of chunks) break
      }
      expect((await store.get(sha256)).length).toBe(5_000_000)
    })

    test('hashes what it reads in pieces, so that the event loop goes on', async () => {
      const store = await open()
      const much = new Uint8Array(9_000_000).fill(7)
      const { sha256 } = await store.put(much)
      const update = vi.spyOn(Hash.prototype, 'update')
      onTestFinished(() => update.mockRestore())
      expect((await store.get(sha256)).length).toBe(much.length)
      const lengths = update.mock.calls
        .map(([data]) => (data as unknown as Uint8Array).byteLength)
        .filter((length) => length !== undefined) // signatures of requests hash texts
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBeGreaterThanOrEqual(much.length)
      expect(Math.max(...lengths)).toBeLessThanOrEqual(4 << 20)
    })

    test('lists what it keeps', async () => {
      const store = await open()
      expect(await listArtifacts(store)).toEqual([])
      const stored = [await store.put(bytes('abc')), await store.put(bytes('abcd'))]
      const kept = await listArtifacts(store)
      expect(kept.map(({ sha256 }) => sha256).toSorted()).toEqual(
        stored.map(({ sha256 }) => sha256).toSorted(),
      )
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
      expect(await store.put(bytes('abc'))).toEqual({ sha256: abc, bytes: 3 })
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
      await expect(store.open(abc)).rejects.toMatchObject({ code: 'artifact-missing' })
      await expect(store.get('../../etc/passwd')).rejects.toThrow(TypeError)
      await expect(store.remove('../../etc/passwd', new Date())).rejects.toThrow(TypeError)
    })
  })
}
