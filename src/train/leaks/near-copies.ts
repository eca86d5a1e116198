import { filterPresent } from '../../base/math/statistics.ts'
import type { FeatureTable } from '../../model/features.ts'
import { sampleEvenly } from './evenly-spaced.ts'
import { createCheckResult, formatPercent, type LeakCheck, type LeakCheckInput } from './leak-check.ts'

/** Minimum number of features. With fewer, rows are alike by chance. */
const minFeatures = 5
const maxHeldOut = 200
/** Maximum comparisons of two values, which take less than 0.1 s. */
const maxComparisons = 4e7
/** Bins of a number, cut at quantiles. Two values in one bin agree. */
const maxBins = 128
const rowsForBins = 5000
/**
 * Maximum share of the training rows in a group of siblings, unless it has at most `minGroup` rows.
 */
const maxGroupShare = 0.01
const minGroup = 16
/**
 * Share of the features in which the nearest rows must agree, and by which they must be nearer than
 * all others.
 */
const minAgreement = 0.35
const minGap = 0.2
const minGapFeatures = 3
/** Share of the held-out rows that may have near copies by chance. */
const maxIsolated = 0.05

/**
 * Checks for groups of nearly equal rows on both sides of the split, such as the visits of one
 * patient whose id is not a column. A held-out row has near copies if a few training rows agree
 * with it in many more features than all other training rows: a gap separates them from the others,
 * where independently drawn rows would lie.
 */
export function checkNearCopies({ features, sides, project }: LeakCheckInput): LeakCheck {
  const found = features.specs.length < minFeatures ? null : compareSides(features, sides)
  const { heldOut = 0, isolated = 0, agreement = 0, others = 0 } = found ?? {}
  if (isolated <= Math.max(2, heldOut * maxIsolated)) {
    return createCheckResult('near-copies', true, {
      en: 'Held-out rows are not closer to single training rows than to the other ones.',
      'pt-BR':
        'As linhas reservadas não são mais parecidas com uma linha de treinamento do que com as demais.',
    })
  }
  const { entity } = project
  const [en, pt] =
    entity === undefined
      ? [
          'If these are rows of one person or thing, name their column as entity.',
          'Se são linhas da mesma pessoa ou coisa, indique a coluna que as identifica como entidade.',
        ]
      : [
          `Different values of ${entity} may be the same entity.`,
          `Valores diferentes de ${entity} podem ser a mesma entidade.`,
        ]
  const share = isolated / heldOut
  return createCheckResult('near-copies', false, {
    en: `About ${formatPercent(share, 'en')} of the held-out rows have near copies in training: they agree in ${formatPercent(agreement, 'en')} of the features, and the next closest rows in ${formatPercent(others, 'en')}. ${en}`,
    'pt-BR': `Cerca de ${formatPercent(share, 'pt-BR')} das linhas reservadas têm cópias quase iguais no treinamento: coincidem em ${formatPercent(agreement, 'pt-BR')} das variáveis, e as linhas seguintes mais próximas, em ${formatPercent(others, 'pt-BR')}. ${pt}`,
  })
}

interface Comparison {
  /** Number of held-out rows that were compared, and of those that have near copies. */
  readonly heldOut: number
  readonly isolated: number
  /**
   * Mean share of the features in which the near copies agree, and in which the nearest of the
   * other rows agree.
   */
  readonly agreement: number
  readonly others: number
}

function compareSides(features: FeatureTable, { train, heldOut }: LeakCheckInput['sides']): Comparison {
  const count = features.specs.length
  const rows = sampleEvenly(
    heldOut,
    Math.max(20, Math.min(maxHeldOut, Math.floor(maxComparisons / (train.length * count)))),
  )
  const bins = features.values.map((values) => {
    const edges = findEdges(values, train)
    return { train: findBins(values, train, edges), heldOut: findBins(values, rows, edges) }
  })
  const agreeing = new Uint16Array(train.length)
  const levels = new Int32Array(count + 1)
  const sums = { near: 0, next: 0 }
  let isolated = 0
  for (let i = 0; i < rows.length; i++) {
    agreeing.fill(0)
    let present = 0
    for (const ofFeature of bins) {
      const bin = ofFeature.heldOut[i] as number
      if (bin === 0) continue
      present++
      countEqual(ofFeature.train, bin, agreeing)
    }
    levels.fill(0)
    for (let t = 0; t < agreeing.length; t++)
      levels[agreeing[t] as number] = (levels[agreeing[t] as number] as number) + 1
    const gap = findGap(levels, present, train.length)
    if (gap === null) continue
    isolated++
    sums.near += gap.near / present
    sums.next += gap.next / present
  }
  return { heldOut: rows.length, isolated, agreement: sums.near / isolated, others: sums.next / isolated }
}

function countEqual(bins: Uint8Array, bin: number, counts: Uint16Array): void {
  for (let t = 0; t < bins.length; t++) if (bins[t] === bin) counts[t] = (counts[t] as number) + 1
}

/**
 * Finds the gap between a few near rows and all others.
 *
 * @param levels number of training rows that agree in 0, 1, 2… features
 * @param present number of features of the row that have a value
 */
function findGap(
  levels: Int32Array,
  present: number,
  trainRows: number,
): { near: number; next: number } | null {
  const minEmpty = Math.max(minGapFeatures, Math.ceil(minGap * present))
  const maxGroup = Math.max(minGroup, trainRows * maxGroupShare)
  let near = present
  while (near > 0 && levels[near] === 0) near--
  let group = 0
  let lowest = near
  for (let level = near; level >= 0; level--) {
    if (levels[level] === 0) continue
    if (lowest - level >= minEmpty)
      return lowest >= minAgreement * present && present >= minFeatures ? { near, next: level } : null
    group += levels[level] as number
    if (group > maxGroup) return null
    lowest = level
  }
  return null
}

/** Returns the bin of the value of each of `rows`, from 1; 0 is missing. */
function findBins(values: Float64Array, rows: Int32Array, edges: Float64Array): Uint8Array {
  const bins = new Uint8Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number
    if (!Number.isNaN(value)) bins[i] = 1 + countAtMost(edges, value)
  }
  return bins
}

/** Cuts numbers at quantiles of the training rows. Few distinct values are cut between each two. */
function findEdges(values: Float64Array, train: Int32Array): Float64Array {
  const sorted = filterPresent(
    Float64Array.from(sampleEvenly(train, rowsForBins), (row) => values[row] as number),
  ).sort()
  const edges = new Set(sorted)
  if (edges.size > maxBins) {
    edges.clear()
    for (let part = 1; part < maxBins; part++)
      edges.add(sorted[Math.floor((part * sorted.length) / maxBins)] as number)
  } else edges.delete(sorted[0] as number)
  return Float64Array.from(edges)
}

/** Counts the `edges` (ascending) that are at most `value`. */
export function countAtMost(edges: ArrayLike<number>, value: number): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((edges[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low
}
