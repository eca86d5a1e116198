import type { Logger } from '../base/logger.ts'
import type { Project } from '../project/project.ts'
import type { Threshold } from '../project/route.ts'
import type { Registry } from '../store/registry/registry.ts'

/** How often the registry is asked: a change made in another replica holds within a second. */
const pollMilliseconds = 400

interface Parts {
  readonly project: Project
  readonly registry: Pick<Registry, 'threshold' | 'setThreshold'>
  readonly logger: Logger
}

/** Keeps the threshold in force of a project's policy, and changes it. Without a policy there is none. */
export class ThresholdKeeper {
  readonly #parts: Parts
  #current: Threshold | null
  #blind = false
  /** Changes made here; what was looked up before one is not taken after it. */
  #changes = 0
  #timer: NodeJS.Timeout | undefined
  #checking: Promise<void> | null = null

  constructor(parts: Parts) {
    this.#parts = parts
    const { policy } = parts.project
    this.#current = policy === undefined ? null : { threshold: policy.threshold, updatedAt: null, updatedBy: null }
  }

  get current(): Threshold | null {
    return this.#current
  }

  /** Reads the threshold in force, and goes on watching. */
  async open(): Promise<void> {
    if (this.#current === null) return
    await this.#look()
    this.#timer = setInterval(() => void this.check(), pollMilliseconds)
    this.#timer.unref()
  }

  /** Looks once, at a time. Never rejects: what cannot be looked up stays as it is, which is logged once. */
  check(): Promise<void> {
    this.#checking ??= this.#follow().finally(() => {
      this.#checking = null
    })
    return this.#checking
  }

  async #follow(): Promise<void> {
    try {
      await this.#look()
      this.#blind = false
    } catch (error) {
      if (!this.#blind) this.#parts.logger.error({ err: error }, 'the threshold cannot be looked up; the last one goes on')
      this.#blind = true
    }
  }

  /** @throws LapidaryError `bad-threshold` */
  async set(threshold: number, by: string, reason?: string): Promise<Threshold> {
    const { project, registry } = this.#parts
    const change = { model: project.model, threshold, by, ...(reason !== undefined && { reason }) }
    const kept = await registry.setThreshold(change)
    this.#changes += 1
    this.#current = { threshold: kept.threshold, updatedAt: kept.at, updatedBy: kept.by }
    return this.#current
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#checking
  }

  async #look(): Promise<void> {
    const changes = this.#changes
    const kept = await this.#parts.registry.threshold(this.#parts.project.model)
    if (kept === null || changes !== this.#changes) return
    this.#current = { threshold: kept.threshold, updatedAt: kept.at, updatedBy: kept.by }
  }
}
