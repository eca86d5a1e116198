import { LapidaryError } from '../errors.ts'
import type { Logger } from '../lib/logger.ts'
import type { Model } from '../model/model.ts'
import { checkExamples, decodeModelFolder } from '../model/model-folder.ts'
import type { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import type { Registry } from '../registry/registry.ts'
import type { Tracking } from '../tracking/tracking.ts'
import { type Decide, decider } from './decide.ts'
import type { ServedModel } from './scorer.ts'

/** A model that is loaded and has answered its own examples. */
export interface Champion extends ServedModel {
  readonly loaded: Model
  readonly decide: Decide
}

interface VersionParts {
  readonly project: Project
  readonly builder: FeatureBuilder
  readonly registry: Registry
  readonly tracking: Tracking
}

interface ChampionParts extends VersionParts {
  readonly logger: Logger
}

/** How often the alias is looked up: a new champion answers within a second. */
const pollMilliseconds = 400

/**
 * Keeps the version behind the alias `champion` loaded. A new one takes over between two requests, once it has answered its
 * own examples; one that fails them is logged and the old one goes on.
 */
export class ChampionKeeper {
  #current: Champion | null = null
  /** Version that was refused: not tried again until the alias moves. */
  #refused: number | null = null
  /** The last look at the alias failed. */
  #blind = false
  #timer: NodeJS.Timeout | undefined
  #checking: Promise<void> | null = null
  readonly #parts: ChampionParts

  constructor(parts: ChampionParts) {
    this.#parts = parts
  }

  get current(): Champion | null {
    return this.#current
  }

  /** Loads the champion, if there is one, and goes on watching. @throws LapidaryError when the first one cannot be loaded. */
  async open(): Promise<void> {
    const version = await this.#aliasedVersion()
    if (version !== null) this.#current = await loadVersion(this.#parts, version)
    this.#timer = setInterval(() => void this.check(), pollMilliseconds)
    this.#timer.unref()
  }

  /** Looks once whether the alias has moved, and follows it. Never rejects. */
  check(): Promise<void> {
    this.#checking ??= this.#follow().finally(() => {
      this.#checking = null
    })
    return this.#checking
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#checking
  }

  async #follow(): Promise<void> {
    const { logger, project } = this.#parts
    const version = await this.#lookUp()
    if (version === null || version === this.#refused) return
    this.#refused = null // the alias has moved on from what was refused, if only back
    if (version === this.#current?.version) return
    try {
      const champion = await loadVersion(this.#parts, version)
      this.#current = champion
      logger.info({ model: project.model, version }, 'new champion')
    } catch (error) {
      if (!isAway(error)) this.#refused = version
      const goesOn = this.#current?.version ?? null
      logger.error({ err: error, model: project.model, version, goesOn }, 'the new champion was refused; the old one goes on')
    }
  }

  /** The version behind the alias; null when there is none, or when it cannot be looked up now, which is logged once. */
  async #lookUp(): Promise<number | null> {
    try {
      const version = await this.#aliasedVersion()
      this.#blind = false
      return version
    } catch (error) {
      if (!this.#blind) this.#parts.logger.error({ err: error }, 'the alias cannot be looked up; the champion goes on')
      this.#blind = true
      return null
    }
  }

  #aliasedVersion(): Promise<number | null> {
    return this.#parts.registry.resolve(this.#parts.project.model)
  }
}

/** The store of models cannot be reached: no fault of the version, which is tried again. */
function isAway(error: unknown): boolean {
  return error instanceof LapidaryError && error.code === 'database-unavailable'
}

/**
 * Loads one version of the project's model and has it answer its own examples.
 *
 * @throws LapidaryError `version-not-found`, `artifact-corrupted`, `model-corrupted`, `model-newer`, `definition-changed`,
 * `model-wrong-answer`.
 */
export async function loadVersion(parts: VersionParts, version: number): Promise<Champion> {
  const { project, builder, registry, tracking } = parts
  const { runId, tags } = await registry.getVersion(project.model, version)
  const folder = await decodeModelFolder((path) => tracking.readArtifact(runId, `model/${path}`))
  const names = builder.specs.map(({ name }) => name)
  checkExamples(folder, names, (row, out) => builder.ofRow(row, out))
  const loaded = folder.model
  return {
    model: project.model,
    version,
    runId,
    synthetic: tags['synthetic'] === 'true',
    chosenParams: loaded.chosenParams ?? null,
    inputWidth: loaded.inputWidth ?? null,
    loaded,
    decide: decider(loaded.classes, project.policy),
  }
}
