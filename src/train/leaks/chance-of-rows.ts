import type { FeatureTable } from '../../model/features.ts'
import { sampleEvenly } from './evenly-spaced.ts'

/**
 * Maximum number of features whose pairs are compared. The others are assumed to be independent.
 */
const maxPaired = 40
const maxRowsForPairs = 4000
/** Weight of the marginal share within a conditional share, in rows. */
const priorRows = 2

/**
 * Estimates how often a row occurs by chance: the product over all features of the share of its
 * value given the value of one other feature, along a tree of the strongest dependences (Chow and
 * Liu 1968). Equal rows count once, so that copies do not make themselves likely, and the row
 * itself is left out. A share is at least the probability that two rows agree in the feature
 * (Simpson 1949), because a value of a feature with repeated values may be new by chance.
 */
export class ChanceOfRows {
  readonly #codes: readonly Int32Array[]
  /** For each feature, the feature it depends on, or -1. */
  readonly #parents: readonly number[]
  readonly #counts: readonly Int32Array[]
  readonly #pairs: readonly (ReadonlyMap<number, number> | undefined)[]
  /**
   * For each feature, the probability that two rows agree in it if they agree in the feature it
   * depends on.
   */
  readonly #agreement: readonly number[]
  readonly #rows: number
  readonly #distinct: number

  /**
   * @param train the training rows
   * @param distinct the first row of each group of equal rows; the target counts as one more
   * feature
   */
  constructor(features: FeatureTable, target: Uint8Array, train: Int32Array, distinct: Int32Array) {
    this.#codes = [Int32Array.from(target), ...features.values.map(numberValues)]
    this.#rows = train.length
    this.#distinct = distinct.length
    this.#parents = buildDependenceTree(this.#codes, distinct)
    this.#counts = this.#codes.map((codes) => countCodes(codes, distinct))
    this.#pairs = this.#codes.map((codes, k) => {
      const parent = this.#codes[this.#parents[k] as number]
      return parent === undefined ? undefined : countCodePairs(codes, parent, distinct)
    })
    this.#agreement = this.#codes.map((codes, k) => {
      const parent = this.#codes[this.#parents[k] as number]
      const agreeing =
        parent === undefined ? countCodes(codes, train) : countCodePairs(codes, parent, train).values()
      const given = parent === undefined ? [train.length] : countCodes(parent, train)
      return countPairs(agreeing) / Math.max(1, countPairs(given))
    })
  }

  /**
   * Returns how many training rows are expected to equal `row`.
   *
   * @param self whether the distinct rows contain its equal
   */
  expectedCopies(row: number, self: boolean): number {
    const own = self ? 1 : 0
    let expected = this.#rows
    for (let k = 0; k < this.#codes.length; k++) {
      const code = (this.#codes[k] as Int32Array)[row] as number
      const others = (this.#counts[k]?.[code] ?? 0) - own
      const share = (others + 0.5) / (this.#distinct - own + 1)
      const parent = this.#parents[k] as number
      const byAgreement = this.#agreement[k] as number
      if (parent < 0) expected *= Math.max(byAgreement, share)
      else {
        const parentCode = (this.#codes[parent] as Int32Array)[row] as number
        const together = (this.#pairs[k]?.get(toKey(code, parentCode)) ?? 0) - own
        const given = (this.#counts[parent]?.[parentCode] ?? 0) - own
        expected *= Math.max(byAgreement, (together + priorRows * share) / (given + priorRows))
      }
    }
    return expected
  }
}

/** Counts the pairs within groups of these sizes. */
function countPairs(sizes: Iterable<number>): number {
  let pairs = 0
  for (const size of sizes) pairs += (size * (size - 1)) / 2
  return pairs
}

/** Numbers the distinct values of a feature from 0. */
function numberValues(values: Float64Array): Int32Array {
  const known = new Map<number, number>()
  const codes = new Int32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number // NaN is equal to itself in a Map
    let code = known.get(value)
    if (code === undefined) known.set(value, (code = known.size))
    codes[row] = code
  }
  return codes
}

function countCodes(codes: Int32Array, rows: Int32Array): Int32Array {
  let max = 0
  for (const code of codes) if (code > max) max = code
  const counts = new Int32Array(max + 1)
  for (const row of rows) {
    const code = codes[row] as number
    counts[code] = (counts[code] as number) + 1
  }
  return counts
}

const toKey = (a: number, b: number): number => a * 2 ** 26 + b

function countCodePairs(a: Int32Array, b: Int32Array, rows: Int32Array): Map<number, number> {
  const counts = new Map<number, number>()
  for (const row of rows) {
    const key = toKey(a[row] as number, b[row] as number)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/**
 * Returns the maximum spanning tree of the mutual information of all pairs (Prim 1957): the parent
 * of each feature, or -1 for a root.
 */
function buildDependenceTree(codes: readonly Int32Array[], train: Int32Array): number[] {
  const parents = new Array<number>(codes.length).fill(-1)
  const rows = sampleEvenly(train, maxRowsForPairs)
  const paired = Math.min(codes.length, maxPaired)
  const counts = codes.slice(0, paired).map((each) => countCodes(each, rows))
  const best = new Float64Array(paired)
  const open = new Set(Array.from({ length: paired }, (_, k) => k))
  for (let k = 0; open.size > 0; ) {
    open.delete(k)
    for (const other of open) {
      const information = computeMutualInformation(codes, counts, other, k, rows)
      if (information > (best[other] as number)) {
        best[other] = information
        parents[other] = k
      }
    }
    let next = -1
    for (const other of open) if (next < 0 || (best[other] as number) > (best[next] as number)) next = other
    k = next
  }
  return parents
}

/**
 * Computes the mutual information in nats, minus what independent features with as many values show
 * by chance (Miller 1955).
 */
function computeMutualInformation(
  codes: readonly Int32Array[],
  counts: readonly Int32Array[],
  a: number,
  b: number,
  rows: Int32Array,
): number {
  const pairs = countCodePairs(codes[a] as Int32Array, codes[b] as Int32Array, rows)
  let information = 0
  for (const [key, count] of pairs) {
    const [ofA, ofB] = [
      counts[a]?.[Math.floor(key / 2 ** 26)] as number,
      counts[b]?.[key % 2 ** 26] as number,
    ]
    information += (count / rows.length) * Math.log((count * rows.length) / (ofA * ofB))
  }
  const valuesOf = (k: number): number => counts[k]?.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0) ?? 0
  const byChance = (pairs.size - valuesOf(a) - valuesOf(b) + 1) / (2 * rows.length)
  return information - Math.max(0, byChance)
}
