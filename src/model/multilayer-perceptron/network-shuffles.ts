import type { DenseNetwork } from './dense-network.ts'
import type { NetworkInput } from './network-input.ts'
import type { Shuffles } from '../shuffles/shuffles.ts'

/** A network as its shuffles need it. */
export interface ShuffledNetwork {
  readonly input: NetworkInput
  readonly network: DenseNetwork
  readonly classes: number
  /** Writes the probabilities that the scores of a row mean to `out[at..]`. */
  readonly writeShares: (scores: Float64Array, out: Float64Array, at: number) => void
}

/**
 * Adds what the shuffled features change to the sums of the first layer, and computes only the
 * layers after it again.
 */
export class NetworkShuffles implements Shuffles {
  readonly predictions: Float64Array
  readonly #model: ShuffledNetwork
  readonly #values: readonly Float64Array[]
  /** Units of the first layer before ReLU, of each row. */
  readonly #sums: readonly Float64Array[]

  constructor(model: ShuffledNetwork, values: readonly Float64Array[], rowCount: number) {
    const { input, network, classes } = model
    this.#model = model
    this.#values = values
    this.predictions = new Float64Array(rowCount * classes)
    const row = new Float64Array(values.length)
    const columns = new Float64Array(input.width)
    this.#sums = Array.from({ length: rowCount }, (_, r) => {
      for (let f = 0; f < row.length; f++) row[f] = (values[f] as Float64Array)[r] as number
      input.encode(row, columns)
      model.writeShares(network.run(columns), this.predictions, r * classes)
      return network.sumFirst(columns)
    })
  }

  reads(feature: number): boolean {
    const { input, network } = this.#model
    return network.readsInputs(input.starts[feature] as number, input.starts[feature + 1] as number)
  }

  predict(features: readonly number[], order: Int32Array): Float64Array {
    const { network, classes, writeShares } = this.#model
    const out = this.predictions.slice()
    // A feature changes two inputs at most: the one that it filled, and the one that it fills now.
    const columns = new Int32Array(2 * features.length)
    const changes = new Float64Array(2 * features.length)
    for (let row = 0; row < order.length; row++) {
      let count = 0
      for (const feature of features)
        count = this.#addChanges(feature, row, order[row] as number, columns, changes, count)
      if (count === 0) continue
      const scores = network.runChanged(this.#sums[row] as Float64Array, columns, changes, count)
      writeShares(scores, out, row * classes)
    }
    return out
  }

  /**
   * Appends how the inputs of a feature change when `row` takes the value of row `from`; returns
   * the new count.
   */
  #addChanges(
    feature: number,
    row: number,
    from: number,
    columns: Int32Array,
    changes: Float64Array,
    count: number,
  ): number {
    const { input } = this.#model
    const values = this.#values[feature] as Float64Array
    const [own, other] = [values[row] as number, values[from] as number]
    if (Object.is(own, other)) return count
    const [ownColumn, otherColumn] = [input.columnOf(feature, own), input.columnOf(feature, other)]
    const ownValue = ownColumn < 0 ? 0 : input.valueOf(feature, own)
    const otherValue = otherColumn < 0 ? 0 : input.valueOf(feature, other)
    let next = count
    if (ownColumn === otherColumn) {
      if (ownValue === otherValue) return count
      columns[next] = ownColumn
      changes[next++] = otherValue - ownValue
      return next
    }
    if (ownColumn >= 0) {
      columns[next] = ownColumn
      changes[next++] = -ownValue
    }
    if (otherColumn >= 0) {
      columns[next] = otherColumn
      changes[next++] = otherValue
    }
    return next
  }
}
