/** Metrics of the held-out rows that share one value of a column. */
export interface SliceMetrics {
  readonly column: string
  /** A category, or a range of numbers such as `18 – 30`. Null if the value is missing. */
  readonly value: string | null
  readonly rows: number
  readonly accuracy: number
  readonly log_loss: number
  /** Share of the rows for which the model predicts each class. */
  readonly predicted: Readonly<Record<string, number>>
}
