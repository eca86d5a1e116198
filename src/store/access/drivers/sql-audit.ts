import type { Kysely } from 'kysely'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import type { AuditEntry, AuditStore } from '../audit/audit-store.ts'

type Tables = { audit: { id?: number } & AuditEntry }

/** The audit log in SQLite or PostgreSQL, in a table of `accessMigrations`. */
export class SqlAuditStore implements AuditStore {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async addAudit({ at, by, action, subject, address, count }: AuditEntry): Promise<void> {
    await this.#db.insertInto('audit').values({ at, by, action, subject, address, count }).execute()
  }

  async listAudit({ limit, before }: { readonly limit: number; readonly before?: number }) {
    const rows = await this.#db
      .selectFrom('audit')
      .selectAll()
      .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    return rows.map(({ id = 0, at, by, action, subject, address, count }) => ({
      id,
      at,
      by,
      action,
      subject,
      address,
      count,
    }))
  }
}
