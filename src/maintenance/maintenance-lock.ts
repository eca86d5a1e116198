import { join } from 'node:path'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { type ProcessLock, tryProcessLock } from '../base/files/process-lock.ts'

/**
 * Takes the lock that prevents backup, restore and gc of one data folder from running at once.
 * @throws LapidaryError `maintenance-running`
 */
export function lockForMaintenance(dataDir: string): ProcessLock {
  const lock = tryProcessLock(join(dataDir, 'locks', 'maintenance.lock'))
  if (lock === null) throw new LapidaryError('maintenance-running', { folder: dataDir })
  return lock
}
