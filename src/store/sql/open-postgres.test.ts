import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { type PostgresServer, postgresPassword, postgresServer } from '../../../test/kit/postgres-server.ts'
import type { Migrations } from './migrate.ts'
import { openPostgres, type PostgresDatabase, type PostgresOptions } from './open-postgres.ts'

const people: Migrations = {
  part: 'people',
  steps: [
    ({ text, strict }) => `CREATE TABLE person (name ${text}) ${strict};`,
    ({ integer }) => `ALTER TABLE person ADD COLUMN age ${integer}`,
  ],
}
type Tables = { person: { name: string; age?: number | null } }

/** Everything that a log could print of an error. */
function allOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return `${error.stack} ${JSON.stringify(error)} ${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${allOf(error.cause)}`
}

describe('an address that is none', () => {
  test.each(['mysql://ana:very-secret@db/x', 'very-secret', 'postgres://ana:very-secret@[db'])(
    '%s',
    async (url) => {
      const error = await openPostgres(url, []).catch((each: unknown) => each)
      expect(error).toMatchObject({ code: 'bad-setting' })
      expect(allOf(error)).not.toContain('very-secret')
    },
  )

  test('nobody is there', async () => {
    await expect(openPostgres('postgres://ana:x@127.0.0.1:1/steps', [])).rejects.toMatchObject({
      code: 'database-unavailable',
      message: expect.stringContaining(
        'PostgreSQL at 127.0.0.1:1/steps is unavailable (connect ECONNREFUSED',
      ),
    })
  })
})

const server = await postgresServer()

describe.skipIf(server === null)('PostgreSQL', () => {
  const postgres = server as PostgresServer
  afterAll(async () => await postgres.close())

  async function open(url: string, options?: PostgresOptions, parts = [people]): Promise<PostgresDatabase> {
    const database = await openPostgres(url, parts, options)
    onTestFinished(async () => await database.close())
    return database
  }

  test('replicas that start together migrate once', async () => {
    const url = await postgres.url()
    await Promise.all(Array.from({ length: 8 }, async () => await open(url)))
    const { kysely } = await open(url)
    const rows = await kysely
      .$extendTables<{ migration: { part: string; step: number } }>()
      .selectFrom('migration')
      .selectAll()
      .orderBy('step')
      .execute()
    expect(rows).toEqual([
      { part: 'people', step: 1 },
      { part: 'people', step: 2 },
    ])
  })

  test('goes on from the step that was done last, leaves all as it was when one fails, and refuses a newer database', async () => {
    const url = await postgres.url()
    const before = { part: 'people', steps: people.steps.slice(0, 1) }
    const broken = { part: 'people', steps: [...people.steps, 'NONSENSE'] }
    await open(url, {}, [before])
    await expect(open(url, {}, [broken])).rejects.toThrow('syntax error')
    await open(url, {}, [before])
    await open(url)
    await expect(open(url, {}, [before])).rejects.toThrow(
      `/postgres belongs to a newer version of Lapidary (people: step 2; this version supports 1). Use that version, or set another DATA_DIR or DATABASE_URL.`,
    )
  })

  test('a wrong password is said without it, nor does any error hold the right one', async () => {
    const url = new URL(await postgres.url())
    url.password = 'wrong-and-secret'
    const error = await openPostgres(url.href, []).catch((each: unknown) => each)
    expect(error).toMatchObject({ code: 'database-unavailable', status: 503 })
    expect(allOf(error)).toContain('password authentication failed for user "postgres"')
    expect(allOf(error)).not.toContain('wrong-and-secret')
    url.password = postgresPassword
    url.searchParams.set('sslmode', 'verify-full')
    const noTls = await openPostgres(url.href, []).catch((each: unknown) => each)
    expect(allOf(noTls)).toContain('The server does not support SSL connections')
    expect(allOf(noTls)).not.toContain(postgresPassword)
  })

  test('a server that is killed and comes back is used again, and no caller learns where it is', async () => {
    const database = await open(await postgres.url())
    const db = database.kysely.$extendTables<Tables>()
    const add = async (name: string): Promise<unknown> =>
      await db.insertInto('person').values({ name }).execute()
    await Promise.all(['a', 'b', 'c', 'd'].map(add)) // several idle connections
    const held = await database.connect()
    const under = db.transaction().execute(async (inside) => {
      await inside.insertInto('person').values({ name: 'lost' }).execute()
      await postgres.kill()
      await inside.insertInto('person').values({ name: 'lost' }).execute()
    })
    await expect(under).rejects.toMatchObject({ code: 'database-unavailable', status: 503 })
    const error = await add('e').catch((each: unknown) => each)
    expect(error).toMatchObject({ code: 'database-unavailable' })
    expect((error as Error).message).toMatch(/^PostgreSQL is unavailable \((?:\w+|no connection)\)/)
    expect(allOf(error)).not.toContain(postgresPassword)
    await expect(held.query('SELECT 1', [])).rejects.toMatchObject({ code: 'database-unavailable' })
    await postgres.start()
    await add('f')
    expect(
      (await db.selectFrom('person').selectAll().orderBy('name').execute()).map((row) => row.name).join(''),
    ).toBe('abcdf')
  })

  test('a server that does not answer is not waited for, and is used again', async () => {
    const database = await open(await postgres.url(), { connectTimeout: 3000, statementTimeout: 1000 })
    const db = database.kysely.$extendTables<Tables>()
    const count = async (): Promise<number> => (await db.selectFrom('person').selectAll().execute()).length
    const slow = database
      .connect()
      .then(async (connection) => await connection.query('SELECT pg_sleep(60)', []))
    await expect(slow).rejects.toMatchObject({
      code: 'database-unavailable',
      message: expect.stringContaining('57014'),
    })
    expect(await count()).toBe(0)
    postgres.pause()
    try {
      const frozen = await Promise.allSettled([count(), count()])
      expect(frozen.map((each) => (each.status === 'rejected' ? each.reason.code : each.value))).toEqual([
        'database-unavailable',
        'database-unavailable',
      ])
    } finally {
      postgres.resume()
    }
    expect(await count()).toBe(0)
  })

  test('a database without our tables, one that only reads and one without room for a connection each say so', async () => {
    const url = await postgres.url()
    const database = await open(url)
    const db = database.kysely.$extendTables<Tables>()
    const add = async (): Promise<unknown> => await db.insertInto('person').values({ name: 'a' }).execute()
    const own = await database.connect()
    await own.query('SET default_transaction_read_only = on', [])
    await expect(own.query("INSERT INTO person (name) VALUES ('a')", [])).rejects.toMatchObject({
      code: 'database-read-only',
      status: 503,
    })
    for (const [state, code] of [
      ['53300', 'database-connections-exhausted'],
      ['53100', 'disk-full'],
    ]) {
      const raised = own.query(`DO $$ BEGIN RAISE EXCEPTION 'test' USING ERRCODE = '${state}'; END $$`, [])
      await expect(raised).rejects.toMatchObject({ code, status: 503 })
    }
    await own.query('SET default_transaction_read_only = off', [])
    await own.query('ALTER TABLE person DROP COLUMN name', [])
    await expect(add()).rejects.toMatchObject({ code: 'database-tables-missing' })
    const [{ schema } = { schema: '' }] = (await own.query('SELECT current_schema() AS schema', [])).rows as {
      schema: string
    }[]
    await own.query(`DROP SCHEMA ${schema} CASCADE`, [])
    const missing = await add().catch((error: unknown) => error)
    expect(missing).toMatchObject({ code: 'database-tables-missing', status: 503 })
    expect((missing as Error).message).toMatch(/missing in PostgreSQL \(42P01\).*restart Lapidary/)
    const transaction = db
      .transaction()
      .execute(async (inside) => await inside.deleteFrom('person').execute())
    await expect(transaction).rejects.toMatchObject({ code: 'database-tables-missing' })
    await own.query(`CREATE SCHEMA ${schema}`, [])
    await open(url)
    await add()
  })

  test('numbers and texts come back as from SQLite', async () => {
    const database = await open(await postgres.url(), {}, [
      {
        part: 'kinds',
        steps: [
          ({ id, integer, real, text }) =>
            `CREATE TABLE kind (id ${id}, big ${integer}, real ${real}, text ${text})`,
        ],
      },
    ])
    type Kind = { kind: { id?: number; big: number; real: number; text: string } }
    const db = database.kysely.$extendTables<Kind>()
    for (const text of ['b', 'ä', 'B', 'a', 'Á'])
      await db
        .insertInto('kind')
        .values({ big: 2 ** 53 - 1, real: 0.1, text })
        .execute()
    const rows = await db.selectFrom('kind').selectAll().orderBy('text').execute()
    expect(rows.map((row) => row.text).join('')).toBe('BabÁä')
    expect(rows[0]).toEqual({ id: 3, big: 2 ** 53 - 1, real: 0.1, text: 'B' })
    const zero = db.selectFrom('kind').selectAll().where('text', '=', 'a\u0000')
    await expect(zero.execute()).rejects.toMatchObject({ code: 'bad-request', status: 400 })
  })
})
