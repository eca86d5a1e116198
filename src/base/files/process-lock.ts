import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { LapidaryError } from '../errors/lapidary-error.ts'
import { makePrivateFile } from './private-file.ts'
import { errorCode, storageError } from './storage-error.ts'

/**
 * A lock that one process at a time holds, until it releases it or ends in any way: the operating system gives it back
 * even after `kill -9`, so that no lock is ever stale, whatever process ids are used again (in a container it is always 1).
 * Node has no file locks, but SQLite does: the lock is an open write transaction on an empty database.
 * It writes nothing, so that it can be taken on a full disk. Keep the lock: one that nothing refers to any more is given back
 * when memory is cleared.
 */
export interface ProcessLock {
  /** `remove`: nobody will ask for this lock again, its files may go. */
  release(options?: { readonly remove?: boolean }): void
}

/** Takes the lock, or returns null when another holds it. */
export function tryProcessLock(path: string): ProcessLock | null {
  let file: SqliteDatabase.Database | undefined
  try {
    makePrivateFile(path)
    file = new SqliteDatabase(path, { timeout: 0 })
    file.pragma('journal_mode = memory') // nothing is ever written, so a journal beside it is of no use
    file.exec('BEGIN IMMEDIATE')
  } catch (error) {
    file?.close()
    if (errorCode(error)?.startsWith('SQLITE_BUSY') === true) return null
    throw storageError(error, path)
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
 * A lock that many processes may hold at once, each until it releases it or ends, or one process alone (`alone`). Returns null
 * when another process holds it alone, or with `alone` when any other holds it.
 */
export function tryCommonLock(path: string, { alone = false }: { readonly alone?: boolean } = {}): CommonLock | null {
  let file: SqliteDatabase.Database | undefined
  try {
    makePrivateFile(path)
    file = new SqliteDatabase(path, { timeout: 0 })
    file.pragma('journal_mode = memory')
    file.exec(alone ? 'BEGIN EXCLUSIVE' : 'BEGIN')
    file.prepare('SELECT count(*) FROM sqlite_schema').get() // the transaction holds the lock from its first read on
  } catch (error) {
    file?.close()
    if (errorCode(error)?.startsWith('SQLITE_BUSY') === true) return null
    throw storageError(error, path)
  }
  const held = file
  return { release: () => void held.close() }
}

/** A lock of `tryCommonLock`; its file stays. */
export interface CommonLock {
  release(): void
}

/** Path of the lock that `lockForServing` takes. */
export function servingLockOf(folder: string): string {
  return `${folder}/serve.lock`
}

/**
 * The lock of the one server of a data folder, `<folder>/serve.lock`. Training and the other commands need none.
 * `<folder>/serve.lock.pid` names the holder, for the message only.
 * @throws LapidaryError `folder-in-use`, naming the process that holds it; `disk-full`
 */
export function lockForServing(folder: string): ProcessLock {
  const path = servingLockOf(folder)
  const lock = tryProcessLock(path)
  if (lock === null) throw new LapidaryError('folder-in-use', { folder, holder: holderOf(path) })
  try {
    writeFileSync(`${path}.pid`, `${process.pid}\n`, { mode: 0o600 })
  } catch (error) {
    lock.release()
    throw storageError(error, path)
  }
  return lock
}

function holderOf(path: string): string {
  try {
    return `pid ${readFileSync(`${path}.pid`, 'utf8').trim()}`
  } catch {
    return 'pid ?' // the holder has just taken the lock and not yet written its name
  }
}
