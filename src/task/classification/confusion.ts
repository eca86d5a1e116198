import { indexOfMax } from '../../base/arrays/index-of-max.ts'

/**
 * Metrics that only need the table of truth against prediction. A table is a flat `Float64Array`,
 * `table[truth * classes + predicted]`, in (possibly weighted) rows.
 */

/** Returns the most probable class of every row, the first one on a tie. */
export function predictClasses(probabilities: Float64Array, classCount: number): Uint8Array {
  const predicted = new Uint8Array(probabilities.length / classCount)
  for (let row = 0; row < predicted.length; row++)
    predicted[row] = indexOfMax(probabilities, row * classCount, classCount)
  return predicted
}

interface ConfusionScores {
  readonly rows: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/**
 * Computes precision, recall and F1 of every class. Without rows of the class recall and F1 are
 * NaN, and precision is NaN too unless the class was predicted. A class that has rows and was never
 * predicted has a precision of 0, as scikit-learn with `zero_division=0`.
 */
export function computeClassScores(table: Float64Array, classCount: number): ConfusionScores[] {
  return Array.from({ length: classCount }, (_, k) => {
    let rows = 0
    let predicted = 0
    for (let j = 0; j < classCount; j++) {
      rows += table[k * classCount + j] as number
      predicted += table[j * classCount + k] as number
    }
    const hits = table[k * classCount + k] as number
    return {
      rows,
      precision: predicted === 0 && rows > 0 ? 0 : hits / predicted,
      recall: hits / rows,
      f1: rows === 0 ? Number.NaN : (2 * hits) / (rows + predicted),
    }
  })
}

export interface ConfusionMetrics {
  readonly accuracy: number
  /** Mean recall of the classes, NaN if one has no rows. */
  readonly balanced_accuracy: number
  /** Mean F1 of the classes, NaN if one has no rows. */
  readonly macro_f1: number
  /** F1 weighted by the rows of the class. */
  readonly weighted_f1: number
  readonly quadratic_kappa: number
}

export function computeConfusionMetrics(table: Float64Array, classCount: number): ConfusionMetrics {
  let rows = 0
  let hits = 0
  let recalls = 0
  let f1s = 0
  let weighted = 0
  for (const [k, score] of computeClassScores(table, classCount).entries()) {
    rows += score.rows
    hits += table[k * classCount + k] as number
    recalls += score.recall
    f1s += score.f1
    if (score.rows > 0) weighted += score.rows * score.f1
  }
  return {
    accuracy: hits / rows,
    balanced_accuracy: recalls / classCount,
    macro_f1: f1s / classCount,
    weighted_f1: weighted / rows,
    quadratic_kappa: computeQuadraticKappa(table, classCount),
  }
}

/**
 * Computes Cohen's kappa with squared distances between the classes' positions (Cohen 1968): 1 is
 * perfect, 0 is chance. It is NaN if truth and prediction are the same single class throughout, as
 * in scikit-learn.
 */
function computeQuadraticKappa(table: Float64Array, classCount: number): number {
  const truths = new Float64Array(classCount)
  const predictions = new Float64Array(classCount)
  let rows = 0
  for (let i = 0; i < classCount; i++) {
    for (let j = 0; j < classCount; j++) {
      const count = table[i * classCount + j] as number
      truths[i] = (truths[i] as number) + count
      predictions[j] = (predictions[j] as number) + count
      rows += count
    }
  }
  let observed = 0
  let expected = 0
  for (let i = 0; i < classCount; i++) {
    for (let j = 0; j < classCount; j++) {
      const distance = (i - j) * (i - j)
      observed += distance * (table[i * classCount + j] as number)
      expected += (distance * (truths[i] as number) * (predictions[j] as number)) / rows
    }
  }
  return 1 - observed / expected
}
