import type { MetricPoint } from './metric.ts'
import type { Page, View } from './page.ts'

export type TrackedRunStatus = 'scheduled' | 'running' | 'finished' | 'failed' | 'interrupted'

/** A run with everything that lists show: its last metrics, and no history. */
export interface TrackedRun {
  readonly id: string
  readonly experimentId: string
  readonly name: string
  readonly status: TrackedRunStatus
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
  readonly params?: readonly { readonly key: string; readonly value: string }[]
  readonly tags?: readonly { readonly key: string; readonly value: string }[]
}

export interface RunSearch {
  readonly experimentIds: readonly string[]
  /** A filter over `metrics`, `params`, `tags`, `datasets` and attributes of the run. */
  readonly filter?: string
  /** Clauses such as `metrics.accuracy DESC`; runs that lack the value come last. */
  readonly orderBy?: readonly string[]
  readonly view?: View
  readonly limit: number
  readonly cursor?: string
}

/** Runs that clients record: their life, values, inputs and outputs. */
export interface Runs {
  /** @throws LapidaryError `experiment-not-found`, `experiment-deleted`, `bad-run` */
  create(run: {
    readonly experimentId: string
    readonly name?: string
    readonly user?: string
    /** ISO 8601. Default: now. */
    readonly startedAt?: string
    readonly tags?: readonly { readonly key: string; readonly value: string }[]
  }): Promise<TrackedRun>
  /** Returns a run of any lifecycle. @throws LapidaryError `run-not-found` */
  get(id: string): Promise<TrackedRun>
  /** @throws LapidaryError `run-not-found`, `run-deleted` */
  update(
    id: string,
    change: { readonly status?: TrackedRunStatus; readonly endedAt?: string; readonly name?: string },
  ): Promise<TrackedRun>
  delete(id: string): Promise<void>
  restore(id: string): Promise<void>
  /** @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor` */
  search(query: RunSearch): Promise<Page<TrackedRun>>
  /**
   * Stores metrics, params and tags: all or none. A point that is stored already is skipped; a
   * param keeps its first value.
   * @throws LapidaryError `run-not-found`, `run-deleted`, `param-changed`
   */
  log(id: string, batch: RunBatch): Promise<void>
  /** @throws LapidaryError `tag-not-found` */
  deleteTag(id: string, key: string): Promise<void>
  logInputs(id: string, inputs: Partial<RunInputs>): Promise<void>
  logOutputs(id: string, outputs: readonly ModelOutput[]): Promise<void>
  /** Returns points by step and timestamp. */
  metricHistory(
    id: string,
    key: string,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<MetricPoint>>
  /**
   * Returns at most `maxPoints` points of a metric for each run, evenly spread over the steps from
   * `startStep` to `endStep`, with the first and the last step of each run.
   */
  sampleHistory(query: {
    readonly runIds: readonly string[]
    readonly key: string
    readonly startStep?: number
    readonly endStep?: number
    readonly maxPoints: number
  }): Promise<readonly (MetricPoint & { readonly runId: string })[]>
  /** Returns the distinct datasets of experiments with the context of their use. */
  searchDatasets(experimentIds: readonly string[]): Promise<
    readonly {
      readonly experimentId: string
      readonly name: string
      readonly digest: string
      readonly context: string | null
    }[]
  >
}
