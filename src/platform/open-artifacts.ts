import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { badSetting, type Settings } from '../base/settings/settings.ts'
import { FsArtifactStore } from '../store/artifacts/drivers/fs.ts'
import { SqlArtifactStore } from '../store/artifacts/drivers/sql.ts'
import type { ArtifactStore } from '../store/artifacts/store.ts'
import type { SharedDatabase } from './open-database.ts'

type ArtifactSettings = Pick<Settings, 'ARTIFACTS_URL' | 'DATABASE_URL'>

/**
 * Returns the folder that holds the files of runs, or null when the shared database holds them.
 * @throws LapidaryError `bad-setting` for a `file:` URL that is no path of this machine
 */
export function artifactFolderOf(
  dataDir: string,
  { ARTIFACTS_URL: url, DATABASE_URL }: ArtifactSettings,
): string | null {
  if (url === undefined) return DATABASE_URL === undefined ? join(dataDir, 'artifacts') : null
  if (url === 'database:') return null
  try {
    return fileURLToPath(url)
  } catch (error) {
    throw badSetting('ARTIFACTS_URL', url, 'a URL such as file:///path, without a host, or database:', error)
  }
}

/** Opens the store of the files of runs. @throws LapidaryError as `artifactFolderOf` */
export function openArtifacts(
  dataDir: string,
  settings: ArtifactSettings,
  { database }: SharedDatabase,
  now: () => Date,
): ArtifactStore {
  const folder = artifactFolderOf(dataDir, settings)
  return folder === null ? new SqlArtifactStore(database, now) : new FsArtifactStore(folder)
}
