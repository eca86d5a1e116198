import { runAtOnce, type Steps } from '../../base/threads/steps.ts'
import type { FeatureSpec, FeatureTable } from '../features.ts'
import type { ExplainedRow, Explanation, Model, SavedModel } from '../model.ts'
import { DenseNetwork } from './dense-network.ts'
import { NetworkInput } from './network-input.ts'
import { NetworkShuffles } from './network-shuffles.ts'
import type { Shuffles } from '../shuffles/shuffles.ts'
import { arrayOf, corrupted } from '../saved-model.ts'
import { softmax } from '../logistic-regression/logistic-regression-model.ts'

export const multilayerPerceptronKind = 'multilayer-perceptron'
export const multilayerPerceptronFormat = 3

/** Parts of a fitted network. */
export interface MultilayerPerceptronParts {
  readonly features: readonly FeatureSpec[]
  readonly classes: readonly string[]
  /** Units of each hidden layer. */
  readonly hiddenLayers: readonly number[]
  /** See `NetworkInput`: of each feature. */
  readonly means: Float64Array
  readonly scales: Float64Array
  readonly missing: Uint8Array
  /**
   * Mean of each column of the input over the training rows: what attributions are measured from.
   */
  readonly inputMeans: Float64Array
  /**
   * `inputs x units` of every layer, one after the other, the layer of scores last; and their
   * biases.
   */
  readonly weights: Float32Array
  readonly biases: Float32Array
  /** BatchNorm of all hidden units as inference applies it, after ReLU: x * scale + shift. */
  readonly normScales: Float32Array
  readonly normShifts: Float32Array
}

interface PreparedNetwork {
  readonly input: NetworkInput
  readonly network: DenseNetwork
}

/**
 * A network of hidden layers (Linear, ReLU, BatchNorm; Dropout in training only) and a layer of
 * scores. Two classes have one score, the log-odds of the second; others one a class. Its input is
 * made by `NetworkInput`, fitted on the training rows.
 */
export class MultilayerPerceptronModel implements Model {
  readonly kind = multilayerPerceptronKind
  readonly contributionScale = 'log_odds'
  readonly features: readonly FeatureSpec[]
  readonly classes: readonly string[]
  readonly parts: MultilayerPerceptronParts
  readonly inputWidth: number
  readonly input: NetworkInput
  readonly network: DenseNetwork
  readonly #columns: Float64Array

  /**
   * @param prepared result of `prepare` for the same parts. Default: they are prepared here, at
   * once
   */
  constructor(
    parts: MultilayerPerceptronParts,
    { input, network }: PreparedNetwork = runAtOnce(prepare(parts)),
  ) {
    this.parts = parts
    this.features = parts.features
    this.classes = parts.classes
    this.input = input
    this.inputWidth = input.width
    this.network = network
    this.#columns = new Float64Array(this.inputWidth)
  }

  predictRow(row: Float64Array, out: Float64Array): void {
    this.input.encode(row, this.#columns)
    this.#writeShares(this.network.run(this.#columns), out, 0)
  }

  /** Writes the probabilities that the scores of a row mean to `out[at..]`. */
  #writeShares(scores: Float64Array, out: Float64Array, at: number): void {
    if (this.classes.length === 2) {
      const score = scores[0] as number
      out[at] = 1 / (1 + Math.exp(score))
      out[at + 1] = 1 / (1 + Math.exp(-score))
      return
    }
    for (let k = 0; k < scores.length; k++) out[at + k] = scores[k] as number
    softmax(out, at, scores.length)
  }

  predict(table: FeatureTable): Float64Array {
    const width = this.features.length
    if (table.specs.length !== width)
      throw new TypeError(`The table has ${table.specs.length} features, the model ${width}`)
    const classes = this.classes.length
    const all = new Float64Array(table.rowCount * classes)
    const row = new Float64Array(width)
    const out = new Float64Array(classes)
    for (let r = 0; r < table.rowCount; r++) {
      for (let f = 0; f < width; f++) row[f] = (table.values[f] as Float64Array)[r] as number
      this.predictRow(row, out)
      for (let k = 0; k < classes; k++) all[r * classes + k] = out[k] as number
    }
    return all
  }

  prepareShuffles({ values, rowCount }: FeatureTable): Shuffles {
    const { input, network, classes } = this
    const writeShares = this.#writeShares.bind(this)
    return new NetworkShuffles({ input, network, classes: classes.length, writeShares }, values, rowCount)
  }

  /**
   * Attributes log-odds by DeepLIFT's rescale rule (Shrikumar et al. 2017, section 3.5.1) against
   * the mean of the training rows' inputs; a unit passes on its change in proportion, so that the
   * parts add up exactly.
   */
  explain(rows: readonly ExplainedRow[]): Explanation[] {
    return rows.map((row) => this.#explainRow(row))
  }

  #explainRow({ features: row, classIndex }: ExplainedRow): Explanation {
    const { inputMeans } = this.parts
    const columns = new Float64Array(this.inputWidth)
    this.input.encode(row, columns)
    const scoreWeights = this.#scoreWeights(classIndex)
    const { scores, multipliers } = this.network.explain(columns, inputMeans, scoreWeights)
    const attributions = new Float64Array(this.features.length)
    for (let f = 0; f < this.features.length; f++) {
      let sum = 0
      for (let c = this.input.starts[f] as number; c < (this.input.starts[f + 1] as number); c++) {
        sum += ((columns[c] as number) - (inputMeans[c] as number)) * (multipliers[c] as number)
      }
      attributions[f] = sum
    }
    return {
      base: scores.reduce((sum, score, k) => sum + score * (scoreWeights[k] as number), 0),
      attributions,
    }
  }

  /**
   * Returns the weights of the scores in the log-odds of a class, as `Model.explain` defines them.
   */
  #scoreWeights(classIndex: number): Float64Array {
    const classes = this.classes.length
    if (classes === 2) return Float64Array.of(2 * classIndex - 1)
    return Float64Array.from({ length: classes }, (_, k) => (k === classIndex ? 1 : 0) - 1 / classes)
  }

  save(): SavedModel {
    const { features, classes, hiddenLayers, ...arrays } = this.parts
    const header = {
      kind: multilayerPerceptronKind,
      format: multilayerPerceptronFormat,
      features,
      classes,
      hidden_layers: hiddenLayers,
    }
    return { header, arrays }
  }

  /**
   * Loads what `save` returned. @throws LapidaryError `model-corrupted` if it does not fit together
   */
  static *load({ header, arrays }: SavedModel): Steps<MultilayerPerceptronModel> {
    const { features, classes, hidden_layers: hiddenLayers } = header
    if (!isUnits(hiddenLayers)) throw corrupted('its hidden layers are not readable')
    const parts: MultilayerPerceptronParts = {
      features,
      classes,
      hiddenLayers,
      means: arrayOf(arrays, 'means', Float64Array),
      scales: arrayOf(arrays, 'scales', Float64Array),
      missing: arrayOf(arrays, 'missing', Uint8Array),
      inputMeans: arrayOf(arrays, 'inputMeans', Float64Array),
      weights: arrayOf(arrays, 'weights', Float32Array),
      biases: arrayOf(arrays, 'biases', Float32Array),
      normScales: arrayOf(arrays, 'normScales', Float32Array),
      normShifts: arrayOf(arrays, 'normShifts', Float32Array),
    }
    return new MultilayerPerceptronModel(parts, yield* prepare(parts))
  }
}

/** Checks the parts and lays the network out. A step is some numbers. */
function* prepare(parts: MultilayerPerceptronParts): Steps<PreparedNetwork> {
  checkFeatureParts(parts)
  const input = new NetworkInput(parts.features, parts)
  yield* checkSizes(parts, input.width)
  const outputs = parts.classes.length === 2 ? 1 : parts.classes.length
  return { input, network: yield* DenseNetwork.build([input.width, ...parts.hiddenLayers, outputs], parts) }
}

/** Numbers that are checked in a step. */
const stepNumbers = 1 << 16

function isUnits(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((units) => Number.isSafeInteger(units) && (units as number) > 0)
}

function checkFeatureParts({ features, means, scales, missing }: MultilayerPerceptronParts): void {
  const fits = [means, scales, missing].every((array) => array.length === features.length)
  if (!fits) throw corrupted('an array does not fit the features')
  if (missing.some((flag) => flag > 1)) throw corrupted('a flag is neither 0 nor 1')
}

function* checkSizes(parts: MultilayerPerceptronParts, inputs: number): Steps<void> {
  const { classes, hiddenLayers, means, scales, inputMeans, weights, biases, normScales, normShifts } = parts
  const widths = [inputs, ...hiddenLayers, classes.length === 2 ? 1 : classes.length]
  const units = widths.slice(1).reduce((sum, width) => sum + width, 0)
  const connections = widths.slice(1).reduce((sum, width, l) => sum + width * (widths[l] as number), 0)
  const hidden = hiddenLayers.reduce((sum, width) => sum + width, 0)
  const fits =
    inputMeans.length === inputs &&
    weights.length === connections &&
    biases.length === units &&
    normScales.length === hidden &&
    normShifts.length === hidden
  if (!fits) throw corrupted('an array does not fit the layers')
  for (const array of [means, scales, inputMeans, weights, biases, normScales, normShifts]) {
    for (let at = 0; at < array.length; at += stepNumbers) {
      if (!array.subarray(at, at + stepNumbers).every(Number.isFinite))
        throw corrupted('a number is not finite')
      yield
    }
  }
}
