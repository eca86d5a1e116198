/**
 * Predicts the rows of a table again while some features take other rows' values: what permutation
 * importance asks for.
 */
export interface Shuffles {
  /** Probabilities of the table as it is, those of `Model.predict` up to rounding. */
  readonly predictions: Float64Array
  /** Returns whether the model reads the feature. If not, its values change no prediction. */
  reads(feature: number): boolean
  /**
   * Predicts every row with the values of row `order[row]` in `features`. Equals `Model.predict` of
   * such a table up to rounding, and costs what depends on these features only.
   *
   * @returns probabilities, row-major `rowCount x classes`
   */
  predict(features: readonly number[], order: Int32Array): Float64Array
}
