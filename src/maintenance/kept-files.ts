import { onlineStoreMigrations } from '../store/features/drivers/sqlite.ts'
import { sharedMigrations } from '../platform/open-database.ts'
import { predictionLogMigrations } from '../store/predictions/drivers/sqlite-tables.ts'
import type { Migrations } from '../store/sql/migrate.ts'

/**
 * Databases of a data folder with their tables, in the order of a backup: predictions before their
 * model versions, and definitions of feature views before the rows that they produced. A later copy
 * may contain more, never less.
 */
export const databases: Readonly<Record<string, readonly Migrations[]>> = {
  'predictions.db': [predictionLogMigrations],
  'lapidary.db': sharedMigrations,
  'features.db': [onlineStoreMigrations],
}

/** Secrets that a server creates at its first start. */
export const secretFiles = ['api-key', 'secret-key'] as const

/** Folder of the files of runs, in a backup and by default in a data folder. */
export const artifactsFolder = 'artifacts'

/**
 * Everything in a data folder that cannot be created again: names in the folder, with the files
 * that SQLite adds.
 */
export const keptNames: readonly string[] = [
  ...Object.keys(databases).flatMap((name) => [name, `${name}-wal`, `${name}-shm`, `${name}-journal`]),
  artifactsFolder,
  ...secretFiles,
]

export const manifestFile = 'manifest.json'
export const checksumFile = 'SHA256SUMS'

/** Returns the path of an artifact, in a data folder and in a backup. */
export function getArtifactPath(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2)}`
}

/**
 * Returns true if a backup may contain an entry with this name. It excludes absolute paths, links
 * and parent folders.
 */
export function isBackupEntry(name: string): boolean {
  if (name === manifestFile || name === checksumFile || Object.hasOwn(databases, name)) return true
  return secretFiles.some((each) => each === name) || /^artifacts\/[0-9a-f]{2}\/[0-9a-f]{62}$/.test(name)
}

/** First entry of a backup. */
export interface BackupManifest {
  readonly format: 'lapidary-backup'
  readonly format_version: 1
  readonly program_version: string
  readonly project: string
  /** ISO 8601, UTC: everything that was acknowledged before this moment is in the backup. */
  readonly created_at: string
}
