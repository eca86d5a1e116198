import { expect, test } from 'vitest'
import { seededRandom } from '../../base/math/random.ts'
import { crossValidate } from './cross-validation.ts'

const rowCount = 120

/** Predicts the true class with a probability that depends on the fold. */
function input(
  certainty: (fold: number) => number,
): Parameters<typeof crossValidate>[0] & { seen: number[][] } {
  const random = seededRandom(2)
  const folds = Uint8Array.from({ length: rowCount }, (_, row) => (row >> 2) % 3)
  const target = Uint8Array.from({ length: rowCount }, () => random.integer(2))
  const seen: number[][] = []
  const splits = [0, 1, 2].map((fold) => ({
    train: Int32Array.from(folds.keys()).filter((row) => folds[row] !== fold),
    heldOut: Int32Array.from(folds.keys()).filter((row) => folds[row] === fold),
  }))
  return {
    splits,
    classes: ['no', 'yes'],
    target,
    groups: Int32Array.from(folds, (_, row) => row >> 2),
    seed: 1,
    seen,
    fitAndPredict: async ({ train, heldOut }, fold) => {
      seen.push([
        fold,
        train.length,
        heldOut.length,
        [...heldOut].filter((row) => train.includes(row)).length,
      ])
      return Float64Array.from({ length: heldOut.length * 2 }, (_, i) => {
        const right = (target[heldOut[i >> 1] as number] as number) === i % 2
        return right ? certainty(fold) : 1 - certainty(fold)
      })
    },
  }
}

test('crossValidate() holds every row out once, and fits without it', async () => {
  const given = input(() => 0.8)
  const { folds } = await crossValidate(given)
  expect(given.seen).toEqual([0, 1, 2].map((fold) => [fold, 80, 40, 0]))
  expect(folds.map(({ rows, entities }) => [rows, entities])).toEqual([0, 1, 2].map(() => [40, 10]))
})

test('crossValidate() gives the mean over folds with the interval of Student', async () => {
  const { metrics } = await crossValidate(input((fold) => [0.6, 0.7, 0.8][fold] as number))
  const losses = [0.6, 0.7, 0.8].map((p) => -Math.log(p))
  const mean = losses.reduce((a, b) => a + b) / 3
  const deviation = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 2)
  expect(metrics.log_loss.value).toBeCloseTo(mean, 12)
  expect(metrics.log_loss.high - mean).toBeCloseTo((4.303 * deviation) / Math.sqrt(3), 12)
  expect(metrics.accuracy).toEqual({ value: 1, low: 1, high: 1 })
})

test('crossValidate() refuses a single fold', async () => {
  await expect(crossValidate({ ...input(() => 1), splits: [] })).rejects.toThrow(RangeError)
})
