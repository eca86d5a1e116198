import { join } from 'node:path'
import { type Kysely, sql, type Transaction } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { openDatabase } from './open-database.ts'
import { WriteGroups } from './write-groups.ts'

type Tables = { item: { name: string; parent: string | null } }

function open() {
  const steps = [
    `CREATE TABLE item (name TEXT PRIMARY KEY, parent TEXT REFERENCES item DEFERRABLE INITIALLY DEFERRED)`,
  ]
  const database = openDatabase(join(tempFolder(), 'items.db'), [{ part: 'items', steps }])
  onTestFinished(() => database.close())
  const db: Kysely<Tables> = database.kysely.$extendTables<Tables>()
  const groups = new WriteGroups(db, database)
  const names = async () =>
    (await db.selectFrom('item').select('name').orderBy('name').execute()).map(({ name }) => name)
  const insert =
    (name: string, parent: string | null = null) =>
    async (transaction: Transaction<Tables>) => {
      await transaction.insertInto('item').values({ name, parent }).execute()
      return name
    }
  return { database, groups, names, insert }
}

test('stores every piece of work, in the order of their arrival', async () => {
  const { groups, names, insert } = open()
  const seen: (readonly string[])[] = []
  const stored = await Promise.all(
    Array.from({ length: 120 }, async (_, i) => {
      const name = String(i).padStart(3, '0')
      const result = await groups.run(insert(name))
      if (i === 0) seen.push(await names())
      return result
    }),
  )
  expect(stored).toEqual(await names())
  expect(seen[0]?.length).toBeGreaterThan(1) // others were committed with the first
})

test('undoes work that fails, and nothing else', async () => {
  const { groups, names, insert } = open()
  const results = await Promise.allSettled([
    groups.run(insert('a')),
    groups.run(async (db) => {
      await insert('b')(db)
      throw new RangeError('no')
    }),
    groups.run(async (db) => await sql`insert into nothing values (1)`.execute(db)),
    groups.run(insert('a')),
    groups.run(insert('c')),
  ])
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'rejected',
    'fulfilled',
  ])
  expect(results[1]).toMatchObject({ reason: new RangeError('no') })
  expect(await names()).toEqual(['a', 'c'])
})

test('rejects all work of a group whose commit or transaction fails, and goes on', async () => {
  const { database, groups, names, insert } = open()
  const fails = [
    () => groups.run(insert('child', 'nobody')),
    // What SQLite does when the disk is full.
    () => groups.run(async () => void database.sqlite.exec('ROLLBACK; SELECT nothing')),
  ]
  for (const fail of fails) {
    const results = await Promise.allSettled([groups.run(insert('a')), fail(), groups.run(insert('b'))])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await names()).toEqual([])
  }
  await groups.run(insert('c'))
  expect(await names()).toEqual(['c'])
})
