import { seededRandom } from '../../base/math/random.ts'
import { drawGroups, computePercentileInterval } from '../intervals/bootstrap.ts'
import { findBin, calibrationBins, computeCalibrationError } from './calibration.ts'
import { computeClassScores, computeConfusionMetrics, predictClasses } from './confusion.ts'
import { classMeans, type Estimate, type MetricName, metricNames, type MetricValues } from './evaluation.ts'
import { computeRowBrier, computeRowLogLoss, maxLogLoss } from './proper-score.ts'
import { type Ranking, type RankingAreas, rankRows, computeAreas } from './ranking.ts'
import {
  type Share,
  computeSmallSampleReach,
  computeStudentReach,
  widenInterval,
} from '../intervals/small-samples.ts'

/** NaN where a metric cannot be measured. */
export type Point = Record<MetricName, number>

/** Rows prepared so that no resample reads a probability again. */
export interface PreparedRows {
  readonly classCount: number
  readonly groups: Int32Array
  /** truth * classes + predicted. */
  readonly cells: Int32Array
  /**
   * Bin of the predicted class's probability, and by how much that probability is above the truth
   * (1 if right, else 0).
   */
  readonly bins: Uint8Array
  readonly excess: Float64Array
  /** Sums over the rows of each group. */
  readonly groupRows: Float64Array
  readonly groupLogLoss: Float64Array
  readonly groupBrier: Float64Array
  readonly rankings: readonly Ranking[]
  /** Number of groups that have rows of each class. */
  readonly classGroups: Int32Array
  /** The class that `average_precision` measures, or null for the mean of all classes. */
  readonly rarest: number | null
}

/**
 * Prepares rows for resampling by reading every probability once.
 *
 * @param groups numbered 0 to `groupCount` - 1
 * @param rarest see `findRarerClass`
 */
export function prepareRows(
  target: Uint8Array,
  probabilities: Float64Array,
  groups: Int32Array,
  groupCount: number,
  classCount: number,
  rarest: number | null,
): PreparedRows {
  const predicted = predictClasses(probabilities, classCount)
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
    bins[row] = findBin(confidence)
    excess[row] = confidence - (k === target[row] ? 1 : 0)
  }
  return {
    classCount,
    groups,
    cells,
    bins,
    excess,
    groupRows: sumByGroup(new Float64Array(target.length).fill(1)),
    groupLogLoss: sumByGroup(computeRowLogLoss(target, probabilities, classCount)),
    groupBrier: sumByGroup(computeRowBrier(target, probabilities, classCount)),
    rankings: Array.from({ length: classCount }, (_, k) =>
      rankRows(target, probabilities, groups, classCount, k),
    ),
    classGroups: countGroupsByClass(target, groups, classCount),
    rarest,
  }
}

/** Returns how many groups have rows of each class. */
export function countGroupsByClass(target: Uint8Array, groups: Int32Array, classCount: number): Int32Array {
  const seen = Array.from({ length: classCount }, () => new Set<number>())
  for (let row = 0; row < target.length; row++) seen[target[row] as number]?.add(groups[row] as number)
  return Int32Array.from(seen, ({ size }) => size)
}

/**
 * Returns the class whose precision and recall are the most informative: of two classes the one
 * with fewer rows, the second one on a tie. Null for more classes, where the mean over all is used.
 */
export function findRarerClass(counts: ArrayLike<number>): number | null {
  return counts.length === 2 ? ((counts[1] as number) <= (counts[0] as number) ? 1 : 0) : null
}

export interface Measured {
  readonly point: Point
  /** Weighted rows by truth and prediction. */
  readonly table: Float64Array
  /** Scores of each class. */
  readonly areas: readonly RankingAreas[]
}

/**
 * Computes every metric with each group counted `weights` times. Runs once per resample, so it is
 * hot.
 */
export function measure(rows: PreparedRows, weights: Float64Array): Measured {
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
  const areas = rows.rankings.map((ranking) => computeAreas(ranking, weights))
  const precisions = areas.map(({ averagePrecision }) => averagePrecision)
  const point = {
    ...computeConfusionMetrics(table, classCount),
    log_loss: logLoss / total,
    macro_auc: mean(areas.map(({ auc }) => auc)),
    average_precision: rows.rarest === null ? mean(precisions) : (precisions[rows.rarest] as number),
    brier: brier / total,
    calibration_error: computeCalibrationError(excesses, total),
  }
  return { point, table, areas }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * Computes every metric with its 95 % interval, by a percentile bootstrap over groups, or null
 * where it cannot be measured. For several predictions of the same rows (repeats) the value is the
 * mean over them, and each resample counts the same groups in all. A resample in which a metric
 * cannot be measured does not count for it. Intervals are widened where they rest on few groups.
 *
 * @param learned whether the models that predicted the rows of each class have learned it
 */
export function computeEstimates(
  repeats: readonly PreparedRows[],
  groupCount: number,
  learned: readonly boolean[],
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
): MetricValues<Estimate> {
  const random = seededRandom(seed, 'bootstrap')
  const weights = new Float64Array(groupCount).fill(1)
  const whole = repeats.map((rows) => measure(rows, weights))
  const point = meanPoint(whole)
  const drawn = new Map(metricNames.map((name) => [name, new Float64Array(resamples)]))
  for (let i = 0; i < resamples; i++) {
    drawGroups(weights, random)
    const resample = meanPoint(repeats.map((rows) => measure(rows, weights)))
    for (const [name, values] of drawn) values[i] = resample[name]
  }
  const widen = createWidener(repeats, whole, groupCount)
  const estimate = (name: MetricName): Estimate | null => {
    const value = point[name]
    if (Number.isNaN(value) || (classMeans.has(name) && learned.includes(false))) return null
    const values = (drawn.get(name) as Float64Array).filter((each) => !Number.isNaN(each))
    const { low, high } =
      values.length === 0 ? { low: value, high: value } : computePercentileInterval(values)
    // Noise only ever adds to a calibration error, so resamples lie above the value: the interval
    // is extended to contain it.
    return widen(name, { value, low: Math.min(low, value), high: Math.max(high, value) })
  }
  return Object.fromEntries(
    metricNames.map((name) => [name, estimate(name)]),
  ) as unknown as MetricValues<Estimate>
}

/**
 * Returns a function that widens the interval of a metric by the uncertainty of few groups, or of a
 * class with few groups.
 */
function createWidener(
  repeats: readonly PreparedRows[],
  whole: readonly Measured[],
  groupCount: number,
): (name: MetricName, estimate: Estimate) => Estimate {
  const [first] = repeats as readonly [PreparedRows]
  const byClass = (ofClass: (measured: Measured, k: number) => number): Share[] =>
    Array.from(first.classGroups, (cases, k) => ({
      value: mean(whole.map((measured) => ofClass(measured, k))),
      cases,
    }))
  const scores = whole.map(({ table }) => computeClassScores(table, first.classCount))
  const ofScores = (name: 'recall' | 'f1'): Share[] =>
    byClass((measured, k) => scores[whole.indexOf(measured)]?.[k]?.[name] ?? Number.NaN)
  const precisions = byClass(({ areas }, k) => areas[k]?.averagePrecision ?? Number.NaN)
  const unit = { min: 0, max: 1 }
  const computeReach = (sums: 'groupLogLoss' | 'groupBrier'): number =>
    Math.max(...repeats.map((rows) => computeStudentReach(rows[sums], rows.groupRows)))
  return (name, estimate) => {
    switch (name) {
      case 'log_loss':
        return widenLoss(estimate, computeReach('groupLogLoss'), maxLogLoss)
      case 'brier':
        return widenLoss(estimate, computeReach('groupBrier'), 2)
      case 'balanced_accuracy':
        return widenInterval(estimate, computeSmallSampleReach(ofScores('recall')), unit)
      case 'macro_f1':
        return widenInterval(estimate, computeSmallSampleReach(ofScores('f1')), unit)
      case 'macro_auc':
        return widenInterval(
          estimate,
          computeSmallSampleReach(byClass(({ areas }, k) => areas[k]?.auc ?? Number.NaN)),
          unit,
        )
      case 'average_precision':
        return widenInterval(
          estimate,
          computeSmallSampleReach(first.rarest === null ? precisions : [precisions[first.rarest] as Share]),
          unit,
        )
      case 'quadratic_kappa': {
        // From -1 to 1: twice as wide as a share.
        const { below, above } = computeSmallSampleReach([
          { value: (estimate.value + 1) / 2, cases: groupCount },
        ])
        return widenInterval(estimate, { below: 2 * below, above: 2 * above }, { min: -1, max: 1 })
      }
      default:
        return widenInterval(
          estimate,
          computeSmallSampleReach([{ value: estimate.value, cases: groupCount }]),
          unit,
        )
    }
  }
}

/** Widens the interval of a mean loss to `reach` on both sides, within 0 and `max`. */
function widenLoss({ value, low, high }: Estimate, reach: number, max: number): Estimate {
  return {
    value,
    low: Math.max(0, Math.min(low, value - reach)),
    high: Math.min(max, Math.max(high, value + reach)),
  }
}

function meanPoint(repeats: readonly Measured[]): Point {
  const [first] = repeats
  if (repeats.length === 1 && first !== undefined) return first.point
  const meanOf = (name: MetricName): number => mean(repeats.map(({ point }) => point[name]))
  return Object.fromEntries(metricNames.map((name) => [name, meanOf(name)])) as Point
}

/** Renumbers groups 0, 1, 2... in the order of their first row. */
export function numberGroups(groups: Int32Array): { readonly groups: Int32Array; readonly count: number } {
  const numbers = new Map<number, number>()
  const dense = groups.map((group) => {
    const known = numbers.get(group)
    if (known !== undefined) return known
    numbers.set(group, numbers.size)
    return numbers.size - 1
  })
  return { groups: dense, count: numbers.size }
}
