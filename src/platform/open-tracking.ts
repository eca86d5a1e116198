import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createUuid7Generator } from '../base/uuid7.ts'
import type { ArtifactStore } from '../store/artifacts/store.ts'
import { FolderRunLocks } from '../store/tracking/drivers/folder-locks.ts'
import { SqlTrackingStore } from '../store/tracking/drivers/sql.ts'
import type { RunLocks } from '../store/tracking/run-locks.ts'
import { Tracking } from '../store/tracking/tracking.ts'
import type { SharedDatabase } from './open-database.ts'

/** Opens the runs of a project. */
export async function openTracking(
  dataDir: string,
  shared: SharedDatabase,
  artifacts: ArtifactStore,
  now: () => Date,
): Promise<Tracking> {
  const newId = createUuid7Generator(() => now().getTime(), randomBytes)
  return new Tracking(new SqlTrackingStore(shared.database), artifacts, await openRunLocks(dataDir, shared), {
    now,
    newId,
  })
}

async function openRunLocks(dataDir: string, shared: SharedDatabase): Promise<RunLocks> {
  if (shared.kind === 'sqlite') return new FolderRunLocks(join(dataDir, 'locks'))
  const { PostgresRunLocks } = await import('../store/tracking/drivers/postgres-locks.ts')
  return new PostgresRunLocks(shared.database)
}
