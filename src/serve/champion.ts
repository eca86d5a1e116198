import { type ErrorCode, LapidaryError } from '../base/errors/lapidary-error.ts'
import type { Logger } from '../base/logger.ts'
import { Poller } from '../base/poller.ts'
import type { Model } from '../model/model.ts'
import { decodeModelFolder, decodeReference, type ModelFolder } from '../model/model-folder.ts'
import type { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import { readModel } from '../project/read-model.ts'
import { isStoreUnavailable, type Registry } from '../store/registry/registry.ts'
import type { ModelVersion } from '../store/registry/store.ts'
import type { Tracking } from '../store/tracking/tracking.ts'
import { type Decide, createDecide } from './decide.ts'
import type { ServedModel } from './scorer.ts'

/** A loaded model that has reproduced its own examples. */
export interface Champion extends ServedModel {
  readonly loaded: Model
  readonly decide: Decide
  /**
   * Share of each column's cells that were lost in training. A column without an entry lost none.
   */
  readonly lostInTraining: ReadonlyMap<string, number>
}

interface VersionParts {
  readonly project: Project
  readonly builder: FeatureBuilder
  readonly registry: Registry
  readonly tracking: Tracking
}

interface ChampionParts extends VersionParts {
  readonly logger: Logger
  readonly now?: () => number
}

/** The reason why the version behind the alias is not the one that is served. */
export interface ChampionProblem {
  /** The version behind the alias. */
  readonly version: number
  readonly error: unknown
}

/** Milliseconds between two look-ups of the alias: a new champion serves within a second. */
const pollMs = 400
/**
 * Milliseconds until a version whose files could not be read is loaded again, because they may have
 * been restored.
 */
const retryMs = 60_000
/**
 * Maximum number of earlier champions that are tried at the start before the server starts without
 * a model.
 */
const maxEarlierVersions = 10

/**
 * Keeps the version behind the alias `champion` loaded. A new version is served from the next
 * request on, once it has reproduced its own examples. While the version behind the alias cannot be
 * served, the last good one stays in use, and `problem` has the reason.
 */
export class ChampionKeeper {
  #current: Champion | null = null
  #problem: ChampionProblem | null = null
  /** Time at which the version of `#problem` is loaded again. */
  #retryAt = Number.POSITIVE_INFINITY
  /** Polls the alias. */
  readonly poller: Poller
  readonly #parts: ChampionParts
  readonly #now: () => number

  constructor(parts: ChampionParts) {
    this.#parts = parts
    this.#now = parts.now ?? Date.now
    this.poller = new Poller({
      name: 'champion',
      poll: () => this.#follow(),
      onFailing: (error) =>
        parts.logger.error({ err: error }, 'the alias cannot be looked up; the champion goes on'),
      intervalMs: pollMs,
      now: this.#now,
    })
  }

  get current(): Champion | null {
    return this.#current
  }

  /** Null while the version behind the alias is served, or while there is none. */
  get problem(): ChampionProblem | null {
    return this.#problem
  }

  /** The error of a prediction, and of the readiness check, while no version is served. */
  get absence(): LapidaryError {
    const { model } = this.#parts.project
    if (this.#problem === null) return new LapidaryError('no-champion', { model })
    const { version, error } = this.#problem
    const reason = error instanceof LapidaryError ? error : `${String(error)}.`
    return new LapidaryError('champion-not-loadable', { model, version, reason }, { cause: error })
  }

  /**
   * Loads the champion, if there is one, and follows the alias from then on. If it cannot be
   * served, loads the nearest earlier champion that can. Without any the server still starts, so
   * that the alias can be moved through it.
   *
   * @throws LapidaryError when the alias cannot be resolved.
   */
  async open(): Promise<void> {
    await this.poller.start(async () => {
      const version = await this.#aliasedVersion()
      if (version !== null) await this.#takeOver(version)
      if (this.#current === null && this.#problem !== null) await this.#fallBack(this.#problem)
    })
  }

  /**
   * Follows the alias once.
   *
   * @throws LapidaryError when it cannot be resolved.
   */
  async #follow(): Promise<void> {
    const version = await this.#aliasedVersion()
    if (version === null) return
    if (version === this.#problem?.version && this.#now() < this.#retryAt) return
    if (version === this.#current?.version) {
      this.#problem = null // the alias went back to what is served
      return
    }
    const before = this.#current
    await this.#takeOver(version)
    const after = this.#current
    if (after === null || after === before) return
    this.#parts.logger.info({ model: after.model, version }, 'new champion')
  }

  /** Serves a version if it loads. Otherwise stores and logs the reason. Never rejects. */
  async #takeOver(version: number): Promise<void> {
    const { logger, project } = this.#parts
    try {
      this.#current = await loadVersion(this.#parts, version)
      this.#problem = null
    } catch (error) {
      const isKnown = this.#problem?.version === version
      this.#problem = { version, error }
      this.#retryAt = isStoreUnavailable(error)
        ? 0
        : isLasting(error)
          ? Number.POSITIVE_INFINITY
          : this.#now() + retryMs
      if (isKnown) return // logged before
      const goesOn = this.#current?.version ?? null
      const message =
        goesOn === null
          ? 'the champion cannot be served'
          : 'the new champion was refused; the old one goes on'
      logger.error({ err: error, model: project.model, version, goesOn }, message)
    }
  }

  /** Serves the nearest earlier champion that loads. */
  async #fallBack({ version }: ChampionProblem): Promise<void> {
    const { logger, project, registry } = this.#parts
    const earlier = (await registry.previousVersions(project.model)).slice(0, maxEarlierVersions)
    for (const candidate of earlier) {
      try {
        this.#current = await loadVersion(this.#parts, candidate)
        logger.error(
          { model: project.model, version, served: candidate },
          'an earlier champion is served instead',
        )
        return
      } catch (error) {
        logger.error(
          { err: error, model: project.model, version: candidate },
          'an earlier champion cannot be served either',
        )
      }
    }
    logger.error(
      { model: project.model, version, tried: earlier },
      'no champion can be served: predictions are refused with 503',
    )
  }

  /** Resolves the version behind the alias, or null when there is none. */
  #aliasedVersion(): Promise<number | null> {
    return this.#parts.registry.resolve(this.#parts.project.model)
  }
}

/**
 * Returns whether a version fails in the same way for as long as this process runs, because its
 * files are intact but do not match the project.
 */
function isLasting(error: unknown): boolean {
  const codes: readonly ErrorCode[] = [
    'definition-changed',
    'model-wrong-answer',
    'model-corrupted',
    'model-newer',
  ]
  return error instanceof LapidaryError && codes.includes(error.code)
}

/**
 * Loads one version of the project's model and compares its predictions for its own examples.
 *
 * @throws LapidaryError `version-not-found`, `artifact-corrupted`, `model-corrupted`,
 * `model-newer`, `definition-changed`, `model-wrong-answer`.
 */
export async function loadVersion(parts: VersionParts, version: number): Promise<Champion> {
  const { project, registry } = parts
  const found = await registry.getVersion(project.model, version)
  const { runId, tags } = found
  const { model: loaded, chosenParams = null } = await loadModelFolder(parts, found)
  const { lost_shares: lostShares = {} } = await decodeReference(createModelReader(parts, found))
  return {
    model: project.model,
    version,
    runId,
    synthetic: tags['synthetic'] === 'true',
    noBetterThanGuessing: tags['no_better_than_guessing'] === 'true',
    chosenParams,
    inputWidth: loaded.inputWidth ?? null,
    loaded,
    decide: createDecide(loaded.classes, project.policy),
    lostInTraining: new Map(Object.entries(lostShares)),
  }
}

/**
 * Loads the model of a version and checks that it predicts its own examples. For a model of another
 * project, whose definition is not available, only reads and decodes the files.
 *
 * @throws LapidaryError as `loadVersion`
 */
export async function loadModelFolder(
  { project, builder, tracking }: Omit<VersionParts, 'registry'>,
  { model, runId }: Pick<ModelVersion, 'model' | 'runId'>,
): Promise<ModelFolder> {
  const read = createModelReader({ tracking }, { runId })
  return model === project.model ? await readModel(builder, read) : await decodeModelFolder(read)
}

function createModelReader(
  { tracking }: Pick<VersionParts, 'tracking'>,
  { runId }: Pick<ModelVersion, 'runId'>,
): (path: string) => Promise<Uint8Array> {
  return (path) => tracking.readArtifact(runId, `model/${path}`)
}
