import { describe, expect, test } from 'vitest'
import { followModel, SqlGrantStore } from '../../src/store/access/drivers/sql-grants.ts'
import type { Grant } from '../../src/store/access/grants/grant.ts'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'

const at = '2026-01-02T03:04:05.006Z'
const grant = (
  subject: Grant['subject'],
  object: Grant['object'],
  level: Grant['level'] = 'read',
): Grant => ({
  subject,
  object,
  level,
  at,
  by: 'user:chefe',
})
const experiment = (id: string): Grant['object'] => ({ kind: 'experiment', id })
const model = (name: string): Grant['object'] => ({ kind: 'model', name })
const alias = (of: string, name: string): Grant['object'] => ({ kind: 'alias', model: of, alias: name })

/** Tests the store of grants. `open` returns an empty database, which the test closes. */
export function grantStoreSuite(name: string, open: () => Promise<SqlDatabase>): void {
  describe(`GrantStore: ${name}`, () => {
    test('stores grants, changes them and removes them', async () => {
      const store = new SqlGrantStore(await open())
      const given = grant('user:ana', experiment('7'))
      await store.put([given])
      expect((await store.list({ limit: 10 })).items).toEqual([given])
      await store.put([{ ...given, level: 'manage' }])
      expect(await store.get('user:ana', experiment('7'))).toBe('manage')
      expect(await store.get('user:ana', model('7'))).toBeNull()
      expect(await store.remove(given)).toBe(true)
      expect(await store.remove(given)).toBe(false)
      expect(await store.get('user:ana', experiment('7'))).toBeNull()
      expect((await store.list({ limit: 10 })).items).toEqual([])
    })

    test('lists page after page, by subject and by object', async () => {
      const store = new SqlGrantStore(await open())
      const all = [
        grant('key:0a', alias('m', '*')),
        grant('key:0a', alias('m', 'champion'), 'none'),
        grant('role:reader', experiment('1')),
        grant('user:ana', experiment('1')),
        grant('user:ana', model('m')),
      ]
      await store.put(all.toReversed())
      const found: Grant[] = []
      let cursor: string | undefined
      do {
        const page = await store.list({ limit: 2, cursor })
        found.push(...page.items)
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(found).toEqual(all)
      expect((await store.list({ subject: 'user:ana', limit: 9 })).items).toEqual(all.slice(3))
      expect((await store.list({ object: experiment('1'), limit: 9 })).items).toEqual(all.slice(2, 4))
      await expect(store.list({ limit: 2, cursor: 'x' })).rejects.toMatchObject({ code: 'bad-cursor' })
    })

    test('tells replicas what changed since they last read, also of removed grants', async () => {
      const store = new SqlGrantStore(await open())
      expect(await store.changesSince(0)).toEqual({ revision: 0, changes: [] })
      const [one, two] = [grant('user:ana', experiment('1')), grant('user:bia', experiment('1'))]
      await store.put([one, two])
      const first = await store.changesSince(0)
      expect(first.changes).toHaveLength(2)
      expect((await store.changesSince(first.revision)).changes).toEqual([])
      await store.remove(one)
      const { revision, changes } = await store.changesSince(first.revision)
      expect(revision).toBeGreaterThan(first.revision)
      expect(changes).toEqual([{ ...one, level: null }])
    })

    test('concurrent changes all appear, in the order of their revisions', async () => {
      const store = new SqlGrantStore(await open())
      const subjects = Array.from({ length: 20 }, (_, i) => `user:u${i}` as const)
      await Promise.all(subjects.map((subject) => store.put([grant(subject, experiment('1'))])))
      const { revision, changes } = await store.changesSince(0)
      expect(revision).toBe(20)
      expect(changes.map(({ subject }) => subject).toSorted()).toEqual(subjects.toSorted())
    })

    test('the grants of a model follow its name, and end with it', async () => {
      const database = await open()
      const store = new SqlGrantStore(database)
      const of = (name: string) => [
        grant('user:ana', alias(name, 'champion'), 'none'),
        grant('user:ana', model(name), 'manage'),
      ]
      const other = grant('user:ana', experiment('old'))
      await store.put([...of('old'), other])
      const { revision } = await store.changesSince(0)
      const follow = (event: Parameters<typeof followModel>[1]) =>
        database.kysely.transaction().execute((transaction) => followModel(transaction, event))
      await follow({ name: 'registered_model.renamed', data: { name: 'old', new_name: 'new' } })
      const byObject = (await store.list({ limit: 9 })).items
      expect(byObject).toEqual([of('new')[0], other, of('new')[1]])
      expect((await store.changesSince(revision)).changes).toHaveLength(4)
      await follow({ name: 'registered_model.deleted', data: { name: 'new' } })
      expect((await store.list({ limit: 9 })).items).toEqual([other])
      await follow({ name: 'model_version.created', data: { name: 'old' } })
    })
  })
}
