import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCode } from './storage-error.ts'

/**
 * Creates an empty file that only its owner may read, and its folder, unless the file exists. An
 * existing file is not opened: closing it would drop every lock that this process holds on it
 * (POSIX), those of SQLite too.
 */
export function createPrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
}
