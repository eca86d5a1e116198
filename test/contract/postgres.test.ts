import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { accessMigrations, SqlAccessStore } from '../../src/store/access/drivers/sql.ts'
import { SqlAuditStore } from '../../src/store/access/drivers/sql-audit.ts'
import { SqlSignInFailures } from '../../src/store/access/drivers/sql-sign-in-failures.ts'
import { SqlTokenKeyStore } from '../../src/store/access/drivers/sql-token-keys.ts'
import { SqlUserStore } from '../../src/store/access/drivers/sql-users.ts'
import { SqlArtifactStore } from '../../src/store/artifacts/drivers/sql.ts'
import { artifactMigrations } from '../../src/store/artifacts/migrations.ts'
import { SqlViewState, viewStateMigrations } from '../../src/store/features/offline/view-state.ts'
import { SqlRegistryStore } from '../../src/store/registry/drivers/sql.ts'
import { registryMigrations } from '../../src/store/registry/drivers/tables.ts'
import { openPostgres, type PostgresDatabase } from '../../src/store/sql/open-postgres.ts'
import { SqlTrackingStore, trackingMigrations } from '../../src/store/tracking/drivers/sql.ts'
import { loggedModelMigrations } from '../../src/store/tracking/logged-models/tables.ts'
import { traceMigrations } from '../../src/store/traces/drivers/tables.ts'
import { webhookMigrations } from '../../src/store/webhooks/drivers/sql.ts'
import { type PostgresServer, postgresServer } from '../kit/postgres-server.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import {
  accessStoreSuite,
  auditStoreSuite,
  signInFailuresSuite,
  tokenKeyStoreSuite,
  userStoreSuite,
} from './access.ts'
import { artifactStoreSuite } from './artifact.ts'
import { artifactNamesSuite } from './artifact-names.ts'
import { experimentsSuite } from './experiments.ts'
import { grantStoreSuite } from './grants.ts'
import { loggedModelSuite } from './logged-models.ts'
import { catalogStoreSuite, openCatalog } from './catalog.ts'
import { registryStoreSuite } from './registry.ts'
import { registryUpgradeSuite } from './registry-upgrade.ts'
import { searchConditionSuite } from './search-condition.ts'
import { metricHistorySuite } from './metric-history.ts'
import { runSearchSuite } from './run-search.ts'
import { runsSuite } from './runs.ts'
import { traceStoreSuite } from './traces.ts'
import { trackingStoreSuite } from './tracking.ts'
import { viewStateSuite } from './view-state.ts'
import { webhookStoreSuite } from './webhooks.ts'

const server = await postgresServer()
const now = (): Date => new Date()
const parts = [
  trackingMigrations,
  loggedModelMigrations,
  registryMigrations,
  accessMigrations,
  artifactMigrations,
  viewStateMigrations,
  webhookMigrations,
  traceMigrations,
]

describe.skipIf(server === null)('PostgreSQL', () => {
  afterAll(async () => await server?.close())

  async function open(): Promise<PostgresDatabase> {
    const database = await openPostgres(await (server as PostgresServer).url(), parts)
    onTestFinished(async () => await database.close())
    return database
  }

  trackingStoreSuite('postgres', async () => new SqlTrackingStore(await open()))
  experimentsSuite('postgres', open)
  runsSuite('postgres', open)
  metricHistorySuite('postgres', open)
  runSearchSuite('postgres', open)
  registryStoreSuite('postgres', async () => new SqlRegistryStore(await open()))
  catalogStoreSuite('postgres', async () => openCatalog(await open()))
  registryUpgradeSuite('postgres', async () => {
    const url = await (server as PostgresServer).url()
    return async (tables) => {
      const database = await openPostgres(url, [tables])
      onTestFinished(async () => await database.close())
      return database
    }
  })
  accessStoreSuite('postgres', async () => new SqlAccessStore(await open()))
  userStoreSuite('postgres', async () => new SqlUserStore(await open()))
  tokenKeyStoreSuite('postgres', async () => new SqlTokenKeyStore(await open()))
  loggedModelSuite('postgres', open)
  searchConditionSuite('postgres', open)
  grantStoreSuite('postgres', open)
  viewStateSuite('postgres', async () => new SqlViewState(await open()))
  traceStoreSuite('postgres', open)
  webhookStoreSuite('postgres', open)
  auditStoreSuite('postgres', async () => new SqlAuditStore(await open()))
  signInFailuresSuite('postgres', async (clock) => new SqlSignInFailures(await open(), clock))

  test('SignInFailures: postgres removes what is forgotten', async () => {
    const database = await open()
    let time = Date.parse('2026-01-02T03:04:05.006Z')
    const failures = new SqlSignInFailures(database, () => new Date(time))
    const names = async (): Promise<unknown> =>
      await database.kysely
        .$extendTables<{ sign_in_failure: { name: string } }>()
        .selectFrom('sign_in_failure')
        .select('name')
        .execute()
    await failures.update(['a', 'b'], () => [
      { count: 3, at: time },
      { count: 1, at: time + 60_000 },
    ])
    time += 3_600_000
    await failures.update(['c'], () => [{ count: 1, at: time }])
    expect(await names()).toHaveLength(3)
    time += 60_000
    await failures.update(['c'], (known) => known)
    expect(await names()).toEqual([{ name: 'b' }, { name: 'c' }])
  })

  artifactNamesSuite('postgres', open)
  artifactStoreSuite('postgres', async () => new SqlArtifactStore(await open(), tempFolder(), now))
})
