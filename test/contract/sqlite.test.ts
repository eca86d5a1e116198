import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openDatabase } from '../../src/sql/open-database.ts'
import { SqliteTrackingStore, trackingMigrations } from '../../src/tracking/drivers/sqlite.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { trackingStoreSuite } from './tracking.ts'

const parts = [trackingMigrations]

function open() {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), parts)
  onTestFinished(() => database.close())
  return database
}

trackingStoreSuite('sqlite', async () => new SqliteTrackingStore(open()))
