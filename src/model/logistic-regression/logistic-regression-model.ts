import type { FeatureSpec, FeatureTable } from '../features.ts'
import { slotsOf } from './logistic-slots.ts'
import type { ExplainedRow, Explanation, Model, SavedModel } from '../model.ts'
import { ScoreShuffles } from '../shuffles/score-shuffles.ts'
import type { Shuffles } from '../shuffles/shuffles.ts'
import { arrayOf, corrupted } from '../saved-model.ts'

export const logisticRegressionKind = 'logistic-regression'
export const logisticRegressionFormat = 1

/** Parts of a fitted logistic regression. */
export interface LogisticParts {
  readonly features: readonly FeatureSpec[]
  readonly classes: readonly string[]
  /**
   * Of each number, over the training rows that have one: mean, and 1 / deviation (0 when
   * constant). Categories: 0.
   */
  readonly means: Float64Array
  readonly scales: Float64Array
  /** `slots x classes`, see `slotsOf`. */
  readonly weights: Float64Array
  readonly intercepts: Float64Array
  /** Mean of each slot over the training rows. */
  readonly slotMeans: Float64Array
}

/**
 * Multinomial logistic regression. A number is standardised, and 0 (its mean) with an indicator
 * when missing; a category is an indicator, missing being one more category. All of it was fitted
 * on the training rows.
 */
export class LogisticRegressionModel implements Model {
  readonly kind = logisticRegressionKind
  readonly contributionScale = 'log_odds'
  readonly features: readonly FeatureSpec[]
  readonly classes: readonly string[]
  readonly parts: LogisticParts
  /** Where each feature's slots begin. */
  readonly #starts: Int32Array
  /** Categories of each feature, 0 for a number. */
  readonly #categories: Int32Array

  constructor(parts: LogisticParts) {
    this.parts = parts
    this.features = parts.features
    this.classes = parts.classes
    const { starts, categories } = slotsOf(parts.features)
    this.#starts = starts
    this.#categories = categories
    checkParts(parts, starts[parts.features.length] as number)
  }

  predictRow(row: Float64Array, out: Float64Array): void {
    const { intercepts } = this.parts
    for (let k = 0; k < intercepts.length; k++) out[k] = intercepts[k] as number
    for (let feature = 0; feature < this.features.length; feature++)
      this.#add(feature, row[feature] as number, out, 0)
    softmax(out, 0, intercepts.length)
  }

  predict(table: FeatureTable): Float64Array {
    if (table.specs.length !== this.features.length) {
      throw new TypeError(`The table has ${table.specs.length} features, the model ${this.features.length}`)
    }
    const { intercepts } = this.parts
    const classes = intercepts.length
    const out = new Float64Array(table.rowCount * classes)
    for (let row = 0; row < table.rowCount; row++) {
      for (let k = 0; k < classes; k++) out[row * classes + k] = intercepts[k] as number
      for (let feature = 0; feature < this.features.length; feature++) {
        this.#add(feature, (table.values[feature] as Float64Array)[row] as number, out, row * classes)
      }
      softmax(out, row * classes, classes)
    }
    return out
  }

  prepareShuffles({ values, rowCount }: FeatureTable): Shuffles {
    const { weights, intercepts } = this.parts
    const classes = intercepts.length
    const weightsOf = (feature: number): Float64Array => {
      return weights.subarray(
        (this.#starts[feature] as number) * classes,
        (this.#starts[feature + 1] as number) * classes,
      )
    }
    const sums = {
      width: classes,
      reads: (feature: number) => weightsOf(feature).some((weight) => weight !== 0),
      add: (feature: number, value: number, sign: 1 | -1, out: Float64Array, at: number) =>
        this.#add(feature, value, out, at, sign),
      finish: (scores: Float64Array, from: number, out: Float64Array, at: number) => {
        for (let k = 0; k < classes; k++) out[at + k] = scores[from + k] as number
        softmax(out, at, classes)
      },
    }
    return new ScoreShuffles(sums, intercepts, values, { rows: rowCount, classes })
  }

  /** Adds the score of a feature for each class to `out[at..]`. Hot. */
  #add(feature: number, value: number, out: Float64Array, at: number, sign = 1): void {
    const { means, scales, weights } = this.parts
    const classes = this.classes.length
    const start = this.#starts[feature] as number
    const slot = this.#slot(feature, value)
    const x =
      slot === start && this.#categories[feature] === 0
        ? (value - (means[feature] as number)) * (scales[feature] as number)
        : 1
    for (let k = 0; k < classes; k++)
      out[at + k] = (out[at + k] as number) + sign * x * (weights[slot * classes + k] as number)
  }

  /**
   * Returns the slot that a value fills: its category's, the number's own, or the last one when
   * missing.
   */
  #slot(feature: number, value: number): number {
    const categories = this.#categories[feature] as number
    const start = this.#starts[feature] as number
    if (categories === 0) return Number.isFinite(value) ? start : start + 1
    return value >= 0 && value < categories ? start + Math.floor(value) : start + categories
  }

  /** Attributes log-odds: coefficient times distance from the training mean. */
  explain(rows: readonly ExplainedRow[]): Explanation[] {
    return rows.map((row) => this.#explainRow(row))
  }

  #explainRow({ features: row, classIndex }: ExplainedRow): Explanation {
    const { weights, intercepts, slotMeans } = this.parts
    const classes = intercepts.length
    // The scores of a class are its log-odds against the mean of all classes; of two classes, one
    // is measured against the other.
    const other = classes === 2 ? 1 - classIndex : -1
    const against = (values: Float64Array, at: number): number => {
      return (values[at + classIndex] as number) - (other < 0 ? 0 : (values[at + other] as number))
    }
    let base = against(intercepts, 0)
    const attributions = new Float64Array(this.features.length)
    const added = new Float64Array(classes)
    for (let feature = 0; feature < this.features.length; feature++) {
      added.fill(0)
      this.#add(feature, row[feature] as number, added, 0)
      let attribution = against(added, 0)
      for (let slot = this.#starts[feature] as number; slot < (this.#starts[feature + 1] as number); slot++) {
        const usual = (slotMeans[slot] as number) * against(weights, slot * classes)
        base += usual
        attribution -= usual
      }
      attributions[feature] = attribution
    }
    return { base, attributions }
  }

  save(): SavedModel {
    const { features, classes, ...arrays } = this.parts
    return {
      header: { kind: logisticRegressionKind, format: logisticRegressionFormat, features, classes },
      arrays,
    }
  }

  /**
   * Loads what `save` returned. @throws LapidaryError `model-corrupted` if it does not fit together
   */
  static load({ header: { features, classes }, arrays }: SavedModel): LogisticRegressionModel {
    return new LogisticRegressionModel({
      features,
      classes,
      means: arrayOf(arrays, 'means', Float64Array),
      scales: arrayOf(arrays, 'scales', Float64Array),
      weights: arrayOf(arrays, 'weights', Float64Array),
      intercepts: arrayOf(arrays, 'intercepts', Float64Array),
      slotMeans: arrayOf(arrays, 'slotMeans', Float64Array),
    })
  }
}

/** Turns scores into probabilities, in place. */
export function softmax(values: Float64Array, from: number, count: number): void {
  let largest = -Infinity
  for (let i = from; i < from + count; i++) largest = Math.max(largest, values[i] as number)
  let sum = 0
  for (let i = from; i < from + count; i++) {
    const power = Math.exp((values[i] as number) - largest)
    values[i] = power
    sum += power
  }
  for (let i = from; i < from + count; i++) values[i] = (values[i] as number) / sum
}

function checkParts(
  { features, classes, means, scales, weights, intercepts, slotMeans }: LogisticParts,
  slots: number,
): void {
  const fits =
    means.length === features.length &&
    scales.length === features.length &&
    intercepts.length === classes.length &&
    slotMeans.length === slots &&
    weights.length === slots * classes.length
  if (!fits) throw corrupted('an array does not fit the features and classes')
  for (const array of [means, scales, weights, intercepts, slotMeans]) {
    if (!array.every(Number.isFinite)) throw corrupted('a number is not finite')
  }
}
