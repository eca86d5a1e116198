import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import type { Migrations } from './migrate.ts'
import { openDatabase } from './open-database.ts'

const people: Migrations = {
  part: 'people',
  steps: ['CREATE TABLE person (name TEXT)', 'ALTER TABLE person ADD COLUMN age INTEGER'],
}
const places: Migrations = { part: 'places', steps: ['CREATE TABLE place (name TEXT)'] }

function columns(path: string, parts: readonly Migrations[]): unknown[] {
  const database = openDatabase(path, parts)
  const rows = database.sqlite.prepare("SELECT name FROM pragma_table_info('person')").pluck().all()
  database.close()
  return rows
}

function filled(path: string): void {
  const database = openDatabase(path, [people])
  const insert = database.sqlite.prepare('INSERT INTO person (name) VALUES (?)')
  database.sqlite.transaction(() => {
    for (let i = 0; i < 500; i++) insert.run('x'.repeat(100))
  })()
  database.close()
}

test('makes the file for its owner only, and the folder too', () => {
  const path = join(tempFolder(), 'data', 'deep', 'lapidary.db')
  const database = openDatabase(path, [people])
  database.sqlite.exec("INSERT INTO person (name) VALUES ('Ana')")
  for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
  database.close()
})

test('goes on from the step that was done last, each part for itself', () => {
  const path = join(tempFolder(), 'lapidary.db')
  expect(columns(path, [{ part: 'people', steps: people.steps.slice(0, 1) }])).toEqual(['name'])
  expect(columns(path, [places, people])).toEqual(['name', 'age'])
  expect(columns(path, [places, people])).toEqual(['name', 'age'])
})

test('leaves the file as it was when a step fails', () => {
  const path = join(tempFolder(), 'lapidary.db')
  columns(path, [{ part: 'people', steps: people.steps.slice(0, 1) }])
  expect(() =>
    openDatabase(path, [places, { part: 'people', steps: [...people.steps, 'NONSENSE'] }]),
  ).toThrow('syntax error')
  expect(columns(path, [{ part: 'people', steps: people.steps.slice(0, 1) }])).toEqual(['name'])
})

test('refuses a file of a newer version, naming it and the steps', () => {
  const path = join(tempFolder(), 'lapidary.db')
  columns(path, [people])
  expect(() => openDatabase(path, [{ part: 'people', steps: people.steps.slice(0, 1) }])).toThrow(
    `${path} belongs to a newer version of Lapidary (people: step 2; this version supports 1). Use that version, or set another DATA_DIR or DATABASE_URL.`,
  )
})

test('names a truncated file', () => {
  for (const size of [50, 1000, 5000, 20_000]) {
    const path = join(tempFolder(), 'lapidary.db')
    filled(path)
    truncateSync(path, size)
    expect(() => openDatabase(path, [people]), `${size} bytes`).toThrow(
      `${path} is damaged or is not a SQLite database (SQLITE_`,
    )
  }
})

test('names a file that is something else, and leaves it alone', () => {
  const path = join(tempFolder(), 'lapidary.db')
  writeFileSync(path, 'id,name\n1,Ana\n'.repeat(1000))
  expect(() => openDatabase(path, [people])).toThrow('is damaged or is not a SQLite database (SQLITE_NOTADB)')
  expect(readFileSync(path, 'utf8')).toBe('id,name\n1,Ana\n'.repeat(1000))
})

test('names damage that is met only by a query', async () => {
  const path = join(tempFolder(), 'lapidary.db')
  filled(path)
  const file = openSync(path, 'r+')
  const { size } = statSync(path)
  writeSync(file, Buffer.alloc(size - 8192, 0xab), 0, size - 8192, 8192) // all but the schema
  closeSync(file)
  const database = openDatabase(path, [])
  const query = database.kysely
    .$extendTables<{ person: { name: string } }>()
    .selectFrom('person')
    .selectAll()
    .execute()
  await expect(query).rejects.toMatchObject({ code: 'database-corrupted' })
  database.close()
})

test('names a folder that cannot be', () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')
  expect(() => openDatabase(join(file, 'lapidary.db'), [people])).toThrow(
    `The path ${join(file, 'lapidary.db')} cannot be written (E`,
  )
})

test('names a full and a read-only disk', async () => {
  const path = join(tempFolder(), 'lapidary.db')
  const database = openDatabase(path, [people])
  const db = database.kysely.$extendTables<{ person: { name: string } }>()
  database.sqlite.pragma('max_page_count = 8')
  await expect(
    db
      .insertInto('person')
      .values({ name: 'x'.repeat(50_000) })
      .execute(),
  ).rejects.toMatchObject({ code: 'disk-full' })
  database.sqlite.pragma('query_only = on')
  await expect(db.insertInto('person').values({ name: 'x' }).execute()).rejects.toMatchObject({
    code: 'data-dir-unwritable',
  })
  database.close()
})

test('is opened by several processes at once', async () => {
  const path = join(tempFolder(), 'lapidary.db')
  const script = `const { openDatabase } = await import(${JSON.stringify(new URL('./open-database.ts', import.meta.url).href)})
    const database = openDatabase(${JSON.stringify(path)}, ${JSON.stringify([people, places])})
    for (let i = 0; i < 5; i++) database.sqlite.prepare('INSERT INTO person (name) VALUES (?)').run('Ana')
    database.close()`
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' }),
  )
  expect(await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))).toEqual([
    0, 0, 0, 0,
  ])
  const database = openDatabase(path, [people, places])
  expect(database.sqlite.prepare('SELECT count(*) FROM person').pluck().get()).toBe(20)
  database.close()
})

test('says that the disk is full also where a transaction is rolled back by SQLite itself', async () => {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), [people])
  const db = database.kysely.$extendTables<{ person: { name: string } }>()
  database.sqlite.pragma('max_page_count = 10')
  const adding = db.transaction().execute(async (inside) => {
    for (let i = 0; i < 20; i++)
      await inside
        .insertInto('person')
        .values({ name: 'x'.repeat(4000) })
        .execute()
  })
  await expect(adding).rejects.toMatchObject({ code: 'disk-full', status: 503 })
  expect(await db.selectFrom('person').selectAll().execute()).toEqual([])
  database.sqlite.pragma('max_page_count = 1000')
  await db
    .transaction()
    .execute(async (inside) => await inside.insertInto('person').values({ name: 'a' }).execute())
  const failing = db.transaction().execute(async () => await Promise.reject(new Error('of the caller')))
  await expect(failing).rejects.toThrow('of the caller')
  expect(await db.selectFrom('person').selectAll().execute()).toHaveLength(1)
  database.close()
})

test('is opened and read while another process writes, without waiting for it', () => {
  const path = join(tempFolder(), 'lapidary.db')
  filled(path)
  const writer = openDatabase(path, [people])
  writer.sqlite.exec('BEGIN IMMEDIATE')
  writer.sqlite.exec("INSERT INTO person (name) VALUES ('Ana')")
  const reader = openDatabase(path, [people]) // waits for five seconds and fails if it writes
  expect(reader.sqlite.prepare('SELECT count(*) FROM person').pluck().get()).toBe(500)
  reader.close()
  writer.sqlite.exec('COMMIT')
  writer.close()
})
