import type SqliteDatabase from 'better-sqlite3'
import type { ClientBase } from 'pg'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { postgresTypes, type SqlTypes, sqliteTypes } from './sql-types.ts'

/**
 * A change of tables as SQL. A step of a store that is also in PostgreSQL is a function of the
 * types of the database; a text is run as it is.
 */
export type MigrationStep = string | ((types: SqlTypes) => string)

/**
 * The tables of one store: steps 1, 2, 3... A released step never gives other tables; a new one is
 * appended.
 */
export interface Migrations {
  /** Name of the store, such as `tracking`. */
  readonly part: string
  readonly steps: readonly MigrationStep[]
}

const migrationColumns = ({ text, integer }: SqlTypes): string =>
  `migration (part ${text} NOT NULL, step ${integer} NOT NULL, PRIMARY KEY (part, step))`

/**
 * Brings every part to its last step in one transaction, and skips steps that were done before.
 * @throws LapidaryError `database-newer` if the file has a step that this version does not have.
 */
export function migrate(sqlite: SqliteDatabase.Database, parts: readonly Migrations[]): void {
  if (parts.every((part) => doneSteps(sqlite, part) === part.steps.length)) return
  const all = sqlite.transaction(() => {
    sqlite.exec(`CREATE TABLE IF NOT EXISTS ${migrationColumns(sqliteTypes)} WITHOUT ROWID`)
    const note = sqlite.prepare('INSERT INTO migration (part, step) VALUES (?, ?)')
    for (const part of parts) {
      const done = doneSteps(sqlite, part) // read again: another process may have been faster
      for (const [offset, step] of part.steps.slice(done).entries()) {
        sqlite.exec(sqlOf(step, sqliteTypes))
        note.run(part.part, done + offset + 1)
      }
    }
  })
  all.immediate()
}

function doneSteps(sqlite: SqliteDatabase.Database, part: Migrations): number {
  return knownSteps(sqlite, part, sqlite.name)
}

/**
 * Returns the number of steps of a part that a database has.
 * @param path for messages.
 * @throws LapidaryError `database-newer` if it has a step that this version does not have.
 */
export function knownSteps(sqlite: SqliteDatabase.Database, part: Migrations, path: string): number {
  if (sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migration'").get() === undefined) return 0
  const row = sqlite
    .prepare('SELECT coalesce(max(step), 0) AS step FROM migration WHERE part = ?')
    .get(part.part)
  return knownStep(part, (row as { step: number }).step, path)
}

/**
 * Any number, the same in every version: its holder migrates, the others wait and then find nothing
 * left to do.
 */
const migrationLock = 6_045_279

/**
 * Does the same as `migrate` in PostgreSQL. Replicas that start together migrate once.
 * @param place for messages, such as `db:5432/lapidary`.
 * @throws LapidaryError `database-newer`.
 */
export async function migratePostgres(
  client: ClientBase,
  parts: readonly Migrations[],
  place: string,
): Promise<void> {
  await client.query('BEGIN')
  await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock])
  await client.query(`CREATE TABLE IF NOT EXISTS ${migrationColumns(postgresTypes)}`)
  for (const part of parts) {
    const found = await client.query<{ step: number }>(
      'SELECT coalesce(max(step), 0) AS step FROM migration WHERE part = $1',
      [part.part],
    )
    const done = knownStep(part, found.rows[0]?.step ?? 0, place)
    for (const [offset, step] of part.steps.slice(done).entries()) {
      await client.query(sqlOf(step, postgresTypes))
      await client.query('INSERT INTO migration (part, step) VALUES ($1, $2)', [part.part, done + offset + 1])
    }
  }
  await client.query('COMMIT')
}

function knownStep({ part, steps }: Migrations, seen: number, path: string): number {
  if (seen > steps.length)
    throw new LapidaryError('database-newer', { path, part, seen, known: steps.length })
  return seen
}

function sqlOf(step: MigrationStep, types: SqlTypes): string {
  return typeof step === 'string' ? step : step(types)
}
