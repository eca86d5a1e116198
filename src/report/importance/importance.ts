/** How much worse the model gets without a column: the rise of the log-loss, with its 95 % interval. */
export interface Importance {
  readonly column: string
  readonly value: number
  readonly low: number
  readonly high: number
}
