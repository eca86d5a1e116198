import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { accessMigrations, SqliteAccessStore } from '../../src/access/drivers/sqlite.ts'
import { FsArtifactStore } from '../../src/artifact/drivers/fs.ts'
import { SqlitePredictionLog } from '../../src/prediction-log/drivers/sqlite.ts'
import { registryMigrations, SqliteRegistryStore } from '../../src/registry/drivers/sqlite.ts'
import { type Database, openDatabase } from '../../src/sql/open-database.ts'
import { SqliteTrackingStore, trackingMigrations } from '../../src/tracking/drivers/sqlite.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { accessStoreSuite } from './access.ts'
import { artifactStoreSuite } from './artifact.ts'
import { predictionLogSuite } from './prediction-log.ts'
import { registryStoreSuite } from './registry.ts'
import { trackingStoreSuite } from './tracking.ts'

function open(): Database {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), [trackingMigrations, registryMigrations, accessMigrations])
  onTestFinished(() => database.close())
  return database
}

trackingStoreSuite('sqlite', async () => new SqliteTrackingStore(open()))
registryStoreSuite('sqlite', async () => new SqliteRegistryStore(open()))
accessStoreSuite('sqlite', async () => new SqliteAccessStore(open()))
artifactStoreSuite('folder', async () => new FsArtifactStore(join(tempFolder(), 'artifacts')))
predictionLogSuite('sqlite', async () => {
  const log = SqlitePredictionLog.open(join(tempFolder(), 'predictions.db'), 'process')
  onTestFinished(async () => await log.close())
  return log
})
