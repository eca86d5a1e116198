import { describe, expect, test } from 'vitest'
import type { AuditStore } from '../../src/store/access/audit/audit-store.ts'
import type { SignInFailures } from '../../src/store/access/sessions/sign-in-failures.ts'
import type { AccessStore, ApiKey } from '../../src/store/access/store.ts'
import type { TokenKey, TokenKeyStore } from '../../src/store/access/tokens/token-key-store.ts'
import type { User, UserStore } from '../../src/store/access/users/user-store.ts'

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

/** Tests an access store. `open` returns an empty one, which the end of the test closes. */
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

const user = (username: string, more: Partial<User> = {}): User => ({
  username,
  fullName: null,
  passwordHash: `hash of ${username}`,
  subject: null,
  role: 'predictor',
  disabled: false,
  createdAt: '2026-01-02T03:04:05.006Z',
  lastSignInAt: null,
  tokenVersion: 0,
  ...more,
})

/** Tests a store of users. `open` returns an empty one, which the end of the test closes. */
export function userStoreSuite(name: string, open: () => Promise<UserStore>): void {
  describe(`UserStore: ${name}`, () => {
    test('keeps users as they were made, by name, and no name twice', async () => {
      const store = await open()
      expect(await store.hasPasswords()).toBe(false)
      const zoe = user('zoé', {
        fullName: 'Zoé D’Ávila',
        passwordHash: null,
        subject: 'https://id.example 42',
        disabled: true,
      })
      expect(await store.createUser(zoe)).toBe(true)
      expect(await store.hasPasswords()).toBe(false)
      expect(
        await store.createUser(user('ana', { role: 'admin', lastSignInAt: '2026-01-03T00:00:00.000Z' })),
      ).toBe(true)
      expect(await store.hasPasswords()).toBe(true)
      expect(await store.createUser(user('ana', { role: 'reader' }))).toBe(false)
      expect(await store.findUser('zoé')).toEqual(zoe)
      expect(await store.findUser('Ana')).toBeNull()
      expect([await store.findSubject(zoe.subject ?? ''), await store.findSubject('another')]).toEqual([
        zoe,
        null,
      ])
      expect((await store.listUsers()).map(({ username, role }) => [username, role])).toEqual([
        ['ana', 'admin'],
        ['zoé', 'predictor'],
      ])
    })

    test('gives a name to one of many who ask at once', async () => {
      const store = await open()
      const made = await Promise.all(Array.from({ length: 8 }, () => store.createUser(user('ana'))))
      expect(made.filter(Boolean)).toHaveLength(1)
    })

    test('changes what is given, and counts every end of tokens', async () => {
      const store = await open()
      await store.createUser(user('ana'))
      await store.createUser(user('bia'))
      expect(
        await store.updateUser('ana', { role: 'operator', lastSignInAt: '2026-01-03T00:00:00.000Z' }),
      ).toBe(true)
      expect(await store.findUser('ana')).toEqual(
        user('ana', { role: 'operator', lastSignInAt: '2026-01-03T00:00:00.000Z' }),
      )
      await Promise.all([
        store.updateUser('ana', { disabled: true, endTokens: true }),
        store.updateUser('ana', { passwordHash: 'new', endTokens: true }),
      ])
      expect(await store.findUser('ana')).toMatchObject({
        disabled: true,
        passwordHash: 'new',
        tokenVersion: 2,
      })
      expect(await store.updateUser('nobody', { disabled: true })).toBe(false)
      expect(await store.findUser('bia')).toEqual(user('bia'))
    })

    test('keeps one admin who can sign in, whoever else is changed at the same time', async () => {
      const store = await open()
      const admins = ['ana', 'bia', 'caio', 'davi']
      for (const name of admins) await store.createUser(user(name, { role: 'admin' }))
      await store.createUser(user('invited', { role: 'admin', passwordHash: null }))
      await store.createUser(user('off', { role: 'admin', disabled: true }))
      const done = await Promise.allSettled(
        admins.map((name, i) =>
          store.updateUserKeepingAdmin(
            name,
            i % 2 === 0 ? { disabled: true, endTokens: true } : { role: 'reader' },
          ),
        ),
      )
      const refused = done.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
      expect(refused).toMatchObject([{ code: 'last-admin', status: 409 }])
      const left = (await store.listUsers()).filter(({ role, disabled }) => role === 'admin' && !disabled)
      expect(left.map(({ username }) => username)).toContain('invited')
      expect(left).toHaveLength(2)
    })

    test('an admin of the provider counts, and who is no admin may always be changed', async () => {
      const store = await open()
      await store.createUser(user('ana', { role: 'admin' }))
      await store.createUser(user('bia'))
      expect(await store.updateUserKeepingAdmin('bia', { disabled: true })).toBe(true)
      expect(await store.updateUserKeepingAdmin('nobody', { disabled: true })).toBe(false)
      await expect(store.updateUserKeepingAdmin('ana', { role: 'operator' })).rejects.toMatchObject({
        code: 'last-admin',
      })
      expect(await store.findUser('ana')).toEqual(user('ana', { role: 'admin' }))
      expect(await store.updateUserKeepingAdmin('ana', { passwordHash: 'new' })).toBe(true)
      await store.createUser(
        user('zoe', { role: 'admin', passwordHash: null, subject: 'https://id.example 7' }),
      )
      expect(await store.updateUserKeepingAdmin('ana', { role: 'operator' })).toBe(true)
      await expect(store.updateUserKeepingAdmin('zoe', { disabled: true })).rejects.toMatchObject({
        code: 'last-admin',
      })
    })

    test('redeems an invitation once, for its user, in its time', async () => {
      const store = await open()
      await store.createUser(user('ana', { passwordHash: null }))
      await store.createUser(user('bia', { passwordHash: null }))
      const expiresAt = '2026-01-09T00:00:00.000Z'
      await store.putInvitation({ username: 'ana', sha256: 'first', expiresAt })
      await store.putInvitation({ username: 'ana', sha256: 'second', expiresAt })
      const redeem = async (username: string, sha256: string, now: string) =>
        await store.redeemInvitation({ username, sha256 }, now, { passwordHash: 'new', fullName: 'Ana' })
      const before = '2026-01-08T23:59:59.999Z'
      expect(await redeem('ana', 'first', before)).toBe(false) // replaced
      expect(await redeem('bia', 'second', before)).toBe(false)
      expect(await redeem('ana', 'second', expiresAt)).toBe(false)
      expect(await store.findUser('ana')).toMatchObject({ passwordHash: null, tokenVersion: 0 })
      const used = await Promise.all([redeem('ana', 'second', before), redeem('ana', 'second', before)])
      expect(used.filter(Boolean)).toHaveLength(1)
      expect(await store.findUser('ana')).toMatchObject({
        passwordHash: 'new',
        fullName: 'Ana',
        tokenVersion: 1,
      })
      expect(await store.findUser('bia')).toMatchObject({ passwordHash: null })
    })

    test('ends an invitation when the password is set otherwise', async () => {
      const store = await open()
      await store.createUser(user('ana', { passwordHash: null }))
      await store.putInvitation({ username: 'ana', sha256: 'first', expiresAt: '2026-01-09T00:00:00.000Z' })
      await store.updateUser('ana', { passwordHash: 'by an admin' })
      const now = '2026-01-03T00:00:00.000Z'
      expect(
        await store.redeemInvitation({ username: 'ana', sha256: 'first' }, now, { passwordHash: 'new' }),
      ).toBe(false)
      expect(await store.findUser('ana')).toMatchObject({ passwordHash: 'by an admin' })
    })
  })
}

const tokenKey = (kid: string, createdAt: string): TokenKey => ({
  kid,
  publicKey: `{"public":"${kid}"}`,
  privateKey: `{"private":"${kid}"}`,
  createdAt,
  retiredAt: null,
})

/** Tests a store of keys that sign tokens. */
export function tokenKeyStoreSuite(name: string, open: () => Promise<TokenKeyStore>): void {
  describe(`TokenKeyStore: ${name}`, () => {
    test('retires the keys before a new one, without their private part, and forgets them', async () => {
      const store = await open()
      const [monday, tuesday, wednesday] = ['2026-01-05', '2026-01-06', '2026-01-07'].map(
        (day) => `${day}T00:00:00.000Z`,
      ) as [string, string, string]
      expect(await store.listTokenKeys()).toEqual([])
      await store.addTokenKey(tokenKey('a', monday))
      expect(await store.listTokenKeys()).toEqual([tokenKey('a', monday)])
      await store.addTokenKey(tokenKey('b', tuesday))
      await store.addTokenKey(tokenKey('c', wednesday))
      const retired = (kid: string, at: string, until: string) => ({
        ...tokenKey(kid, at),
        privateKey: null,
        retiredAt: until,
      })
      expect(await store.listTokenKeys()).toEqual([
        tokenKey('c', wednesday),
        retired('b', tuesday, wednesday),
        retired('a', monday, tuesday),
      ])
      await store.deleteTokenKeys(wednesday)
      expect((await store.listTokenKeys()).map(({ kid }) => kid)).toEqual(['c', 'b'])
    })
  })
}

/** Tests a store of the audit log. */
export function auditStoreSuite(name: string, open: () => Promise<AuditStore>): void {
  describe(`AuditStore: ${name}`, () => {
    test('lists what was added, newest first, page by page', async () => {
      const store = await open()
      const entry = (subject: string) => {
        return {
          at: '2026-01-02T03:04:05.006Z',
          by: 'user:ana',
          action: 'user.disable',
          subject,
          address: '10.0.0.1',
          count: 3,
        }
      }
      for (const subject of ['a', 'b', 'c']) await store.addAudit(entry(subject))
      const page = await store.listAudit({ limit: 2 })
      expect(page.map(({ subject }) => subject)).toEqual(['c', 'b'])
      expect(page[0]).toEqual({ id: expect.any(Number), ...entry('c') })
      const rest = await store.listAudit({ limit: 2, before: page[1]?.id ?? 0 })
      expect(rest.map(({ subject }) => subject)).toEqual(['a'])
    })
  })
}

/** What every count of failed sign-ins does. `open` gives an empty one; its clock is at `now`. */
export function signInFailuresSuite(name: string, open: (now: () => Date) => Promise<SignInFailures>): void {
  describe(`SignInFailures: ${name}`, () => {
    const at = Date.parse('2026-01-02T03:04:05.006Z')
    const now = (): Date => new Date(at)

    test('has no failures of a new name, keeps what it is given and forgets on null', async () => {
      const failures = await open(now)
      const seen: unknown[] = []
      const steps = [
        [{ count: 1, at }, null],
        [
          { count: 2, at: at + 1 },
          { count: 7, at },
        ],
        [null, { count: 8, at }],
        [null, null],
      ]
      for (const step of steps) {
        await failures.update(['a', 'b'], (known) => {
          seen.push(known.map((each) => each && { count: each.count, at: each.at }))
          return step
        })
      }
      await failures.update(['b'], (known) => {
        seen.push(known)
        return known
      })
      expect(seen).toEqual([[null, null], ...steps.slice(0, 3), [null]])
    })

    test('does updates that arrive together one after the other', async () => {
      const failures = await open(now)
      const addTo = async (...names: string[]): Promise<void> =>
        await failures.update(names, (known) => known.map((each) => ({ count: (each?.count ?? 0) + 1, at })))
      await Promise.all(
        Array.from({ length: 60 }, async (_, i) => await addTo(`account ${i % 3}`, 'address')),
      )
      let counts: unknown
      await failures.update(['account 1', 'address'], (known) => {
        counts = known.map((each) => each?.count)
        return known
      })
      expect(counts).toEqual([20, 60])
    })
  })
}
