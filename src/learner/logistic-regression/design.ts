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
  const slots = slotsOf(table.specs)
  const numberFeatures: number[] = []
  const indicatorFeatures: number[] = []
  table.specs.forEach(({ kind }, feature) => {
    const values = table.values[feature] as Float64Array
    if (kind === 'number') numberFeatures.push(feature)
    if (kind === 'category' || values.some((value) => !Number.isFinite(value)))
      indicatorFeatures.push(feature)
  })
  return {
    rowCount: table.rowCount,
    slotCount: slots.starts[table.specs.length] as number,
    numberSlots: Int32Array.from(numberFeatures, (feature) => slots.starts[feature] as number),
    ...standardizeNumbers(table, numberFeatures),
    indicatorCount: indicatorFeatures.length,
    ...encodeIndicators(table, slots, indicatorFeatures),
  }
}

/** Fits the mean and scale of each number, and computes the standardised values. */
function standardizeNumbers(
  table: FeatureTable,
  features: readonly number[],
): Pick<Design, 'numbers' | 'means' | 'scales'> {
  const { rowCount } = table
  const means = new Float64Array(table.specs.length)
  const scales = new Float64Array(table.specs.length)
  const numbers = new Float64Array(rowCount * features.length)
  features.forEach((feature, place) => {
    const values = table.values[feature] as Float64Array
    const { mean, deviation } = moments(values)
    const scale = deviation > 0 && Number.isFinite(1 / deviation) ? 1 / deviation : 0
    means[feature] = mean
    scales[feature] = scale
    for (let row = 0; row < rowCount; row++) {
      const value = values[row] as number
      numbers[row * features.length + place] = Number.isFinite(value) ? (value - mean) * scale : 0
    }
  })
  return { numbers, means, scales }
}

/** Finds the slot of each row's category or missing value, and computes the mean of each slot. */
function encodeIndicators(
  table: FeatureTable,
  { starts, categories }: ReturnType<typeof slotsOf>,
  features: readonly number[],
): Pick<Design, 'indicators' | 'slotMeans'> {
  const { rowCount } = table
  const indicators = new Int32Array(rowCount * features.length)
  const slotMeans = new Float64Array(starts[table.specs.length] as number)
  features.forEach((feature, place) => {
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
      indicators[row * features.length + place] = slot
      if (slot >= 0) slotMeans[slot] = (slotMeans[slot] as number) + 1 / rowCount
    }
  })
  return { indicators, slotMeans }
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
