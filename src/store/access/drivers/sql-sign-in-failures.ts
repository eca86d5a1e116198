import type { Kysely } from 'kysely'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import {
  type ChangeFailures,
  type Failures,
  forgetMs,
  type SignInFailures,
} from '../sessions/sign-in-failures.ts'

type Tables = { sign_in_failure: { name: string; count: number; at: number } }

/** Milliseconds between two removals of what is forgotten. */
const removeEvery = 60_000

/** Failed sign-ins in PostgreSQL, where replicas share them, in a table of `accessMigrations`. */
export class SqlSignInFailures implements SignInFailures {
  readonly #db: Kysely<Tables>
  readonly #now: () => Date
  #removedAt = 0

  constructor(database: SqlDatabase, now: () => Date) {
    this.#db = database.kysely.$extendTables<Tables>()
    this.#now = now
  }

  async update(names: readonly string[], change: ChangeFailures): Promise<void> {
    const now = this.#now().getTime()
    await this.#db.transaction().execute(async (db) => {
      // Inserts the names that are missing and changes nothing of the others: both are locked until
      // the end.
      const locked = await db
        .insertInto('sign_in_failure')
        .values(names.map((name) => ({ name, count: 0, at: now })))
        .onConflict((on) =>
          on.column('name').doUpdateSet((row) => ({ count: row.ref('sign_in_failure.count') })),
        )
        .returningAll()
        .execute()
      const known = names.map((name) => locked.find((row) => row.name === name && row.count > 0) ?? null)
      const changed = change(known)
      for (const [i, name] of names.entries()) {
        const failures = changed[i] ?? null
        if (failures === null || failures !== known[i]) await writeFailures(db, name, failures)
      }
    })
    await this.#removeForgotten(now)
  }

  /**
   * Removes the failures that no longer count, except those that an update has locked: waiting for
   * it could be a deadlock.
   */
  async #removeForgotten(now: number): Promise<void> {
    if (Math.abs(now - this.#removedAt) < removeEvery) return
    this.#removedAt = now
    const forgotten = this.#db
      .selectFrom('sign_in_failure')
      .select('name')
      .where('at', '<', now - forgetMs)
    await this.#db
      .deleteFrom('sign_in_failure')
      .where('name', 'in', forgotten.forUpdate().skipLocked())
      .execute()
  }
}

async function writeFailures(db: Kysely<Tables>, name: string, failures: Failures | null): Promise<void> {
  if (failures === null) await db.deleteFrom('sign_in_failure').where('name', '=', name).execute()
  else
    await db
      .updateTable('sign_in_failure')
      .set({ count: failures.count, at: failures.at })
      .where('name', '=', name)
      .execute()
}
