/** Milliseconds for which a reader may delay the rest of a response, in total. */
const maxWaitMs = 60_000
/** Characters or bytes that allow a reader another second, so that a slow line is no stall. */
const minPerSecond = 10_000

/**
 * Yields texts or bytes as they are read. A reader that stalls, or reads a little every now and
 * then, keeps a slot and a process from others.
 *
 * @param onStall called when the reader takes too long.
 * @param onEnd called when all was read.
 */
export async function* watchReader<Piece extends string | Uint8Array>(
  pieces: AsyncIterable<Piece>,
  onStall: () => void,
  onEnd: () => void = () => undefined,
): AsyncGenerator<Piece> {
  let allowed = maxWaitMs
  for await (const piece of pieces) {
    const before = performance.now()
    const timer = setTimeout(onStall, Math.max(0, allowed))
    try {
      yield piece
    } finally {
      clearTimeout(timer)
    }
    const earned = (piece.length / minPerSecond) * 1000
    allowed = Math.min(maxWaitMs, allowed + earned - (performance.now() - before))
  }
  onEnd()
}
