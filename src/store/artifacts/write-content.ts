import { createHash } from 'node:crypto'
import type { Content, StoredContent } from './store.ts'

/** Bytes of one write: about 1 ms of hashing, after which the event loop has a turn. */
export const pieceBytes = 1 << 20

/**
 * Hashes a content and passes it on in pieces of `pieceBytes`, of which only the last is shorter.
 * One piece is filled while another is written, so that a content of any size takes two of them in
 * memory. A slow `write` slows down the reading of the content.
 *
 * @param write must not use a piece after it has resolved.
 * @throws what the content or `write` throws, after the last `write` has ended.
 */
export async function writeContent(
  content: Content,
  write: (piece: Buffer) => Promise<unknown>,
): Promise<StoredContent> {
  const digest = createHash('sha256')
  let bytes = 0
  let [filling, spare]: [Buffer | null, Buffer | null] = [null, null]
  let filled = 0
  let writing: Promise<unknown> = Promise.resolve()
  const flush = async (piece: Buffer): Promise<void> => {
    await writing
    writing = write(piece.subarray(0, filled))
    writing.catch(() => undefined) // the next flush, or the end, throws it
    ;[filling, spare] = [spare, piece]
    filled = 0
  }
  try {
    for await (const chunk of chunksOf(content)) {
      digest.update(chunk)
      bytes += chunk.length
      for (let at = 0; at < chunk.length; ) {
        filling ??= Buffer.allocUnsafeSlow(pieceBytes)
        const part = chunk.subarray(at, at + pieceBytes - filled)
        filling.set(part, filled)
        at += part.length
        filled += part.length
        if (filled === pieceBytes) await flush(filling)
      }
    }
    if (filling !== null && filled > 0) await flush(filling)
    await writing
  } catch (error) {
    await writing.catch(() => undefined) // the first error says more
    throw error
  }
  return { sha256: digest.digest('hex'), bytes }
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

function chunksOf(content: Content): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  return content instanceof Uint8Array ? piecesOf(content) : content
}
