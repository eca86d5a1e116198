import type { FeatureSpec, FeatureTable } from './features.ts'
import type { Shuffles } from './shuffles/shuffles.ts'

/** A row of features and the class whose output is to be explained, its place in `classes`. */
export interface ExplainedRow {
  readonly features: Float64Array
  readonly classIndex: number
}

/** Why the output for one class is what it is. */
export interface Explanation {
  /** The mean output over the training rows. */
  readonly base: number
  /** What each feature adds to it. */
  readonly attributions: Float64Array
}

/** The scale on which a model attributes its output: of probabilities, or of log-odds. */
export type ContributionScale = 'probability' | 'log_odds'

/** A fitted classifier. Immutable; knows nothing of training. */
export interface Model {
  /** `random-forest`, `logistic-regression`, `multilayer-perceptron`. */
  readonly kind: string
  readonly features: readonly FeatureSpec[]
  readonly classes: readonly string[]
  /** Hyper-parameters that tuning chose, for people (`best_params`). Absent when nothing was tuned. */
  readonly chosenParams?: Readonly<Record<string, unknown>>
  /** Width of a network's input after its preprocessing. Absent for other models. */
  readonly inputWidth?: number
  /** Writes the class probabilities (sum 1) of one row of features into `out` (length: classes). No allocation. */
  predictRow(row: Float64Array, out: Float64Array): void
  /** Probabilities of every row, row-major: `rowCount x classes.length`. */
  predict(table: FeatureTable): Float64Array
  /** The scale of the attributions that `explain` returns. */
  readonly contributionScale: ContributionScale
  /** Prepares predictions of `table` with shuffled features. */
  prepareShuffles(table: FeatureTable): Shuffles
  /**
   * Attributes each row's probability (forest) or log-odds (others) of its class to the features, exactly: base + sum over
   * features = the model's output, to 1e-9. Of two classes the log-odds are log(p / (1 - p)); of more, the logarithm of the
   * probability less the mean of those of all classes. Forest: path-dependent TreeSHAP (Lundberg et
   * al. 2018, algorithm 2). Logistic: coefficient times distance from the training mean. Network: DeepLIFT by its rescale rule
   * (Shrikumar et al. 2017) against the mean of the training rows' inputs; a unit passes on its change in proportion, so that the parts
   * add up exactly. Milliseconds a row for a large forest, less for many rows together: a server calls it in a thread.
   */
  explain(rows: readonly ExplainedRow[]): Explanation[]
  /** Parameters for JSON and the large arrays beside; `loadModel` of `model/load.ts` takes both back. */
  save(): SavedModel
}

export type NamedArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array

/** The native form of a model: `model.json` (header) and `model.bin` (arrays, little-endian, in the header's order). */
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
