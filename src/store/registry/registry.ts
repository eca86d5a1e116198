import { type ErrorCode, LapidaryError } from '../../base/errors/lapidary-error.ts'
import { aliasInWords, type Evidence, type GateVerdict, passGate } from './gate.ts'
import type { AliasChange, ModelVersion, RegisteredModel, RegistryStore, ThresholdChange } from './store.ts'

/** How a version is examined before it gets an alias. */
export interface VersionChecks {
  /** Resolves what the gate compares of a version, from its run; null if the run is gone. */
  readonly evidenceOf: (version: ModelVersion) => Promise<Evidence | null>
  /**
   * Loads a version and runs its examples. Rejects with a `LapidaryError` that says why the version
   * cannot be served.
   */
  readonly tryLoad: (version: ModelVersion) => Promise<unknown>
}

interface Effects {
  readonly now: () => Date
  /** Null without a project, which alone can load its versions. */
  readonly checks: VersionChecks | null
}

export interface PromoteInput {
  readonly model: string
  readonly version: number
  /** Default `champion`. */
  readonly alias?: string
  /** Skips the gate; the history records it. */
  readonly force?: boolean
  /** The caller's id, or the command, such as `lapidary train`. */
  readonly by: string
  readonly reason?: string
}

export interface Promotion {
  readonly change: AliasChange
  readonly verdict: GateVerdict
}

/**
 * Registers models, their versions and the aliases that point to them: promotion behind a gate, and
 * rollback.
 */
export class Registry {
  readonly #store: RegistryStore
  readonly #effects: Effects

  constructor(store: RegistryStore, effects: Effects) {
    this.#store = store
    this.#effects = effects
  }

  async listModels(): Promise<readonly RegisteredModel[]> {
    return await this.#store.listModels()
  }

  /** @throws LapidaryError `model-not-found` */
  async getModel(name: string): Promise<RegisteredModel> {
    const model = await this.#store.getModel(name)
    if (model === null) throw new LapidaryError('model-not-found', { model: name })
    return model
  }

  /**
   * Registers the next version of a model, which is created if it is new. The version has no alias
   * yet.
   */
  async register(version: Omit<ModelVersion, 'version' | 'createdAt'>): Promise<ModelVersion> {
    const made = { ...version, createdAt: this.#effects.now().toISOString() }
    return { ...made, version: await this.#store.createVersion(made) }
  }

  /** Newest first. @throws LapidaryError `model-not-found` */
  async listVersions(model: string): Promise<readonly ModelVersion[]> {
    const versions = await this.#store.listVersions(model)
    if (versions.length === 0) await this.getModel(model)
    return versions
  }

  /** @throws LapidaryError `model-not-found`, `version-not-found` */
  async getVersion(model: string, version: number): Promise<ModelVersion> {
    const found = await this.#store.getVersion(model, version)
    if (found !== null) return found
    await this.getModel(model)
    throw new LapidaryError('version-not-found', { model, version })
  }

  /**
   * Resolves the version of an alias; null if there is no such model or alias. One cheap query,
   * which may be polled.
   */
  async resolve(model: string, alias = 'champion'): Promise<number | null> {
    return (await this.#store.getModel(model))?.aliases[alias] ?? null
  }

  /** Newest first. */
  async history(model: string, alias = 'champion'): Promise<readonly AliasChange[]> {
    await this.getModel(model)
    return await this.#store.aliasHistory(model, alias)
  }

  /**
   * Resolves the versions that had the alias before the current one, the latest first: those that
   * `rollback` returns to.
   */
  async previousVersions(model: string, alias = 'champion'): Promise<readonly number[]> {
    const [current, ...earlier] = rollbackPath(await this.#store.aliasHistory(model, alias))
    return earlier.filter((version) => version !== current)
  }

  /**
   * Points the alias at a version, if the gate lets it pass (see `passGate`) and the version loads
   * and reproduces its examples. The first version of an alias passes the gate; `force` skips the
   * gate, and never the loading. Without a project there is neither gate nor loading.
   * @throws LapidaryError `gate-refused` and its kin, `gate-no-evaluation`, `version-not-loadable`,
   * `bad-alias`, `model-not-found`, `version-not-found`, `alias-moved`.
   */
  async promote({
    model,
    version,
    alias = 'champion',
    force = false,
    by,
    reason = '',
  }: PromoteInput): Promise<Promotion> {
    if (!/^[a-z][a-z0-9_-]{0,63}$/.test(alias))
      throw new LapidaryError('bad-alias', { seen: alias.slice(0, 100) })
    const candidate = await this.getVersion(model, version)
    const current = await this.resolve(model, alias)
    if (current === version) return await this.#unchanged(model, alias)
    const verdict = await this.#verdict(candidate, alias, current, force)
    await this.#checkLoads(candidate, alias)
    const change = await this.#move(
      { model, alias, version, by, reason: reason === '' ? verdict : reason, rollback: false },
      current,
    )
    return { change, verdict }
  }

  /**
   * Returns the alias to the version that had it before the current one; repeated, one further
   * back. The gate is skipped.
   * @throws LapidaryError `no-previous-version`, `version-not-loadable`, `model-not-found`,
   * `alias-moved`.
   */
  async rollback(input: {
    readonly model: string
    readonly alias?: string
    readonly by: string
    readonly reason?: string
  }): Promise<AliasChange> {
    const { model, alias = 'champion', by, reason = 'rollback' } = input
    const current = await this.resolve(model, alias)
    const earlier = rollbackPath(await this.history(model, alias))
    for (const version of earlier) {
      const found = version === current ? null : await this.#store.getVersion(model, version)
      if (found === null) continue
      await this.#checkLoads(found, alias)
      return await this.#move({ model, alias, version, by, reason, rollback: true }, current)
    }
    throw new LapidaryError('no-previous-version', { model, alias: aliasInWords(alias) })
  }

  /**
   * Stores the probability from which the positive class of a model is predicted.
   * @throws LapidaryError `bad-threshold` outside of 0 to 1.
   */
  async setThreshold({
    reason = '',
    ...change
  }: Omit<ThresholdChange, 'at' | 'reason'> & { readonly reason?: string }): Promise<ThresholdChange> {
    if (!(change.threshold >= 0 && change.threshold <= 1))
      throw new LapidaryError('bad-threshold', { seen: change.threshold })
    const made = { ...change, reason, at: this.#effects.now().toISOString() }
    await this.#store.addThreshold(made)
    return made
  }

  /**
   * Resolves the threshold in force, or null if none was ever set. One cheap query, which may be
   * polled.
   */
  async threshold(model: string): Promise<ThresholdChange | null> {
    return (await this.#store.thresholdHistory(model, 1))[0] ?? null
  }

  /** Newest first. */
  async thresholdHistory(model: string, limit: number): Promise<readonly ThresholdChange[]> {
    return await this.#store.thresholdHistory(model, limit)
  }

  async #unchanged(model: string, alias: string): Promise<Promotion> {
    const [change] = await this.#store.aliasHistory(model, alias)
    if (change === undefined) throw new LapidaryError('alias-moved', { model, alias: aliasInWords(alias) })
    return { change, verdict: 'unchanged' }
  }

  async #verdict(
    candidate: ModelVersion,
    alias: string,
    current: number | null,
    force: boolean,
  ): Promise<GateVerdict> {
    const { checks } = this.#effects
    if (current === null) return 'first'
    if (force) return 'forced'
    if (checks === null) return 'no-gate'
    const { model, version } = candidate
    const before = await this.getVersion(model, current)
    const [mine, its] = [await checks.evidenceOf(candidate), await checks.evidenceOf(before)]
    if (mine === null || its === null) {
      const unread = mine === null ? version : current
      throw new LapidaryError('gate-no-evaluation', { model, alias: aliasInWords(alias), version: unread })
    }
    return passGate({ model, alias: aliasInWords(alias), version, current }, mine, its)
  }

  /**
   * Loads a version. @throws LapidaryError `version-not-loadable`; the error of an unavailable
   * store is thrown unchanged.
   */
  async #checkLoads(version: ModelVersion, alias: string): Promise<void> {
    try {
      await this.#effects.checks?.tryLoad(version)
    } catch (cause) {
      if (isStoreUnavailable(cause)) throw cause
      const reason = cause instanceof LapidaryError ? cause : `${String(cause)}.` // thrown by the project's own code
      throw new LapidaryError(
        'version-not-loadable',
        { model: version.model, version: version.version, alias: aliasInWords(alias), reason },
        { cause },
      )
    }
  }

  async #move(change: Omit<AliasChange, 'previous' | 'at'>, previous: number | null): Promise<AliasChange> {
    const at = this.#effects.now().toISOString()
    if (!(await this.#store.setAlias({ ...change, at }, previous))) {
      throw new LapidaryError('alias-moved', { model: change.model, alias: aliasInWords(change.alias) })
    }
    return { ...change, previous, at }
  }
}

/**
 * Returns whether loading failed because the store is unavailable, which is no fault of the
 * version.
 */
export function isStoreUnavailable(error: unknown): boolean {
  const codes: readonly ErrorCode[] = ['database-unavailable', 'database-busy', 'store-silent']
  return error instanceof LapidaryError && codes.includes(error.code)
}

/**
 * Returns the versions that a rollback may return to, the latest first. The history is read like an
 * editor's undo: a promotion pushes a version on the pile, a rollback pops the one it left.
 */
function rollbackPath(newestFirst: readonly AliasChange[]): readonly number[] {
  const pile: number[] = []
  for (const { version, rollback } of newestFirst.toReversed()) {
    if (rollback) pile.length = Math.max(0, pile.lastIndexOf(version))
    if (pile.at(-1) !== version) pile.push(version)
  }
  return pile.toReversed()
}
