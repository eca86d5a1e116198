import type { Shuffles } from './shuffles.ts'

/** What a model predicts from: sums to which each feature adds on its own. */
export interface AdditiveSums {
  /** Sums of a row. */
  readonly width: number
  /** Returns whether a feature adds anything for some value. */
  reads(feature: number): boolean
  /** Adds to `sums[at..]` what a feature adds with a value, times `sign`. */
  add(feature: number, value: number, sign: 1 | -1, sums: Float64Array, at: number): void
  /** Turns the sums of a row into its probabilities. */
  finish(sums: Float64Array, from: number, out: Float64Array, at: number): void
}

/**
 * Exchanges what the shuffled features add to each row's sums, and computes what follows from them.
 */
export class ScoreShuffles implements Shuffles {
  readonly predictions: Float64Array
  readonly #model: AdditiveSums
  readonly #classes: number
  readonly #values: readonly Float64Array[]
  /** Row-major: `rowCount x width`. */
  readonly #sums: Float64Array

  /** @param start sums of a row to which no feature has added yet */
  constructor(
    model: AdditiveSums,
    start: Float64Array,
    values: readonly Float64Array[],
    size: { readonly rows: number; readonly classes: number },
  ) {
    this.#model = model
    this.#classes = size.classes
    this.#values = values
    this.#sums = new Float64Array(size.rows * model.width)
    for (let row = 0; row < size.rows; row++) {
      this.#sums.set(start, row * model.width)
      for (let f = 0; f < values.length; f++)
        model.add(f, (values[f] as Float64Array)[row] as number, 1, this.#sums, row * model.width)
    }
    this.predictions = this.predict([], new Int32Array(size.rows))
  }

  reads(feature: number): boolean {
    return this.#model.reads(feature)
  }

  predict(features: readonly number[], order: Int32Array): Float64Array {
    const { width } = this.#model
    const sums = this.#sums.slice()
    const out = new Float64Array(order.length * this.#classes)
    for (let row = 0; row < order.length; row++) {
      for (const f of features) {
        const values = this.#values[f] as Float64Array
        const [own, other] = [values[row] as number, values[order[row] as number] as number]
        if (Object.is(own, other)) continue
        this.#model.add(f, own, -1, sums, row * width)
        this.#model.add(f, other, 1, sums, row * width)
      }
      this.#model.finish(sums, row * width, out, row * this.#classes)
    }
    return out
  }
}
