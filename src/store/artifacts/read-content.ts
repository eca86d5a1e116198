import { createHash } from 'node:crypto'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { OpenContent } from './store.ts'

/**
 * Yields the chunks of a content, the last only after their SHA-256 was checked.
 * @param place of the content, for the message.
 * @throws LapidaryError `artifact-corrupted`
 */
export async function* checkContent(
  chunks: AsyncIterable<Uint8Array>,
  sha256: string,
  place: string,
): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256')
  let held: Uint8Array | null = null
  for await (const chunk of chunks) {
    digest.update(chunk)
    if (held !== null) yield held
    held = chunk
  }
  const seen = digest.digest('hex')
  if (seen !== sha256) throw new LapidaryError('artifact-corrupted', { path: place, seen })
  if (held !== null) yield held
}

/** Reads a whole content into memory. @throws what its chunks throw */
export async function readContent({ bytes, chunks }: OpenContent): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafeSlow(bytes)
  let length = 0
  for await (const chunk of chunks) {
    // A damaged content may be longer than it was: its checksum is reported at the end.
    whole.set(chunk.subarray(0, bytes - length), length)
    length = Math.min(bytes, length + chunk.length)
  }
  return whole
}

/** @throws TypeError if a text is not a SHA-256 in hex, and could be any path */
export function requireSha256(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new TypeError(`Not a SHA-256 in hex: ${text}`)
  return text
}
