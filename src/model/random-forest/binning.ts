import type { FeatureSpec } from '../features.ts'

/** Bin of a missing value. Bins of values are 0..254. */
export const missingBin = 255

/**
 * How values become bins, so that trees can work on bytes. Feature `f` has the edges
 * `edges[starts[f]..starts[f + 1])`, ascending, in the units of the data: a number's bin is how
 * many edges lie below it, so `bin <= b` says exactly `value <= edges[b]`. A category's bin is its
 * code; those from 254 on share the last bin.
 */
export interface Binning {
  readonly starts: Int32Array
  readonly edges: Float64Array
  /** Number of categories of a feature; 0 for a number. */
  readonly categories: Int32Array
}

/** Returns the number of categories of each feature, 0 for a number. */
export function categoryCounts(features: readonly FeatureSpec[]): Int32Array {
  return Int32Array.from(features, (feature) =>
    feature.kind === 'category' ? (feature.categories?.length ?? 0) : 0,
  )
}

/** Returns the number of bins of a feature, the missing one left out. */
export function binCount(binning: Binning, feature: number): number {
  const categories = binning.categories[feature] as number
  if (categories > 0) return Math.min(categories, missingBin)
  return (binning.starts[feature + 1] as number) - (binning.starts[feature] as number) + 1
}

/** Cells of equal width that point into the edges. */
const cells = 512

/**
 * Finds the bin of a feature's values: a cell says between which edges to look, so that few
 * comparisons are left.
 */
export class FeatureBinner {
  readonly #categories: number
  readonly #edges: Float64Array
  readonly #low: number
  readonly #scale: number
  /** Edges that lie in cells before this one. */
  readonly #before = new Uint8Array(cells + 1)

  constructor(binning: Binning, feature: number) {
    this.#categories = binning.categories[feature] as number
    this.#edges = binning.edges.slice(binning.starts[feature], binning.starts[feature + 1])
    const count = this.#edges.length
    this.#low = this.#edges[0] ?? 0
    const width = ((this.#edges[count - 1] ?? 0) - this.#low) / cells
    this.#scale = width > 0 ? 1 / width : 0
    for (const edge of this.#edges) {
      const next = this.#cellOf(edge) + 1
      this.#before[next] = (this.#before[next] as number) + 1
    }
    for (let cell = 0; cell < cells; cell++) {
      this.#before[cell + 1] = (this.#before[cell + 1] as number) + (this.#before[cell] as number)
    }
  }

  /** Returns the bin of one value; an unknown category is missing. Hot. */
  binOf(value: number): number {
    if (value !== value) return missingBin
    const categories = this.#categories
    if (categories > 0)
      return value >= 0 && value < categories ? Math.min(value | 0, missingBin - 1) : missingBin
    // A larger value never has a lower cell, so edges of lower cells lie below it and those of
    // higher cells above.
    const edges = this.#edges
    const cell = this.#cellOf(value)
    let low = this.#before[cell] as number
    let size = (this.#before[cell + 1] as number) - low
    while (size > 0) {
      const half = size >> 1
      if (value > (edges[low + half] as number)) {
        low += half + 1
        size -= half + 1
      } else size = half
    }
    return low
  }

  /** Writes the bins of `values[from..to)` to `out[offset + i * stride]`. */
  binColumn(
    values: Float64Array,
    from: number,
    to: number,
    out: Uint8Array,
    offset: number,
    stride: number,
  ): void {
    let place = offset
    for (let row = from; row < to; row++) {
      out[place] = this.binOf(values[row] as number)
      place += stride
    }
  }

  #cellOf(value: number): number {
    const cell = (value - this.#low) * this.#scale
    return cell > 0 ? (cell < cells ? cell | 0 : cells - 1) : 0
  }
}

/** Creates a binner for each feature. */
export function featureBinners(binning: Binning): readonly FeatureBinner[] {
  return Array.from(binning.categories, (_, feature) => new FeatureBinner(binning, feature))
}
