import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { LapidaryError } from '../errors.ts'

/** A file that came with a request, under a name of ours. */
export interface Upload {
  readonly path: string
  /** Safe to call twice. */
  remove(): Promise<void>
}

/**
 * Writes a body to `folder`, and leaves nothing there when it is too long, broken off or does not fit on the disk.
 * The name's ending says what the bytes are, since readers go by it and senders are often wrong.
 *
 * @throws LapidaryError `body-too-large`, `empty-body`, `disk-full`.
 */
export async function saveUpload(
  body: Readable,
  { folder, id, limit }: { folder: string; id: string; limit: number },
): Promise<Upload> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const raw = join(folder, id)
  try {
    await pipeline(body, limited(limit), createWriteStream(raw, { mode: 0o600, flags: 'wx' }))
    const path = raw + (await endingOf(raw))
    await rename(raw, path)
    return { path, remove: () => rm(path, { force: true }) }
  } catch (error) {
    await rm(raw, { force: true })
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new LapidaryError('disk-full', { path: 'uploads' }, { cause: error })
    throw error
  }
}

function limited(limit: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > limit) done(new LapidaryError('body-too-large', { limit }))
      else done(null, chunk)
    },
    flush(done) {
      done(bytes === 0 ? new LapidaryError('empty-body') : null)
    },
  })
}

async function endingOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    if (buffer[0] === 0x1f && buffer[1] === 0x8b) return '.csv.gz'
    return buffer.toString('latin1') === 'PAR1' ? '.parquet' : '.csv'
  } finally {
    await file.close()
  }
}
