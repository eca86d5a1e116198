/** The rise of the log-loss when a column's values are shuffled, with its 95 % interval. */
export interface Importance {
  readonly column: string
  readonly value: number
  readonly low: number
  readonly high: number
}
