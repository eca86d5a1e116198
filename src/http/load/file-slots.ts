import { LapidaryError } from '../../base/errors/lapidary-error.ts'

/** Seconds after which a caller may try again. Most files take less. */
const retryAfterSeconds = 10

/** Limits how many files are scored at a time, in total and to one for each caller. */
export class FileSlots {
  readonly #max: number
  readonly #callers = new Set<string>()

  constructor(max: number) {
    this.#max = max
  }

  /**
   * Takes a slot for the caller.
   *
   * @returns a function that releases the slot and may be called twice
   * @throws LapidaryError `file-in-progress`, `too-many-files`
   */
  take(caller: string): () => void {
    if (this.#callers.has(caller)) throw new LapidaryError('file-in-progress', { seconds: retryAfterSeconds })
    if (this.#callers.size >= this.#max) {
      throw new LapidaryError('too-many-files', { limit: this.#max, seconds: retryAfterSeconds })
    }
    this.#callers.add(caller)
    let isTaken = true
    return () => {
      if (isTaken) this.#callers.delete(caller)
      isTaken = false
    }
  }
}
