import { hash } from 'node:crypto'
import { join } from 'node:path'
import { FsArtifactStore } from '../../src/store/artifacts/drivers/fs.ts'
import { SqlRegistryStore } from '../../src/store/registry/drivers/sql.ts'
import { registryMigrations } from '../../src/store/registry/drivers/tables.ts'
import { openDatabase } from '../../src/store/sql/open-database.ts'
import { SqlTrackingStore, trackingMigrations } from '../../src/store/tracking/drivers/sql.ts'
import type { Run } from '../../src/store/tracking/store.ts'

/** Returns the path of a version's `model.bin`. */
export async function modelBinPath(dataDir: string, version: number): Promise<string> {
  const sha256 = (await readModelBytes(dataDir, version)).get('model/model.bin') ?? ''
  return join(dataDir, 'artifacts', sha256.slice(0, 2), sha256.slice(2))
}

/**
 * Returns the SHA-256 of each file of a version's model folder, by path, computed from the bytes
 * themselves.
 */
export async function readModelBytes(
  dataDir: string,
  version: number,
  model = 'CreditScoreModel',
): Promise<Map<string, string>> {
  const database = openDatabase(join(dataDir, 'lapidary.db'), [trackingMigrations, registryMigrations])
  try {
    const artifacts = new FsArtifactStore(join(dataDir, 'artifacts'))
    const found = await new SqlRegistryStore(database).getVersion(model, version)
    const files = await new SqlTrackingStore(database).listArtifacts(found?.runId ?? '')
    const bytes = new Map<string, string>()
    for (const { path, sha256 } of files) {
      if (path.startsWith('model/')) bytes.set(path, hash('sha256', await artifacts.get(sha256), 'hex'))
    }
    return bytes
  } finally {
    database.close()
  }
}

/** Reads the tags of a run, and the text of one of its files. */
export async function readRun(
  dataDir: string,
  runId: string,
  path: string,
): Promise<Pick<Run, 'params' | 'metrics' | 'tags'> & { readonly text: string }> {
  const database = openDatabase(join(dataDir, 'lapidary.db'), [trackingMigrations, registryMigrations])
  try {
    const store = new SqlTrackingStore(database)
    const found = (await store.listArtifacts(runId)).find((file) => file.path === path)
    const bytes = await new FsArtifactStore(join(dataDir, 'artifacts')).get(found?.sha256 ?? '')
    const { params = {}, metrics = {}, tags = {} } = (await store.getRun(runId)) ?? {}
    return { params, metrics, tags, text: new TextDecoder().decode(bytes) }
  } finally {
    database.close()
  }
}
