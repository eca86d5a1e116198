import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCode, toStorageError } from '../../base/files/storage-error.ts'

/**
 * Returns the secret in the file at `path` (mode 0600), which is created if it is missing.
 * @throws LapidaryError `data-dir-unwritable`, `disk-full`
 */
export function storedSecret(
  path: string,
  make: () => string,
): { readonly text: string; readonly created: boolean } {
  try {
    const stored = readStored(path)
    if (stored !== '') return { text: stored, created: false }
    const text = make()
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writePrivately(path, `${text}\n`)
    return { text, created: true }
  } catch (error) {
    throw toStorageError(error, path)
  }
}

function readStored(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
}

/**
 * Writes a file that appears whole or not at all, and that only its owner can read at any moment.
 */
function writePrivately(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(unfinished, text, { mode: 0o600, flush: true })
    renameSync(unfinished, path)
  } finally {
    rmSync(unfinished, { force: true })
  }
}
