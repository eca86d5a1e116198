import {
  MultilayerPerceptronModel,
  multilayerPerceptronKind,
} from '../../model/multilayer-perceptron/multilayer-perceptron-model.ts'
import { NetworkInput, type NetworkInputParts } from '../../model/multilayer-perceptron/network-input.ts'
import { type ClassWeight, classWeightParam, classWeights } from '../class-weights.ts'
import { createLearner } from '../create-learner.ts'
import type { FitContext, Learner, TrainingTable } from '../learner.ts'
import type { LearnerFamily } from '../learner-family.ts'
import { moments } from '../logistic-regression/design.ts'
import { flagParam, integerParam, integersParam, numberParam } from '../param.ts'
import { fitNetwork } from './fit-network.ts'

/** Options of `multilayerPerceptron`. */
export interface MultilayerPerceptronOptions {
  /** Units of each hidden layer: 1 to 8 layers of 1 to 4096. @defaultValue [128, 64] */
  readonly hiddenLayers?: readonly number[]
  /** Share of the hidden units left out in each step of training, 0 to 0.9. @defaultValue 0.2 */
  readonly dropout?: number
  /** Learning rate of Adam, above 0, at most 1. @defaultValue 0.001 */
  readonly learningRate?: number
  /** Rows in each step, 2 to 65536. @defaultValue 32 */
  readonly batchSize?: number
  /** Most passes through the training rows, 1 to 100000. @defaultValue 100 */
  readonly epochs?: number
  /**
   * Epochs without a better loss on the entities held out for it, after which training stops.
   * @defaultValue 10
   */
  readonly patience?: number
  /**
   * Draws rows of rarer classes again until all classes have as many; only among the rows fitted,
   * never those held out. @defaultValue false
   */
  readonly oversample?: boolean
  /** `balanced` weighs a row's loss by the inverse of its class's share. @defaultValue 'none' */
  readonly classWeight?: ClassWeight
}

export const multilayerPerceptronFamily: LearnerFamily<MultilayerPerceptronOptions> = {
  kind: multilayerPerceptronKind,
  summary: {
    en: 'Neural network of hidden layers (Linear, ReLU, BatchNorm, Dropout), fitted by Adam with early stopping.',
    'pt-BR':
      'Rede neural de camadas ocultas (Linear, ReLU, BatchNorm, Dropout), ajustada por Adam com parada antecipada.',
  },
  params: {
    hiddenLayers: integersParam({
      maxLength: 8,
      min: 1,
      max: 4096,
      default: [128, 64],
      help: { en: 'Units of each hidden layer.', 'pt-BR': 'Unidades de cada camada oculta.' },
    }),
    dropout: numberParam({
      min: 0,
      max: 0.9,
      default: 0.2,
      help: {
        en: 'Share of the hidden units left out in each step.',
        'pt-BR': 'Proporção das unidades ocultas deixadas de fora em cada passo.',
      },
    }),
    learningRate: numberParam({
      above: 0,
      max: 1,
      default: 0.001,
      help: { en: 'Learning rate of Adam.', 'pt-BR': 'Taxa de aprendizado do Adam.' },
    }),
    batchSize: integerParam({
      min: 2,
      max: 65_536,
      default: 32,
      help: { en: 'Rows in each step.', 'pt-BR': 'Linhas em cada passo.' },
    }),
    epochs: integerParam({
      min: 1,
      max: 100_000,
      default: 100,
      help: {
        en: 'Most passes through the training rows.',
        'pt-BR': 'Máximo de passagens pelas linhas de treinamento.',
      },
    }),
    patience: integerParam({
      min: 1,
      max: 100_000,
      default: 10,
      help: {
        en: 'Epochs without a better loss on entities held out for it, after which training stops.',
        'pt-BR':
          'Épocas sem perda melhor nas entidades reservadas para isso, após as quais o treinamento para.',
      },
    }),
    oversample: flagParam({
      default: false,
      help: {
        en: 'Draws rows of rarer classes again until all classes have as many.',
        'pt-BR': 'Sorteia de novo linhas das classes mais raras até que todas tenham o mesmo número.',
      },
    }),
    classWeight: classWeightParam,
  },
  fit: fitPerceptron,
}

/**
 * Creates a multilayer perceptron: hidden layers of Linear, ReLU, BatchNorm and Dropout, in this
 * order, fitted by Adam (Kingma and Ba 2015, algorithm 1). A seventh of the entities, or the latest
 * seventh of a table split by time, decides when to stop, and the best weights seen are kept.
 * Numbers are standardised, categories one-hot (their evidence from 65 on). The same seed gives the
 * same bytes on every machine.
 *
 * @param options those that differ from the defaults; each option names its own
 * @defaultValue `options`: {}
 * @returns the learner, to be set as `learner` of a project
 * @throws LapidaryError `bad-learner-option` for a value out of its range, `unknown-learner-option`
 * @example
 * ```ts
 * import { multilayerPerceptron } from 'lapidary'
 *
 * const learner = multilayerPerceptron({ hiddenLayers: [64], dropout: 0.3 })
 * learner.params['epochs'] // 100
 * ```
 */
export function multilayerPerceptron(options: MultilayerPerceptronOptions = {}): Learner {
  return createLearner(multilayerPerceptronFamily, options)
}

async function fitPerceptron(
  { classWeight, ...params }: Required<MultilayerPerceptronOptions>,
  table: TrainingTable,
  context: FitContext,
): Promise<MultilayerPerceptronModel> {
  context.signal?.throwIfAborted()
  const parts = fitInput(table)
  const input = new NetworkInput(table.specs, parts)
  const { design, inputMeans } = designOf(table, input)
  const isCategory = (column: number): boolean => {
    const feature = input.starts.findLastIndex((start) => start <= column)
    return (input.categories[feature] as number) > 0
  }
  // A category that no training row has gets no weight: it says as little as a missing one.
  const idle = (column: number): boolean => isCategory(column) && inputMeans[column] === 0
  const settings = { ...params, classWeights: classWeights(table, classWeight) }
  const network = await fitNetwork(table, { design, width: input.width, idle }, settings, context)
  const layers = network.read()
  return new MultilayerPerceptronModel({
    features: table.specs,
    classes: table.classes,
    hiddenLayers: [...params.hiddenLayers],
    ...parts,
    inputMeans,
    weights: joined(layers.map((layer) => layer.weights)),
    biases: joined(layers.map((layer) => layer.biases)),
    normScales: joined(layers.map((layer) => layer.scales)),
    normShifts: joined(layers.map((layer) => layer.shifts)),
  })
}

/** Fits the mean and deviation of each number, and finds where values are missing. */
function fitInput(table: TrainingTable): NetworkInputParts {
  const count = table.specs.length
  const [means, scales, missing] = [new Float64Array(count), new Float64Array(count), new Uint8Array(count)]
  table.specs.forEach(({ kind, categories = [] }, f) => {
    const values = table.values[f] as Float64Array
    const isKnown =
      kind === 'number' ? Number.isFinite : (code: number) => code >= 0 && code < categories.length
    missing[f] = values.every(isKnown) ? 0 : 1
    if (kind === 'category') return
    const { mean, deviation } = moments(values)
    means[f] = mean
    scales[f] = deviation > 0 && Number.isFinite(1 / deviation) ? 1 / deviation : 0
  })
  return { means, scales, missing }
}

/** Encodes the input of every row, row-major, and computes its mean by column. */
function designOf(
  table: TrainingTable,
  input: NetworkInput,
): { design: Float32Array; inputMeans: Float64Array } {
  const { width } = input
  const design = new Float32Array(table.rowCount * width)
  const inputMeans = new Float64Array(width)
  const row = new Float64Array(table.specs.length)
  const columns = new Float64Array(width)
  for (let r = 0; r < table.rowCount; r++) {
    for (let f = 0; f < row.length; f++) row[f] = (table.values[f] as Float64Array)[r] as number
    input.encode(row, columns)
    design.set(columns, r * width)
    for (let c = 0; c < width; c++)
      inputMeans[c] = (inputMeans[c] as number) + (columns[c] as number) / table.rowCount
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
