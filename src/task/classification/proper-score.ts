/** Smallest probability that counts, so that one wrong certainty is bad but not infinite (scikit-learn's bound too). */
const minProbability = Number.EPSILON

/** The log-loss of a row whose class was given no probability at all. */
export const maxLogLoss = -Math.log(minProbability)

/** Minus the natural logarithm of the probability given to the true class, row by row. */
export function computeRowLogLoss(target: Uint8Array, probabilities: Float64Array, classCount: number): Float64Array {
  const losses = new Float64Array(target.length)
  for (let row = 0; row < losses.length; row++) {
    const probability = probabilities[row * classCount + (target[row] as number)] as number
    losses[row] = -Math.log(Math.min(Math.max(probability, minProbability), 1 - minProbability))
  }
  return losses
}

/**
 * Brier score row by row: the sum over all classes of (probability - truth)^2, from 0 to 2 (Brier 1950). Of two classes half of
 * it, which is the squared error of the positive one, from 0 to 1. Both are scikit-learn's `brier_score_loss`.
 */
export function computeRowBrier(target: Uint8Array, probabilities: Float64Array, classCount: number): Float64Array {
  const scores = new Float64Array(target.length)
  for (let row = 0; row < scores.length; row++) {
    let sum = 0
    for (let k = 0; k < classCount; k++) {
      const difference = (probabilities[row * classCount + k] as number) - (target[row] === k ? 1 : 0)
      sum += difference * difference
    }
    scores[row] = classCount === 2 ? sum / 2 : sum
  }
  return scores
}
