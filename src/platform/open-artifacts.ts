import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { badSetting, type Settings } from '../base/settings/settings.ts'
import { FsArtifactStore } from '../store/artifacts/drivers/fs.ts'
import { PutMarks } from '../store/artifacts/drivers/put-marks.ts'
import { S3ArtifactStore } from '../store/artifacts/drivers/s3.ts'
import { S3Bucket, type S3Place } from '../store/artifacts/drivers/s3-bucket.ts'
import { SqlArtifactStore } from '../store/artifacts/drivers/sql.ts'
import { SqlArtifactNames } from '../store/artifacts/drivers/sql-names.ts'
import { ArtifactOwners } from '../store/artifacts/owner.ts'
import type { ArtifactStore } from '../store/artifacts/store.ts'
import { ArtifactTree } from '../store/artifacts/tree.ts'
import type { SqlDatabase } from '../store/sql/sql-database.ts'
import { SqlOwnerDirectory } from '../store/tracking/drivers/sql-owners.ts'
import type { SharedDatabase } from './open-database.ts'
import type { StoreCheck } from './platform.ts'

type ArtifactSettings = Pick<Settings, 'ARTIFACTS_URL' | 'ARTIFACTS_S3_ENDPOINT' | 'DATABASE_URL'>

/** Where the files of runs and models are stored. */
export type ArtifactPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'database' }
  | { readonly kind: 's3'; readonly s3: S3Place }

/**
 * Returns where the files of runs and models are stored.
 * @throws LapidaryError `bad-setting` for a `file:` URL that is no path of this machine
 */
export function artifactPlaceOf(dataDir: string, settings: ArtifactSettings): ArtifactPlace {
  const { ARTIFACTS_URL: url, ARTIFACTS_S3_ENDPOINT: endpoint, DATABASE_URL } = settings
  if (url === 'database:' || (url === undefined && DATABASE_URL !== undefined)) return { kind: 'database' }
  if (url === undefined) return { kind: 'folder', folder: join(dataDir, 'artifacts') }
  if (/^s3:/i.test(url)) return { kind: 's3', s3: { ...s3PlaceOf(url), endpoint } }
  try {
    return { kind: 'folder', folder: fileURLToPath(url) }
  } catch (error) {
    throw badSetting('ARTIFACTS_URL', url, 'a URL such as file:///path, without a host, or database:', error)
  }
}

/** Returns the folder of the files of runs and models, or null when they are elsewhere. */
export function artifactFolderOf(dataDir: string, settings: ArtifactSettings): string | null {
  const place = artifactPlaceOf(dataDir, settings)
  return place.kind === 'folder' ? place.folder : null
}

/** The files of runs and models, with what a platform does with their store. */
export interface OpenArtifacts {
  readonly store: ArtifactStore
  readonly owners: ArtifactOwners
  readonly tree: ArtifactTree
  /** Checks of stores that are servers of their own. */
  readonly checks: readonly StoreCheck[]
  close(): void
}

/**
 * Opens the files of runs and models.
 * @throws LapidaryError `package-missing`; as `artifactPlaceOf`
 */
export async function openArtifacts(
  dataDir: string,
  settings: ArtifactSettings,
  { database }: SharedDatabase,
  now: () => Date,
): Promise<OpenArtifacts> {
  const opened = await openStore(dataDir, artifactPlaceOf(dataDir, settings), database, now)
  return {
    ...opened,
    owners: new ArtifactOwners(new SqlOwnerDirectory(database)),
    tree: new ArtifactTree(opened.store, new SqlArtifactNames(database)),
  }
}

async function openStore(
  dataDir: string,
  place: ArtifactPlace,
  database: SqlDatabase,
  now: () => Date,
): Promise<Pick<OpenArtifacts, 'store' | 'checks' | 'close'>> {
  const spoolFolder = join(dataDir, 'spool')
  if (place.kind === 's3') {
    const bucket = await S3Bucket.open(place.s3)
    return {
      store: new S3ArtifactStore(bucket, new PutMarks(database, now), spoolFolder),
      checks: [{ name: 'files of runs', kind: 's3', ping: () => bucket.ping() }],
      close: () => bucket.close(),
    }
  }
  const store =
    place.kind === 'database'
      ? new SqlArtifactStore(database, spoolFolder, now)
      : new FsArtifactStore(place.folder)
  return { store, checks: [], close: () => undefined }
}

function s3PlaceOf(url: string): S3Place {
  const { host: bucket, pathname } = new URL(url)
  const prefix = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '')
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` }
}
