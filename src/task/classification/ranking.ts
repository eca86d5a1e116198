import type { Curve } from './evaluation.ts'

/**
 * Rows sorted by the score of one class, highest first. They are sorted once and reused in every
 * resample.
 */
export interface Ranking {
  /** Group of the row at each place. */
  readonly groups: Int32Array
  /** 1 if the row at that place is of the class. */
  readonly positive: Uint8Array
  /** 1 at the last place of a run of equal scores. */
  readonly endsTie: Uint8Array
}

/** Ranks all rows by the probability of class `k`. */
export function rankRows(
  target: Uint8Array,
  probabilities: Float64Array,
  groups: Int32Array,
  classCount: number,
  k: number,
): Ranking {
  const count = target.length
  const scores = new Float64Array(count)
  const rows = new Int32Array(count)
  for (let row = 0; row < count; row++) {
    scores[row] = probabilities[row * classCount + k] as number
    rows[row] = row
  }
  rows.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
  const positive = new Uint8Array(count)
  const groupOf = new Int32Array(count)
  const endsTie = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number
    groupOf[i] = groups[row] as number
    positive[i] = target[row] === k ? 1 : 0
    endsTie[i] = i === count - 1 || scores[row] !== scores[rows[i + 1] as number] ? 1 : 0
  }
  return { groups: groupOf, positive, endsTie }
}

export interface RankingAreas {
  /**
   * Probability that a row of the class is ranked above another row; ties count half. NaN if either
   * side is empty.
   */
  readonly auc: number
  /**
   * Mean of the precision at each rank, weighted by the rise of recall there; no interpolation. NaN
   * without rows of the class.
   */
  readonly averagePrecision: number
}

/**
 * Returns the areas under the ROC curve and under the precision-recall steps of a ranking, with a
 * weight for each group of rows, as scikit-learn's `roc_auc_score` and `average_precision_score`.
 * Runs once per class and resample, so it is hot.
 */
export function computeAreas({ groups, positive, endsTie }: Ranking, weights: Float64Array): RankingAreas {
  let positives = 0
  let negatives = 0
  let tiePositives = 0
  let tieNegatives = 0
  let area = 0
  let precisions = 0
  for (let i = 0; i < groups.length; i++) {
    const weight = weights[groups[i] as number] as number
    // A product is twice as fast as a branch that the processor cannot predict.
    const ofClass = weight * (positive[i] as number)
    tiePositives += ofClass
    tieNegatives += weight - ofClass
    if (endsTie[i] === 1) {
      area += tieNegatives * (positives + tiePositives / 2)
      positives += tiePositives
      negatives += tieNegatives
      if (tiePositives > 0) precisions += (tiePositives * positives) / (positives + negatives)
      tiePositives = 0
      tieNegatives = 0
    }
  }
  return { auc: area / (positives * negatives), averagePrecision: precisions / positives }
}

/** Minimum distance of two points of a curve, which limits it to 200 points. */
const step = 0.01

/**
 * Computes the ROC and precision-recall curves of a ranking, thinned for plotting. They are empty
 * if the class, or the rest, has no rows.
 */
export function computeCurves(ranking: Ranking): { readonly roc: Curve; readonly precisionRecall: Curve } {
  const positives = ranking.positive.reduce((sum, one) => sum + one, 0)
  const negatives = ranking.groups.length - positives
  const roc = { x: [] as number[], y: [] as number[] }
  const precisionRecall = { x: [] as number[], y: [] as number[] }
  if (positives === 0 || negatives === 0) return { roc, precisionRecall }
  addPoint(roc, 0, 0)
  let hits = 0
  for (let i = 0; i < ranking.groups.length; i++) {
    hits += ranking.positive[i] as number
    if (ranking.endsTie[i] === 0) continue
    const last = i === ranking.groups.length - 1
    const falseRate = (i + 1 - hits) / negatives
    const recall = hits / positives
    const x = roc.x.at(-1) as number
    const y = roc.y.at(-1) as number
    if (last || falseRate - x + (recall - y) >= step) addPoint(roc, falseRate, recall)
    if (hits > 0 && (last || recall - (precisionRecall.x.at(-1) ?? -1) >= step))
      addPoint(precisionRecall, recall, hits / (i + 1))
  }
  return { roc, precisionRecall }
}

function addPoint(curve: { x: number[]; y: number[] }, x: number, y: number): void {
  curve.x.push(Math.round(x * 1e5) / 1e5)
  curve.y.push(Math.round(y * 1e5) / 1e5)
}
