import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { type Database, openDatabase } from '../sql/open-database.ts'
import { Access } from './access.ts'
import { accessMigrations, SqlAccessStore } from './drivers/sql.ts'
import { SqlUserStore } from './drivers/sql-users.ts'
import { hasScope } from './caller.ts'

const hour = 3_600_000
const secret = 'a key of the environment'

interface World {
  readonly access: Access
  readonly store: SqlAccessStore
  readonly database: Database
  readonly warnings: unknown[]
  /** Another process on the same folder. */
  readonly another: (apiKey?: string) => Access
  readonly pass: (milliseconds: number) => void
}

function open({ apiKey }: { readonly apiKey: string | undefined } = { apiKey: secret }): World {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), [accessMigrations])
  onTestFinished(() => database.close())
  const store = new SqlAccessStore(database)
  let time = Date.parse('2026-01-02T03:04:05.000Z')
  const warnings: unknown[] = []
  const effects = {
    now: () => new Date(time),
    random: randomBytes,
    warn: (error: unknown) => void warnings.push(error),
  }
  const another = (key?: string): Access => {
    const environment = key === undefined ? null : { key, scopes: ['predict', 'read'] as const }
    const access = new Access(store, new SqlUserStore(database), environment, effects)
    onTestFinished(async () => await access.close())
    return access
  }
  return {
    access: another(apiKey),
    store,
    database,
    warnings,
    another,
    pass: (milliseconds) => void (time += milliseconds),
  }
}

const partner = { name: 'Banco Um', scopes: ['predict'] as const, expiresAt: null }

test('knows the key of the environment, and nothing that only looks like it', async () => {
  const { access } = open()
  const caller = await access.verify(secret)
  expect(caller).toEqual({ id: 'environment', name: 'API_KEY', scopes: new Set(['predict', 'read']) })
  for (const wrong of [
    '',
    secret.slice(1),
    `${secret} `,
    secret.toUpperCase(),
    'lap_',
    `lap_${'a'.repeat(43)}`,
    "' OR 1=1 --",
  ]) {
    expect(await access.verify(wrong), wrong).toBeNull()
    expect(await access.verifySession(wrong), wrong).toBeNull()
  }
})

test('knows the keys it made, and keeps only their hashes', async () => {
  const { access, database } = open({ apiKey: undefined })
  const { key, record } = await access.create({ ...partner, scopes: ['operate', 'read', 'read'] })
  expect(key).toMatch(/^lap_[\w-]{43}$/)
  const caller = await access.verify(key)
  expect(caller).toEqual({ id: record.id, name: 'Banco Um', scopes: new Set(['operate', 'read']) })
  expect(caller !== null && [hasScope(caller, 'operate'), hasScope(caller, 'predict')]).toEqual([true, false])
  expect(JSON.stringify(database.sqlite.prepare('SELECT * FROM api_key').all())).not.toContain(key.slice(4))
  expect(await access.verify(secret)).toBeNull()
})

test('ends a revoked key at once here, and within a second elsewhere', async () => {
  const { access, another, pass } = open()
  const elsewhere = another()
  const { key, record } = await access.create(partner)
  expect(await access.verify(key)).not.toBeNull()
  expect(await elsewhere.verify(key)).not.toBeNull()
  await access.revoke(record.id)
  expect(await access.verify(key)).toBeNull()
  pass(1000)
  expect(await elsewhere.verify(key)).toBeNull()
  await expect(access.revoke(record.id)).rejects.toThrow(
    `The API key with the id "${record.id}" does not exist or is already revoked.`,
  )
})

test('does not trust what was looked up before a revocation', async () => {
  const { access } = open()
  const { key, record } = await access.create(partner)
  await Promise.all([access.verify(key), access.revoke(record.id)])
  expect(await access.verify(key)).toBeNull()
})

test('ends a key when it expires, to the millisecond', async () => {
  const { access, pass } = open()
  const { key } = await access.create({ ...partner, expiresAt: new Date('2026-01-02T03:04:05.500Z') })
  pass(499)
  expect(await access.verify(key)).not.toBeNull()
  pass(1)
  expect(await access.verify(key)).toBeNull()
})

test('asks the store once a second for a key in use', async () => {
  const { access, store, pass } = open()
  let queries = 0
  const find = store.findKey.bind(store)
  store.findKey = async (sha256) => {
    queries += 1
    return await find(sha256)
  }
  const { key } = await access.create(partner)
  for (let i = 0; i < 100; i++) await access.verify(key)
  expect(queries).toBe(1)
  pass(1000)
  await access.verify(key)
  expect(queries).toBe(2)
})

test('notes when a key was last used, and does not fail a request when that cannot be written', async () => {
  const { access, store, database, warnings } = open()
  const { key, record } = await access.create(partner)
  await access.verify(key)
  database.sqlite.pragma('query_only = on')
  await access.list()
  expect(warnings).toMatchObject([{ code: 'data-dir-unwritable' }])
  database.sqlite.pragma('query_only = off')
  await access.close()
  expect(await store.getKey(record.id)).toMatchObject({ lastUsedAt: '2026-01-02T03:04:05.000Z' })
})

test('signs a browser in for twelve hours, whatever it does', async () => {
  const { access, pass } = open()
  expect(await access.openSession('wrong')).toBeNull()
  const session = await access.openSession(secret)
  expect(session).toMatchObject({ caller: { id: 'environment' }, expiresAt: '2026-01-02T15:04:05.000Z' })
  const token = session?.token ?? ''
  expect(await access.verify(token)).toBeNull() // no key
  for (let i = 0; i < 11; i++) {
    expect(await access.verifySession(token)).toMatchObject({ id: 'environment' })
    pass(hour)
  }
  pass(hour - 1)
  expect(await access.verifySession(token)).not.toBeNull()
  pass(1)
  expect(await access.verifySession(token)).toBeNull()
})

test('signs out at once', async () => {
  const { access } = open()
  const { token = '' } = (await access.openSession(secret)) ?? {}
  expect(await access.verifySession(token)).not.toBeNull()
  await access.closeSession(token)
  expect(await access.verifySession(token)).toBeNull()
})

test('ends a session with its key: revoked, expired, or another API_KEY', async () => {
  const { access, another, pass } = open()
  const revoked = await access.create(partner)
  const expiring = await access.create({ ...partner, expiresAt: new Date('2026-01-02T04:04:05.000Z') })
  const sessions = await Promise.all(
    [revoked.key, expiring.key, secret].map(async (key) => (await access.openSession(key))?.token ?? ''),
  )
  const valid = async (by: Access) =>
    await Promise.all(sessions.map(async (token) => (await by.verifySession(token)) !== null))
  expect(await valid(access)).toEqual([true, true, true])
  await access.revoke(revoked.record.id)
  pass(hour)
  expect(await valid(access)).toEqual([false, false, true])
  expect(await valid(another('a new key of the environment'))).toEqual([false, false, false])
  expect(await valid(another(secret))).toEqual([false, false, true])
})
