import { readFileSync } from 'node:fs'
import type { Steps } from '../../base/threads/steps.ts'

/** The layers of a network as training leaves them: see `MultilayerPerceptronParts`. */
export interface DenseParts {
  readonly weights: Float32Array
  readonly biases: Float32Array
  readonly normScales: Float32Array
  readonly normShifts: Float32Array
}

/** The function of `dense-kernel.as.ts`, which says what it takes. */
type AddLayer = (
  inputAt: number,
  inputs: number,
  weightsAt: number,
  biasesAt: number,
  units: number,
  outAt: number,
  placesAt: number,
  valuesAt: number,
  relu: boolean,
) => void

/** Compiled once for all networks. */
const compiled = new WebAssembly.Module(readFileSync(new URL('./dense-kernel.wasm', import.meta.url)))

/** One layer with the BatchNorm of the layer before it folded in: `inputs x units`, in doubles. */
export interface DenseLayer {
  readonly inputs: number
  readonly units: number
  readonly weights: Float64Array
  readonly biases: Float64Array
}

/**
 * The arithmetic of a fitted network. BatchNorm of inference is affine, so it is folded into the
 * layer after it; what is left is Linear and ReLU, whose zeros (half of all, and of one-hot inputs
 * most) are passed over.
 */
export class DenseNetwork {
  readonly layers: readonly DenseLayer[]
  readonly #input: Float64Array
  /** Of each layer: what of it the next one takes in, or the scores. */
  readonly #outputs: readonly Float64Array[]
  readonly #places: Int32Array
  readonly #values: Float64Array
  readonly #addLayer: AddLayer

  /**
   * Folds the parts into the kernel's memory. A step is some rows of weights. `widths`: inputs,
   * hidden layers, scores.
   */
  static *build(widths: readonly number[], parts: DenseParts): Steps<DenseNetwork> {
    const network = new DenseNetwork(widths)
    yield* foldLayers(network.layers, parts)
    return network
  }

  private constructor(widths: readonly number[]) {
    const widest = Math.max(...widths)
    const doubles = widths
      .slice(1)
      .reduce((sum, units, l) => sum + (widths[l] as number) * units + 2 * units, 3 * widest)
    const memory = new WebAssembly.Memory({ initial: Math.ceil((doubles * 8) / 65_536) })
    let at = 0
    const take = (length: number): Float64Array => {
      const array = new Float64Array(memory.buffer, at, length)
      at += length * 8
      return array
    }
    this.layers = widths.slice(1).map((units, l) => {
      const inputs = widths[l] as number
      return { inputs, units, weights: take(inputs * units), biases: take(units) }
    })
    this.#input = take(widths[0] as number)
    this.#outputs = this.layers.map(({ units }) => take(units))
    this.#values = take(widest)
    this.#places = new Int32Array(memory.buffer, at, widest)
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
    this.#addLayer = exports['addLayer'] as AddLayer
  }

  /** Returns whether any of the inputs `from` to `to` (exclusive) has a weight. */
  readsInputs(from: number, to: number): boolean {
    const { units, weights } = this.layers[0] as DenseLayer
    return weights.subarray(from * units, to * units).some((weight) => weight !== 0)
  }

  /** The scores of `input`, in an array that the next call writes over. No allocation. */
  run(input: Float64Array): Float64Array {
    this.#input.set(input)
    this.#add(0, this.#input, this.#outputs[0] as Float64Array, this.layers.length > 1)
    return this.#runBehindFirst()
  }

  /** Returns the units of the first layer before ReLU. */
  sumFirst(input: Float64Array): Float64Array {
    this.#input.set(input)
    const first = this.#outputs[0] as Float64Array
    this.#add(0, this.#input, first, false)
    return first.slice()
  }

  /**
   * Computes the scores after `count` inputs have changed, in an array that the next call writes
   * over.
   *
   * @param sums what `sumFirst` returned before the changes
   * @param columns inputs that change, at least one, and by how much in `changes`
   */
  runChanged(sums: Float64Array, columns: Int32Array, changes: Float64Array, count: number): Float64Array {
    const { units, weights } = this.layers[0] as DenseLayer
    const first = this.#outputs[0] as Float64Array
    first.set(sums)
    for (let i = 0; i < count; i++) {
      this.#input[0] = changes[i] as number
      const weightsAt = weights.byteOffset + (columns[i] as number) * units * 8
      const isLast = i === count - 1
      this.#addInputs(this.#input, 1, weightsAt, first.byteOffset, first, isLast && this.layers.length > 1)
    }
    return this.#runBehindFirst()
  }

  /** The scores that follow from what the first layer put out. */
  #runBehindFirst(): Float64Array {
    let from = this.#outputs[0] as Float64Array
    for (let l = 1; l < this.layers.length; l++) {
      const out = this.#outputs[l] as Float64Array
      this.#add(l, from, out, l < this.layers.length - 1)
      from = out
    }
    return from
  }

  #add(l: number, from: Float64Array, out: Float64Array, relu: boolean): void {
    const { inputs, weights, biases } = this.layers[l] as DenseLayer
    this.#addInputs(from, inputs, weights.byteOffset, biases.byteOffset, out, relu)
  }

  /** Calls the kernel with the first `inputs` of `from`, and room of its own. */
  #addInputs(
    from: Float64Array,
    inputs: number,
    weightsAt: number,
    biasesAt: number,
    out: Float64Array,
    relu: boolean,
  ): void {
    const [placesAt, valuesAt] = [this.#places.byteOffset, this.#values.byteOffset]
    this.#addLayer(
      from.byteOffset,
      inputs,
      weightsAt,
      biasesAt,
      out.length,
      out.byteOffset,
      placesAt,
      valuesAt,
      relu,
    )
  }

  /**
   * Computes DeepLIFT's multipliers by its rescale rule (Shrikumar, Greenside and Kundaje 2017,
   * sections 3.2 and 3.5.1) against the input `usual`, one an input, such that the sum of the
   * scores times `scoreWeights` changes from `usual` to `input` by the sum over inputs of (input -
   * usual) x multiplier. The returned scores are those of `usual`.
   */
  explain(
    input: Float64Array,
    usual: Float64Array,
    scoreWeights: Float64Array,
  ): { readonly scores: Float64Array; readonly multipliers: Float64Array } {
    const here = this.#sumsOf(input)
    const there = this.#sumsOf(usual)
    let multipliers = scoreWeights
    for (let l = this.layers.length - 1; l >= 0; l--) {
      if (l < this.layers.length - 1)
        throughRelu(multipliers, here[l] as Float64Array, there[l] as Float64Array)
      multipliers = throughWeights(this.layers[l] as DenseLayer, multipliers)
    }
    return { scores: there.at(-1) as Float64Array, multipliers }
  }

  /** Every layer's units before ReLU. */
  #sumsOf(input: Float64Array): readonly Float64Array[] {
    this.#input.set(input)
    let from = this.#input
    return this.layers.map((_, l) => {
      const out = this.#outputs[l] as Float64Array
      this.#add(l, from, out, false)
      const sums = out.slice()
      for (let j = 0; j < out.length; j++) if ((out[j] as number) < 0) out[j] = 0
      from = out
      return sums
    })
  }
}

/**
 * The rescale rule: a unit passes on the ratio of what ReLU made of its difference to that
 * difference.
 */
function throughRelu(multipliers: Float64Array, here: Float64Array, there: Float64Array): void {
  for (let j = 0; j < here.length; j++) {
    const [x, usual] = [here[j] as number, there[j] as number]
    const ratio = x === usual ? Number(x > 0) : (Math.max(0, x) - Math.max(0, usual)) / (x - usual)
    multipliers[j] = (multipliers[j] as number) * ratio
  }
}

function throughWeights({ inputs, units, weights }: DenseLayer, multipliers: Float64Array): Float64Array {
  const before = new Float64Array(inputs)
  for (let i = 0; i < inputs; i++) {
    let sum = 0
    for (let j = 0; j < units; j++) sum += (weights[i * units + j] as number) * (multipliers[j] as number)
    before[i] = sum
  }
  return before
}

/** Weights of a step. */
const stepWeights = 1 << 16

function* foldLayers(
  layers: readonly DenseLayer[],
  { weights, biases, normScales, normShifts }: DenseParts,
): Steps<void> {
  let weight = 0
  let bias = 0
  for (const [l, layer] of layers.entries()) {
    const { inputs, units } = layer
    layer.biases.set(biases.subarray(bias, bias + units))
    // The biases before this layer's are those of all layers before it: BatchNorm is of hidden
    // units in the same order.
    const norms = bias - inputs
    const rows = Math.max(1, Math.floor(stepWeights / units))
    for (let from = 0; from < inputs; from += rows) {
      const to = Math.min(inputs, from + rows)
      layer.weights.set(weights.subarray(weight + from * units, weight + to * units), from * units)
      if (l > 0)
        for (let i = from; i < to; i++)
          foldNorm(layer, i, normScales[norms + i] as number, normShifts[norms + i] as number)
      yield
    }
    weight += inputs * units
    bias += units
  }
}

function foldNorm({ units, weights, biases }: DenseLayer, input: number, scale: number, shift: number): void {
  for (let j = 0; j < units; j++) {
    const value = weights[input * units + j] as number
    biases[j] = (biases[j] as number) + value * shift
    weights[input * units + j] = value * scale
  }
}
