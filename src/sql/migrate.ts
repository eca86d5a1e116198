import type SqliteDatabase from 'better-sqlite3'
import { LapidaryError } from '../errors.ts'

/** The tables of one store: step 1, 2, 3... as SQL. A step that was released is never changed; a new one is appended. */
export interface Migrations {
  /** Name of the store, such as `tracking`. */
  readonly part: string
  readonly steps: readonly string[]
}

/**
 * Brings every part to its last step; what is there already is left alone. One transaction: all or nothing.
 * @throws LapidaryError `database-newer` when the file has a step that this version does not know.
 */
export function migrate(sqlite: SqliteDatabase.Database, parts: readonly Migrations[]): void {
  if (parts.every((part) => doneSteps(sqlite, part) === part.steps.length)) return
  const all = sqlite.transaction(() => {
    sqlite.exec(
      'CREATE TABLE IF NOT EXISTS migration (part TEXT NOT NULL, step INTEGER NOT NULL, PRIMARY KEY (part, step)) WITHOUT ROWID',
    )
    const note = sqlite.prepare('INSERT INTO migration (part, step) VALUES (?, ?)')
    for (const part of parts) {
      const done = doneSteps(sqlite, part) // anew: another process may have been faster
      for (const [offset, step] of part.steps.slice(done).entries()) {
        sqlite.exec(step)
        note.run(part.part, done + offset + 1)
      }
    }
  })
  all.immediate()
}

function doneSteps(sqlite: SqliteDatabase.Database, { part, steps }: Migrations): number {
  if (sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migration'").get() === undefined) return 0
  const row = sqlite.prepare('SELECT coalesce(max(step), 0) AS step FROM migration WHERE part = ?').get(part) as { step: number }
  if (row.step > steps.length) {
    throw new LapidaryError('database-newer', { path: sqlite.name, part, seen: row.step, known: steps.length })
  }
  return row.step
}
