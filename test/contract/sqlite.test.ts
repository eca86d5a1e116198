import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { accessMigrations, SqlAccessStore } from '../../src/store/access/drivers/sql.ts'
import { SqlAuditStore } from '../../src/store/access/drivers/sql-audit.ts'
import { SqlTokenKeyStore } from '../../src/store/access/drivers/sql-token-keys.ts'
import { SqlUserStore } from '../../src/store/access/drivers/sql-users.ts'
import { MemorySignInFailures } from '../../src/store/access/sessions/sign-in-failures.ts'
import { FsArtifactStore } from '../../src/store/artifacts/drivers/fs.ts'
import { SqlArtifactStore } from '../../src/store/artifacts/drivers/sql.ts'
import { artifactMigrations } from '../../src/store/artifacts/migrations.ts'
import { SqlViewState, viewStateMigrations } from '../../src/store/features/offline/view-state.ts'
import { SqlitePredictionLog } from '../../src/store/predictions/drivers/sqlite.ts'
import { SqlRegistryStore } from '../../src/store/registry/drivers/sql.ts'
import { registryMigrations } from '../../src/store/registry/drivers/tables.ts'
import { type Database, openDatabase } from '../../src/store/sql/open-database.ts'
import { SqlTrackingStore, trackingMigrations } from '../../src/store/tracking/drivers/sql.ts'
import { loggedModelMigrations } from '../../src/store/tracking/logged-models/tables.ts'
import { traceMigrations } from '../../src/store/traces/drivers/tables.ts'
import { webhookMigrations } from '../../src/store/webhooks/drivers/sql.ts'
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
import { catalogStoreSuite, openCatalog } from './catalog.ts'
import { predictionLogSuite } from './prediction-log.ts'
import { loggedModelSuite } from './logged-models.ts'
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

const now = (): Date => new Date()

function open(): Database {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), [
    trackingMigrations,
    loggedModelMigrations,
    registryMigrations,
    accessMigrations,
    artifactMigrations,
    viewStateMigrations,
    webhookMigrations,
    traceMigrations,
  ])
  onTestFinished(() => database.close())
  return database
}

trackingStoreSuite('sqlite', async () => new SqlTrackingStore(open()))
experimentsSuite('sqlite', async () => open())
runsSuite('sqlite', async () => open())
metricHistorySuite('sqlite', async () => open())
runSearchSuite('sqlite', async () => open())
registryStoreSuite('sqlite', async () => new SqlRegistryStore(open()))
catalogStoreSuite('sqlite', async () => openCatalog(open()))
registryUpgradeSuite('sqlite', async () => {
  const path = join(tempFolder(), 'lapidary.db')
  return async (tables) => {
    const database = openDatabase(path, [tables])
    onTestFinished(() => database.close())
    return database
  }
})
accessStoreSuite('sqlite', async () => new SqlAccessStore(open()))
userStoreSuite('sqlite', async () => new SqlUserStore(open()))
tokenKeyStoreSuite('sqlite', async () => new SqlTokenKeyStore(open()))
loggedModelSuite('sqlite', async () => open())
searchConditionSuite('sqlite', async () => open())
grantStoreSuite('sqlite', async () => open())
viewStateSuite('sqlite', async () => new SqlViewState(open()))
traceStoreSuite('sqlite', async () => open())
webhookStoreSuite('sqlite', async () => open())
auditStoreSuite('sqlite', async () => new SqlAuditStore(open()))
signInFailuresSuite('memory', async () => new MemorySignInFailures())
artifactNamesSuite('sqlite', async () => open())
artifactStoreSuite('folder', async () => new FsArtifactStore(join(tempFolder(), 'artifacts')))
artifactStoreSuite('sqlite', async () => new SqlArtifactStore(open(), tempFolder(), now))
predictionLogSuite('sqlite', async (folder) => {
  const log = SqlitePredictionLog.open(join(folder, 'predictions.db'), 'process')
  onTestFinished(async () => await log.close())
  return log
})
