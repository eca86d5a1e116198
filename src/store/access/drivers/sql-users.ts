import type { Kysely, Selectable } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import type { Role } from '../../../base/roles.ts'
import type { Invitation, User, UserChange, UserStore } from '../users/user-store.ts'

type Tables = {
  account: {
    username: string
    full_name: string | null
    password_hash: string | null
    subject: string | null
    role: string
    /** 0 or 1. */
    disabled: number
    created_at: string
    last_sign_in_at: string | null
    token_version: number
  }
  invitation: { username: string; sha256: string; expires_at: string }
  migration: { part: string; step: number }
}

/** Users and their invitations in SQLite or PostgreSQL, in tables of `accessMigrations`. */
export class SqlUserStore implements UserStore {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async createUser(user: User): Promise<boolean> {
    const made = await this.#db
      .insertInto('account')
      .values({
        username: user.username,
        full_name: user.fullName,
        password_hash: user.passwordHash,
        subject: user.subject,
        role: user.role,
        disabled: Number(user.disabled),
        created_at: user.createdAt,
        last_sign_in_at: user.lastSignInAt,
        token_version: user.tokenVersion,
      })
      .onConflict((on) => on.column('username').doNothing())
      .executeTakeFirst()
    return (made.numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  async findUser(username: string): Promise<User | null> {
    const row = await this.#db
      .selectFrom('account')
      .selectAll()
      .where('username', '=', username)
      .executeTakeFirst()
    return row === undefined ? null : toUser(row)
  }

  async findSubject(subject: string): Promise<User | null> {
    const row = await this.#db
      .selectFrom('account')
      .selectAll()
      .where('subject', '=', subject)
      .limit(1)
      .executeTakeFirst()
    return row === undefined ? null : toUser(row)
  }

  async hasPasswords(): Promise<boolean> {
    const row = await this.#db
      .selectFrom('account')
      .select('username')
      .where('password_hash', 'is not', null)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }

  async listUsers(): Promise<readonly User[]> {
    return (await this.#db.selectFrom('account').selectAll().orderBy('username').execute()).map(toUser)
  }

  async updateUser(username: string, change: UserChange): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const found = await update(db, username, change)
      if (change.passwordHash !== undefined)
        await db.deleteFrom('invitation').where('username', '=', username).execute()
      return found
    })
  }

  async updateUserKeepingAdmin(username: string, change: UserChange): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      // Whoever does the same at the same time waits here: two admins who demote each other must
      // not both succeed.
      await db
        .updateTable('migration')
        .set({ step: 1 })
        .where('part', '=', 'access')
        .where('step', '=', 1)
        .execute()
      const wasAdmin = await hasAdmin(db, username)
      const found = await update(db, username, change)
      if (wasAdmin && !(await hasAdmin(db))) throw new LapidaryError('last-admin', { seen: username })
      if (change.passwordHash !== undefined)
        await db.deleteFrom('invitation').where('username', '=', username).execute()
      return found
    })
  }

  async putInvitation({ username, sha256, expiresAt }: Invitation): Promise<void> {
    await this.#db
      .insertInto('invitation')
      .values({ username, sha256, expires_at: expiresAt })
      .onConflict((on) => on.column('username').doUpdateSet({ sha256, expires_at: expiresAt }))
      .execute()
  }

  async redeemInvitation(
    { sha256, username }: Omit<Invitation, 'expiresAt'>,
    now: string,
    change: UserChange,
  ): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const used = await db
        .deleteFrom('invitation')
        .where('sha256', '=', sha256)
        .where('username', '=', username)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return used.numDeletedRows > 0n && (await update(db, username, { ...change, endTokens: true }))
    })
  }
}

/**
 * Returns whether an admin, or this one, can sign in: who was invited and has set no password yet
 * cannot.
 */
async function hasAdmin(db: Kysely<Tables>, username?: string): Promise<boolean> {
  const admin = await db
    .selectFrom('account')
    .select('username')
    .where('role', '=', 'admin')
    .where('disabled', '=', 0)
    .where((is) => is.or([is('password_hash', 'is not', null), is('subject', 'is not', null)]))
    .$if(username !== undefined, (query) => query.where('username', '=', username ?? ''))
    .limit(1)
    .executeTakeFirst()
  return admin !== undefined
}

async function update(db: Kysely<Tables>, username: string, change: UserChange): Promise<boolean> {
  const { fullName, passwordHash, role, disabled, lastSignInAt, endTokens } = change
  const updated = await db
    .updateTable('account')
    .set((set) => ({
      ...(fullName !== undefined && { full_name: fullName }),
      ...(passwordHash !== undefined && { password_hash: passwordHash }),
      ...(role !== undefined && { role }),
      ...(disabled !== undefined && { disabled: Number(disabled) }),
      ...(lastSignInAt !== undefined && { last_sign_in_at: lastSignInAt }),
      token_version: endTokens === true ? set('token_version', '+', 1) : set.ref('token_version'),
    }))
    .where('username', '=', username)
    .executeTakeFirst()
  return updated.numUpdatedRows > 0n
}

function toUser(row: Selectable<Tables['account']>): User {
  return {
    username: row.username,
    fullName: row.full_name,
    passwordHash: row.password_hash,
    subject: row.subject,
    role: row.role as Role,
    disabled: row.disabled === 1,
    createdAt: row.created_at,
    lastSignInAt: row.last_sign_in_at,
    tokenVersion: row.token_version,
  }
}
