import type { Split } from '../../data/split/time-order.ts'
import { filterPresent } from '../../base/math/statistics.ts'
import type { FeatureSpec } from '../../model/features.ts'
import { sampleEvenly } from './evenly-spaced.ts'
import { countAtMost } from './near-copies.ts'

/**
 * Returns whether the feature's values map one to one to the classes: the target under another
 * name. Missing values are ignored, but at least half of the rows must have a value, and at least
 * two classes must occur.
 */
export function isTargetInDisguise(values: Float64Array, target: Uint8Array): boolean {
  const classOf = new Map<number, number>()
  let present = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    if (Number.isNaN(value)) continue
    present++
    const known = classOf.get(value)
    if (known !== undefined && known !== target[row]) return false
    classOf.set(value, target[row] as number)
    // More values than classes cannot be a one-to-one map. This stops early on continuous features.
    if (classOf.size > 256) return false
  }
  const classes = new Set(classOf.values()).size
  return present * 2 >= values.length && classes >= 2 && classes === classOf.size
}

/**
 * Share of the rows of a class that may differ from the others, and the number of rows below which
 * that may be chance.
 */
const maxExceptions = 0.01
const minRowsByClass = 20

/**
 * Returns whether the feature is missing in (almost) all rows of some classes and in (almost) none
 * of the others, such as a grade that only present students have.
 */
export function isMissingByClass(values: Float64Array, target: Uint8Array, classCount: number): boolean {
  const rows = new Float64Array(classCount)
  const missing = new Float64Array(classCount)
  for (let row = 0; row < values.length; row++) {
    const code = target[row] as number
    rows[code] = (rows[code] as number) + 1
    if (Number.isNaN(values[row])) missing[code] = (missing[code] as number) + 1
  }
  const isPure = rows.every(
    (all, code) => Math.min(missing[code] as number, all - (missing[code] as number)) <= all * maxExceptions,
  )
  const rowsWithout = rows.reduce(
    (sum, all, code) => sum + ((missing[code] as number) * 2 > all ? all : 0),
    0,
  )
  return isPure && rowsWithout >= minRowsByClass && values.length - rowsWithout >= minRowsByClass
}

/** Number of parts into which a number is cut, at quantiles of the training rows. */
const parts = 64
/**
 * Maximum rows of each side that are read, evenly spaced: enough to measure an accuracy of 98 % to
 * half a percent.
 */
const sampled = 5000

/**
 * Returns the balanced accuracy on held-out rows of the simplest model of one feature: numbers are
 * cut into 64 parts at training quantiles, and each part (or category, or missing) predicts the
 * class most over-represented in its training rows.
 */
export function measureSingleFeature(
  spec: FeatureSpec,
  values: Float64Array,
  target: Uint8Array,
  sides: Split,
  classCount: number,
): number {
  const train = sampleEvenly(sides.train, sampled)
  const edges = spec.kind === 'number' ? findQuantiles(values, train) : null
  const partCount = edges === null ? (spec.categories?.length ?? 0) : edges.length + 1
  const partOf = (row: number): number => {
    const value = values[row] as number
    if (Number.isNaN(value)) return partCount
    return edges === null ? value : countAtMost(edges, value)
  }
  const looked = { train, heldOut: sampleEvenly(sides.heldOut, sampled) }
  return measureParts(partOf, partCount + 1, looked, target, classCount)
}

/**
 * Returns the balanced accuracy on held-out rows when each part predicts the class most
 * over-represented in its training rows.
 *
 * @param partOf returns the part of a row, from 0 to `partCount - 1`
 */
export function measureParts(
  partOf: (row: number) => number,
  partCount: number,
  { train, heldOut }: Split,
  target: Uint8Array,
  classCount: number,
): number {
  const counts = new Float64Array(partCount * classCount)
  const classRows = new Float64Array(classCount)
  for (const row of train) {
    const cell = partOf(row) * classCount + (target[row] as number)
    counts[cell] = (counts[cell] as number) + 1
    classRows[target[row] as number] = (classRows[target[row] as number] as number) + 1
  }
  const predicted = Uint8Array.from({ length: partCount }, (_, part) => {
    let best = 0
    for (let k = 1; k < classCount; k++) {
      const lift = (counts[part * classCount + k] as number) * (classRows[best] as number)
      if (lift > (counts[part * classCount + best] as number) * (classRows[k] as number)) best = k
    }
    return best
  })
  return computeBalancedAccuracy(heldOut, target, classCount, (row) => predicted[partOf(row)] as number)
}

function computeBalancedAccuracy(
  rows: Int32Array,
  target: Uint8Array,
  classCount: number,
  predict: (row: number) => number,
): number {
  const hits = new Float64Array(classCount)
  const all = new Float64Array(classCount)
  for (const row of rows) {
    const truth = target[row] as number
    all[truth] = (all[truth] as number) + 1
    if (predict(row) === truth) hits[truth] = (hits[truth] as number) + 1
  }
  const recalls = Array.from(hits, (hit, k) => hit / (all[k] as number)).filter(
    (recall) => !Number.isNaN(recall),
  )
  // With one class in the held-out rows every constant is right, which proves nothing.
  return recalls.length < 2 ? 0 : recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
}

/**
 * Returns distinct upper edges. A value equal to an edge is above it, so that few distinct numbers
 * each get their own part.
 */
function findQuantiles(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i] as number] as number
  const sorted = filterPresent(taken).sort()
  const edges = new Set<number>()
  for (let part = 1; part < parts; part++) {
    const edge = sorted[Math.floor((part * sorted.length) / parts)]
    if (edge !== undefined) edges.add(edge)
  }
  return Float64Array.from(edges)
}
