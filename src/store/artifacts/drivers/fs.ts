import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { errorCode, toStorageError } from '../../../base/files/storage-error.ts'
import { isWhole } from '../is-whole.ts'
import type { ArtifactStore, KeptArtifact } from '../store.ts'

/** Files below `root` as `ab/cdef...` by SHA-256, readable by their owner only. */
export class FsArtifactStore implements ArtifactStore {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = sha256Of(bytes)
    const path = this.#path(sha256)
    if ((await isWhole(this, sha256)) && (await touch(path))) return sha256
    const unfinished = join(this.#root, 'tmp', randomUUID())
    try {
      await this.#makeFolders(dirname(path))
      await writeAndSync(unfinished, bytes)
      await rename(unfinished, path)
      await syncFolder(dirname(path))
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined) // the first error says more
      throw toStorageError(error, path)
    }
    return sha256
  }

  async get(sha256: string): Promise<Uint8Array> {
    const path = this.#path(sha256)
    const { bytes, sha256: seen } = await readAndHash(path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT')
        throw new LapidaryError('artifact-missing', { path }, { cause: error })
      throw toStorageError(error, path)
    })
    if (seen !== sha256) throw new LapidaryError('artifact-corrupted', { path, seen })
    return bytes
  }

  async *list(): AsyncGenerator<KeptArtifact> {
    for (const start of await namesIn(this.#root)) {
      if (!/^[0-9a-f]{2}$/.test(start)) continue
      for (const rest of await namesIn(join(this.#root, start))) {
        if (!/^[0-9a-f]{62}$/.test(rest)) continue
        const found = await stat(join(this.#root, start, rest)).catch(absent)
        if (found !== null) yield { sha256: start + rest, bytes: found.size, putAt: found.mtime }
      }
    }
  }

  /**
   * It is moved away first: whoever puts it meanwhile writes it anew, and one that was put just
   * before comes back.
   */
  async remove(sha256: string, before: Date): Promise<boolean> {
    const path = this.#path(sha256)
    const isOld = async (at: string): Promise<boolean | null> => {
      const found = await stat(at).catch(absent)
      return found === null ? null : found.mtimeMs < before.getTime()
    }
    if ((await isOld(path)) !== true) return false
    const removed = join(this.#root, 'tmp', randomUUID())
    try {
      await mkdir(dirname(removed), { recursive: true, mode: 0o700 })
      await rename(path, removed)
      if ((await isOld(removed)) === false) await rename(removed, path)
      else await rm(removed, { force: true })
    } catch (error) {
      throw toStorageError(error, path)
    }
    return (await stat(path).catch(absent)) === null
  }

  async #makeFolders(folder: string): Promise<void> {
    const unfinished = join(this.#root, 'tmp')
    await mkdir(unfinished, { recursive: true, mode: 0o700 })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const dayAgo = Date.now() - 86_400_000 // the file system's clock: how old what a killed process left is
    for (const name of await readdir(unfinished)) {
      const left = await stat(join(unfinished, name)).catch(absent)
      if (left !== null && left.mtimeMs < dayAgo) await rm(join(unfinished, name), { force: true })
    }
  }

  #path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError(`Not a SHA-256 in hex: ${sha256}`)
    return join(this.#root, sha256.slice(0, 2), sha256.slice(2))
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Bytes that are read and hashed at once: about 2 ms, after which the event loop has a turn. */
const pieceBytes = 1 << 20

async function readAndHash(path: string): Promise<{ readonly bytes: Uint8Array; readonly sha256: string }> {
  const file = await open(path, 'r')
  try {
    const bytes = Buffer.allocUnsafeSlow((await file.stat()).size)
    const digest = createHash('sha256')
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await file.read(
        bytes,
        length,
        Math.min(pieceBytes, bytes.length - length),
        length,
      )
      if (bytesRead === 0) break // it was cut while it was read: the checksum says so
      digest.update(bytes.subarray(length, length + bytesRead))
      length += bytesRead
    }
    return { bytes: bytes.subarray(0, length), sha256: digest.digest('hex') }
  } finally {
    await file.close()
  }
}

async function writeAndSync(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A rename is on the disk once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Notes that a file was put again. False: it is gone. */
async function touch(path: string): Promise<boolean> {
  const now = new Date() // the file system's clock, as of files that are written
  try {
    await utimes(path, now, now)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw toStorageError(error, path)
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(absent)) ?? []
}

function absent(error: unknown): null {
  if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null
  throw error
}
