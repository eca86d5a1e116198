import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { checkKey } from '../../base/text/entity-key.ts'
import type { Page } from '../sql/page.ts'
import type { CatalogSearch, CatalogStore, ModelChange } from './catalog-store.ts'
import { checkModelName, checkTags, maxTagKeyLength } from './names.ts'
import { isPrompt } from './prompt.ts'
import type { RegistryEffects } from './registry.ts'
import type { RegisteredModel, RegistryStore, Tags } from './store.ts'

/** A model, and the id of the caller who changes it. */
interface OfModel {
  readonly model: string
  readonly by: string
}

interface Parts extends Pick<RegistryEffects, 'now' | 'record' | 'isServed'> {
  readonly store: CatalogStore
  readonly registry: Pick<RegistryStore, 'getModel'>
}

/** Registered models and prompts as clients manage them. */
export class RegisteredModels {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @throws LapidaryError `model-exists`, and those of a bad name or tag */
  async create({
    model: name,
    description = '',
    tags = {},
    by,
  }: OfModel & {
    readonly description?: string | undefined
    readonly tags?: Tags
  }): Promise<RegisteredModel> {
    checkModelName(name)
    checkTags(tags)
    const createdAt = this.#time()
    if (!(await this.#parts.store.createModel({ name, createdAt, description, tags }))) {
      const existing = await this.get(name)
      throw modelExists(name, existing.tags, tags)
    }
    await this.#parts.record({ by, action: 'model.create', subject: name })
    return await this.get(name)
  }

  /** @throws LapidaryError `model-not-found`, and those of a bad name */
  async get(name: string): Promise<RegisteredModel> {
    checkModelName(name)
    const found = await this.#parts.registry.getModel(name)
    if (found === null) throw new LapidaryError('model-not-found', { model: name })
    return found
  }

  /** @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor` */
  async search(query: CatalogSearch): Promise<Page<RegisteredModel>> {
    return await this.#parts.store.searchModels(query)
  }

  /** @throws LapidaryError `model-not-found` */
  async describe({
    description,
    ...of
  }: OfModel & { readonly description: string }): Promise<RegisteredModel> {
    await this.#change(of, { description, at: this.#time() }, 'model.describe')
    return await this.get(of.model)
  }

  /** @throws LapidaryError `model-not-found`, and those of a bad tag */
  async setTag({
    key,
    value,
    ...of
  }: OfModel & { readonly key: string; readonly value: string }): Promise<void> {
    checkTags({ [key]: value })
    await this.#change(of, { tags: { [key]: value } }, 'model.tag', key)
  }

  /**
   * A tag that is not set is no error.
   * @throws LapidaryError `model-not-found`, and those of a bad key
   */
  async deleteTag({ key, ...of }: OfModel & { readonly key: string }): Promise<void> {
    checkKey('key', key, maxTagKeyLength)
    await this.#change(of, { tags: { [key]: null } }, 'model.untag', key)
  }

  /**
   * Renames a model with its versions and aliases.
   * @throws LapidaryError `model-not-found`, `model-exists`, `model-in-use`, and those of a bad
   * name
   */
  async rename({ model, newName, by }: OfModel & { readonly newName: string }): Promise<RegisteredModel> {
    checkModelName(newName, 'new_name')
    const renamed = await this.#getUnserved(model)
    // A champion must not come to the project by its name, past the gate.
    rejectServed({ ...renamed, name: newName }, this.#parts)
    const rename = { newName, at: this.#time(), keepsNumbers: this.#parts.isServed(model) }
    const result = await this.#parts.store.renameModel(model, rename)
    if (result === 'missing') throw new LapidaryError('model-not-found', { model })
    if (result === 'taken') throw modelExists(newName, (await this.get(newName)).tags, renamed.tags)
    await this.#parts.record({ by, action: 'model.rename', subject: `${model} ${newName}` })
    return await this.get(newName)
  }

  /**
   * Deletes a model with its versions and aliases.
   * @throws LapidaryError `model-not-found`, `model-in-use`
   */
  async delete({ model, by }: OfModel): Promise<void> {
    await this.#getUnserved(model)
    // Predictions name the version that made them.
    const keepsNumbers = this.#parts.isServed(model)
    if (!(await this.#parts.store.deleteModel(model, keepsNumbers)))
      throw new LapidaryError('model-not-found', { model })
    await this.#parts.record({ by, action: 'model.delete', subject: model })
  }

  async #change({ model, by }: OfModel, change: ModelChange, action: string, key?: string): Promise<void> {
    checkModelName(model)
    if (!(await this.#parts.store.updateModel(model, change)))
      throw new LapidaryError('model-not-found', { model })
    await this.#parts.record({ by, action, subject: key === undefined ? model : `${model} ${key}` })
  }

  async #getUnserved(name: string): Promise<RegisteredModel> {
    const model = await this.get(name)
    rejectServed(model, this.#parts)
    return model
  }

  #time(): string {
    return this.#parts.now().toISOString()
  }
}

/**
 * Rejects the loss of the champion that a project serves.
 * @throws LapidaryError `model-in-use`
 */
export function rejectServed(model: RegisteredModel, { isServed }: Pick<RegistryEffects, 'isServed'>): void {
  const version = model.aliases['champion']
  if (version !== undefined && isServed(model.name))
    throw new LapidaryError('model-in-use', { model: model.name, version })
}

function modelExists(model: string, existing: Tags, wanted: Tags): LapidaryError {
  const kinds = { taken: kindOf(existing), wanted: kindOf(wanted) }
  return new LapidaryError('model-exists', { model, ...kinds })
}

function kindOf(tags: Tags) {
  return isPrompt(tags)
    ? { en: 'prompt', 'pt-BR': 'prompt' }
    : { en: 'registered model', 'pt-BR': 'modelo registrado' }
}
