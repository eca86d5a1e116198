import type { FeatureSpec, FeatureTable } from './features.ts'

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
  /**
   * Exact attribution of each class probability (forest) or log-odds (others: the logarithm less the mean of the logarithms of
   * all classes) to each feature, row-major `features.length x classes.length`; `base` has one value a class. base + sum over
   * features = the model's output, to 1e-9. Forest: path-dependent TreeSHAP (Lundberg et al. 2018, algorithm 2). Logistic:
   * coefficient times distance from the training mean. Network: DeepLIFT by its rescale rule (Shrikumar et al. 2017) against
   * the mean of the training rows' inputs; a unit passes on its change in proportion, so that the parts add up exactly.
   */
  explainRow(row: Float64Array): { readonly base: Float64Array; readonly attributions: Float64Array }
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
