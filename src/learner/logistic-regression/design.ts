import type { FeatureTable } from '../../model/features.ts'
import { slotsOf } from '../../model/logistic-regression/logistic-slots.ts'

/** Training rows as a linear model sees them, and what was fitted on them. */
export interface Design {
  readonly rowCount: number
  readonly slotCount: number
  /** Slots of the numbers, and row-major their standardised values (0 when missing). */
  readonly numberSlots: Int32Array
  readonly numbers: Float64Array
  /**
   * Row-major: of each feature with categories or missing values, the slot that is 1 in the row; -1
   * for none.
   */
  readonly indicators: Int32Array
  readonly indicatorCount: number
  readonly means: Float64Array
  readonly scales: Float64Array
  readonly slotMeans: Float64Array
}

export function fitDesign(table: FeatureTable): Design {
  const { rowCount } = table
  const { starts, categories } = slotsOf(table.specs)
  const slotCount = starts[table.specs.length] as number
  const means = new Float64Array(table.specs.length)
  const scales = new Float64Array(table.specs.length)
  const numberFeatures: number[] = []
  const indicatorFeatures: number[] = []
  table.specs.forEach((spec, feature) => {
    const values = table.values[feature] as Float64Array
    if (spec.kind === 'number') {
      numberFeatures.push(feature)
      const { mean, deviation } = moments(values)
      means[feature] = mean
      scales[feature] = deviation > 0 && Number.isFinite(1 / deviation) ? 1 / deviation : 0
    }
    if (spec.kind === 'category' || values.some((value) => !Number.isFinite(value)))
      indicatorFeatures.push(feature)
  })
  const numbers = new Float64Array(rowCount * numberFeatures.length)
  numberFeatures.forEach((feature, place) => {
    const values = table.values[feature] as Float64Array
    for (let row = 0; row < rowCount; row++) {
      const value = values[row] as number
      const standard = (value - (means[feature] as number)) * (scales[feature] as number)
      numbers[row * numberFeatures.length + place] = Number.isFinite(value) ? standard : 0
    }
  })
  const indicators = new Int32Array(rowCount * indicatorFeatures.length)
  const slotMeans = new Float64Array(slotCount)
  indicatorFeatures.forEach((feature, place) => {
    const values = table.values[feature] as Float64Array
    const start = starts[feature] as number
    const count = categories[feature] as number
    for (let row = 0; row < rowCount; row++) {
      const value = values[row] as number
      const slot =
        count > 0
          ? value >= 0 && value < count
            ? start + Math.floor(value)
            : start + count
          : Number.isFinite(value)
            ? -1
            : start + 1
      indicators[row * indicatorFeatures.length + place] = slot
      if (slot >= 0) slotMeans[slot] = (slotMeans[slot] as number) + 1 / rowCount
    }
  })
  const numberSlots = Int32Array.from(numberFeatures, (feature) => starts[feature] as number)
  return {
    rowCount,
    slotCount,
    numberSlots,
    numbers,
    indicators,
    indicatorCount: indicatorFeatures.length,
    means,
    scales,
    slotMeans,
  }
}

/** Computes the mean and deviation of the finite values, in two passes; 0 when there are none. */
export function moments(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  let count = 0
  let mean = 0
  for (const value of values) if (Number.isFinite(value)) mean += (value - mean) / ++count
  let squares = 0
  for (const value of values) if (Number.isFinite(value)) squares += (value - mean) ** 2
  const deviation = count === 0 ? 0 : Math.sqrt(squares / count)
  // Rounding leaves a constant column a deviation of about 1e-16 of its size.
  return { mean, deviation: deviation > Math.abs(mean) * 1e-12 ? deviation : 0 }
}
