import { join } from 'node:path'
import { type KyselyPlugin, sql } from 'kysely'
import type { Settings } from '../base/settings/settings.ts'
import { accessMigrations } from '../store/access/drivers/sql.ts'
import { artifactMigrations } from '../store/artifacts/migrations.ts'
import { viewStateMigrations } from '../store/features/offline/view-state.ts'
import { registryMigrations } from '../store/registry/drivers/tables.ts'
import type { Migrations } from '../store/sql/migrate.ts'
import { type Database, openDatabase } from '../store/sql/open-database.ts'
import type { PostgresDatabase } from '../store/sql/open-postgres.ts'
import { trackingMigrations } from '../store/tracking/drivers/sql.ts'
import { loggedModelMigrations } from '../store/tracking/logged-models/tables.ts'
import { traceMigrations } from '../store/traces/drivers/tables.ts'
import { webhookMigrations } from '../store/webhooks/drivers/sql.ts'
import type { StoreCheck } from './platform.ts'

/** The database that the stores of runs, models, access and view state share. */
export type SharedDatabase =
  | { readonly kind: 'sqlite'; readonly database: Database }
  | { readonly kind: 'postgres'; readonly database: PostgresDatabase }

/** Tables of the shared database. */
export const sharedMigrations: readonly Migrations[] = [
  trackingMigrations,
  loggedModelMigrations,
  registryMigrations,
  accessMigrations,
  viewStateMigrations,
  artifactMigrations,
  webhookMigrations,
  traceMigrations,
]

/**
 * Opens PostgreSQL with DATABASE_URL, else a SQLite file in DATA_DIR.
 * @param plugin sees every query of the stores
 * @throws LapidaryError what `openPostgres` or `openDatabase` throws
 */
export async function openSharedDatabase(
  dataDir: string,
  { DATABASE_URL: url }: Pick<Settings, 'DATABASE_URL'>,
  plugin?: KyselyPlugin,
): Promise<SharedDatabase> {
  if (url === undefined) {
    const database = openDatabase(join(dataDir, 'lapidary.db'), sharedMigrations)
    return { kind: 'sqlite', database: withPlugin(database, plugin) }
  }
  const { openPostgres } = await import('../store/sql/open-postgres.ts')
  return { kind: 'postgres', database: withPlugin(await openPostgres(url, sharedMigrations), plugin) }
}

function withPlugin<D extends Database | PostgresDatabase>(database: D, plugin: KyselyPlugin | undefined): D {
  return plugin === undefined ? database : { ...database, kysely: database.kysely.withPlugin(plugin) }
}

/** Returns the check of the shared database for the status of the server. */
export function databaseCheck({ kind, database: { kysely } }: SharedDatabase): StoreCheck {
  return { name: 'runs, models, access', kind, ping: async () => await sql`SELECT 1`.execute(kysely) }
}
