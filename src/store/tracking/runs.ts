import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { checkBatch, checkDatasets, checkTags } from './check-batch.ts'
import type { MetricPoint } from './metric.ts'
import type { Page, View } from './page.ts'
import type { RunStore } from './run-store.ts'

export type TrackedRunStatus = 'scheduled' | 'running' | 'finished' | 'failed' | 'interrupted'

/** A run with everything that lists show: its last metrics, and no history. */
export interface TrackedRun {
  readonly id: string
  readonly experimentId: string
  readonly name: string
  readonly status: TrackedRunStatus
  /** A run of a deleted experiment is deleted too. */
  readonly lifecycle: 'active' | 'deleted'
  readonly user: string
  /** ISO 8601, UTC, with milliseconds. */
  readonly startedAt: string
  readonly endedAt: string | null
  /** Root of its artifacts, such as `mlflow-artifacts:/1/<run id>/artifacts`. */
  readonly artifactUri: string
  /** The last point of each metric. */
  readonly metrics: readonly MetricPoint[]
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly inputs: RunInputs
  readonly outputs: readonly ModelOutput[]
}

/** A param or a tag. */
export interface Setting {
  readonly key: string
  readonly value: string
}

export interface Dataset {
  readonly name: string
  readonly digest: string
  readonly sourceType: string
  readonly source: string
  readonly schema?: string | undefined
  readonly profile?: string | undefined
}

/** Data and logged models that a run read. */
export interface RunInputs {
  readonly datasets: readonly { readonly dataset: Dataset; readonly tags: Readonly<Record<string, string>> }[]
  readonly models: readonly { readonly modelId: string }[]
}

/** A logged model that a run produced. */
export interface ModelOutput {
  readonly modelId: string
  readonly step: number
}

export interface RunBatch {
  readonly metrics?: readonly MetricPoint[]
  readonly params?: readonly Setting[]
  readonly tags?: readonly Setting[]
}

export interface RunSearch {
  readonly experimentIds: readonly string[]
  /** A filter over `metrics`, `params`, `tags`, `datasets` and attributes of the run. */
  readonly filter?: string | undefined
  /** Clauses such as `metrics.accuracy DESC`; runs that lack the value come last. */
  readonly orderBy?: readonly string[] | undefined
  readonly view?: View | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface HistorySample {
  readonly runIds: readonly string[]
  readonly key: string
  readonly startStep?: number | undefined
  readonly endStep?: number | undefined
  /** At least 1. */
  readonly maxPoints: number
}

/** A dataset of an experiment, with the context in which runs used it, such as `training`. */
export interface DatasetUse {
  readonly experimentId: string
  readonly name: string
  readonly digest: string
  readonly context: string | null
}

interface Effects {
  readonly now: () => Date
  /** Returns a new run id: 32 lower-case hexadecimal digits. */
  readonly newId: () => string
  /** Returns a name for a run that was created without one. */
  readonly newName: () => string
}

/** Tag with the name of a run, which changes with it. */
export const nameTag = 'mlflow.runName'
const userTag = 'mlflow.user'
const maxDatasetUses = 1000

/** Runs that clients record: their life, values, inputs and outputs. */
export class Runs {
  readonly #store: RunStore
  readonly #effects: Effects

  constructor(store: RunStore, effects: Effects) {
    this.#store = store
    this.#effects = effects
  }

  /**
   * Creates a run with status `running`. Without a name, here or in the tag `mlflow.runName`, it
   * gets a random one; without a user, that of the tag `mlflow.user`.
   * @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `bad-run`, `value-empty`,
   * `value-too-long`
   */
  async create(run: {
    readonly experimentId: string
    readonly name?: string | undefined
    readonly user?: string | undefined
    /** ISO 8601. Default: now. */
    readonly startedAt?: string | undefined
    readonly tags?: readonly Setting[] | undefined
  }): Promise<TrackedRun> {
    const tags = checkTags(run.tags ?? [])
    const tag = (key: string): string | undefined => tags.find((each) => each.key === key)?.value
    const tagged = tag(nameTag)
    if (run.name && tagged && run.name !== tagged)
      throw new LapidaryError('bad-run', { name: run.name, tag: tagged })
    const name = run.name || tagged || this.#effects.newName()
    const id = this.#effects.newId()
    await this.#store.create({
      id,
      experimentId: run.experimentId,
      name,
      user: run.user || tag(userTag) || '',
      startedAt: run.startedAt ?? this.#effects.now().toISOString(),
      tags: tagged ? tags : [...tags.filter(({ key }) => key !== nameTag), { key: nameTag, value: name }],
    })
    return await this.get(id)
  }

  /** Returns a run of any lifecycle. @throws LapidaryError `run-not-found` */
  async get(id: string): Promise<TrackedRun> {
    const run = await this.#store.get(id)
    if (run === null) throw new LapidaryError('run-not-found', { run: id })
    return run
  }

  /** Resolves the distinct experiments of those of these runs that exist. */
  async experimentsOf(ids: readonly string[]): Promise<readonly string[]> {
    return await this.#store.experimentsOf(ids)
  }

  /**
   * Changes what is given. A name also becomes the value of the tag `mlflow.runName`.
   * @throws LapidaryError `run-not-found`, `run-deleted`
   */
  async update(
    id: string,
    change: {
      readonly status?: TrackedRunStatus | undefined
      readonly endedAt?: string | undefined
      readonly name?: string | undefined
    },
  ): Promise<TrackedRun> {
    await this.#store.update(id, { ...change, name: change.name || undefined })
    return await this.get(id)
  }

  /** Marks a run as deleted; one that is already stays so. @throws LapidaryError `run-not-found` */
  async delete(id: string): Promise<void> {
    await this.#setLifecycle(id, this.#effects.now().toISOString())
  }

  /** Restores a run. One of a deleted experiment comes back with it. @throws as `delete` */
  async restore(id: string): Promise<void> {
    await this.#setLifecycle(id, null)
  }

  /** @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor` */
  async search(query: RunSearch): Promise<Page<TrackedRun>> {
    return await this.#store.search(query)
  }

  /**
   * Stores metrics, params and tags: all or none. A point that is stored already is skipped; a
   * param keeps its first value, and the tag `mlflow.runName` also renames the run.
   * @throws LapidaryError `run-not-found`, `run-deleted`, `param-changed`, `param-twice`,
   * `batch-too-large`, `bad-metric`, `name-characters`, `name-path`, `value-empty`,
   * `value-too-long`
   */
  async log(id: string, batch: RunBatch): Promise<void> {
    await this.#store.log(id, checkBatch(batch))
  }

  /** @throws LapidaryError `run-not-found`, `run-deleted`, `tag-not-found` */
  async deleteTag(id: string, key: string): Promise<void> {
    await this.#store.deleteTag(id, key)
  }

  /**
   * Adds inputs. A dataset or model that the run has already stays as it is.
   * @throws LapidaryError `run-not-found`, `run-deleted`, `value-too-long`, `batch-too-large`
   */
  async logInputs(id: string, { datasets = [], models = [] }: Partial<RunInputs>): Promise<void> {
    checkDatasets(datasets)
    await this.#store.logInputs(id, { datasets, models })
  }

  /**
   * Adds logged models that the run produced.
   * @throws LapidaryError `run-not-found`, `run-deleted`
   */
  async logOutputs(id: string, outputs: readonly ModelOutput[]): Promise<void> {
    await this.#store.logOutputs(id, outputs)
  }

  /**
   * Returns the points of a metric by step, time and value. A run or metric that does not exist has
   * none.
   * @throws LapidaryError `bad-cursor`
   */
  async metricHistory(
    id: string,
    key: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<MetricPoint>> {
    return await this.#store.metricHistory(id, key, page)
  }

  /**
   * Returns at most `maxPoints` points of a metric for each run, evenly spread over the steps from
   * `startStep` to `endStep`, with the first and the last point of each run.
   */
  async sampleHistory(sample: HistorySample): Promise<readonly (MetricPoint & { readonly runId: string })[]> {
    return await this.#store.sampleHistory(sample)
  }

  /** Returns the distinct datasets of experiments with the context of their use, at most 1,000. */
  async searchDatasets(experimentIds: readonly string[]): Promise<readonly DatasetUse[]> {
    return await this.#store.searchDatasets(experimentIds, maxDatasetUses)
  }

  /**
   * Returns the ids of runs that were deleted, themselves or with their experiment, before a time.
   * @param before ISO 8601, UTC, with milliseconds.
   */
  async listDeleted(before: string, limit: number): Promise<readonly string[]> {
    return await this.#store.listDeleted(before, limit)
  }

  /** Removes a deleted run permanently. Returns false if it is not deleted any more. */
  async purge(id: string): Promise<boolean> {
    return await this.#store.purge(id)
  }

  /** @throws LapidaryError `run-not-found` */
  async #setLifecycle(id: string, deletedAt: string | null): Promise<void> {
    if (!(await this.#store.setLifecycle(id, deletedAt)))
      throw new LapidaryError('run-not-found', { run: id })
  }
}
