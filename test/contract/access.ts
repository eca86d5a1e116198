import { describe, expect, test } from 'vitest'
import type { AccessStore, ApiKey } from '../../src/access/store.ts'

const key = (id: string, more: Partial<ApiKey> = {}): ApiKey => ({
  id,
  name: `parceiro ${id}`,
  sha256: id.repeat(8),
  scopes: ['predict', 'read'],
  createdAt: '2026-01-02T03:04:05.006Z',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  ...more,
})
const session = (sha256: string, keyId: string, expiresAt = '2026-01-02T15:00:00.000Z') => ({
  sha256,
  keyId,
  createdAt: '2026-01-02T03:04:05.006Z',
  expiresAt,
})

/** What every access store does. `open` gives an empty one, closed by the test's end. */
export function accessStoreSuite(name: string, open: () => Promise<AccessStore>): void {
  describe(`AccessStore: ${name}`, () => {
    test('finds a key by id and by hash, as it was made', async () => {
      const store = await open()
      const made = key('a', { scopes: ['operate'], expiresAt: '2027-01-01T00:00:00.000Z' })
      await store.createKey(made)
      await store.createKey(key('b', { scopes: [] }))
      expect(await store.getKey('a')).toEqual(made)
      expect(await store.findKey(made.sha256)).toEqual(made)
      expect(await store.findKey('a')).toBeNull()
      expect(await store.getKey(made.sha256)).toBeNull()
      expect((await store.listKeys()).map((each) => [each.id, each.scopes])).toEqual([
        ['a', ['operate']],
        ['b', []],
      ])
    })

    test('revokes a key once, with its sessions and no others', async () => {
      const store = await open()
      await store.createKey(key('a'))
      await store.createKey(key('b'))
      await store.createSession(session('s1', 'a'))
      await store.createSession(session('s2', 'b'))
      const at = '2026-01-03T00:00:00.000Z'
      expect(await store.revokeKey('a', at)).toBe(true)
      expect(await store.revokeKey('a', '2026-01-04T00:00:00.000Z')).toBe(false)
      expect(await store.revokeKey('nobody', at)).toBe(false)
      expect((await store.getKey('a'))?.revokedAt).toBe(at)
      expect((await store.getKey('b'))?.revokedAt).toBeNull()
      expect(await store.findSession('s1')).toBeNull()
      expect(await store.findSession('s2')).toEqual(session('s2', 'b'))
    })

    test('notes when keys were last used', async () => {
      const store = await open()
      await store.createKey(key('a'))
      await store.touchKeys(
        new Map([
          ['a', '2026-01-03T00:00:00.000Z'],
          ['gone', '2026-01-03T00:00:00.000Z'],
        ]),
      )
      expect((await store.getKey('a'))?.lastUsedAt).toBe('2026-01-03T00:00:00.000Z')
      expect(await store.listKeys()).toHaveLength(1)
    })

    test('ends sessions one by one and by time', async () => {
      const store = await open()
      await store.createSession(session('old', 'environment:1', '2026-01-02T10:00:00.000Z'))
      await store.createSession(session('new', 'environment:1', '2026-01-02T12:00:00.000Z'))
      await store.createSession(session('out', 'environment:1', '2026-01-02T12:00:00.000Z'))
      await store.deleteExpiredSessions('2026-01-02T10:00:00.000Z')
      await store.deleteSession('out')
      expect(await store.findSession('old')).toBeNull()
      expect(await store.findSession('out')).toBeNull()
      expect(await store.findSession('new')).not.toBeNull()
    })
  })
}
