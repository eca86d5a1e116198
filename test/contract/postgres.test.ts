import { afterAll, describe, onTestFinished } from 'vitest'
import { accessMigrations, SqlAccessStore } from '../../src/store/access/drivers/sql.ts'
import { SqlAuditStore } from '../../src/store/access/drivers/sql-audit.ts'
import { SqlTokenKeyStore } from '../../src/store/access/drivers/sql-token-keys.ts'
import { SqlUserStore } from '../../src/store/access/drivers/sql-users.ts'
import { artifactMigrations, SqlArtifactStore } from '../../src/store/artifacts/drivers/sql.ts'
import { SqlViewState, viewStateMigrations } from '../../src/store/features/offline/view-state.ts'
import { registryMigrations, SqlRegistryStore } from '../../src/store/registry/drivers/sql.ts'
import { openPostgres, type PostgresDatabase } from '../../src/store/sql/open-postgres.ts'
import { SqlTrackingStore, trackingMigrations } from '../../src/store/tracking/drivers/sql.ts'
import { type PostgresServer, postgresServer } from '../kit/postgres-server.ts'
import { accessStoreSuite, auditStoreSuite, tokenKeyStoreSuite, userStoreSuite } from './access.ts'
import { artifactStoreSuite } from './artifact.ts'
import { registryStoreSuite } from './registry.ts'
import { trackingStoreSuite } from './tracking.ts'
import { viewStateSuite } from './view-state.ts'

const server = await postgresServer()
const now = (): Date => new Date()
const parts = [trackingMigrations, registryMigrations, accessMigrations, artifactMigrations, viewStateMigrations]

describe.skipIf(server === null)('PostgreSQL', () => {
  afterAll(async () => await server?.close())

  async function open(): Promise<PostgresDatabase> {
    const database = await openPostgres(await (server as PostgresServer).url(), parts)
    onTestFinished(async () => await database.close())
    return database
  }

  trackingStoreSuite('postgres', async () => new SqlTrackingStore(await open()))
  registryStoreSuite('postgres', async () => new SqlRegistryStore(await open()))
  accessStoreSuite('postgres', async () => new SqlAccessStore(await open()))
  userStoreSuite('postgres', async () => new SqlUserStore(await open()))
  tokenKeyStoreSuite('postgres', async () => new SqlTokenKeyStore(await open()))
  viewStateSuite('postgres', async () => new SqlViewState(await open()))
  auditStoreSuite('postgres', async () => new SqlAuditStore(await open()))
  artifactStoreSuite('postgres', async () => new SqlArtifactStore(await open(), now))
})
