import type { FeatureSpec, FeatureTable } from './features.ts'
import type { Shuffles } from './shuffles/shuffles.ts'

/** A row of features and the class whose output is explained. */
export interface ExplainedRow {
  readonly features: Float64Array
  /** Index in `Model.classes`. */
  readonly classIndex: number
}

/** Attribution of the output for one class. */
export interface Explanation {
  /** Mean output over the training rows. */
  readonly base: number
  /** Contribution of each feature to the difference from `base`. */
  readonly attributions: Float64Array
}

/** The scale on which a model attributes its output: of probabilities, or of log-odds. */
export type ContributionScale = 'probability' | 'log_odds'

/** A fitted classifier. Immutable, and independent of training. */
export interface Model {
  /** Name of its family, such as `random-forest`: see `families.ts`. */
  readonly kind: string
  readonly features: readonly FeatureSpec[]
  readonly classes: readonly string[]
  /** Width of a network's input after its preprocessing. Not set for other models. */
  readonly inputWidth?: number
  /**
   * Writes the class probabilities (sum 1) of one row of features into `out` (length: classes). No
   * allocation.
   */
  predictRow(row: Float64Array, out: Float64Array): void
  /** Probabilities of every row, row-major: `rowCount x classes.length`. */
  predict(table: FeatureTable): Float64Array
  /** The scale of the attributions that `explain` returns. Not set: the family does not explain. */
  readonly contributionScale?: ContributionScale
  /**
   * Prepares predictions of `table` with shuffled features, cheaper than predicting each shuffled
   * table. Not set: `prepareShuffles` of `shuffles/prepare-shuffles.ts` predicts each of them.
   */
  prepareShuffles?(table: FeatureTable): Shuffles
  /**
   * Attributes each row's output for its class to the features, exactly: base + sum over features =
   * the output, to 1e-9. The output is the probability or its log-odds, as `contributionScale`
   * says. Of two classes the log-odds are log(p / (1 - p)); of more, the logarithm of the
   * probability less the mean of those of all classes. Not set: the family does not explain.
   * Milliseconds a row for a large forest, less for many rows together: a server calls it in a
   * thread.
   */
  explain?(rows: readonly ExplainedRow[]): Explanation[]
  /**
   * Returns the parameters for JSON and the large arrays beside them, which `loadModel` of
   * `load.ts` loads again.
   */
  save(): SavedModel
}

export type NamedArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array

/**
 * The native form of a model: `model.json` (header) and `model.bin` (arrays, little-endian, in the
 * header's order).
 */
export interface SavedModel {
  readonly header: {
    readonly kind: string
    readonly format: number
    readonly features: readonly FeatureSpec[]
    readonly classes: readonly string[]
    readonly [key: string]: unknown
  }
  readonly arrays: Readonly<Record<string, NamedArray>>
}
