import type { Logger } from '../base/logger.ts'
import { Poller } from '../base/poller.ts'
import type { Project } from '../project/project.ts'
import type { Threshold } from '../project/route.ts'
import type { Registry } from '../store/registry/registry.ts'

/**
 * Milliseconds between two polls of the registry: a change made in another replica applies within a
 * second.
 */
const pollMs = 400

interface Parts {
  readonly project: Project
  readonly registry: Pick<Registry, 'threshold' | 'setThreshold'>
  readonly logger: Logger
  /** @defaultValue Date.now */
  readonly now?: () => number
}

/**
 * Follows the threshold in force of a project's policy, and changes it. Without a policy it is
 * null.
 */
export class ThresholdKeeper {
  readonly #parts: Parts
  #current: Threshold | null
  /** Number of changes made here. A read that began before a change is discarded. */
  #changes = 0
  /** Polls the registry, or null without a policy. */
  readonly poller: Poller | null

  constructor(parts: Parts) {
    this.#parts = parts
    const { policy } = parts.project
    this.#current =
      policy === undefined ? null : { threshold: policy.threshold, updatedAt: null, updatedBy: null }
    this.poller =
      policy === undefined
        ? null
        : new Poller({
            name: 'threshold',
            poll: () => this.#read(),
            onFailing: (error) =>
              parts.logger.error({ err: error }, 'the threshold cannot be read; the last one goes on'),
            intervalMs: pollMs,
            ...(parts.now !== undefined && { now: parts.now }),
          })
  }

  get current(): Threshold | null {
    return this.#current
  }

  /** Reads the threshold in force, and follows its changes from then on. */
  async open(): Promise<void> {
    await this.poller?.start()
  }

  /**
   * Changes the threshold.
   *
   * @throws LapidaryError `bad-threshold`
   */
  async set(threshold: number, by: string, reason?: string): Promise<Threshold> {
    const { project, registry } = this.#parts
    const change = { model: project.model, threshold, by, ...(reason !== undefined && { reason }) }
    const stored = await registry.setThreshold(change)
    this.#changes += 1
    this.#current = { threshold: stored.threshold, updatedAt: stored.at, updatedBy: stored.by }
    return this.#current
  }

  async #read(): Promise<void> {
    const changes = this.#changes
    const stored = await this.#parts.registry.threshold(this.#parts.project.model)
    if (stored === null || changes !== this.#changes) return
    this.#current = { threshold: stored.threshold, updatedAt: stored.at, updatedBy: stored.by }
  }
}
