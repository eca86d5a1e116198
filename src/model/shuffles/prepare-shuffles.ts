import type { FeatureTable } from '../features.ts'
import type { Model } from '../model.ts'
import type { Shuffles } from './shuffles.ts'

/**
 * Predicts the whole shuffled table again: works for every model, and costs as much as predicting
 * the table.
 */
class TableShuffles implements Shuffles {
  readonly predictions: Float64Array
  readonly #model: Pick<Model, 'predict'>
  readonly #table: FeatureTable

  constructor(model: Pick<Model, 'predict'>, table: FeatureTable) {
    this.#model = model
    this.#table = table
    this.predictions = model.predict(table)
  }

  /** Returns true: what a model reads is not visible from outside. */
  reads(): boolean {
    return true
  }

  predict(features: readonly number[], order: Int32Array): Float64Array {
    const values = this.#table.values.map((column, feature) => {
      return features.includes(feature) ? Float64Array.from(order, (row) => column[row] as number) : column
    })
    return this.#model.predict({ ...this.#table, values })
  }
}

/**
 * Prepares predictions of `table` with shuffled features, in the way of the model's family where it
 * has one.
 */
export function prepareShuffles(model: Model, table: FeatureTable): Shuffles {
  return model.prepareShuffles?.(table) ?? new TableShuffles(model, table)
}
