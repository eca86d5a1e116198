import { seededRandom } from '../lib/random.ts'
import { drawGroups, percentileInterval } from './bootstrap.ts'
import { binOf, calibrationBins, calibrationError } from './calibration.ts'
import { confusionMetrics, mostProbable } from './confusion.ts'
import { type Estimate, type MetricName, metricNames } from './evaluation.ts'
import { brierByRow, logLossByRow } from './proper-score.ts'
import { meanAuc, type Ranking, rank, weightedAuc } from './ranking.ts'

export type Point = Record<MetricName, number>

/** All that a resample needs, so that none looks at a probability again. */
export interface PreparedRows {
  readonly classCount: number
  readonly groups: Int32Array
  /** truth * classes + predicted. */
  readonly cells: Int32Array
  /** Part of 0..1 of the predicted class's probability, and by how much that probability is above the truth (1 if right, else 0). */
  readonly bins: Uint8Array
  readonly excess: Float64Array
  /** Sums over the rows of each group. */
  readonly groupRows: Float64Array
  readonly groupLogLoss: Float64Array
  readonly groupBrier: Float64Array
  readonly rankings: readonly Ranking[]
}

/** Looks at every probability once. `groups` are numbered 0 to `groupCount` - 1. */
export function prepareRows(
  target: Uint8Array,
  probabilities: Float64Array,
  groups: Int32Array,
  groupCount: number,
  classCount: number,
): PreparedRows {
  const predicted = mostProbable(probabilities, classCount)
  const sumByGroup = (values: Float64Array): Float64Array => {
    const sums = new Float64Array(groupCount)
    for (let row = 0; row < values.length; row++)
      sums[groups[row] as number] = (sums[groups[row] as number] as number) + (values[row] as number)
    return sums
  }
  const cells = new Int32Array(target.length)
  const bins = new Uint8Array(target.length)
  const excess = new Float64Array(target.length)
  for (let row = 0; row < target.length; row++) {
    const k = predicted[row] as number
    const confidence = probabilities[row * classCount + k] as number
    cells[row] = (target[row] as number) * classCount + k
    bins[row] = binOf(confidence)
    excess[row] = confidence - (k === target[row] ? 1 : 0)
  }
  return {
    classCount,
    groups,
    cells,
    bins,
    excess,
    groupRows: sumByGroup(new Float64Array(target.length).fill(1)),
    groupLogLoss: sumByGroup(logLossByRow(target, probabilities, classCount)),
    groupBrier: sumByGroup(brierByRow(target, probabilities, classCount)),
    rankings: Array.from({ length: classCount }, (_, k) => rank(target, probabilities, groups, classCount, k)),
  }
}

/** Every metric, and weighted rows by truth and prediction, with each group counted `weights` times. Hot: once a resample. */
export function measure(rows: PreparedRows, weights: Float64Array): { readonly point: Point; readonly table: Float64Array } {
  const { cells, bins, excess, groups, classCount } = rows
  let total = 0
  let logLoss = 0
  let brier = 0
  for (let group = 0; group < weights.length; group++) {
    const weight = weights[group] as number
    total += weight * (rows.groupRows[group] as number)
    logLoss += weight * (rows.groupLogLoss[group] as number)
    brier += weight * (rows.groupBrier[group] as number)
  }
  const table = new Float64Array(classCount * classCount)
  const excesses = new Float64Array(calibrationBins)
  for (let row = 0; row < bins.length; row++) {
    const weight = weights[groups[row] as number] as number
    const cell = cells[row] as number
    const bin = bins[row] as number
    table[cell] = (table[cell] as number) + weight
    excesses[bin] = (excesses[bin] as number) + weight * (excess[row] as number)
  }
  const point = {
    ...confusionMetrics(table, classCount),
    log_loss: logLoss / total,
    macro_auc: meanAuc(rows.rankings.map((ranking) => weightedAuc(ranking, weights))),
    brier: brier / total,
    calibration_error: calibrationError(excesses, total),
  }
  return { point, table }
}

/**
 * Every metric with its 95 % interval, by a percentile bootstrap over groups. Of several predictions for the same rows (repeats) it is the mean
 * over them, and each resample counts the same groups in all.
 */
export function estimates(
  repeats: readonly PreparedRows[],
  groupCount: number,
  seed: number,
  resamples: number,
): Record<MetricName, Estimate> {
  const random = seededRandom(seed, 'bootstrap')
  const weights = new Float64Array(groupCount).fill(1)
  const point = meanPoint(repeats, weights)
  const drawn = new Map(metricNames.map((name) => [name, new Float64Array(resamples)]))
  for (let i = 0; i < resamples; i++) {
    drawGroups(weights, random)
    const resample = meanPoint(repeats, weights)
    for (const [name, values] of drawn) values[i] = resample[name]
  }
  const estimate = (name: MetricName): Estimate => {
    const { low, high } = percentileInterval(drawn.get(name) as Float64Array)
    const value = point[name]
    // Noise only ever adds to a calibration error, so resamples lie above the value: the interval is made to hold it.
    return { value, low: Math.min(low, value), high: Math.max(high, value) }
  }
  return Object.fromEntries(metricNames.map((name) => [name, estimate(name)])) as Record<MetricName, Estimate>
}

function meanPoint(repeats: readonly PreparedRows[], weights: Float64Array): Point {
  const points = repeats.map((rows) => measure(rows, weights).point)
  const [first] = points
  if (points.length === 1 && first !== undefined) return first
  const mean = (name: MetricName): number => points.reduce((sum, point) => sum + point[name], 0) / points.length
  return Object.fromEntries(metricNames.map((name) => [name, mean(name)])) as Point
}

/** Groups renumbered 0, 1, 2... in the order of their first row. */
export function numbered(groups: Int32Array): { readonly groups: Int32Array; readonly count: number } {
  const numbers = new Map<number, number>()
  const dense = groups.map((group) => {
    const known = numbers.get(group)
    if (known !== undefined) return known
    numbers.set(group, numbers.size)
    return numbers.size - 1
  })
  return { groups: dense, count: numbers.size }
}
