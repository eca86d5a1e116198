import { seededRandom } from '../../base/math/random.ts'
import { type Binning, categoryCounts, missingBin } from '../../model/random-forest/binning.ts'
import type { FeatureTable } from '../../model/features.ts'

/** Rows that the edges are taken from; a larger table is sampled. */
const sampleRows = 16_384

/**
 * Fits the edges of the bins of every feature. Up to `missingBin` different values have a bin each
 * and edges half way between them, so that nothing is lost; more are cut into bins of about equal
 * counts.
 */
export function fitBinning(table: FeatureTable, seed: number): Binning {
  const rows = sampledRows(table.rowCount, seed)
  const starts = new Int32Array(table.specs.length + 1)
  const edges: number[] = []
  table.specs.forEach((spec, feature) => {
    if (spec.kind === 'number') edgesOf(table.values[feature] as Float64Array, rows, edges)
    starts[feature + 1] = edges.length
  })
  return { starts, edges: Float64Array.from(edges), categories: categoryCounts(table.specs) }
}

/** Draws the rows to look at; `null` for all. */
function sampledRows(rowCount: number, seed: number): Int32Array | null {
  if (rowCount <= sampleRows) return null
  const random = seededRandom(seed, 'binning')
  return Int32Array.from({ length: sampleRows }, () => random.integer(rowCount))
}

function edgesOf(values: Float64Array, rows: Int32Array | null, edges: number[]): void {
  const sorted = new Float64Array(rows === null ? values.length : rows.length)
  let count = 0
  for (let i = 0; i < sorted.length; i++) {
    const value = values[rows === null ? i : (rows[i] as number)] as number
    if (Number.isFinite(value)) sorted[count++] = value
  }
  const present = sorted.subarray(0, count).sort()
  let different = count === 0 ? 0 : 1
  for (let i = 1; i < count; i++) if (present[i] !== present[i - 1]) different++
  // A bin is closed once it holds its share of the values that are left; never between two equal
  // ones.
  let binsLeft = Math.min(different, missingBin)
  let end = different <= missingBin ? 0 : count / binsLeft
  for (let i = 1; i < count && binsLeft > 1; i++) {
    const below = present[i - 1] as number
    const above = present[i] as number
    if (below === above || i < end) continue
    edges.push(middle(below, above))
    binsLeft--
    if (end > 0) end = i + (count - i) / binsLeft
  }
}

/** Returns a number in [below, above): half way where doubles allow it. */
function middle(below: number, above: number): number {
  const half = below / 2 + above / 2
  return half < above && half >= below ? half : below
}
