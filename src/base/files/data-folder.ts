import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LapidaryError } from '../errors/lapidary-error.ts'
import { type SharedLock, trySharedLock } from './process-lock.ts'

/** Folder inside a data folder that exists only while `lapidary restore` exchanges the files. */
export const exchangeFolder = 'restore.exchange'

/** Files that the first start of a server puts into its data folder. */
const firstFiles = ['lapidary.db', 'api-key', 'secret-key']

/** Returns whether a folder is the data folder of a server. */
export function isDataFolder(folder: string): boolean {
  return firstFiles.some((name) => existsSync(join(folder, name)))
}

const getLockPath = (dataDir: string): string => join(dataDir, 'locks', 'use.lock')

/**
 * Takes a shared lock on a data folder. While it is held, `lapidary restore` does not exchange the
 * folder's files: what an open database goes on writing would be missing from the restored folder.
 *
 * @throws LapidaryError `maintenance-running` during a restore, `restore-unfinished`
 */
export function lockDataFolderShared(dataDir: string): SharedLock {
  const lock = trySharedLock(getLockPath(dataDir))
  if (lock === null) throw new LapidaryError('maintenance-running', { folder: dataDir })
  try {
    rejectUnfinishedRestore(dataDir)
  } catch (error) {
    lock.release()
    throw error
  }
  return lock
}

/**
 * Takes an exclusive lock on a data folder.
 * @throws LapidaryError `command-running` while any other process uses it
 */
export function lockDataFolderExclusive(dataDir: string): SharedLock {
  const lock = trySharedLock(getLockPath(dataDir), { exclusive: true })
  if (lock === null) throw new LapidaryError('command-running', { folder: dataDir })
  return lock
}

/**
 * Throws if a restore of the data folder was killed while it exchanged files, because old and new
 * files are mixed there.
 * @throws LapidaryError `restore-unfinished`
 */
export function rejectUnfinishedRestore(dataDir: string): void {
  if (existsSync(join(dataDir, exchangeFolder)))
    throw new LapidaryError('restore-unfinished', { folder: dataDir })
}
