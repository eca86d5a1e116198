import type { Kysely, Selectable } from 'kysely'
import type { Migrations } from '../../sql/migrate.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import type { Scope } from '../../../base/roles.ts'
import { grantTables } from './sql-grants.ts'
import type { AccessStore, ApiKey, Session } from '../store.ts'

export const accessMigrations: Migrations = {
  part: 'access',
  steps: [
    // sessions name no key by foreign key: that of API_KEY is in no table
    ({ text, strictByKey }) => `CREATE TABLE api_key (
      id ${text} PRIMARY KEY, name ${text} NOT NULL, sha256 ${text} NOT NULL UNIQUE, scopes ${text} NOT NULL,
      created_at ${text} NOT NULL, expires_at ${text}, revoked_at ${text}, last_used_at ${text}
    ) ${strictByKey};
    CREATE TABLE session (
      sha256 ${text} PRIMARY KEY, key_id ${text} NOT NULL, created_at ${text} NOT NULL, expires_at ${text} NOT NULL
    ) ${strictByKey};
    CREATE INDEX session_of_key ON session (key_id);
    CREATE INDEX session_expiry ON session (expires_at);`,
    // a table named user would need quotes in PostgreSQL; the role is text, so that a later one
    // needs no step
    ({ id, text, integer, strict, strictByKey }) => `CREATE TABLE account (
      username ${text} PRIMARY KEY, full_name ${text}, password_hash ${text}, subject ${text}, role ${text} NOT NULL, disabled ${integer} NOT NULL,
      created_at ${text} NOT NULL, last_sign_in_at ${text}, token_version ${integer} NOT NULL
    ) ${strictByKey};
    CREATE TABLE invitation (
      username ${text} PRIMARY KEY REFERENCES account, sha256 ${text} NOT NULL UNIQUE, expires_at ${text} NOT NULL
    ) ${strictByKey};
    CREATE TABLE token_key (
      kid ${text} PRIMARY KEY, public_key ${text} NOT NULL, private_key ${text}, created_at ${text} NOT NULL, retired_at ${text}
    ) ${strictByKey};
    CREATE TABLE audit (
      id ${id}, at ${text} NOT NULL, by ${text} NOT NULL, action ${text} NOT NULL, subject ${text} NOT NULL
    ) ${strict};`,
    ({ text, integer }) => `ALTER TABLE audit ADD COLUMN address ${text};
    ALTER TABLE audit ADD COLUMN count ${integer} NOT NULL DEFAULT 1;`,
    // of replicas that share a database; a server alone counts in memory
    ({ text, integer, strictByKey }) => `CREATE TABLE sign_in_failure (
      name ${text} PRIMARY KEY, count ${integer} NOT NULL, at ${integer} NOT NULL
    ) ${strictByKey};
    CREATE INDEX sign_in_failure_at ON sign_in_failure (at);`,
    grantTables,
  ],
}

type Tables = {
  api_key: {
    id: string
    name: string
    sha256: string
    /** Separated by spaces. */
    scopes: string
    created_at: string
    expires_at: string | null
    revoked_at: string | null
    last_used_at: string | null
  }
  session: { sha256: string; key_id: string; created_at: string; expires_at: string }
}

/** Keys and sessions in SQLite or PostgreSQL. */
export class SqlAccessStore implements AccessStore {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async createKey({
    id,
    name,
    sha256,
    scopes,
    createdAt,
    expiresAt,
    revokedAt,
    lastUsedAt,
  }: ApiKey): Promise<void> {
    await this.#db
      .insertInto('api_key')
      .values({
        id,
        name,
        sha256,
        scopes: scopes.join(' '),
        created_at: createdAt,
        expires_at: expiresAt,
        revoked_at: revokedAt,
        last_used_at: lastUsedAt,
      })
      .execute()
  }

  async findKey(sha256: string): Promise<ApiKey | null> {
    return toKey(
      await this.#db.selectFrom('api_key').selectAll().where('sha256', '=', sha256).executeTakeFirst(),
    )
  }

  async getKey(id: string): Promise<ApiKey | null> {
    return toKey(await this.#db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst())
  }

  async listKeys(): Promise<readonly ApiKey[]> {
    const rows = await this.#db
      .selectFrom('api_key')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map((row) => toKey(row))
  }

  async revokeKey(id: string, at: string): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const revoked = await db
        .updateTable('api_key')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      await db.deleteFrom('session').where('key_id', '=', id).execute()
      return revoked.numUpdatedRows > 0n
    })
  }

  async touchKeys(lastUsed: ReadonlyMap<string, string>): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      for (const [id, at] of lastUsed)
        await db.updateTable('api_key').set({ last_used_at: at }).where('id', '=', id).execute()
    })
  }

  async createSession({ sha256, keyId, createdAt, expiresAt }: Session): Promise<void> {
    await this.#db
      .insertInto('session')
      .values({ sha256, key_id: keyId, created_at: createdAt, expires_at: expiresAt })
      .execute()
  }

  async findSession(sha256: string): Promise<Session | null> {
    const row = await this.#db
      .selectFrom('session')
      .selectAll()
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    return row === undefined
      ? null
      : { sha256, keyId: row.key_id, createdAt: row.created_at, expiresAt: row.expires_at }
  }

  async deleteSession(sha256: string): Promise<void> {
    await this.#db.deleteFrom('session').where('sha256', '=', sha256).execute()
  }

  async deleteExpiredSessions(now: string): Promise<void> {
    await this.#db.deleteFrom('session').where('expires_at', '<=', now).execute()
  }
}

type KeyRow = Selectable<Tables['api_key']>

function toKey(row: KeyRow): ApiKey
function toKey(row: KeyRow | undefined): ApiKey | null
function toKey(row: KeyRow | undefined): ApiKey | null {
  if (row === undefined) return null
  return {
    id: row.id,
    name: row.name,
    sha256: row.sha256,
    scopes: row.scopes.split(' ').filter((scope) => scope !== '') as Scope[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  }
}
