import { findRunStart } from '../base/math/run-start.ts'

/**
 * A feature of a model. A row of features is a `Float64Array` with one slot a feature: numbers as
 * they are, categories as their index; `NaN` is missing in both.
 */
export interface FeatureSpec {
  readonly name: string
  readonly kind: 'number' | 'category'
  /** Of a category, in the order of its codes. */
  readonly categories?: readonly string[]
  /**
   * Columns of the project that the feature is made of: itself, or what a derived feature reads.
   * Reasons are grouped by them.
   */
  readonly columns: readonly string[]
}

/**
 * Features of many rows, one `Float64Array` of length `rowCount` a feature, in the order of
 * `specs`.
 */
export interface FeatureTable {
  readonly specs: readonly FeatureSpec[]
  readonly rowCount: number
  readonly values: readonly Float64Array[]
}

/** Takes the rows of `table` at `indices`, in that order. */
export function takeFeatureRows(table: FeatureTable, indices: Int32Array): FeatureTable {
  const values = table.values.map((column) => {
    const taken = new Float64Array(indices.length)
    for (let i = 0; i < indices.length; i++) taken[i] = column[indices[i] as number] as number
    return taken
  })
  return { specs: table.specs, rowCount: indices.length, values }
}

/**
 * The rows of `table` at `indices`, in that order: views of its arrays when they are neighbours,
 * else copies.
 */
export function viewFeatureRows(table: FeatureTable, indices: Int32Array): FeatureTable {
  const start = findRunStart(indices)
  if (start === null) return takeFeatureRows(table, indices)
  const end = start + indices.length
  return {
    specs: table.specs,
    rowCount: indices.length,
    values: table.values.map((column) => column.subarray(start, end)),
  }
}
