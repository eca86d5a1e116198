import type { MetricPoint } from './metric.ts'
import type { Page } from './page.ts'
import type {
  DatasetUse,
  HistorySample,
  ModelOutput,
  RunInputs,
  RunSearch,
  Setting,
  TrackedRun,
  TrackedRunStatus,
} from './runs.ts'

/** A run as it is created; its artifacts are under the location of the experiment. */
export interface NewRun {
  readonly id: string
  readonly experimentId: string
  readonly name: string
  readonly user: string
  readonly startedAt: string
  readonly tags: readonly Setting[]
}

/** Values that are stored together; each key of a param or a tag is there once. */
export interface RunValues {
  readonly metrics: readonly MetricPoint[]
  readonly params: readonly Setting[]
  readonly tags: readonly Setting[]
}

export interface RunChange {
  readonly status?: TrackedRunStatus | undefined
  readonly endedAt?: string | undefined
  /** Also the value of the tag of the name. */
  readonly name?: string | undefined
}

/**
 * Stores runs of clients. Every change is one transaction, which locks the run first. Changes of a
 * run throw `run-not-found`, and `run-deleted` if it or its experiment is deleted.
 */
export interface RunStore {
  /** @throws LapidaryError `experiment-not-found`, `experiment-deleted` */
  create(run: NewRun): Promise<void>
  get(id: string): Promise<TrackedRun | null>
  /** Resolves the distinct experiments of those of these runs that exist. */
  experimentsOf(ids: readonly string[]): Promise<readonly string[]>
  update(id: string, change: RunChange): Promise<void>
  /** @throws LapidaryError `param-changed`, and nothing is stored then */
  log(id: string, values: RunValues): Promise<void>
  /** @throws LapidaryError `tag-not-found` */
  deleteTag(id: string, key: string): Promise<void>
  /** Marks a run as deleted, or as active. False if it does not exist. */
  setLifecycle(id: string, deletedAt: string | null): Promise<boolean>
  logInputs(id: string, inputs: RunInputs): Promise<void>
  logOutputs(id: string, outputs: readonly ModelOutput[]): Promise<void>
  /** @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor` */
  search(query: RunSearch): Promise<Page<TrackedRun>>
  metricHistory(
    id: string,
    key: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<MetricPoint>>
  sampleHistory(sample: HistorySample): Promise<readonly (MetricPoint & { readonly runId: string })[]>
  searchDatasets(experimentIds: readonly string[], limit: number): Promise<readonly DatasetUse[]>
  /** Resolves ids of runs that were deleted, themselves or with their experiment, before a time. */
  listDeleted(before: string, limit: number): Promise<readonly string[]>
  /** Removes a run with all that it has, if it is still deleted. */
  purge(id: string): Promise<boolean>
}
