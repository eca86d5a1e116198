import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { LapidaryError } from '../errors/lapidary-error.ts'
import { createPrivateFile } from './private-file.ts'
import { errorCode, toStorageError } from './storage-error.ts'

/**
 * A lock that one process at a time holds, until it releases it or ends in any way. The operating
 * system releases it even after `kill -9`, so no lock is ever stale, whatever process ids are
 * reused (in a container it is always 1). Node has no file locks, but SQLite does: the lock is an
 * open write transaction on an empty database. It writes nothing, so it can be taken on a full
 * disk. Keep a reference to the lock: garbage collection releases a lock that nothing refers to.
 */
export interface ProcessLock {
  /**
   * Releases the lock.
   * @param options.remove deletes the lock's files too. Only for a lock that no process will take
   *   again.
   */
  release(options?: { readonly remove?: boolean }): void
}

/** Takes the lock, or returns null if another process holds it. */
export function tryProcessLock(path: string): ProcessLock | null {
  let file: SqliteDatabase.Database | undefined
  try {
    createPrivateFile(path)
    file = new SqliteDatabase(path, { timeout: 0 })
    file.pragma('journal_mode = memory') // nothing is ever written, so no journal file is needed
    file.exec('BEGIN IMMEDIATE')
  } catch (error) {
    file?.close()
    if (errorCode(error)?.startsWith('SQLITE_BUSY') === true) return null
    throw toStorageError(error, path)
  }
  const held = file
  return {
    release({ remove = false } = {}) {
      if (!held.open) return
      rmSync(`${path}.pid`, { force: true })
      if (remove) rmSync(path, { force: true })
      held.close()
    },
  }
}

/**
 * Takes a lock that many processes may hold at once, or one process exclusively (`exclusive`).
 * Returns null if another process holds it exclusively, or with `exclusive` if any other process
 * holds it.
 */
export function trySharedLock(
  path: string,
  { exclusive = false }: { readonly exclusive?: boolean } = {},
): SharedLock | null {
  let file: SqliteDatabase.Database | undefined
  try {
    createPrivateFile(path)
    file = new SqliteDatabase(path, { timeout: 0 })
    file.pragma('journal_mode = memory')
    file.exec(exclusive ? 'BEGIN EXCLUSIVE' : 'BEGIN')
    file.prepare('SELECT count(*) FROM sqlite_schema').get() // the transaction holds the lock from its first read on
  } catch (error) {
    file?.close()
    if (errorCode(error)?.startsWith('SQLITE_BUSY') === true) return null
    throw toStorageError(error, path)
  }
  const held = file
  return { release: () => void held.close() }
}

/** A lock taken by `trySharedLock`; its file stays after the release. */
export interface SharedLock {
  release(): void
}

/** Returns the path of the lock that `lockForServing` takes. */
export function getServingLockPath(folder: string): string {
  return `${folder}/serve.lock`
}

/**
 * Takes the lock of the one server of a data folder, `<folder>/serve.lock`. Training and the other
 * commands need none. `<folder>/serve.lock.pid` contains the holder's process id, for the message
 * only.
 * @throws LapidaryError `folder-in-use`, with the process that holds it; `disk-full`
 */
export function lockForServing(folder: string): ProcessLock {
  const path = getServingLockPath(folder)
  const lock = tryProcessLock(path)
  if (lock === null) throw new LapidaryError('folder-in-use', { folder, holder: readHolder(path) })
  try {
    writeFileSync(`${path}.pid`, `${process.pid}\n`, { mode: 0o600 })
  } catch (error) {
    lock.release()
    throw toStorageError(error, path)
  }
  return lock
}

function readHolder(path: string): string {
  try {
    return `pid ${readFileSync(`${path}.pid`, 'utf8').trim()}`
  } catch {
    return 'pid ?' // the holder has taken the lock and not yet written its id
  }
}
