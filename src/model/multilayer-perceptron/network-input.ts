import { categoryCounts } from '../random-forest/binning.ts'
import type { FeatureSpec } from '../features.ts'

/** Fitted parts of a network's input, one value a feature. */
export interface NetworkInputParts {
  /**
   * Of numbers, over the rows that have one: mean, and 1 / deviation (0 when constant). Categories:
   * 0.
   */
  readonly means: Float64Array
  readonly scales: Float64Array
  /** 1 where training rows had missing values: the feature has a column for it. */
  readonly missing: Uint8Array
}

/**
 * A standardised number is held within so many deviations: far outside its training a network would
 * predict noise.
 */
export const maxDeviations = 10

/**
 * Makes the columns that a network takes. A number is one column: standardised, 0 (the mean) when
 * missing. A category is a column for each of its values, all 0 when missing or unknown. Where
 * training rows had missing values, one more column is 1 when the value is missing.
 */
export class NetworkInput {
  readonly width: number
  /** Where each feature's columns begin; one more for the end. */
  readonly starts: Int32Array
  /** Categories of each feature, 0 for a number. */
  readonly categories: Int32Array
  readonly #parts: NetworkInputParts

  constructor(features: readonly FeatureSpec[], parts: NetworkInputParts) {
    this.#parts = parts
    this.categories = categoryCounts(features)
    this.starts = new Int32Array(features.length + 1)
    for (let f = 0; f < features.length; f++) {
      const columns = Math.max(1, this.categories[f] as number) + ((parts.missing[f] as number) === 0 ? 0 : 1)
      this.starts[f + 1] = (this.starts[f] as number) + columns
    }
    this.width = this.starts[features.length] as number
  }

  /** Writes the columns of a row of features to `out`. No allocation. */
  encode(row: Float64Array, out: Float64Array): void {
    out.fill(0, 0, this.width)
    for (let f = 0; f < this.categories.length; f++) {
      const value = row[f] as number
      const column = this.columnOf(f, value)
      if (column >= 0) out[column] = this.valueOf(f, value)
    }
  }

  /** Returns the only column that a feature's value fills; -1 when a missing value has none. */
  columnOf(f: number, value: number): number {
    const count = this.categories[f] as number
    const start = this.starts[f] as number
    if (count === 0 ? Number.isFinite(value) : value >= 0 && value < count)
      return count === 0 ? start : start + Math.floor(value)
    return this.#parts.missing[f] === 1 ? (this.starts[f + 1] as number) - 1 : -1
  }

  /** Returns what `columnOf` is filled with. */
  valueOf(f: number, value: number): number {
    if ((this.categories[f] as number) > 0 || !Number.isFinite(value)) return 1
    const standard = (value - (this.#parts.means[f] as number)) * (this.#parts.scales[f] as number)
    return Math.max(-maxDeviations, Math.min(maxDeviations, standard))
  }
}
