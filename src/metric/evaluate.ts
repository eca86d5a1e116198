import { seededRandom } from '../lib/random.ts'
import { drawGroups, percentileInterval } from './bootstrap.ts'
import { binOf, calibrationBins, calibrationCurve, calibrationError } from './calibration.ts'
import { classScores, confusionMetrics, mostProbable } from './confusion.ts'
import { type Estimate, type Evaluation, type MetricName, metricNames } from './evaluation.ts'
import { brierByRow, logLossByRow } from './proper-score.ts'
import { curves, meanAuc, type Ranking, rank, weightedAuc } from './ranking.ts'

export interface EvaluationInput {
  /** In the project's order: worst to best, which the quadratic kappa relies on. */
  readonly classes: readonly string[]
  /** Index of the true class of each held-out row. */
  readonly target: Uint8Array
  /** Row-major, `rows x classes`; each row sums to 1. */
  readonly probabilities: Float64Array
  /** Entity of each row, numbered in any way: intervals come from resampling entities, not rows. */
  readonly groups: Int32Array
  /** Share of each class in the training rows, for the baselines. */
  readonly trainShares: readonly number[]
  readonly seed: number
  /** Bootstrap resamples behind the intervals. Default 500. */
  readonly resamples?: number
}

type Point = Record<MetricName, number>

/**
 * All metrics of the predictions for held-out rows, with 95 % intervals by a percentile bootstrap over entities (rows of
 * one entity are near copies, so resampling rows would promise too much), beside the majority and prior baselines.
 * The same input gives the same result to the bit. A class that is absent from the rows is left out of macro averages.
 * @throws RangeError without rows, or when the lengths disagree.
 */
export function evaluate(input: EvaluationInput): Evaluation {
  const { classes, target, probabilities, trainShares, seed, resamples = 500 } = input
  const classCount = classes.length
  if (target.length === 0 || probabilities.length !== target.length * classCount || input.groups.length !== target.length) {
    throw new RangeError(
      `evaluate: ${target.length} targets, ${input.groups.length} groups, ${probabilities.length} probabilities`,
    )
  }
  const { groups, count } = numbered(input.groups)
  const rows = prepare(target, probabilities, groups, count, classCount)
  const weights = new Float64Array(count).fill(1)
  const { point, table } = measure(rows, weights)
  const areas = rows.rankings.map((ranking) => weightedAuc(ranking, weights))
  const perClass = rows.rankings.map(curves)
  return {
    classes,
    rows: target.length,
    entities: count,
    metrics: withIntervals(rows, point, count, seed, resamples),
    baselines: baselines(target, classCount, trainShares),
    confusion: classes.map((_, k) => Array.from(table.subarray(k * classCount, (k + 1) * classCount))),
    byClass: classScores(table, classCount).map(({ rows, precision, recall, f1 }, k) => ({
      class: classes[k] as string,
      rows,
      precision,
      recall,
      f1,
      auc: meanAuc([areas[k] as number]),
    })),
    calibration: classes.map((name, k) => ({ class: name, bins: calibrationCurve(target, probabilities, classCount, k) })),
    roc: classes.map((name, k) => ({ class: name, curve: (perClass[k] as (typeof perClass)[number]).roc })),
    precisionRecall: classes.map((name, k) => ({
      class: name,
      curve: (perClass[k] as (typeof perClass)[number]).precisionRecall,
    })),
  }
}

/** All that a resample needs, so that none looks at a probability again. */
interface PreparedRows {
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

function prepare(
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
function measure(rows: PreparedRows, weights: Float64Array): { readonly point: Point; readonly table: Float64Array } {
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

function withIntervals(
  rows: PreparedRows,
  point: Point,
  groupCount: number,
  seed: number,
  resamples: number,
): Record<MetricName, Estimate> {
  const random = seededRandom(seed, 'bootstrap')
  const weights = new Float64Array(groupCount)
  const drawn = new Map(metricNames.map((name) => [name, new Float64Array(resamples)]))
  for (let i = 0; i < resamples; i++) {
    drawGroups(weights, random)
    const resample = measure(rows, weights).point
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

function baselines(target: Uint8Array, classCount: number, trainShares: readonly number[]): Evaluation['baselines'] {
  const majority = trainShares.indexOf(Math.max(...trainShares))
  const alwaysAnswering = (shares: readonly number[]): Point => {
    const probabilities = Float64Array.from({ length: target.length * classCount }, (_, i) => shares[i % classCount] as number)
    const groups = new Int32Array(target.length)
    return measure(prepare(target, probabilities, groups, 1, classCount), new Float64Array([1])).point
  }
  return { majority: alwaysAnswering(trainShares.map((_, k) => (k === majority ? 1 : 0))), prior: alwaysAnswering(trainShares) }
}

/** Groups renumbered 0, 1, 2... in the order of their first row. */
function numbered(groups: Int32Array): { readonly groups: Int32Array; readonly count: number } {
  const numbers = new Map<number, number>()
  const dense = groups.map((group) => {
    const known = numbers.get(group)
    if (known !== undefined) return known
    numbers.set(group, numbers.size)
    return numbers.size - 1
  })
  return { groups: dense, count: numbers.size }
}
