import type SqliteDatabase from 'better-sqlite3'
import type { Database } from '../../sql/open-database.ts'
import type { Outcome, PredictionRecord } from '../store.ts'
import { eraseRows } from './sqlite-erase.ts'
import { type TableRow, type Tables, toOutcome, toRecord } from './sqlite-tables.ts'

/** An erasure of one entity's rows in the remote store, up to a time. */
export interface Erasure {
  readonly id: string
  readonly entity: string
  /** Time, ISO 8601. Later rows stay. */
  readonly at: string
}

/**
 * Interval and duration of repeating an erasure: a server that hung may still hold a batch that was
 * given up.
 */
const repeatMs = 60_000
const repeatForMs = 600_000

/**
 * Reads the log's file as a spool for MongoDB: a row stays in it until it was acknowledged there,
 * and is then deleted. There is no position up to which rows were sent, so a clock that was set
 * back, and creates ids below those sent before, hides no row.
 */
export class SqliteSpool {
  readonly #database: Database
  readonly #oldest: SqliteDatabase.Statement<[string, number]>
  readonly #remove: SqliteDatabase.Statement<[string]>
  readonly #setNewest: SqliteDatabase.Statement<[string]>
  readonly #outcomes: SqliteDatabase.Statement<[number]>
  readonly #removeOutcomes: SqliteDatabase.Statement<[string]>
  readonly #due: SqliteDatabase.Statement<[number]>

  constructor(database: Database) {
    this.#database = database
    const { sqlite } = database
    this.#oldest = sqlite.prepare('SELECT * FROM prediction WHERE id > ? ORDER BY id LIMIT ?')
    this.#remove = sqlite
      .prepare('DELETE FROM prediction WHERE id IN (SELECT value FROM json_each(?)) RETURNING id')
      .pluck()
    this.#setNewest = sqlite.prepare(
      'INSERT INTO shipped (one, newest) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET newest = max(newest, excluded.newest)',
    )
    this.#outcomes = sqlite.prepare('SELECT * FROM outcome LIMIT ?')
    this.#removeOutcomes = sqlite.prepare('DELETE FROM outcome WHERE id IN (SELECT value FROM json_each(?))')
    this.#due = sqlite.prepare('SELECT id, entity, at FROM erasure WHERE due <= ? ORDER BY id')
  }

  /**
   * Reads predictions, oldest first.
   *
   * @param after id after which they begin
   */
  predictions(limit: number, after = ''): PredictionRecord[] {
    return (this.#oldest.all(after, limit) as TableRow[]).map(toRecord)
  }

  /**
   * Deletes the rows that the remote store has, and records the newest id, after which new ids
   * begin.
   * @returns the ids that were here; others were erased or purged while they were sent
   */
  remove(ids: readonly string[]): ReadonlySet<string> {
    const newest = ids.reduce((greatest, id) => (id > greatest ? id : greatest), '')
    const both = this.#database.sqlite.transaction(() => {
      const removed = this.#remove.all(JSON.stringify(ids)) as string[]
      this.#setNewest.run(newest)
      return removed
    })
    return new Set(ids.length > 0 ? both.immediate() : [])
  }

  outcomes(limit: number): Outcome[] {
    return (this.#outcomes.all(limit) as Tables['outcome'][]).map(toOutcome)
  }

  removeOutcomes(ids: readonly string[]): void {
    this.#removeOutcomes.run(JSON.stringify(ids))
  }

  /** Stores an erasure, which is repeated until it is done, even after a restart. */
  addErasure({ id, entity, at }: Erasure): void {
    const insert = this.#database.sqlite.prepare(
      'INSERT INTO erasure (id, entity, at, due, erased) VALUES (?, ?, ?, 0, 0)',
    )
    insert.run(id, entity, at)
  }

  getDueErasures(now: number): readonly Erasure[] {
    return this.#due.all(now) as Erasure[]
  }

  /** Erases the local rows of a stored erasure. */
  async eraseLocally({ entity, at }: Erasure): Promise<number> {
    return await eraseRows(this.#database, entity, at)
  }

  finishErasure({ id }: Erasure, erased: number, now: number): void {
    const { sqlite } = this.#database
    sqlite
      .prepare('UPDATE erasure SET due = ?, until = coalesce(until, ?), erased = erased + ? WHERE id = ?')
      .run(now + repeatMs, now + repeatForMs, erased, id)
    sqlite.prepare('DELETE FROM erasure WHERE until < ?').run(now)
  }

  /** Returns the number of rows that an erasure deleted remotely; null until it is done. */
  countErased(id: string): number | null {
    const row = this.#database.sqlite
      .prepare('SELECT erased FROM erasure WHERE id = ? AND until IS NOT NULL')
      .get(id)
    return (row as { erased: number } | undefined)?.erased ?? null
  }
}
