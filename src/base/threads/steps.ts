import { setImmediate as nextTurn } from 'node:timers/promises'

/** Long work in pieces: yields between two of them and returns the result. */
export type Steps<T> = Generator<undefined, T>

/** Time that `runInTurns` works before the event loop has a turn. */
const turnMs = 10

/** Runs all of the work without a break. */
export function runAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

/**
 * Runs the work without blocking the event loop, which has a turn after every few milliseconds of
 * work, or after a longer piece.
 */
export async function runInTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const startedAt = performance.now()
    do {
      const { done, value } = steps.next()
      if (done === true) return value
    } while (performance.now() - startedAt < turnMs)
    await nextTurn()
  }
}
