import type { Logger } from '../base/logger.ts'

/** Something that a platform opened. Every step may be left out. */
export interface Part {
  /** Name in the log, such as `champion`. */
  readonly name: string
  /** Begins its work. */
  readonly start?: () => Promise<unknown> | void
  /** Ends its work in the background, after what is under way. */
  readonly drain?: () => Promise<unknown> | void
  /** Releases what it holds. Nothing uses it afterwards. */
  readonly close?: () => Promise<unknown> | void
}

/** The parts of a platform in the order in which they were opened: each may use those before it. */
export class Parts {
  readonly #parts: Part[] = []
  readonly #logger: Pick<Logger, 'error'>
  #startedCount = 0
  #drained: Promise<void> | null = null
  #closed: Promise<void> | null = null

  constructor(logger: Pick<Logger, 'error'>) {
    this.#logger = logger
  }

  add(part: Part): void {
    this.#parts.push(part)
  }

  /**
   * Starts, in order, the parts that are not started yet. @throws the error of the first that fails
   */
  async start(): Promise<void> {
    for (; this.#startedCount < this.#parts.length; this.#startedCount++)
      await this.#parts[this.#startedCount]?.start?.()
  }

  /** Drains the parts, the last first. Never rejects: what fails is logged. */
  drain(): Promise<void> {
    this.#drained ??= this.#inReverse('drain')
    return this.#drained
  }

  /**
   * Drains the parts and closes them, the last first. Never rejects: what fails is logged, and the
   * others are closed.
   */
  close(): Promise<void> {
    this.#closed ??= this.drain().then(() => this.#inReverse('close'))
    return this.#closed
  }

  async #inReverse(step: 'drain' | 'close'): Promise<void> {
    for (const part of this.#parts.toReversed()) {
      try {
        await part[step]?.()
      } catch (err) {
        this.#logger.error(
          { err, part: part.name },
          `the part "${part.name}" failed to ${step}; the others go on`,
        )
      }
    }
  }
}
