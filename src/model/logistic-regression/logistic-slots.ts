import { categoryCounts } from '../random-forest/binning.ts'
import type { FeatureSpec } from '../features.ts'

/**
 * Lays out the columns of a linear model: a number has two slots, its standardised value and an
 * indicator of missing; a category has an indicator for each of its values and one of missing.
 * Feature `f` has the slots `starts[f]..starts[f + 1]`.
 */
export function slotsOf(features: readonly FeatureSpec[]): {
  readonly starts: Int32Array
  readonly categories: Int32Array
} {
  const categories = categoryCounts(features)
  const starts = new Int32Array(features.length + 1)
  categories.forEach((count, feature) => {
    starts[feature + 1] = (starts[feature] as number) + (count === 0 ? 2 : count + 1)
  })
  return { starts, categories }
}
