import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { errorCode, toStorageError } from '../../../base/files/storage-error.ts'
import { checkContent, readContent, requireSha256 } from '../read-content.ts'
import type {
  ArtifactStore,
  ByteRange,
  Content,
  ListedContent,
  OpenContent,
  StoredContent,
  UnfinishedContent,
} from '../store.ts'
import { writeContent } from '../write-content.ts'

/** Files below `root` as `ab/cdef...` by SHA-256, readable by their owner only. */
export class FsArtifactStore implements ArtifactStore {
  readonly #root: string
  readonly #unfinished: string
  #isSwept = false

  constructor(root: string) {
    this.#root = root
    this.#unfinished = join(root, 'tmp')
  }

  /** Replaces a file of the same bytes, which repairs one that is damaged. */
  async put(content: Content): Promise<StoredContent> {
    const unfinished = join(this.#unfinished, randomUUID())
    try {
      await this.#sweep()
      const stored = await writeFile(unfinished, content)
      const path = this.#path(stored.sha256)
      const created = await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      if (created !== undefined) await syncFolder(this.#root)
      await rename(unfinished, path)
      await syncFolder(dirname(path))
      return stored
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined) // the first error says more
      throw toStorageError(error, this.#root)
    }
  }

  async open(sha256: string, range?: ByteRange): Promise<OpenContent> {
    const path = this.#path(sha256)
    const { size: bytes } = await stat(path).catch((error: unknown) => {
      throw toReadError(error, path)
    })
    if (range !== undefined) return { bytes, chunks: readChunks(path, range) }
    const chunks = readChunks(path, { start: 0, end: Number.POSITIVE_INFINITY })
    return { bytes, chunks: checkContent(chunks, sha256, path) }
  }

  async get(sha256: string): Promise<Uint8Array> {
    return await readContent(await this.open(sha256))
  }

  async *list(): AsyncGenerator<ListedContent> {
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
    const removed = join(this.#unfinished, randomUUID())
    try {
      await mkdir(this.#unfinished, { recursive: true, mode: 0o700 })
      await rename(path, removed)
      if ((await isOld(removed)) === false) await rename(removed, path)
      else await rm(removed, { force: true })
    } catch (error) {
      throw toStorageError(error, path)
    }
    return (await stat(path).catch(absent)) === null
  }

  async *listUnfinished(): AsyncGenerator<UnfinishedContent> {
    for (const file of await namesIn(this.#unfinished)) {
      const name = join(this.#unfinished, file)
      const found = await stat(name).catch(absent)
      if (found !== null) yield { name, bytes: found.size, changedAt: found.mtime }
    }
  }

  async removeUnfinished(name: string): Promise<void> {
    if (dirname(name) !== this.#unfinished) throw new TypeError(`Not an unfinished file: ${name}`)
    await rm(name, { recursive: true, force: true })
  }

  /** Removes, before the first file is put, what processes left that were killed a day ago. */
  async #sweep(): Promise<void> {
    await mkdir(this.#unfinished, { recursive: true, mode: 0o700 })
    if (this.#isSwept) return
    this.#isSwept = true
    const dayAgo = Date.now() - 86_400_000 // by the clock of the file system, which dated them
    for await (const { name, changedAt } of this.listUnfinished())
      if (changedAt.getTime() < dayAgo) await this.removeUnfinished(name)
  }

  #path(sha256: string): string {
    return join(this.#root, requireSha256(sha256).slice(0, 2), sha256.slice(2))
  }
}

/** Writes a new file, whose bytes are on the disk when the promise resolves. */
async function writeFile(path: string, content: Content): Promise<StoredContent> {
  const file = await open(path, 'wx', 0o600)
  try {
    const stored = await writeContent(content, (piece) => file.writeFile(piece))
    await file.sync()
    return stored
  } finally {
    await file.close()
  }
}

/** Bytes of one read. */
const readBytes = 1 << 18

async function* readChunks(path: string, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
  let file: FileHandle | undefined
  try {
    file = await open(path, 'r')
    for (let at = start; at < end; ) {
      const buffer = Buffer.allocUnsafeSlow(Math.min(readBytes, end - at))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } catch (error) {
    throw toReadError(error, path)
  } finally {
    await file?.close()
  }
}

function toReadError(error: unknown, path: string): unknown {
  return errorCode(error) === 'ENOENT'
    ? new LapidaryError('artifact-missing', { path }, { cause: error })
    : toStorageError(error, path)
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

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(absent)) ?? []
}

function absent(error: unknown): null {
  if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null
  throw error
}
