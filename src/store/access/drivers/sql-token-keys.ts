import type { Kysely } from 'kysely'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import type { TokenKey, TokenKeyStore } from '../tokens/token-key-store.ts'

type Tables = {
  token_key: {
    kid: string
    public_key: string
    private_key: string | null
    created_at: string
    retired_at: string | null
  }
}

/** Keys that sign tokens in SQLite or PostgreSQL, in a table of `accessMigrations`. */
export class SqlTokenKeyStore implements TokenKeyStore {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async addTokenKey({ kid, publicKey, privateKey, createdAt, retiredAt }: TokenKey): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      await db
        .updateTable('token_key')
        .set({ retired_at: createdAt })
        .where('retired_at', 'is', null)
        .execute()
      await db.updateTable('token_key').set({ private_key: null }).execute()
      await db
        .insertInto('token_key')
        .values({
          kid,
          public_key: publicKey,
          private_key: privateKey,
          created_at: createdAt,
          retired_at: retiredAt,
        })
        .execute()
    })
  }

  async listTokenKeys(): Promise<readonly TokenKey[]> {
    const rows = await this.#db
      .selectFrom('token_key')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy((key) => key('private_key', 'is', null)) // of two of one moment the one that signs
      .orderBy('kid')
      .execute()
    return rows.map(({ kid, public_key, private_key, created_at, retired_at }) => ({
      kid,
      publicKey: public_key,
      privateKey: private_key,
      createdAt: created_at,
      retiredAt: retired_at,
    }))
  }

  async deleteTokenKeys(retiredBefore: string): Promise<void> {
    await this.#db.deleteFrom('token_key').where('retired_at', '<', retiredBefore).execute()
  }
}
