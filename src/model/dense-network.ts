/** The layers of a network as training leaves them: see `MultilayerPerceptronParts`. */
export interface DenseParts {
  readonly weights: Float32Array
  readonly biases: Float32Array
  readonly normScales: Float32Array
  readonly normShifts: Float32Array
}

/** One layer with the BatchNorm of the layer before it folded in: `inputs x units`, in doubles. */
export interface DenseLayer {
  readonly inputs: number
  readonly units: number
  readonly weights: Float64Array
  readonly biases: Float64Array
}

/**
 * The arithmetic of a fitted network. BatchNorm of inference is affine, so it is folded into the layer after it; what is left
 * is Linear and ReLU, whose zeros (half of all, and of one-hot inputs most) are passed over.
 */
export class DenseNetwork {
  readonly layers: readonly DenseLayer[]
  /** Of each layer: its units before ReLU; then what of it the next layer takes in. */
  readonly #sums: readonly Float64Array[]
  readonly #places: Int32Array

  /** `widths`: inputs, hidden layers, scores. */
  constructor(widths: readonly number[], parts: DenseParts) {
    this.layers = foldedLayers(widths, parts)
    this.#sums = this.layers.map(({ units }) => new Float64Array(units))
    this.#places = new Int32Array(Math.max(...widths))
  }

  /** The scores of `input`, in an array that the next call writes over. No allocation. */
  run(input: Float64Array): Float64Array {
    let from = input
    for (let l = 0; l < this.layers.length; l++) {
      const sums = this.#sums[l] as Float64Array
      addLayer(this.layers[l] as DenseLayer, from, this.#places, sums)
      if (l < this.layers.length - 1) for (let j = 0; j < sums.length; j++) if ((sums[j] as number) < 0) sums[j] = 0
      from = sums
    }
    return from
  }

  /**
   * DeepLIFT's multipliers by its rescale rule (Shrikumar, Greenside and Kundaje 2017, sections 3.2 and 3.5.1) against the input
   * `usual`: `inputs x scores`, such that scores(input) = scores + sum over inputs of (input - usual) x multiplier; `scores`
   * are those of `usual`.
   */
  explain(input: Float64Array, usual: Float64Array): { readonly scores: Float64Array; readonly multipliers: Float64Array } {
    const outputs = (this.layers.at(-1) as DenseLayer).units
    const here = this.#sumsOf(input)
    const there = this.#sumsOf(usual)
    let multipliers = new Float64Array(outputs * outputs)
    for (let k = 0; k < outputs; k++) multipliers[k * outputs + k] = 1
    for (let l = this.layers.length - 1; l >= 0; l--) {
      if (l < this.layers.length - 1) throughRelu(multipliers, outputs, here[l] as Float64Array, there[l] as Float64Array)
      multipliers = throughWeights(this.layers[l] as DenseLayer, multipliers, outputs)
    }
    return { scores: there.at(-1) as Float64Array, multipliers }
  }

  /** Every layer's units before ReLU. */
  #sumsOf(input: Float64Array): readonly Float64Array[] {
    let from = input
    return this.layers.map((layer) => {
      const sums = new Float64Array(layer.units)
      addLayer(layer, from, this.#places, sums)
      from = sums.map((sum) => Math.max(0, sum))
      return sums
    })
  }
}

/** Hot: `out` = biases + input x weights, four inputs that are not zero at a time; `places` is room for their numbers. */
function addLayer(
  { inputs, units, weights, biases }: DenseLayer,
  input: Float64Array,
  places: Int32Array,
  out: Float64Array,
): void {
  for (let j = 0; j < units; j++) out[j] = biases[j] as number
  let count = 0
  for (let k = 0; k < inputs; k++) if (input[k] !== 0) places[count++] = k
  let i = 0
  for (; i + 3 < count; i += 4) {
    const [a, b, c, d] = [places[i] as number, places[i + 1] as number, places[i + 2] as number, places[i + 3] as number]
    const [xa, xb, xc, xd] = [input[a] as number, input[b] as number, input[c] as number, input[d] as number]
    const [wa, wb, wc, wd] = [a * units, b * units, c * units, d * units]
    for (let j = 0; j < units; j++) {
      const first = xa * (weights[wa + j] as number) + xb * (weights[wb + j] as number)
      const second = xc * (weights[wc + j] as number) + xd * (weights[wd + j] as number)
      out[j] = (out[j] as number) + first + second
    }
  }
  for (; i < count; i++) {
    const k = places[i] as number
    const x = input[k] as number
    for (let j = 0; j < units; j++) out[j] = (out[j] as number) + x * (weights[k * units + j] as number)
  }
}

/** The rescale rule: a unit passes on the ratio of what ReLU made of its difference to that difference. */
function throughRelu(multipliers: Float64Array, outputs: number, here: Float64Array, there: Float64Array): void {
  for (let j = 0; j < here.length; j++) {
    const [x, usual] = [here[j] as number, there[j] as number]
    const ratio = x === usual ? Number(x > 0) : (Math.max(0, x) - Math.max(0, usual)) / (x - usual)
    for (let k = 0; k < outputs; k++) multipliers[j * outputs + k] = (multipliers[j * outputs + k] as number) * ratio
  }
}

function throughWeights(
  { inputs, units, weights }: DenseLayer,
  multipliers: Float64Array,
  outputs: number,
): Float64Array<ArrayBuffer> {
  const before = new Float64Array(inputs * outputs)
  for (let i = 0; i < inputs; i++) {
    for (let k = 0; k < outputs; k++) {
      let sum = 0
      for (let j = 0; j < units; j++) sum += (weights[i * units + j] as number) * (multipliers[j * outputs + k] as number)
      before[i * outputs + k] = sum
    }
  }
  return before
}

function foldedLayers(widths: readonly number[], { weights, biases, normScales, normShifts }: DenseParts): DenseLayer[] {
  const layers: DenseLayer[] = []
  let weight = 0
  let bias = 0
  for (let l = 0; l + 1 < widths.length; l++) {
    const [inputs, units] = [widths[l] as number, widths[l + 1] as number]
    const own = Float64Array.from(weights.subarray(weight, weight + inputs * units))
    const ownBiases = Float64Array.from(biases.subarray(bias, bias + units))
    if (l > 0) {
      for (let i = 0; i < inputs; i++) {
        // The biases before this layer's are those of all layers before it: BatchNorm is of hidden units in the same order.
        const unit = bias - inputs + i
        for (let j = 0; j < units; j++) {
          const value = own[i * units + j] as number
          ownBiases[j] = (ownBiases[j] as number) + value * (normShifts[unit] as number)
          own[i * units + j] = value * (normScales[unit] as number)
        }
      }
    }
    layers.push({ inputs, units, weights: own, biases: ownBiases })
    weight += inputs * units
    bias += units
  }
  return layers
}
