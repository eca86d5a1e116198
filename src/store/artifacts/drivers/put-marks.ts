import type { Kysely } from 'kysely'
import type { SqlDatabase } from '../../sql/sql-database.ts'

type Tables = { artifact_put: { sha256: string; put_at: string } }

/**
 * Notes in the shared database when a content outside it was put, so that removing a content and
 * putting it again at the same moment exclude each other: the row is the lock.
 */
export class PutMarks {
  readonly #db: Kysely<Tables>
  readonly #now: () => Date

  constructor(database: SqlDatabase, now: () => Date) {
    this.#db = database.kysely.$extendTables<Tables>()
    this.#now = now
  }

  /** Notes that a content is put, before it is written. Waits while it is being removed. */
  async note(sha256: string): Promise<void> {
    const put_at = this.#now().toISOString()
    await this.#db
      .insertInto('artifact_put')
      .values({ sha256, put_at })
      .onConflict((on) => on.column('sha256').doUpdateSet({ put_at }))
      .execute()
  }

  /**
   * Calls `remove` unless the content was put since `before`, and keeps others from putting it
   * meanwhile.
   * @returns false, or the result of `remove`
   */
  async removeOld(sha256: string, before: Date, remove: () => Promise<boolean>): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      // A content that came by another way, such as a copied bucket, has no row yet.
      const put_at = new Date(0).toISOString()
      await db
        .insertInto('artifact_put')
        .values({ sha256, put_at })
        .onConflict((on) => on.doNothing())
        .execute()
      const old = db
        .deleteFrom('artifact_put')
        .where('sha256', '=', sha256)
        .where('put_at', '<', before.toISOString())
      return (await old.executeTakeFirst()).numDeletedRows > 0n && (await remove())
    })
  }
}
