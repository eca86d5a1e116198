import type { NetworkRows } from './training-network.ts'

/**
 * Turns the scores of a batch (row-major, `width` apart, `outputs` of them used) into the gradient
 * of its mean weighted log-loss, in place; returns the summed loss. One score is the log-odds of
 * the second of two classes.
 */
export function lossGradient(
  scores: Float32Array,
  width: number,
  outputs: number,
  { order, target, classWeights }: NetworkRows,
  from: number,
  to: number,
): number {
  const share = 1 / (to - from)
  let loss = 0
  for (let row = from; row < to; row++) {
    const at = (row - from) * width
    const label = target[order[row] as number] as number
    const weight = classWeights[label] as number
    if (outputs === 1 && classWeights.length === 2) {
      const score = scores[at] as number
      const towards = label === 1 ? score : -score
      const odds = Math.exp(-Math.abs(score))
      loss += weight * (Math.max(-towards, 0) + Math.log1p(odds))
      const chance = score >= 0 ? 1 / (1 + odds) : odds / (1 + odds)
      scores[at] = weight * share * (chance - label)
      continue
    }
    let largest = -Infinity
    for (let k = at; k < at + outputs; k++) largest = Math.max(largest, scores[k] as number)
    let sum = 0
    for (let k = at; k < at + outputs; k++) sum += Math.exp((scores[k] as number) - largest)
    loss += weight * (Math.log(sum) + largest - (scores[at + label] as number))
    for (let k = at; k < at + outputs; k++) {
      const chance = Math.exp((scores[k] as number) - largest) / sum
      scores[k] = weight * share * (k === at + label ? chance - 1 : chance)
    }
  }
  return loss
}
