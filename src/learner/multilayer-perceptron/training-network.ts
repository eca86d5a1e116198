import { seededRandom } from '../../base/math/random.ts'
import { type Block, type Kernels, Layout, openKernels, padded } from './kernels.ts'
import { lossGradient } from './loss.ts'

export interface NetworkShape {
  readonly inputs: number
  /** Units of each hidden layer. */
  readonly hidden: readonly number[]
  /** Scores: one of the second class for two classes, else one a class. */
  readonly outputs: number
}

export interface NetworkOptions {
  readonly dropout: number
  readonly learningRate: number
  readonly batchSize: number
  readonly seed: number
}

/** Rows that a network learns from or is measured on. */
export interface NetworkRows {
  readonly order: Int32Array
  readonly target: Uint8Array
  readonly classWeights: Float64Array
}

/** One layer: its parameters, their gradients, and what it keeps of a batch. Widths are padded. */
interface Layer {
  readonly inputs: number
  readonly outputs: number
  readonly weights: Block
  readonly biases: Block
  /** Scores or, in a hidden layer, what ReLU left; then their gradient for a layer of scores. */
  readonly values: Block
  readonly norm?: HiddenLayer
}

interface HiddenLayer {
  readonly gamma: Block
  readonly beta: Block
  readonly mean: Block
  readonly variance: Block
  /** Inference: y = x * scale + shift. */
  readonly scale: Block
  readonly shift: Block
  readonly mask: Block
  readonly normal: Block
  readonly inverse: Block
  /** What the next layer takes in, and its gradient. */
  readonly output: Block
  readonly outputGradient: Block
  readonly valueGradient: Block
}

/** PyTorch's defaults. */
const epsilon = 1e-5
const momentum = 0.1
const beta1 = 0.9
const beta2 = 0.999
const adamEpsilon = 1e-8

/**
 * A network in training: hidden layers of Linear, ReLU, BatchNorm and Dropout, in this order, then
 * Linear; Adam on the mean log-loss of a batch. Weights begin as PyTorch's: uniform within 1 /
 * sqrt(inputs).
 */
export class TrainingNetwork {
  readonly shape: NetworkShape
  readonly #options: NetworkOptions
  readonly #memory: WebAssembly.Memory
  readonly #kernels: Kernels
  readonly #layers: readonly Layer[]
  readonly #parameters: Block
  readonly #gradients: Block
  readonly #firstMoments: Block
  readonly #secondMoments: Block
  readonly #running: Block
  readonly #design: Block
  readonly #order: Block
  readonly #batch: Block
  readonly #dropoutState: Block
  readonly #capacity: number
  #steps = 0

  /**
   * @param design row-major, `shape.inputs` wide
   * @param idle whether a column is 0 in all rows, and so gets no weight
   */
  constructor(
    shape: NetworkShape,
    options: NetworkOptions,
    design: Float32Array,
    idle: (column: number) => boolean,
  ) {
    this.shape = shape
    this.#options = options
    this.#capacity = Math.ceil(options.batchSize / 4) * 4
    const width = padded(shape.inputs)
    const rows = design.length / shape.inputs
    const widths = [...shape.hidden, shape.outputs].map(padded)
    const layout = new Layout()
    const parameterCount = widths.reduce(
      (sum, outputs, l) =>
        sum + ((l === 0 ? width : (widths[l - 1] as number)) + (l < shape.hidden.length ? 3 : 1)) * outputs,
      0,
    )
    this.#parameters = layout.floats(parameterCount)
    this.#gradients = layout.floats(parameterCount)
    this.#firstMoments = layout.floats(parameterCount)
    this.#secondMoments = layout.floats(parameterCount)
    this.#running = layout.floats(2 * widths.slice(0, -1).reduce((a, b) => a + b, 0))
    this.#layers = layLayers(
      layout,
      widths,
      width,
      { parameters: this.#parameters, running: this.#running },
      this.#capacity,
    )
    this.#batch = layout.floats(this.#capacity * width)
    this.#order = layout.floats(this.#capacity)
    this.#dropoutState = layout.floats(16)
    this.#design = layout.floats(rows * width)
    this.#memory = layout.open()
    this.#kernels = openKernels(this.#memory)
    const padding = this.#view(this.#design)
    for (let row = 0; row < rows; row++) {
      padding.set(design.subarray(row * shape.inputs, (row + 1) * shape.inputs), row * width)
    }
    this.#begin(idle)
  }

  #begin(idle: (column: number) => boolean): void {
    const { inputs, hidden, outputs } = this.shape
    const random = seededRandom(this.#options.seed, 'network weights')
    const state = this.#view(this.#dropoutState)
    const words = new Int32Array(state.buffer, state.byteOffset, state.length)
    const generator = seededRandom(this.#options.seed, 'network dropout')
    for (let i = 0; i < words.length; i++) words[i] = generator.int32() | 1
    const widths = [inputs, ...hidden, outputs]
    this.#layers.forEach((layer, l) => {
      const [fanIn, fanOut] = [widths[l] as number, widths[l + 1] as number]
      const bound = 1 / Math.sqrt(fanIn)
      const weights = this.#view(layer.weights)
      for (let k = 0; k < fanIn; k++) {
        const own = l === 0 && idle(k) ? 0 : bound
        for (let j = 0; j < fanOut; j++) weights[k * layer.outputs + j] = own * (2 * random.next() - 1)
      }
      this.#view(layer.biases).set(Array.from({ length: fanOut }, () => bound * (2 * random.next() - 1)))
      if (layer.norm === undefined) return
      this.#view(layer.norm.gamma).fill(1, 0, fanOut)
      this.#view(layer.norm.variance).fill(1)
      this.#view(layer.norm.mask).fill(1)
    })
  }

  /**
   * Takes one step of Adam on the rows `from..to` of `rows.order`, and returns their summed loss.
   */
  step(rows: NetworkRows, from: number, to: number): number {
    const loss = this.gradient(rows, from, to)
    this.#steps++
    const { learningRate } = this.#options
    const corrections = [1 / (1 - beta1 ** this.#steps), 1 / (1 - beta2 ** this.#steps)] as const
    const [at, gradient, first, second] = [
      this.#parameters,
      this.#gradients,
      this.#firstMoments,
      this.#secondMoments,
    ]
    const moments = [first.at, second.at, at.length, learningRate, beta1, beta2, adamEpsilon] as const
    this.#kernels.adam(at.at, gradient.at, ...moments, ...corrections)
    return loss
  }

  /**
   * Computes the gradient of the mean loss of a batch, into `gradients`, and returns the summed
   * loss.
   */
  gradient(rows: NetworkRows, from: number, to: number): number {
    const count = to - from
    const kernels = this.#kernels
    this.#take(rows.order, from, to)
    let input = this.#batch
    for (const layer of this.#layers) {
      const { inputs, outputs, weights, biases, values, norm } = layer
      kernels.forward(input.at, weights.at, biases.at, values.at, count, inputs, outputs)
      if (norm === undefined) break
      kernels.relu(values.at, count * outputs)
      this.#drop(norm.mask, count * outputs)
      const { gamma, beta, mask, normal, inverse, mean, variance, output } = norm
      const kept = [normal.at, inverse.at, mean.at, variance.at, output.at] as const
      kernels.batchNorm(values.at, gamma.at, beta.at, mask.at, ...kept, count, outputs, epsilon, momentum)
      input = output
    }
    const scores = this.#layers.at(-1) as Layer
    const loss = lossGradient(this.#view(scores.values), scores.outputs, this.shape.outputs, rows, from, to)
    this.#backward(count)
    return loss
  }

  #backward(count: number): void {
    const kernels = this.#kernels
    const shift = this.#gradients.at - this.#parameters.at
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const { inputs, outputs, weights, biases, values, norm } = this.#layers[l] as Layer
      if (norm !== undefined) {
        const { outputGradient, mask, normal, gamma, inverse, beta, valueGradient } = norm
        const parameters = [
          gamma.at,
          inverse.at,
          gamma.at + shift,
          beta.at + shift,
          valueGradient.at,
        ] as const
        kernels.backwardBatchNorm(
          outputGradient.at,
          mask.at,
          normal.at,
          values.at,
          ...parameters,
          count,
          outputs,
        )
      }
      const gradient = (norm?.valueGradient ?? values).at
      const before = this.#layers[l - 1]?.norm
      const input = before?.output ?? this.#batch
      kernels.backwardWeights(
        input.at,
        gradient,
        weights.at + shift,
        biases.at + shift,
        count,
        inputs,
        outputs,
      )
      if (before !== undefined) {
        kernels.backwardInputs(gradient, weights.at, before.outputGradient.at, count, inputs, outputs)
      }
    }
  }

  /**
   * Computes the summed loss of all rows as inference would predict them now: running means, no
   * Dropout.
   */
  evaluate(rows: NetworkRows): number {
    const kernels = this.#kernels
    for (const { norm } of this.#layers) if (norm !== undefined) this.#setInference(norm)
    let loss = 0
    for (let from = 0; from < rows.order.length; from += this.#capacity) {
      const to = Math.min(rows.order.length, from + this.#capacity)
      const count = to - from
      this.#take(rows.order, from, to)
      let input = this.#batch
      for (const { inputs, outputs, weights, biases, values, norm } of this.#layers) {
        kernels.forward(input.at, weights.at, biases.at, values.at, count, inputs, outputs)
        if (norm === undefined) break
        kernels.relu(values.at, count * outputs)
        kernels.affine(values.at, norm.scale.at, norm.shift.at, norm.output.at, count, outputs)
        input = norm.output
      }
      const scores = this.#layers.at(-1) as Layer
      loss += lossGradient(this.#view(scores.values), scores.outputs, this.shape.outputs, rows, from, to)
    }
    return loss
  }

  #setInference(norm: HiddenLayer): void {
    const [gamma, beta] = [this.#view(norm.gamma), this.#view(norm.beta)]
    const [mean, variance] = [this.#view(norm.mean), this.#view(norm.variance)]
    const [scale, shift] = [this.#view(norm.scale), this.#view(norm.shift)]
    for (let j = 0; j < scale.length; j++) {
      scale[j] = (gamma[j] as number) / Math.sqrt((variance[j] as number) + epsilon)
      shift[j] = (beta[j] as number) - (mean[j] as number) * (scale[j] as number)
    }
  }

  #take(order: Int32Array, from: number, to: number): void {
    new Int32Array(this.#memory.buffer, this.#order.at, to - from).set(order.subarray(from, to))
    this.#kernels.gather(
      this.#design.at,
      this.#order.at,
      this.#batch.at,
      to - from,
      padded(this.shape.inputs),
    )
  }

  #drop(mask: Block, count: number): void {
    const { dropout } = this.#options
    if (dropout === 0) return
    const threshold = Math.round(dropout * 2 ** 32)
    this.#kernels.dropout(mask.at, count, threshold, 1 / (1 - dropout), this.#dropoutState.at)
  }

  /** Copies everything that learning changes and inference needs, for `restore`. */
  snapshot(): { readonly parameters: Float32Array; readonly running: Float32Array } {
    return { parameters: this.#view(this.#parameters).slice(), running: this.#view(this.#running).slice() }
  }

  restore({
    parameters,
    running,
  }: {
    readonly parameters: Float32Array
    readonly running: Float32Array
  }): void {
    this.#view(this.#parameters).set(parameters)
    this.#view(this.#running).set(running)
  }

  /**
   * Reads the layers without padding: weights `inputs x outputs`, and BatchNorm as inference
   * applies it.
   */
  read(): readonly LayerValues[] {
    const { inputs, hidden, outputs } = this.shape
    const widths = [inputs, ...hidden, outputs]
    return this.#layers.map((layer, l) => {
      const [fanIn, fanOut] = [widths[l] as number, widths[l + 1] as number]
      const padding = this.#view(layer.weights)
      const weights = new Float32Array(fanIn * fanOut)
      for (let k = 0; k < fanIn; k++) {
        weights.set(padding.subarray(k * layer.outputs, k * layer.outputs + fanOut), k * fanOut)
      }
      const biases = this.#view(layer.biases).slice(0, fanOut)
      const { norm } = layer
      if (norm === undefined) return { weights, biases, scales: null, shifts: null }
      this.#setInference(norm)
      return {
        weights,
        biases,
        scales: this.#view(norm.scale).slice(0, fanOut),
        shifts: this.#view(norm.shift).slice(0, fanOut),
      }
    })
  }

  /**
   * Reads parameters, their gradients and the masks of Dropout as they lie in memory, for tests.
   */
  inspect(): {
    readonly parameters: Float32Array
    readonly gradients: Float32Array
    readonly masks: readonly Float32Array[]
  } {
    const masks = this.#layers.flatMap(({ norm }) => (norm === undefined ? [] : [this.#view(norm.mask)]))
    return { parameters: this.#view(this.#parameters), gradients: this.#view(this.#gradients), masks }
  }

  #view({ at, length }: Block): Float32Array {
    return new Float32Array(this.#memory.buffer, at, length)
  }
}

export interface LayerValues {
  readonly weights: Float32Array
  readonly biases: Float32Array
  /** Of a hidden layer: y = x * scale + shift after ReLU; null in the layer of scores. */
  readonly scales: Float32Array | null
  readonly shifts: Float32Array | null
}

/**
 * Cuts the blocks of parameters and running means into layers, and lays out what each keeps of a
 * batch.
 */
function layLayers(
  layout: Layout,
  widths: readonly number[],
  inputs: number,
  { parameters, running }: { readonly parameters: Block; readonly running: Block },
  capacity: number,
): Layer[] {
  const cut = (block: Block): ((length: number) => Block) => {
    let at = block.at
    return (length) => {
      const piece = { at, length }
      at += length * 4
      return piece
    }
  }
  const [parameter, statistic] = [cut(parameters), cut(running)]
  return widths.map((outputs, l) => {
    const before = l === 0 ? inputs : (widths[l - 1] as number)
    const layer = {
      inputs: before,
      outputs,
      weights: parameter(before * outputs),
      biases: parameter(outputs),
      values: layout.floats(capacity * outputs),
    }
    if (l === widths.length - 1) return layer
    const norm: HiddenLayer = {
      gamma: parameter(outputs),
      beta: parameter(outputs),
      mean: statistic(outputs),
      variance: statistic(outputs),
      scale: layout.floats(outputs),
      shift: layout.floats(outputs),
      mask: layout.floats(capacity * outputs),
      normal: layout.floats(capacity * outputs),
      inverse: layout.floats(outputs),
      output: layout.floats(capacity * outputs),
      outputGradient: layout.floats(capacity * outputs),
      valueGradient: layout.floats(capacity * outputs),
    }
    return { ...layer, norm }
  })
}
