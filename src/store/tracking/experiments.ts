import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { checkKey, checkLength } from '../../base/text/entity-key.ts'
import type { Visible } from '../sql/visible.ts'
import type { Page, View } from './page.ts'

/** A named group of runs, logged models and traces. */
export interface Experiment {
  /** Decimal digits of a whole number. `0` is the experiment `Default`, which always exists. */
  readonly id: string
  readonly name: string
  /** Root of the artifacts of its runs, such as `mlflow-artifacts:/1`. */
  readonly artifactLocation: string
  readonly lifecycle: 'active' | 'deleted'
  /** ISO 8601, UTC, with milliseconds. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly tags: Readonly<Record<string, string>>
}

export interface NewExperiment {
  readonly name: string
  /** Default: `mlflow-artifacts:/<id>`. */
  readonly artifactLocation?: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: string
}

export interface ExperimentSearch {
  /** A filter over `name`, `creation_time`, `last_update_time` and `tags.<key>`. */
  readonly filter?: string | undefined
  /** Clauses such as `name ASC`. Default: newest first. */
  readonly orderBy?: readonly string[] | undefined
  readonly view?: View | undefined
  /** The experiments that are found. Default: all. */
  readonly visible?: Visible | null | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Stores experiments. Every change is one transaction. */
export interface ExperimentStore {
  /** @throws LapidaryError `experiment-exists` */
  create(experiment: NewExperiment): Promise<string>
  get(id: string): Promise<Experiment | null>
  getByName(name: string): Promise<Experiment | null>
  /** @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor` */
  search(query: ExperimentSearch): Promise<Page<Experiment>>
  /** @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `experiment-exists` */
  rename(id: string, name: string, updatedAt: string): Promise<void>
  /**
   * Marks it as deleted, or as active. False if it has that lifecycle already, or does not exist.
   */
  setLifecycle(id: string, lifecycle: Experiment['lifecycle'], updatedAt: string): Promise<boolean>
  /** @throws LapidaryError `experiment-not-found`, `experiment-deleted` */
  setTag(id: string, key: string, value: string): Promise<void>
  /** @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `tag-not-found` */
  deleteTag(id: string, key: string): Promise<void>
}

const maxNameLength = 500
const maxLocationLength = 2048
const maxTagKeyLength = 250
const maxTagLength = 20_000

/** Creates, finds and changes experiments. */
export class Experiments {
  readonly #store: ExperimentStore
  readonly #now: () => Date

  constructor(store: ExperimentStore, now: () => Date) {
    this.#store = store
    this.#now = now
  }

  /**
   * Creates an experiment and returns its id.
   * @throws LapidaryError `experiment-exists` (also if the one of that name is deleted),
   * `value-empty`, `value-too-long`, `bad-artifact-location`, `name-characters`, `name-path`
   */
  async create({
    name,
    artifactLocation,
    tags = {},
  }: Pick<NewExperiment, 'name' | 'artifactLocation'> &
    Partial<Pick<NewExperiment, 'tags'>>): Promise<string> {
    checkName(name)
    if (artifactLocation !== undefined) checkLocation(artifactLocation)
    for (const [key, value] of Object.entries(tags)) checkTag(key, value)
    return await this.#store.create({ name, artifactLocation, tags, createdAt: this.#time() })
  }

  /** Returns an experiment of any lifecycle. @throws LapidaryError `experiment-not-found` */
  async get(id: string): Promise<Experiment> {
    const experiment = await this.#store.get(id)
    if (experiment === null) throw new LapidaryError('experiment-not-found', { experiment: id })
    return experiment
  }

  /** Returns the experiment with this name, of any lifecycle. */
  async getByName(name: string): Promise<Experiment | null> {
    return await this.#store.getByName(name)
  }

  /** @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor` */
  async search(query: ExperimentSearch): Promise<Page<Experiment>> {
    return await this.#store.search(query)
  }

  /**
   * @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `experiment-exists`,
   * `value-empty`, `value-too-long`
   */
  async rename(id: string, name: string): Promise<void> {
    checkName(name)
    await this.#store.rename(id, name, this.#time())
  }

  /**
   * Marks an active experiment as deleted. Its runs are deleted with it.
   * @throws LapidaryError `experiment-not-found`
   */
  async delete(id: string): Promise<void> {
    await this.#setLifecycle(id, 'deleted')
  }

  /**
   * Restores a deleted experiment and the runs that were deleted with it.
   * @throws LapidaryError `experiment-not-found`
   */
  async restore(id: string): Promise<void> {
    await this.#setLifecycle(id, 'active')
  }

  /**
   * @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `name-characters`,
   * `name-path`, `value-too-long`
   */
  async setTag(id: string, key: string, value: string): Promise<void> {
    checkTag(key, value)
    await this.#store.setTag(id, key, value)
  }

  /** @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `tag-not-found` */
  async deleteTag(id: string, key: string): Promise<void> {
    await this.#store.deleteTag(id, key)
  }

  async #setLifecycle(id: string, lifecycle: Experiment['lifecycle']): Promise<void> {
    if (!(await this.#store.setLifecycle(id, lifecycle, this.#time())))
      throw new LapidaryError('experiment-not-found', { experiment: id })
  }

  #time(): string {
    return this.#now().toISOString()
  }
}

function checkName(name: string): void {
  if (name === '') throw new LapidaryError('value-empty', { field: 'name' })
  checkLength('name', name, maxNameLength)
}

function checkTag(key: string, value: string): void {
  checkKey('key', key, maxTagKeyLength)
  checkLength('value', value, maxTagLength)
}

function checkLocation(location: string): void {
  if (/^runs:|[#;]/.test(location)) throw new LapidaryError('bad-artifact-location', { seen: location })
  checkLength('artifact_location', location, maxLocationLength)
}
