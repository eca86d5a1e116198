import type { CalibrationBin } from './evaluation.ts'

/** Number of equal bins of 0..1. Bin i holds [i/10, (i+1)/10), the last one also 1. */
export const calibrationBins = 10

/** Returns the bin of a probability. */
export function findBin(probability: number): number {
  return Math.min(calibrationBins - 1, Math.max(0, Math.floor(probability * calibrationBins)))
}

/**
 * Computes the expected calibration error (Guo et al. 2017, equation 3) of the predicted class.
 * Rows are binned by the probability of their predicted class into ten equal parts; the result is
 * the mean over the parts, weighted by rows, of |mean probability - share right|.
 *
 * @param excesses sums over the (weighted) rows of each part of probability minus truth, which is 1
 * if the prediction is right and 0 otherwise
 */
export function computeCalibrationError(excesses: Float64Array, rows: number): number {
  let sum = 0
  for (const excess of excesses) sum += Math.abs(excess)
  return sum / rows
}

/** Computes the reliability curve of one class, without empty bins. */
export function computeCalibrationCurve(
  target: Uint8Array,
  probabilities: Float64Array,
  classCount: number,
  k: number,
): CalibrationBin[] {
  const predicted = new Float64Array(calibrationBins)
  const observed = new Float64Array(calibrationBins)
  const counts = new Float64Array(calibrationBins)
  for (let row = 0; row < target.length; row++) {
    const probability = probabilities[row * classCount + k] as number
    const bin = findBin(probability)
    predicted[bin] = (predicted[bin] as number) + probability
    observed[bin] = (observed[bin] as number) + (target[row] === k ? 1 : 0)
    counts[bin] = (counts[bin] as number) + 1
  }
  return Array.from(counts, (count, bin) => ({
    predicted: (predicted[bin] as number) / count,
    observed: (observed[bin] as number) / count,
    count,
  })).filter(({ count }) => count > 0)
}
