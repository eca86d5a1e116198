import { badOption } from '../bad-option.ts'
import type { Model } from '../../model/model.ts'
import {
  MultilayerPerceptronModel,
  multilayerPerceptronKind,
} from '../../model/multilayer-perceptron/multilayer-perceptron-model.ts'
import { NetworkInput, type NetworkInputParts } from '../../model/multilayer-perceptron/network-input.ts'
import { classWeights } from '../class-weights.ts'
import { fitEncoded } from '../evidence/fit-evidence.ts'
import type { FitContext, Learner, TrainingTable } from '../learner.ts'
import { moments } from '../logistic-regression/design.ts'
import { fitNetwork } from './fit-network.ts'

export interface MultilayerPerceptronOptions {
  /** Units of each hidden layer, 1 to 8 layers of 1 to 4096. Default [128, 64]. */
  readonly hiddenLayers?: readonly number[]
  /** Share of the hidden units left out in each step of training, 0 to 0.9. Default 0.2. */
  readonly dropout?: number
  /** Of Adam. Default 0.001. */
  readonly learningRate?: number
  /** Rows in each step. Default 32. */
  readonly batchSize?: number
  /** Most times through the training rows. Default 100. */
  readonly epochs?: number
  /** Epochs without a better loss on the entities held out for it, after which training stops. Default 10. */
  readonly patience?: number
  /** Draws rows of rarer classes again until all classes have as many; only among the rows fitted, never those held out. Default false. */
  readonly oversample?: boolean
  /** `balanced` weighs a row's loss by the inverse of its class's share. Default `none`. */
  readonly classWeight?: 'none' | 'balanced'
}

/**
 * A multilayer perceptron: hidden layers of Linear, ReLU, BatchNorm and Dropout, in this order, fitted by Adam (Kingma and Ba
 * 2015). A seventh of the entities, or the latest seventh of a table split by time, decides when to stop, and the best weights
 * seen are kept. Numbers are standardised, categories one-hot (their evidence from 65 on). The same seed gives the same bytes on
 * every machine.
 *
 * @throws LapidaryError `bad-learner-option`
 * @example
 * learner: multilayerPerceptron({ hiddenLayers: [64], dropout: 0.3 })
 */
export function multilayerPerceptron(options: MultilayerPerceptronOptions = {}): Learner {
  const { hiddenLayers = [128, 64], dropout = 0.2, learningRate = 0.001, batchSize = 32, epochs = 100, patience = 10 } = options
  const { oversample = false, classWeight = 'none' } = options
  const layersFit = Array.isArray(hiddenLayers) && hiddenLayers.length >= 1 && hiddenLayers.length <= 8
  if (!layersFit || !hiddenLayers.every((units) => isInteger(units, 1, 4096))) {
    throw badOption(multilayerPerceptronKind, 'hiddenLayers', hiddenLayers, '1 to 8 whole numbers from 1 to 4096')
  }
  if (!(dropout >= 0 && dropout <= 0.9)) throw badOption(multilayerPerceptronKind, 'dropout', dropout, 'a number from 0 to 0.9')
  if (!(learningRate > 0 && learningRate <= 1))
    throw badOption(multilayerPerceptronKind, 'learningRate', learningRate, 'a number above 0, at most 1')
  if (!isInteger(batchSize, 2, 65_536))
    throw badOption(multilayerPerceptronKind, 'batchSize', batchSize, 'a whole number from 2 to 65536')
  if (!isInteger(epochs, 1, 100_000))
    throw badOption(multilayerPerceptronKind, 'epochs', epochs, 'a whole number from 1 to 100000')
  if (!isInteger(patience, 1, 100_000))
    throw badOption(multilayerPerceptronKind, 'patience', patience, 'a whole number from 1 to 100000')
  if (typeof oversample !== 'boolean') throw badOption(multilayerPerceptronKind, 'oversample', oversample, 'true or false')
  if (classWeight !== 'none' && classWeight !== 'balanced')
    throw badOption(multilayerPerceptronKind, 'classWeight', classWeight, 'none or balanced')
  const fitted = { dropout, learningRate, batchSize, epochs, patience, oversample }
  const fit = async (table: TrainingTable, context: FitContext): Promise<Model> => {
    context.signal?.throwIfAborted()
    const parts = fitInput(table)
    const input = new NetworkInput(table.specs, parts)
    const { design, inputMeans } = designOf(table, input)
    const weights = classWeights(table, classWeight)
    const isCategory = (column: number): boolean => {
      const feature = input.starts.findLastIndex((start) => start <= column)
      return (input.categories[feature] as number) > 0
    }
    // A category that no training row has gets no weight: it says as little as a missing one.
    const idle = (column: number): boolean => isCategory(column) && inputMeans[column] === 0
    const settings = { ...fitted, hiddenLayers, classWeights: weights }
    const network = await fitNetwork(table, { design, width: input.width, idle }, settings, context)
    const layers = network.read()
    return new MultilayerPerceptronModel({
      features: table.specs,
      classes: table.classes,
      ...(context.chosenParams === undefined ? {} : { chosenParams: context.chosenParams }),
      hiddenLayers: [...hiddenLayers],
      ...parts,
      inputMeans,
      weights: joined(layers.map((layer) => layer.weights)),
      biases: joined(layers.map((layer) => layer.biases)),
      normScales: joined(layers.map((layer) => layer.scales)),
      normShifts: joined(layers.map((layer) => layer.shifts)),
    })
  }
  return {
    kind: multilayerPerceptronKind,
    params: { hiddenLayers: hiddenLayers.join(','), ...fitted, classWeight },
    fit: async (table, context) => await fitEncoded(table, context, fit),
  }
}

/** Mean and deviation of each number, and where values are missing. */
function fitInput(table: TrainingTable): NetworkInputParts {
  const count = table.specs.length
  const [means, scales, missing] = [new Float64Array(count), new Float64Array(count), new Uint8Array(count)]
  table.specs.forEach(({ kind, categories = [] }, f) => {
    const values = table.values[f] as Float64Array
    const isKnown = kind === 'number' ? Number.isFinite : (code: number) => code >= 0 && code < categories.length
    missing[f] = values.every(isKnown) ? 0 : 1
    if (kind === 'category') return
    const { mean, deviation } = moments(values)
    means[f] = mean
    scales[f] = deviation > 0 && Number.isFinite(1 / deviation) ? 1 / deviation : 0
  })
  return { means, scales, missing }
}

/** The input of every row, row-major, and its mean by column. */
function designOf(table: TrainingTable, input: NetworkInput): { design: Float32Array; inputMeans: Float64Array } {
  const { width } = input
  const design = new Float32Array(table.rowCount * width)
  const inputMeans = new Float64Array(width)
  const row = new Float64Array(table.specs.length)
  const columns = new Float64Array(width)
  for (let r = 0; r < table.rowCount; r++) {
    for (let f = 0; f < row.length; f++) row[f] = (table.values[f] as Float64Array)[r] as number
    input.encode(row, columns)
    design.set(columns, r * width)
    for (let c = 0; c < width; c++) inputMeans[c] = (inputMeans[c] as number) + (columns[c] as number) / table.rowCount
  }
  return { design, inputMeans }
}

function joined(arrays: readonly (Float32Array | null)[]): Float32Array {
  const parts = arrays.filter((array) => array !== null)
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function isInteger(value: unknown, low: number, high: number): boolean {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high
}
