/**
 * Who works on which run. A lock is held by the process that started the run and given back by the system when that process
 * ends in any way, so that none is ever stale. Drivers: lock files of a folder, and sessions of PostgreSQL.
 */
export interface RunLocks {
  /** Takes the lock of a run; null when another process holds it. */
  take(run: string): Promise<RunLock | null>
  /** The runs that a process may have left behind; what is not running, or is still worked on, may be among them. */
  candidates(): Promise<readonly string[]>
}

export interface RunLock {
  /** The run has ended: nobody will ask for this lock again. */
  release(): Promise<void>
  /** The run has not ended, and its lock stays for the next process that asks. */
  abandon(): Promise<void>
}
