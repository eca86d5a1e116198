import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { toOutputError } from '../../base/files/storage-error.ts'

/** Writes a file whole or not at all; only its owner can read it. */
export async function writeWhole(
  file: string,
  chunks: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  const partial = `${file}.partial`
  try {
    await pipeline(Readable.from(chunks, { highWaterMark: 1 }), createWriteStream(partial, { mode: 0o600 }), {
      signal,
    })
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    signal.throwIfAborted()
    throw toOutputError(error, file)
  }
}
