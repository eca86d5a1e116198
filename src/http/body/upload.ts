import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { toStorageError } from '../../base/files/storage-error.ts'

/** A file that was received with a request and is stored under a generated name. */
export interface Upload {
  readonly path: string
  /** Folder of the file alone, which is removed with it. */
  readonly folder: string
  /** Removes the file and its folder. May be called twice. */
  remove(): Promise<void>
}

/**
 * Writes a body to `folder`, and leaves nothing there when it is too long, breaks off or does not
 * fit on the disk. The extension of the stored name follows the bytes, because readers choose the
 * format by it and the names that callers send are often wrong.
 *
 * @throws LapidaryError `body-too-large`, `empty-file`, `disk-full`, `data-dir-unwritable`.
 */
export async function saveUpload(
  body: Readable,
  { folder, id, limit }: { folder: string; id: string; limit: number },
): Promise<Upload> {
  // Messages contain the base name of the file, so it is one that a person can read.
  const own = join(folder, id)
  const remove = (): Promise<void> => rm(own, { recursive: true, force: true })
  try {
    await mkdir(own, { recursive: true, mode: 0o700 })
    const raw = join(own, 'upload')
    await writeBody(body, raw, limit)
    const path = raw + (await endingOf(raw))
    await rename(raw, path)
    return { path, folder: own, remove }
  } catch (error) {
    await remove().catch(() => undefined) // where nothing can be made, nothing can be removed
    throw toStorageError(error, 'uploads')
  }
}

/**
 * Writes a body to a new file. Leaves the request open on an error, so that the response can still
 * be sent.
 */
async function writeBody(body: Readable, path: string, limit: number): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    let bytes = 0
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limit) throw new LapidaryError('body-too-large', { limit })
      await file.writeFile(chunk)
    }
    if (bytes === 0) throw new LapidaryError('empty-file', { file: 'upload.csv', bytes })
  } finally {
    await file.close()
  }
}

async function endingOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    if (buffer[0] === 0x1f && buffer[1] === 0x8b) return '.csv.gz'
    const magic = buffer.toString('latin1')
    if (magic === 'PK\x03\x04') return '.xlsx'
    return magic === 'PAR1' ? '.parquet' : '.csv'
  } finally {
    await file.close()
  }
}
