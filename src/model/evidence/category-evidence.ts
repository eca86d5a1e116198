import type { FeatureSpec, FeatureTable } from '../features.ts'
import { corrupted } from '../saved-model.ts'

/**
 * Encodes the categories of some features as the evidence that they give for each class: numbers
 * that stand for them in a model. A category without training rows gives none: 0. A missing value,
 * or a code that does not exist, is one more category.
 */
export class CategoryEvidence {
  /**
   * Features as the inner model takes them: those that are not encoded first, in their order, then
   * the numbers of the others.
   */
  readonly features: readonly FeatureSpec[]
  /** Places of the encoded features in the table before they are encoded. */
  readonly encoded: readonly number[]
  /** Places of all others. */
  readonly kept: readonly number[]
  /** Numbers of each encoded feature. */
  readonly width: number
  /**
   * Of each encoded feature, one after the other, row-major: `(categories + 1) x width`, those of a
   * missing value last.
   */
  readonly values: Float64Array
  /** The parts of `values` by encoded feature. */
  readonly tables: readonly Float64Array[]

  /**
   * @param specs features before they are encoded
   * @throws LapidaryError `model-corrupted` if the parts do not fit together
   */
  constructor(
    specs: readonly FeatureSpec[],
    classes: readonly string[],
    encoded: readonly number[],
    values: Float64Array,
  ) {
    const isEncoded = new Set(encoded)
    this.encoded = encoded
    this.values = values
    this.kept = [...specs.keys()].filter((feature) => !isEncoded.has(feature))
    this.width = evidenceWidth(classes.length)
    let at = 0
    this.tables = encoded.map((feature) => {
      const from = at
      at += this.width * ((specs[feature]?.categories?.length ?? Number.NaN) + 1)
      return values.subarray(from, at)
    })
    if (at !== values.length || isEncoded.size !== encoded.length)
      throw corrupted('evidence does not fit the features')
    if (!values.every(Number.isFinite)) throw corrupted('a number is not finite')
    const towards = classes.length === 2 ? classes.slice(1) : classes
    this.features = [
      ...this.kept.map((feature) => specs[feature] as FeatureSpec),
      ...encoded.flatMap((feature) => {
        const { name, columns } = specs[feature] as FeatureSpec
        return towards.map(
          (label): FeatureSpec => ({ name: `${name} for ${label}`, kind: 'number', columns }),
        )
      }),
    ]
  }

  /** Returns the places of a feature in the rows of the inner model. */
  placesOf(feature: number): readonly number[] {
    const at = this.encoded.indexOf(feature)
    if (at < 0) return [this.kept.indexOf(feature)]
    return Array.from({ length: this.width }, (_, k) => this.kept.length + at * this.width + k)
  }

  /** Writes the row that the inner model takes. No allocation. */
  encodeRow(row: Float64Array, out: Float64Array): void {
    const { kept, encoded, tables, width } = this
    let at = 0
    for (let i = 0; i < kept.length; i++) out[at++] = row[kept[i] as number] as number
    for (let i = 0; i < encoded.length; i++) {
      const table = tables[i] as Float64Array
      const from = evidenceRow(row[encoded[i] as number] as number, table.length / width - 1) * width
      for (let k = 0; k < width; k++) out[at++] = table[from + k] as number
    }
  }

  /**
   * Encodes the table that the inner model takes; columns that are not encoded are the same arrays.
   */
  encodeTable({ values, rowCount }: FeatureTable): FeatureTable {
    const { kept, encoded, tables } = this
    const evidence = encoded.flatMap((feature, i) =>
      this.#columnsOf(values[feature] as Float64Array, tables[i] as Float64Array),
    )
    return {
      specs: this.features,
      rowCount,
      values: [...kept.map((feature) => values[feature] as Float64Array), ...evidence],
    }
  }

  #columnsOf(codes: Float64Array, table: Float64Array): Float64Array[] {
    const { width } = this
    const categories = table.length / width - 1
    return Array.from({ length: width }, (_, k) => {
      return codes.map((code) => table[evidenceRow(code, categories) * width + k] as number)
    })
  }
}

/**
 * Returns how many numbers encode a category: one a class, or one alone for two classes, whose
 * numbers are each other's opposite.
 */
export function evidenceWidth(classes: number): number {
  return classes === 2 ? 1 : classes
}

/** Returns the row of a code in a table of evidence; the last one for a missing value. */
export function evidenceRow(code: number, categories: number): number {
  return code >= 0 && code < categories ? Math.floor(code) : categories
}
