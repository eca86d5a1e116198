/**
 * Lower bound of probabilities, so that the loss of one certain but wrong prediction is finite (as
 * in scikit-learn).
 */
const minProbability = Number.EPSILON

/** The log-loss of a row whose class was predicted with probability 0. */
export const maxLogLoss = -Math.log(minProbability)

/**
 * Computes the log-loss of each row: minus the natural logarithm of the probability of its true
 * class.
 */
export function computeRowLogLoss(
  target: Uint8Array,
  probabilities: Float64Array,
  classCount: number,
): Float64Array {
  const losses = new Float64Array(target.length)
  for (let row = 0; row < losses.length; row++) {
    const probability = probabilities[row * classCount + (target[row] as number)] as number
    losses[row] = -Math.log(Math.min(Math.max(probability, minProbability), 1 - minProbability))
  }
  return losses
}

/**
 * Computes the Brier score of each row: the sum over all classes of (probability - truth)^2, from 0
 * to 2 (Brier 1950). For two classes it is half of that, the squared error of the positive class,
 * from 0 to 1. Both equal scikit-learn's `brier_score_loss`.
 */
export function computeRowBrier(
  target: Uint8Array,
  probabilities: Float64Array,
  classCount: number,
): Float64Array {
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
