import { seededRandom } from '../../base/math/random.ts'
import { drawGroups, computePercentileInterval } from './bootstrap.ts'
import type { Estimate } from '../classification/evaluation.ts'
import { numberGroups } from '../classification/measure.ts'

/**
 * Estimates the mean of `a - b` over rows with its 95 % interval, by a percentile bootstrap over
 * groups (Efron 1979). Both were measured on the same rows, so effects that make a row easy or hard
 * for both models cancel out.
 *
 * @param a one value per row, such as its log-loss under one model
 * @param b the same under the other model
 * @param groups entity of each row, numbered in any way
 * @param resamples default 1000
 */
export function estimatePairedDifference(
  a: Float64Array,
  b: Float64Array,
  groups: Int32Array,
  seed: number,
  resamples = 1000,
): Estimate {
  const { groups: dense, count } = numberGroups(groups)
  const sums = new Float64Array(count)
  const rows = new Float64Array(count)
  for (let row = 0; row < dense.length; row++) {
    const group = dense[row] as number
    sums[group] = (sums[group] as number) + (a[row] as number) - (b[row] as number)
    rows[group] = (rows[group] as number) + 1
  }
  const random = seededRandom(seed, 'paired bootstrap')
  const weights = new Float64Array(count).fill(1)
  const value = computeWeightedMean(sums, rows, weights)
  const drawn = Float64Array.from({ length: resamples }, () => {
    drawGroups(weights, random)
    return computeWeightedMean(sums, rows, weights)
  })
  return { value, ...computePercentileInterval(drawn) }
}

function computeWeightedMean(sums: Float64Array, rows: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0]
  for (let group = 0; group < weights.length; group++) {
    const weight = weights[group] as number
    sum += weight * (sums[group] as number)
    total += weight * (rows[group] as number)
  }
  return sum / total
}
