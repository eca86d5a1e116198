import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { tryProcessLock } from '../../../base/files/process-lock.ts'
import type { RunLock, RunLocks } from '../run-locks.ts'

/**
 * Locks as files `<folder>/run-<id>.lock`: for the processes of one machine that share a data
 * folder.
 */
export class FolderRunLocks implements RunLocks {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async take(run: string): Promise<RunLock | null> {
    const lock = tryProcessLock(join(this.#folder, `run-${run}.lock`))
    return lock === null
      ? null
      : { release: async () => lock.release({ remove: true }), abandon: async () => lock.release() }
  }

  /** A run without a lock file has ended, or belongs to another machine. */
  async candidates(): Promise<readonly string[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    return (await readdir(this.#folder)).flatMap((name) => /^run-(.+)\.lock$/.exec(name)?.[1] ?? [])
  }
}
