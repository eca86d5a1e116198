import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { StoreCheck } from '../../../platform/platform.ts'

/** Milliseconds after which a store without a response counts as unreachable. */
const pingTimeoutMs = 2000

/** Pings a store. @throws LapidaryError `store-silent` if it takes too long, what `ping` throws */
export async function pingInTime({ ping }: Pick<StoreCheck, 'ping'>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new LapidaryError('store-silent', { seconds: pingTimeoutMs / 1000 })),
      pingTimeoutMs,
    )
  })
  try {
    await Promise.race([ping(), timeout])
  } finally {
    clearTimeout(timer)
  }
}
