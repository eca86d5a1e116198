import type { FeatureSpec, FeatureTable } from './features.ts'

/** Bin of a missing value. Bins of values are 0..254. */
export const missingBin = 255

/**
 * How values become bins, so that trees can work on bytes. Feature `f` has the edges `edges[starts[f]..starts[f + 1])`,
 * ascending, in the units of the data: a number's bin is how many edges lie below it, so `bin <= b` says exactly
 * `value <= edges[b]`. A category's bin is its code; those from 254 on share the last bin.
 */
export interface Binning {
  readonly starts: Int32Array
  readonly edges: Float64Array
  /** Number of categories of a feature; 0 for a number. */
  readonly categories: Int32Array
}

/** Number of categories of each feature, 0 for a number. */
export function categoryCounts(features: readonly FeatureSpec[]): Int32Array {
  return Int32Array.from(features, (feature) => (feature.kind === 'category' ? (feature.categories?.length ?? 0) : 0))
}

/** Number of bins of a feature, the missing one left out. */
export function binCount(binning: Binning, feature: number): number {
  const categories = binning.categories[feature] as number
  if (categories > 0) return Math.min(categories, missingBin)
  return (binning.starts[feature + 1] as number) - (binning.starts[feature] as number) + 1
}

/** Bin of one value; an unknown category is missing. Hot: no allocation. */
export function binOf(binning: Binning, feature: number, value: number): number {
  if (value !== value) return missingBin
  const categories = binning.categories[feature] as number
  if (categories > 0) return value >= 0 && value < categories ? Math.min(value | 0, missingBin - 1) : missingBin
  const edges = binning.edges
  const start = binning.starts[feature] as number
  let low = start
  let size = (binning.starts[feature + 1] as number) - start
  while (size > 0) {
    const half = size >> 1
    if (value > (edges[low + half] as number)) {
      low += half + 1
      size -= half + 1
    } else size = half
  }
  return low - start
}

/** Writes the bins of rows `from..to` of one feature into `out[offset + i * stride]`. */
export function binColumn(
  binning: Binning,
  feature: number,
  table: FeatureTable,
  from: number,
  to: number,
  out: Uint8Array,
  offset: number,
  stride: number,
): void {
  const values = table.values[feature] as Float64Array
  let place = offset
  for (let row = from; row < to; row++) {
    out[place] = binOf(binning, feature, values[row] as number)
    place += stride
  }
}
