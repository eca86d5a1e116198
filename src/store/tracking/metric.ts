/** One point of the history of a metric of a run. */
export interface MetricPoint {
  readonly key: string
  /** May be NaN or infinite. */
  readonly value: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
  /** May be negative. */
  readonly step: number
  /** The logged model that was measured, and the data that it was measured on. */
  readonly modelId?: string | undefined
  readonly dataset?: { readonly name: string; readonly digest: string } | undefined
}
