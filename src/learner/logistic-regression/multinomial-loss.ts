import { softmax } from '../../model/logistic-regression/logistic-regression-model.ts'
import type { TrainingTable } from '../learner.ts'
import type { Design } from './design.ts'
import type { SmoothFunction } from './lbfgs.ts'

/**
 * Computes the mean weighted log-loss plus `l2 / (2 n)` times the squared weights, n being the sum
 * of the row weights: scikit-learn's objective divided by n. Of two classes scikit-learn has one
 * weight where this has two, each half as large and of opposite sign, whose squares sum to half of
 * its square: they are penalised twice as much. The unknowns are `slots x classes` weights, then
 * the intercepts, which are not penalised.
 */
export class MultinomialLoss implements SmoothFunction {
  readonly size: number
  readonly #design: Design
  readonly #target: Uint8Array
  readonly #classes: number
  readonly #classWeights: Float64Array
  readonly #total: number
  readonly #penalty: number
  readonly #scores: Float64Array

  constructor(design: Design, { target, classes }: TrainingTable, classWeights: Float64Array, l2: number) {
    this.#design = design
    this.#target = target
    this.#classes = classes.length
    this.#classWeights = classWeights
    this.#total = target.reduce((sum, label) => sum + (classWeights[label] as number), 0)
    this.#penalty = (classes.length === 2 ? 2 * l2 : l2) / this.#total
    this.#scores = new Float64Array(classes.length)
    this.size = (design.slotCount + 1) * classes.length
  }

  /** Returns the value at `at` and writes the gradient there to `gradient`. Hot. */
  evaluate(at: Float64Array, gradient: Float64Array): number {
    const { rowCount, slotCount } = this.#design
    const classes = this.#classes
    const scores = this.#scores
    const penalised = slotCount * classes
    gradient.fill(0)
    let loss = 0
    for (let row = 0; row < rowCount; row++) {
      for (let k = 0; k < classes; k++) scores[k] = at[penalised + k] as number
      this.#addScores(row, at)
      softmax(scores, 0, classes)
      const label = this.#target[row] as number
      const weight = (this.#classWeights[label] as number) / this.#total
      loss -= weight * Math.log(Math.max(scores[label] as number, 1e-300))
      scores[label] = (scores[label] as number) - 1
      for (let k = 0; k < classes; k++) {
        scores[k] = (scores[k] as number) * weight
        gradient[penalised + k] = (gradient[penalised + k] as number) + (scores[k] as number)
      }
      this.#addGradient(row, gradient)
    }
    let squares = 0
    for (let i = 0; i < penalised; i++) {
      const value = at[i] as number
      squares += value * value
      gradient[i] = (gradient[i] as number) + this.#penalty * value
    }
    return loss + (this.#penalty / 2) * squares
  }

  #addScores(row: number, at: Float64Array): void {
    const { numberSlots, numbers, indicators, indicatorCount } = this.#design
    const classes = this.#classes
    const scores = this.#scores
    let place = row * numberSlots.length
    for (let i = 0; i < numberSlots.length; i++) {
      const x = numbers[place++] as number
      const from = (numberSlots[i] as number) * classes
      for (let k = 0; k < classes; k++) scores[k] = (scores[k] as number) + x * (at[from + k] as number)
    }
    for (let i = row * indicatorCount; i < (row + 1) * indicatorCount; i++) {
      const from = (indicators[i] as number) * classes
      if (from < 0) continue
      for (let k = 0; k < classes; k++) scores[k] = (scores[k] as number) + (at[from + k] as number)
    }
  }

  #addGradient(row: number, gradient: Float64Array): void {
    const { numberSlots, numbers, indicators, indicatorCount } = this.#design
    const classes = this.#classes
    const scores = this.#scores
    let place = row * numberSlots.length
    for (let i = 0; i < numberSlots.length; i++) {
      const x = numbers[place++] as number
      const from = (numberSlots[i] as number) * classes
      for (let k = 0; k < classes; k++)
        gradient[from + k] = (gradient[from + k] as number) + x * (scores[k] as number)
    }
    for (let i = row * indicatorCount; i < (row + 1) * indicatorCount; i++) {
      const from = (indicators[i] as number) * classes
      if (from < 0) continue
      for (let k = 0; k < classes; k++)
        gradient[from + k] = (gradient[from + k] as number) + (scores[k] as number)
    }
  }
}
