import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LapidaryError } from '../errors/lapidary-error.ts'
import { type CommonLock, tryCommonLock } from './process-lock.ts'

/** Folder of a data folder that exists only while `lapidary restore` exchanges its files. */
export const exchangeFolder = 'restore.exchange'

const lockOf = (dataDir: string): string => join(dataDir, 'locks', 'use.lock')

/**
 * Marks a data folder as used, until the lock is released: `lapidary restore` does not exchange its files meanwhile, because what
 * an open database goes on writing would not be in the restored folder.
 *
 * @throws LapidaryError `maintenance-running` during a restore, `restore-unfinished`
 */
export function useDataFolder(dataDir: string): CommonLock {
  const lock = tryCommonLock(lockOf(dataDir))
  if (lock === null) throw new LapidaryError('maintenance-running', { folder: dataDir })
  try {
    refuseUnfinishedRestore(dataDir)
  } catch (error) {
    lock.release()
    throw error
  }
  return lock
}

/**
 * Takes a data folder for one process alone.
 * @throws LapidaryError `command-running` while any other process uses it
 */
export function takeDataFolder(dataDir: string): CommonLock {
  const lock = tryCommonLock(lockOf(dataDir), { alone: true })
  if (lock === null) throw new LapidaryError('command-running', { folder: dataDir })
  return lock
}

/**
 * Refuses a data folder whose restore was killed while it exchanged files, because old and new files are mixed there.
 * @throws LapidaryError `restore-unfinished`
 */
export function refuseUnfinishedRestore(dataDir: string): void {
  if (existsSync(join(dataDir, exchangeFolder))) throw new LapidaryError('restore-unfinished', { folder: dataDir })
}
