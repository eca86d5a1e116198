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

/** Creates, finds and changes experiments. */
export interface Experiments {
  /**
   * Creates an experiment and returns its id.
   * @throws LapidaryError `experiment-exists` (also if the one of that name is deleted), `bad-experiment`
   */
  create(experiment: {
    readonly name: string
    /** Default: `mlflow-artifacts:/<id>`. */
    readonly artifactLocation?: string
    readonly tags?: Readonly<Record<string, string>>
  }): Promise<string>
  /** Returns an experiment of any lifecycle. @throws LapidaryError `experiment-not-found` */
  get(id: string): Promise<Experiment>
  getByName(name: string): Promise<Experiment | null>
  /**
   * @param query.filter a filter over `name`, `creation_time`, `last_update_time` and `tags.<key>`
   * @param query.orderBy clauses such as `name ASC`. Default: last update, newest first
   * @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor`
   */
  search(query: {
    readonly filter?: string
    readonly orderBy?: readonly string[]
    readonly view?: View
    readonly limit: number
    readonly cursor?: string
  }): Promise<Page<Experiment>>
  /** @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `experiment-exists` */
  rename(id: string, name: string): Promise<void>
  /** Marks an experiment and its active runs as deleted. @throws LapidaryError `experiment-not-found` */
  delete(id: string): Promise<void>
  /** Restores an experiment and the runs that were deleted with it. */
  restore(id: string): Promise<void>
  setTag(id: string, key: string, value: string): Promise<void>
  /** @throws LapidaryError `tag-not-found` */
  deleteTag(id: string, key: string): Promise<void>
}
