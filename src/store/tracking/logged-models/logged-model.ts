import type { MetricPoint } from '../metric.ts'

export type LoggedModelStatus = 'unspecified' | 'pending' | 'ready' | 'failed'

/** A point of a metric of a model, in the run that measured it. */
export interface ModelMetric extends MetricPoint {
  readonly runId: string
}

/** A model that a client recorded in an experiment, with its files. */
export interface LoggedModel {
  /** `m-` and 32 lower-case hexadecimal digits. */
  readonly id: string
  readonly experimentId: string
  readonly name: string
  /** Root of its files, such as `mlflow-artifacts:/1/models/<id>/artifacts`. */
  readonly artifactLocation: string
  /** ISO 8601, UTC, with milliseconds. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly status: LoggedModelStatus
  readonly lifecycle: 'active' | 'deleted'
  /** Such as `agent`; may be empty. */
  readonly modelType: string
  /** The run that produced it; empty if there is none. */
  readonly sourceRunId: string
  readonly tags: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, string>>
  /** By name and time; of each model the newest `maxModelMetrics`. */
  readonly metrics: readonly ModelMetric[]
}

/** A model before it has tags, params and metrics. */
export type NewLoggedModel = Omit<LoggedModel, 'lifecycle' | 'updatedAt' | 'metrics'>

/** Data that a metric was measured on: all of that name, or only that with the digest. */
export interface DatasetFilter {
  readonly name: string
  readonly digest?: string | undefined
}

/** A clause of an order: an attribute, or a metric on any data or on one dataset. */
export interface ModelOrder {
  /** Such as `creation_timestamp` or `metrics.loss`. */
  readonly field: string
  readonly ascending: boolean
  readonly dataset?: Partial<DatasetFilter> | undefined
}

export interface LoggedModelSearch {
  readonly experimentIds: readonly string[]
  /** A filter over `metrics`, `params`, `tags` and attributes. */
  readonly filter?: string | undefined
  /** The data that metrics of the filter were measured on; one of them is enough. */
  readonly datasets?: readonly DatasetFilter[] | undefined
  /** Default: newest first. Models without the metric come last. */
  readonly orderBy?: readonly ModelOrder[] | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}
