import type SqliteDatabase from 'better-sqlite3'
import type { Database } from '../../sql/open-database.ts'
import type { Outcome, PredictionRecord } from '../store.ts'
import { eraseRows } from './sqlite-erase.ts'
import { type TableRow, type Tables, toOutcome, toRecord } from './sqlite-tables.ts'

/** All of one entity that must go from the store behind, up to a moment. */
export interface Erasure {
  readonly id: string
  readonly entity: string
  /** ISO 8601. What came later stays. */
  readonly at: string
}

/** A minute and ten: an erasure is done again so often and so long, because a server that stood still may hold a batch that was given up on. */
const again = 60_000
const atLeast = 600_000

/**
 * The log's file seen as what waits for MongoDB: a row is in it until it was acknowledged there, and then deleted. There is no
 * mark of how far the sending came, so that a clock that was set back, and gives ids below those sent before, hides no row.
 */
export class SqliteSpool {
  readonly #database: Database
  readonly #oldest: SqliteDatabase.Statement<[string, number]>
  readonly #remove: SqliteDatabase.Statement<[string]>
  readonly #keepNewest: SqliteDatabase.Statement<[string]>
  readonly #outcomes: SqliteDatabase.Statement<[number]>
  readonly #removeOutcomes: SqliteDatabase.Statement<[string]>
  readonly #due: SqliteDatabase.Statement<[number]>

  constructor(database: Database) {
    this.#database = database
    const { sqlite } = database
    this.#oldest = sqlite.prepare('SELECT * FROM prediction WHERE id > ? ORDER BY id LIMIT ?')
    this.#remove = sqlite.prepare('DELETE FROM prediction WHERE id IN (SELECT value FROM json_each(?)) RETURNING id').pluck()
    this.#keepNewest = sqlite.prepare(
      'INSERT INTO shipped (one, newest) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET newest = max(newest, excluded.newest)',
    )
    this.#outcomes = sqlite.prepare('SELECT * FROM outcome LIMIT ?')
    this.#removeOutcomes = sqlite.prepare('DELETE FROM outcome WHERE id IN (SELECT value FROM json_each(?))')
    this.#due = sqlite.prepare('SELECT id, entity, at FROM erasure WHERE due <= ? ORDER BY id')
  }

  /** Oldest first. @param after id from which on. */
  predictions(limit: number, after = ''): PredictionRecord[] {
    return (this.#oldest.all(after, limit) as TableRow[]).map(toRecord)
  }

  /**
   * Deletes what the store behind has, and keeps the newest id: ids go on after it.
   * @returns the ids that were here; others were erased or purged on their way.
   */
  remove(ids: readonly string[]): ReadonlySet<string> {
    const newest = ids.reduce((greatest, id) => (id > greatest ? id : greatest), '')
    const both = this.#database.sqlite.transaction(() => {
      const removed = this.#remove.all(JSON.stringify(ids)) as string[]
      this.#keepNewest.run(newest)
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

  /** From now on until it is done for good, whatever becomes of this process. */
  orderErasure({ id, entity, at }: Erasure): void {
    const insert = this.#database.sqlite.prepare('INSERT INTO erasure (id, entity, at, due, erased) VALUES (?, ?, ?, 0, 0)')
    insert.run(id, entity, at)
  }

  erasuresDue(now: number): readonly Erasure[] {
    return this.#due.all(now) as Erasure[]
  }

  /** Rows that are here still, of an erasure that was ordered. */
  async eraseHere({ entity, at }: Erasure): Promise<number> {
    return await eraseRows(this.#database, entity, at)
  }

  erasureDone({ id }: Erasure, erased: number, now: number): void {
    const { sqlite } = this.#database
    sqlite
      .prepare('UPDATE erasure SET due = ?, until = coalesce(until, ?), erased = erased + ? WHERE id = ?')
      .run(now + again, now + atLeast, erased, id)
    sqlite.prepare('DELETE FROM erasure WHERE until < ?').run(now)
  }

  /** How many rows an erasure found behind; null while it is not done. */
  erasedBy(id: string): number | null {
    const row = this.#database.sqlite.prepare('SELECT erased FROM erasure WHERE id = ? AND until IS NOT NULL').get(id)
    return (row as { erased: number } | undefined)?.erased ?? null
  }
}
