import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { getOwn } from '../../base/own-property.ts'
import { checkKey } from '../../base/text/entity-key.ts'
import type { Page } from '../sql/page.ts'
import type { CatalogSearch, CatalogStore, VersionChange } from './catalog-store.ts'
import { checkAlias, checkModelName, checkTags, maxTagKeyLength, parseStage } from './names.ts'
import { isPrompt } from './prompt.ts'
import { rejectServed } from './registered-models.ts'
import type { RegistryEffects } from './registry.ts'
import { type GivenSource, resolveSource, type SourceLookups, type VersionReference } from './source.ts'
import type { ModelVersion, RegisteredModel, RegistryStore } from './store.ts'

/** A version of a model, and the id of the caller who changes it. */
interface OfVersion {
  readonly model: string
  readonly version: number
  readonly by: string
}

interface Parts
  extends Pick<RegistryEffects, 'now' | 'record' | 'isServed'>,
    Pick<SourceLookups, 'findRun' | 'findLoggedModel'> {
  /** Adds a registered version to those that a logged model lists. */
  readonly addVersionToLoggedModel: (
    modelId: string,
    version: { readonly name: string; readonly version: number },
  ) => Promise<void>
  readonly store: CatalogStore
  readonly registry: Pick<RegistryStore, 'getModel' | 'getVersion'>
}

interface GivenVersion extends GivenSource {
  readonly model: string
  readonly by: string
  readonly runLink?: string | undefined
  readonly description?: string | undefined
}

/** Versions of registered models and prompts as clients manage them. */
export class ModelVersions {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Registers the next version of a model.
   * @throws LapidaryError `model-not-found`, those of a bad name or tag, and those of
   * `resolveSource`
   */
  async create({ model, by, runLink, description = '', ...given }: GivenVersion): Promise<ModelVersion> {
    checkModelName(model)
    checkTags(given.tags)
    const { store, record } = this.#parts
    const resolved = await resolveSource(given, {
      ...this.#parts,
      getModel: (name) => this.#getModel(name),
      findVersion: (name, reference) => this.#find(name, reference),
    })
    const version = await store.addVersion({
      ...resolved,
      model,
      runLink,
      description,
      tags: given.tags,
      createdAt: this.#time(),
      createdBy: by,
    })
    if (version === null) throw new LapidaryError('model-not-found', { model })
    await record({ by, action: 'version.create', subject: `${model} ${version}` })
    const { modelId } = resolved
    if (modelId !== null && !isPrompt(given.tags))
      await this.#parts.addVersionToLoggedModel(modelId, { name: model, version })
    return await this.get(model, version)
  }

  /** @throws LapidaryError `version-not-found`, and those of a bad name */
  async get(model: string, version: number): Promise<ModelVersion> {
    checkModelName(model)
    const found = await this.#parts.registry.getVersion(model, version)
    if (found === null) throw new LapidaryError('version-not-found', { model, version })
    return found
  }

  /**
   * Resolves the version of an alias; `latest` stands for the newest version.
   * @throws LapidaryError `model-not-found`, `bad-alias`, `alias-not-found`, `version-not-found`
   */
  async getByAlias(model: string, alias: string): Promise<ModelVersion> {
    checkAlias(alias)
    const { aliases, latestVersion } = await this.#getModel(model)
    const version = alias.toLowerCase() === 'latest' ? latestVersion : getOwn(aliases, alias)
    if (version === undefined) throw new LapidaryError('alias-not-found', { model, alias })
    return await this.get(model, version)
  }

  /** @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor` */
  async search(query: CatalogSearch): Promise<Page<ModelVersion>> {
    return await this.#parts.store.searchVersions(query)
  }

  /** Resolves the newest version of each stage of these models, by model and version. */
  async latest(models: readonly string[]): Promise<readonly ModelVersion[]> {
    return await this.#parts.store.latestVersions(models)
  }

  /**
   * Resolves the newest version of each of these stages of a model.
   * @param stages in any case; empty for all
   * @throws LapidaryError `model-not-found`, `bad-stage`
   */
  async latestOfStages(model: string, stages: readonly string[]): Promise<readonly ModelVersion[]> {
    await this.#getModel(model)
    const wanted = stages.map(parseStage)
    const latest = await this.latest([model])
    return wanted.length === 0 ? latest : latest.filter(({ stage }) => wanted.includes(stage))
  }

  /** @throws LapidaryError `version-not-found` */
  async describe({
    description,
    ...of
  }: OfVersion & { readonly description: string }): Promise<ModelVersion> {
    await this.#change(of, { description, at: this.#time() }, 'version.describe')
    return await this.get(of.model, of.version)
  }

  /**
   * Moves a version to a stage.
   * @param move.archiveOthers moves the versions that are in the stage to `Archived`
   * @throws LapidaryError `version-not-found`, `bad-stage`, `stage-keeps-versions`
   */
  async moveToStage({
    stage: name,
    archiveOthers,
    ...of
  }: OfVersion & { readonly stage: string; readonly archiveOthers: boolean }): Promise<ModelVersion> {
    const stage = parseStage(name)
    if (archiveOthers && stage !== 'Staging' && stage !== 'Production')
      throw new LapidaryError('stage-keeps-versions', { stage })
    await this.#change(of, { stage, archiveOthers, at: this.#time() }, 'version.stage', stage)
    return await this.get(of.model, of.version)
  }

  /** @throws LapidaryError `version-not-found`, and those of a bad tag */
  async setTag({
    key,
    value,
    ...of
  }: OfVersion & { readonly key: string; readonly value: string }): Promise<void> {
    checkTags({ [key]: value })
    await this.#change(of, { tags: { [key]: value } }, 'version.tag', key)
  }

  /**
   * A tag that is not set is no error.
   * @throws LapidaryError `version-not-found`, and those of a bad key
   */
  async deleteTag({ key, ...of }: OfVersion & { readonly key: string }): Promise<void> {
    checkKey('key', key, maxTagKeyLength)
    await this.#change(of, { tags: { [key]: null } }, 'version.untag', key)
  }

  /**
   * Deletes a version and removes its aliases.
   * @throws LapidaryError `version-not-found`, `model-in-use`
   */
  async delete({ model: name, version, by }: OfVersion): Promise<void> {
    const model = await this.#parts.registry.getModel(name)
    if (model?.aliases['champion'] === version) rejectServed(model, this.#parts)
    if (!(await this.#parts.store.deleteVersion(name, version, this.#time(), by)))
      throw new LapidaryError('version-not-found', { model: name, version })
    await this.#parts.record({ by, action: 'version.delete', subject: `${name} ${version}` })
  }

  async #change(
    { model, version, by }: OfVersion,
    change: VersionChange,
    action: string,
    what?: string,
  ): Promise<void> {
    checkModelName(model)
    if (!(await this.#parts.store.updateVersion(model, version, change)))
      throw new LapidaryError('version-not-found', { model, version })
    const subject = [model, String(version), what].filter((part) => part !== undefined).join(' ')
    await this.#parts.record({ by, action, subject })
  }

  async #find(model: string, reference: VersionReference): Promise<ModelVersion> {
    if (reference !== 'latest' && 'version' in reference) return await this.get(model, reference.version)
    if (reference !== 'latest' && 'alias' in reference) return await this.getByAlias(model, reference.alias)
    const latest = await this.latestOfStages(model, reference === 'latest' ? [] : [reference.stage])
    const newest = latest.at(-1)
    if (newest !== undefined) return newest
    const stage = reference === 'latest' ? 'latest' : reference.stage
    throw new LapidaryError('no-version-in-stage', { model, stage })
  }

  async #getModel(name: string): Promise<RegisteredModel> {
    checkModelName(name)
    const model = await this.#parts.registry.getModel(name)
    if (model === null) throw new LapidaryError('model-not-found', { model: name })
    return model
  }

  #time(): string {
    return this.#parts.now().toISOString()
  }
}
