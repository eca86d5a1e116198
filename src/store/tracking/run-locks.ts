/**
 * Locks of the runs in progress. The process that started a run holds its lock, and the system
 * releases it when that process ends in any way, so that no lock is ever stale. Drivers: lock files
 * of a folder, and sessions of PostgreSQL.
 */
export interface RunLocks {
  /** Takes the lock of a run; resolves null if another process holds it. */
  take(run: string): Promise<RunLock | null>
  /**
   * Resolves the runs that a process may have left. Runs that have ended, or are in progress, may
   * be among them.
   */
  candidates(): Promise<readonly string[]>
}

export interface RunLock {
  /** Releases the lock of a run that has ended: it is not taken again. */
  release(): Promise<void>
  /** Releases the lock of a run that has not ended, for the next process. */
  abandon(): Promise<void>
}
