import type { Readable } from 'node:stream'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'

/** Number of bytes that allow a sender another second, so that a slow line is no stall. */
const minBytesPerSecond = 10_000

export interface SenderLimits {
  /** Maximum bytes of the body. */
  readonly maxBytes: number
  /** Milliseconds for which the sender may keep the server waiting, in total. */
  readonly maxWaitMs: number
}

/**
 * Yields a body as it arrives. A long body may take as long as it needs, if it arrives at a
 * minimum rate: a sender that stalls, or sends a little every now and then, is refused. Time that
 * the reader takes does not count. Leaves the connection open, so that an error can be sent.
 *
 * @throws LapidaryError `upload-stalled`, `artifact-too-large`; the error of a connection that
 * breaks off
 */
export async function* watchSender(
  body: Readable,
  { maxBytes, maxWaitMs }: SenderLimits,
): AsyncGenerator<Buffer> {
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>
  let allowed = maxWaitMs
  let bytes = 0
  for (;;) {
    const before = performance.now()
    const next = await inTime(chunks.next(), allowed, maxWaitMs)
    if (next.done === true) return
    const chunk = next.value
    bytes += chunk.length
    if (bytes > maxBytes) throw new LapidaryError('artifact-too-large', { limit: maxBytes })
    const earned = (chunk.length / minBytesPerSecond) * 1000
    allowed = Math.min(maxWaitMs, allowed + earned - (performance.now() - before))
    yield chunk
  }
}

/** Rejects if a promise takes longer than what is allowed. */
async function inTime<T>(promise: Promise<T>, allowed: number, maxWaitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const stalled = (): void => reject(new LapidaryError('upload-stalled', { seconds: maxWaitMs / 1000 }))
    timer = setTimeout(stalled, Math.max(0, allowed))
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
    promise.catch(() => undefined) // it may reject after it was late
  }
}
