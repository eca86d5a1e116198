import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { checkLength } from '../../../base/text/entity-key.ts'
import { largestPage } from '../../sql/cursor.ts'
import type { Experiment } from '../experiments.ts'
import type { Page } from '../page.ts'
import type { LoggedModel, LoggedModelSearch, LoggedModelStatus } from './logged-model.ts'
import type { LoggedModelStore } from './store.ts'

type Value = { readonly key: string; readonly value: string }

const maxNameLength = 500
const maxKeyLength = 255
const maxValueLength = 65_535
const maxRunIdLength = 256

interface Effects {
  readonly now: () => Date
  /** Returns 32 lower-case hexadecimal digits. */
  readonly newId: () => string
  /** Returns a name for a model that was created without one. */
  readonly newName: () => string
  /** @throws LapidaryError `experiment-not-found` */
  readonly getExperiment: (id: string) => Promise<Experiment>
}

/** Models that clients record in experiments: their life, tags, params and metrics. */
export class LoggedModels {
  readonly #store: LoggedModelStore
  readonly #effects: Effects

  constructor(store: LoggedModelStore, effects: Effects) {
    this.#store = store
    this.#effects = effects
  }

  /**
   * Creates a model with status `pending`.
   * @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `bad-logged-model-name`,
   * `value-empty`, `value-too-long`, `logged-model-param-changed`
   */
  async create({
    experimentId,
    name = '',
    modelType = '',
    sourceRunId = '',
    tags = [],
    params = [],
  }: Pick<LoggedModel, 'experimentId'> &
    Partial<Pick<LoggedModel, 'name' | 'modelType' | 'sourceRunId'>> & {
      readonly tags?: readonly Value[]
      readonly params?: readonly Value[]
    }): Promise<LoggedModel> {
    checkName(name)
    checkLength('model_type', modelType, maxNameLength)
    checkLength('source_run_id', sourceRunId, maxRunIdLength)
    const id = `m-${this.#effects.newId()}`
    const values = { tags: toTags(tags), params: toParams(id, params) }
    const experiment = await this.#effects.getExperiment(experimentId)
    if (experiment.lifecycle === 'deleted')
      throw new LapidaryError('experiment-deleted', { experiment: experimentId })
    const model = {
      id,
      experimentId: experiment.id,
      name: name === '' ? this.#effects.newName() : name,
      artifactLocation: `${experiment.artifactLocation.replace(/\/+$/, '')}/models/${id}/artifacts`,
      createdAt: this.#time(),
      status: 'pending',
      modelType,
      sourceRunId,
      ...values,
    } as const
    await this.#store.create(model)
    return { ...model, updatedAt: model.createdAt, lifecycle: 'active', metrics: [] }
  }

  /** Resolves the distinct experiments of those of these models that exist. */
  async experimentsOf(ids: readonly string[]): Promise<readonly string[]> {
    const models = await this.#store.getMany(ids)
    return [...new Set(models.map(({ experimentId }) => experimentId))]
  }

  /** @throws LapidaryError `logged-model-not-found`, also for a deleted one unless allowed */
  async get(
    id: string,
    { allowsDeleted = false }: { readonly allowsDeleted?: boolean } = {},
  ): Promise<LoggedModel> {
    const [model] = await this.#store.getMany([id])
    if (model === undefined || (model.lifecycle === 'deleted' && !allowsDeleted))
      throw new LapidaryError('logged-model-not-found', { model: id })
    return model
  }

  /**
   * Returns the active models that match a filter.
   * @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor`
   */
  async search(query: LoggedModelSearch): Promise<Page<LoggedModel>> {
    return await this.#store.search({ ...query, limit: Math.min(query.limit, largestPage) })
  }

  /**
   * Sets the status, such as `ready` when all files are there.
   * @throws LapidaryError `logged-model-not-found`
   */
  async finalize(id: string, status: LoggedModelStatus): Promise<LoggedModel> {
    await this.#store.setStatus(id, status, this.#time())
    return await this.get(id)
  }

  /** Marks a model as deleted. @throws LapidaryError `logged-model-not-found` */
  async delete(id: string): Promise<void> {
    await this.#store.delete(id, this.#time())
  }

  /**
   * Returns the ids of models that were deleted before a time, themselves or with their experiment.
   * @param before ISO 8601, UTC, with milliseconds.
   */
  async listDeleted(before: string): Promise<readonly string[]> {
    return await this.#store.listDeleted(before)
  }

  /**
   * Removes a deleted model permanently, but not its files. Returns false if it is not deleted any
   * more.
   */
  async purge(id: string): Promise<boolean> {
    return await this.#store.purge(id)
  }

  /** @throws LapidaryError `logged-model-not-found`, `value-empty`, `value-too-long` */
  async setTags(id: string, tags: readonly Value[]): Promise<void> {
    await this.#store.setTags(id, toTags(tags))
  }

  /** @throws LapidaryError `logged-model-not-found`, `logged-model-tag-not-found` */
  async deleteTag(id: string, key: string): Promise<void> {
    await this.#store.deleteTag(id, key)
  }

  /**
   * Adds params. A param keeps its first value.
   * @throws LapidaryError `logged-model-not-found`, `logged-model-param-changed`, `value-empty`,
   * `value-too-long`
   */
  async logParams(id: string, params: readonly Value[]): Promise<void> {
    await this.#store.addParams(id, toParams(id, params))
  }

  #time(): string {
    return this.#effects.now().toISOString()
  }
}

/** The name is part of addresses such as `models:/<name>/1`, and of filters. */
function checkName(name: string): void {
  if (/[/:.%"']/.test(name))
    throw new LapidaryError('bad-logged-model-name', { name: name.slice(0, maxNameLength) })
  checkLength('name', name, maxNameLength)
}

function checkValue({ key, value }: Value): void {
  if (key === '') throw new LapidaryError('value-empty', { field: 'key' })
  checkLength('key', key, maxKeyLength)
  checkLength('value', value, maxValueLength)
}

/** Returns tags by key. The last one of a key is kept. */
function toTags(tags: readonly Value[]): Readonly<Record<string, string>> {
  for (const tag of tags) checkValue(tag)
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
}

/**
 * Returns params by key.
 * @throws LapidaryError `logged-model-param-changed` if a key has two values
 */
function toParams(id: string, params: readonly Value[]): Readonly<Record<string, string>> {
  const byKey = new Map<string, string>()
  for (const param of params) {
    checkValue(param)
    const { key, value } = param
    if ((byKey.get(key) ?? value) !== value)
      throw new LapidaryError('logged-model-param-changed', { model: id, key: key.slice(0, maxKeyLength) })
    byKey.set(key, value)
  }
  return Object.fromEntries(byKey)
}
