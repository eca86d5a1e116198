import { filterPresent, selectPlaces } from '../base/math/statistics.ts'
import type { FeatureTable } from './features.ts'

/** Training distribution of one feature: what later rows are compared with. */
export interface FeatureReference {
  readonly name: string
  readonly missing: number
  /** Of a number: its deciles, minimum first and maximum last. */
  readonly deciles?: readonly number[]
  /** Of a category: its share of the rows that are not missing, in the order of the codes. */
  readonly shares?: readonly number[]
}

/** Distribution of the training rows and of their target. JSON-serialisable. */
export interface Reference {
  readonly rows: number
  readonly features: readonly FeatureReference[]
  readonly class_shares: readonly number[]
  /**
   * Share of each column's cells that were lost while reading, of columns that lost any. Not set in
   * models of earlier versions.
   */
  readonly lost_shares?: Readonly<Record<string, number>>
}

/** Summarizes `table`; `target` holds the class index of each row. */
export function referenceOf(table: FeatureTable, target: Uint8Array, classes: number): Reference {
  const classShares = new Array<number>(classes).fill(0)
  for (const code of target) classShares[code] = (classShares[code] ?? 0) + 1 / target.length
  const features = table.specs.map(({ name, kind, categories = [] }, index): FeatureReference => {
    const present = filterPresent(table.values[index] as Float64Array)
    const missing = 1 - present.length / Math.max(1, table.rowCount)
    if (kind === 'category') {
      const shares = new Array<number>(categories.length).fill(0)
      for (const code of present) shares[code] = (shares[code] ?? 0) + 1 / present.length
      return { name, missing, shares }
    }
    if (present.length === 0) return { name, missing, deciles: [] }
    const places = Array.from({ length: 11 }, (_, tenth) => Math.round((tenth / 10) * (present.length - 1)))
    selectPlaces(present, places)
    return { name, missing, deciles: places.map((place) => present[place] as number) }
  })
  return { rows: table.rowCount, features, class_shares: classShares }
}
