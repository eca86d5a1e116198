import type { Kysely } from 'kysely'

/** For the few expressions that SQLite and PostgreSQL write differently. */
export type SqlDialect = 'sqlite' | 'postgres'

/**
 * A database that stores share: a SQLite file (`openDatabase`) or PostgreSQL (`openPostgres`). Each
 * store sees its own tables by `kysely.$extendTables<Tables>()`, and writes one query for both.
 * What to mind so that it is right on both: a transaction begins with a write that locks what it is
 * about (a row of its own, by an update that changes nothing), no empty list after `in`, numbers up
 * to 2 ** 53, and columns named by no reserved word of SQL.
 */
export interface SqlDatabase {
  // biome-ignore lint/complexity/noBannedTypes: no table is known before a store adds its own
  readonly kysely: Kysely<{}>
  readonly dialect: SqlDialect
  close(): Promise<void> | void
}
