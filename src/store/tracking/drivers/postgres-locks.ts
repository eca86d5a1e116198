import { createHash } from 'node:crypto'
import type { PostgresDatabase } from '../../sql/open-postgres.ts'
import type { RunLock, RunLocks } from '../run-locks.ts'
import type { TrackingTables } from './run-tables.ts'

/**
 * Locks as advisory locks of PostgreSQL, each held by a connection of its own: for replicas that
 * share a database and no folder. A pooler that gives a connection to others between statements
 * (PgBouncer by transaction) breaks them: connect to the server itself. A server that restarts
 * frees them: a run that is marked then, and goes on, is `finished` at its end all the same.
 */
export class PostgresRunLocks implements RunLocks {
  readonly #database: PostgresDatabase

  constructor(database: PostgresDatabase) {
    this.#database = database
  }

  async take(run: string): Promise<RunLock | null> {
    const connection = await this.#database.connect()
    try {
      const { rows } = await connection.query('SELECT pg_try_advisory_lock($1) AS taken', [keyOf(run)])
      const close = async (): Promise<void> => connection.close()
      if (rows[0]?.['taken'] === true) return { release: close, abandon: close }
    } catch (error) {
      connection.close()
      throw error
    }
    connection.close()
    return null
  }

  async candidates(): Promise<readonly string[]> {
    const rows = await this.#database.kysely
      .$extendTables<Pick<TrackingTables, 'run'>>()
      .selectFrom('run')
      .select('id')
      .where('status', '=', 'running')
      .where('by_client', '=', 0)
      .execute()
    return rows.map((row) => row.id)
  }
}

/** A run as the 64-bit number that PostgreSQL locks by. */
function keyOf(run: string): string {
  return createHash('sha256').update(`lapidary run ${run}`).digest().readBigInt64BE().toString()
}
