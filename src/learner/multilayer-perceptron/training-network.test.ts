import { expect, test } from 'vitest'
import { seededRandom } from '../../base/math/random.ts'
import { padded } from './kernels.ts'
import { TrainingNetwork } from './training-network.ts'

interface Batch {
  readonly rows: readonly (readonly number[])[]
  readonly labels: readonly number[]
  readonly weights: readonly number[]
  readonly outputs: number
}

/**
 * Mean loss of a batch in doubles, written anew from the definition: what the kernels' gradient
 * must be the slope of.
 */
function lossOf(
  widths: readonly number[],
  parameters: Float64Array,
  masks: readonly Float32Array[],
  batch: Batch,
): number {
  let at = 0
  const take = (length: number): Float64Array => parameters.subarray(at, (at += length))
  let values = batch.rows.map((row) => [...row])
  for (let l = 0; l + 1 < widths.length; l++) {
    const [inputs, outputs] = [widths[l] as number, widths[l + 1] as number]
    const [weights, biases] = [take(inputs * outputs), take(outputs)]
    values = values.map((row) =>
      Array.from(biases, (bias, j) =>
        row.reduce((sum, x, k) => sum + x * (weights[k * outputs + j] as number), bias),
      ),
    )
    if (l + 2 === widths.length) break
    const [gamma, beta] = [take(outputs), take(outputs)]
    const rectified = values.map((row) => row.map((x) => Math.max(0, x)))
    const mean = Array.from(
      gamma,
      (_, j) => rectified.reduce((sum, row) => sum + (row[j] as number), 0) / rectified.length,
    )
    const variance = mean.map(
      (m, j) => rectified.reduce((sum, row) => sum + ((row[j] as number) - m) ** 2, 0) / rectified.length,
    )
    values = rectified.map((row, r) =>
      row.map((x, j) => {
        const normal = (x - (mean[j] as number)) / Math.sqrt((variance[j] as number) + 1e-5)
        return (normal * (gamma[j] as number) + (beta[j] as number)) * (masks[l]?.[r * outputs + j] as number)
      }),
    )
  }
  const losses = values.map((row, r) => {
    const [label, scores] = [
      batch.labels[r] as number,
      batch.outputs === 1 ? [0, row[0] as number] : row.slice(0, batch.outputs),
    ]
    const total = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0))
    return (batch.weights[label] as number) * (total - (scores[label] as number))
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

test.each([
  { hidden: [7, 4], outputs: 3, dropout: 0.3, count: 6 },
  { hidden: [9], outputs: 1, dropout: 0, count: 5 },
  { hidden: [12, 8, 5], outputs: 1, dropout: 0.5, count: 8 },
  { hidden: [8, 8], outputs: 4, dropout: 0, count: 1 },
])(
  'the gradient of $hidden, $outputs scores, dropout $dropout is the slope of the loss',
  ({ hidden, outputs, dropout, count }) => {
    const inputs = 5
    const random = seededRandom(3)
    const design = Float32Array.from({ length: count * inputs }, () => random.normal())
    const classes = Math.max(2, outputs)
    const labels = Array.from({ length: count }, (_, i) => i % classes)
    const weights = [1, 0.5, 2, 1.5].slice(0, classes)
    const options = { dropout, learningRate: 0.01, batchSize: count, seed: 4 }
    const network = new TrainingNetwork({ inputs, hidden, outputs }, options, design, () => false)
    const order = Int32Array.from({ length: count }, (_, i) => i)
    const loss = network.gradient(
      { order, target: Uint8Array.from(labels), classWeights: Float64Array.from(weights) },
      0,
      count,
    )
    const { parameters, gradients, masks } = network.inspect()
    const widths = [inputs, ...hidden, outputs].map(padded)
    const rows = labels.map((_, r) => [
      ...design.subarray(r * inputs, (r + 1) * inputs),
      ...new Array<number>(3).fill(0),
    ])
    const batch = { rows, labels, weights, outputs }
    const at = Float64Array.from(parameters)
    expect(loss / count).toBeCloseTo(lossOf(widths, at, masks, batch), 5)
    let steepest = 0
    for (let i = 0; i < at.length; i++) {
      const value = at[i] as number
      at[i] = value + 1e-6
      const above = lossOf(widths, at, masks, batch)
      at[i] = value - 1e-6
      const below = lossOf(widths, at, masks, batch)
      at[i] = value
      const slope = (above - below) / 2e-6
      steepest = Math.max(steepest, Math.abs(slope))
      expect(Math.abs((gradients[i] as number) - slope), `parameter ${i}`).toBeLessThan(
        2e-5 * Math.max(1, Math.abs(slope)),
      )
    }
    expect(steepest).toBeGreaterThan(0.05)
  },
)

test('Dropout leaves out its share and makes up for it; another step leaves out others', () => {
  const design = new Float32Array(64 * 8).fill(1)
  const options = { dropout: 0.3, learningRate: 0.01, batchSize: 64, seed: 4 }
  const network = new TrainingNetwork({ inputs: 8, hidden: [256], outputs: 1 }, options, design, () => false)
  const order = Int32Array.from({ length: 64 }, (_, i) => i)
  const rows = { order, target: new Uint8Array(64), classWeights: Float64Array.of(1, 1) }
  network.gradient(rows, 0, 64)
  const first = network.inspect().masks[0]?.slice() ?? new Float32Array()
  expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / 0.7)]))
  expect(first.filter((factor) => factor === 0).length / first.length).toBeCloseTo(0.3, 1)
  network.gradient(rows, 0, 64)
  const second = network.inspect().masks[0] ?? new Float32Array()
  const both = first.filter((factor, i) => factor === 0 && second[i] === 0).length / first.length
  expect(both).toBeCloseTo(0.09, 1)
})
