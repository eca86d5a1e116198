import { type ErrorCode, LapidaryError } from '../../base/errors/lapidary-error.ts'
import { getOwn } from '../../base/own-property.ts'
import type { Visible } from '../sql/visible.ts'
import { aliasInWords, type Evidence, type GateVerdict, isRefusal, passGate } from './gate.ts'
import { promotionRefused } from './events.ts'
import { checkAlias, checkNewAlias } from './names.ts'
import type {
  AliasChange,
  AliasMove,
  ModelVersion,
  NewVersion,
  RegisteredModel,
  RegistryStore,
  ThresholdChange,
} from './store.ts'

/** How a version is examined before it gets an alias. */
export interface VersionChecks {
  /** Returns whether the project of this server serves a model. */
  readonly isServed: (model: string) => boolean
  /** Resolves what the gate compares of a version, from its run; null if the run is gone. */
  readonly evidenceOf: (version: ModelVersion) => Promise<Evidence | null>
  /**
   * Loads a version and runs its examples. Rejects with a `LapidaryError` that says why the version
   * cannot be served.
   */
  readonly tryLoad: (version: ModelVersion) => Promise<unknown>
}

export interface RegistryEffects extends VersionChecks {
  readonly now: () => Date
  /** Records a change in the audit log. */
  readonly record: (change: AuditedChange) => Promise<void>
}

interface AuditedChange {
  /** Id of the caller, or the command. */
  readonly by: string
  /** Noun and verb, such as `alias.move`. */
  readonly action: string
  readonly subject: string
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
  readonly change: AliasMove
  readonly verdict: GateVerdict
}

/**
 * Registers models, their versions and the aliases that point to them: promotion behind a gate, and
 * rollback.
 */
export class Registry {
  readonly #store: RegistryStore
  readonly #effects: RegistryEffects

  constructor(store: RegistryStore, effects: RegistryEffects) {
    this.#store = store
    this.#effects = effects
  }

  /** @param visible default: all */
  async listModels(visible?: Visible | null): Promise<readonly RegisteredModel[]> {
    return await this.#store.listModels(visible)
  }

  /** @throws LapidaryError `model-not-found` */
  async getModel(name: string): Promise<RegisteredModel> {
    const model = await this.#store.getModel(name)
    if (model === null) throw new LapidaryError('model-not-found', { model: name })
    return model
  }

  /**
   * Registers the version that a run of this program trained. Its model is created if it is new.
   * The version has no alias yet.
   * @param version.by the command
   */
  async register({
    by,
    ...version
  }: Pick<NewVersion, 'model' | 'runId' | 'description' | 'tags'> & {
    readonly by: string
  }): Promise<ModelVersion> {
    const { model, runId } = version
    const source = `runs:/${runId}/model`
    const createdAt = this.#effects.now().toISOString()
    const number = await this.#store.createVersion({ ...version, source, createdAt, createdBy: by })
    await this.#effects.record({ by, action: 'version.create', subject: `${model} ${number}` })
    return await this.getVersion(model, number)
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
    return getOwn((await this.#store.getModel(model))?.aliases ?? {}, alias) ?? null
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
   * Points the alias at a version. If a project trained one of the two, only if the gate lets it
   * pass (see `passGate`) and the version loads and reproduces its examples. The first version of
   * an alias passes the gate; `force` skips the gate, and never the loading. A refusal is recorded.
   * @throws LapidaryError `gate-refused` and its kin, `gate-no-evaluation`, `version-not-loadable`,
   * `bad-alias`, `reserved-alias`, `model-not-found`, `version-not-found`, `alias-moved`.
   */
  async promote(input: PromoteInput): Promise<Promotion> {
    const { model, version, alias = 'champion', by } = input
    checkNewAlias(alias)
    const candidate = await this.getVersion(model, version)
    const current = await this.resolve(model, alias)
    if (current === version) return await this.#unchanged(model, alias)
    try {
      return await this.#promote(candidate, current, { alias, force: false, reason: '', ...input })
    } catch (error) {
      if (isRefusal(error)) {
        await this.#effects.record({
          by,
          action: 'alias.refuse',
          subject: `${model}@${alias} ${version} ${error.code}`,
        })
        await this.#store.emitEvent(promotionRefused({ model, alias, version, by }, error))
      }
      throw error
    }
  }

  /**
   * Removes an alias. One that is not there is no error.
   * @throws LapidaryError `model-not-found`, `bad-alias`
   */
  async removeAlias({
    model,
    alias,
    by,
    reason = 'removed',
  }: {
    readonly model: string
    readonly alias: string
    readonly by: string
    readonly reason?: string
  }): Promise<void> {
    checkAlias(alias)
    await this.getModel(model)
    const at = this.#effects.now().toISOString()
    const removed = await this.#store.setAlias({
      model,
      alias,
      version: null,
      at,
      by,
      reason,
      rollback: false,
    })
    if (removed !== null)
      await this.#effects.record({ by, action: 'alias.remove', subject: `${model}@${alias}` })
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
  }): Promise<AliasMove> {
    const { model, alias = 'champion', by, reason = 'rollback' } = input
    const current = await this.resolve(model, alias)
    const earlier = rollbackPath(await this.history(model, alias))
    for (const version of earlier) {
      const found = version === current ? null : await this.#store.getVersion(model, version)
      if (found === null) continue
      if (await this.#isOfProject(found)) await this.#checkLoads(found, alias)
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
    const { by, model, threshold } = made
    await this.#effects.record({ by, action: 'threshold.change', subject: `${model} ${threshold}` })
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
    if (change?.version == null) throw new LapidaryError('alias-moved', { model, alias: aliasInWords(alias) })
    return { change: { ...change, version: change.version }, verdict: 'unchanged' }
  }

  async #promote(
    candidate: ModelVersion,
    current: number | null,
    { model, version, alias, force, by, reason }: Required<PromoteInput>,
  ): Promise<Promotion> {
    const verdict = await this.#verdict(candidate, alias, current, force)
    if (verdict !== 'no-gate') await this.#checkLoads(candidate, alias)
    const change = await this.#move(
      { model, alias, version, by, reason: reason === '' ? verdict : reason, rollback: false },
      // What the gate compared must still have the alias; without a gate the last caller wins.
      verdict === 'no-gate' ? undefined : current,
    )
    return { change, verdict }
  }

  async #verdict(
    candidate: ModelVersion,
    alias: string,
    current: number | null,
    force: boolean,
  ): Promise<GateVerdict> {
    const { model, version } = candidate
    const { evidenceOf, isServed } = this.#effects
    const before = current === null ? await this.#lastOf(model, alias) : await this.getVersion(model, current)
    const mine = await evidenceOf(candidate)
    const its = before === null ? null : await evidenceOf(before)
    if (!isServed(model) && mine === null && its === null) return 'no-gate'
    if (before === null || before.version === version) return 'first'
    if (force) return 'forced'
    if (mine === null || its === null) {
      const unread = mine === null ? version : before.version
      throw new LapidaryError('gate-no-evaluation', { model, alias: aliasInWords(alias), version: unread })
    }
    return passGate({ model, alias: aliasInWords(alias), version, current: before.version }, mine, its)
  }

  /** Whether a project serves the model of a version, or trained the version. */
  async #isOfProject(version: ModelVersion): Promise<boolean> {
    const { evidenceOf, isServed } = this.#effects
    return isServed(version.model) || (await evidenceOf(version)) !== null
  }

  /**
   * Resolves the version that last had an alias that was removed, so that removing the alias does
   * not open the gate.
   */
  async #lastOf(model: string, alias: string): Promise<ModelVersion | null> {
    for (const version of rollbackPath(await this.#store.aliasHistory(model, alias))) {
      const found = await this.#store.getVersion(model, version)
      if (found !== null) return found
    }
    return null
  }

  /**
   * Loads a version. @throws LapidaryError `version-not-loadable`; the error of an unavailable
   * store is thrown unchanged.
   */
  async #checkLoads(version: ModelVersion, alias: string): Promise<void> {
    try {
      await this.#effects.tryLoad(version)
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

  /** @param expected the version that must have the alias; undefined for any */
  async #move(
    change: Omit<AliasMove, 'previous' | 'at'>,
    expected: number | null | undefined,
  ): Promise<AliasMove> {
    const { model, alias, version, by, rollback } = change
    const at = this.#effects.now().toISOString()
    const moved = await this.#store.setAlias({ ...change, at }, expected)
    if (moved === null) throw new LapidaryError('alias-moved', { model, alias: aliasInWords(alias) })
    const action = rollback ? 'alias.rollback' : 'alias.move'
    await this.#effects.record({ by, action, subject: `${model}@${alias} ${version}` })
    return { ...moved, version }
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
    if (version === null) continue
    if (rollback) pile.length = Math.max(0, pile.lastIndexOf(version))
    if (pile.at(-1) !== version) pile.push(version)
  }
  return pile.toReversed()
}
