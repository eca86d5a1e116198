import { setImmediate as nextTurn } from 'node:timers/promises'

/** Long work in pieces: yields between two of them, and returns the result. */
export type Steps<T> = Generator<undefined, T>

/** How long `runInTurns` works before the event loop has a turn, in milliseconds. */
const turnMs = 10

/** Does all of the work at once. */
export function runAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

/** Does the work while the event loop goes on: it has a turn after every few milliseconds of work, or after a longer piece. */
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
