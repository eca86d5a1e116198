import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LapidaryError } from '../errors.ts'

/** Folder of a data folder that exists only while `lapidary restore` exchanges its files. */
export const exchangeFolder = 'restore.exchange'

/**
 * Refuses a data folder whose restore was killed while it exchanged files, because old and new files are mixed there.
 * @throws LapidaryError `restore-unfinished`
 */
export function refuseUnfinishedRestore(dataDir: string): void {
  if (existsSync(join(dataDir, exchangeFolder))) throw new LapidaryError('restore-unfinished', { folder: dataDir })
}
