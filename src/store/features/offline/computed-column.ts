import { type ColumnData, cellValue } from '../../../data/table.ts'
import type { FeatureView, OnDemandFeature } from '../../../project/feature-view.ts'

/**
 * Computes an on-demand feature for every row of a table, by the function that serving calls.
 * @param stored all features of the view, one value for each row
 * @param found negative for a row without values in the view, which is then missing
 */
export function computeColumn(
  { features }: FeatureView,
  { type, compute }: OnDemandFeature,
  stored: ReadonlyMap<string, ColumnData>,
  found: Int32Array,
): ColumnData {
  const read = Object.entries(features).map(([name, field]) => {
    const data = stored.get(name) as ColumnData
    const valueOf = (row: number): number | string | boolean | null => {
      if (data.kind === 'date' && field.type === 'unix_timestamp') return toSeconds(data.values[row])
      const value = cellValue(data, row) as number | string | null
      return field.type === 'bool' && value !== null ? value === 1 : value
    }
    return { name, valueOf }
  })
  const computed = Array.from(found, (place, row) => {
    return place < 0
      ? null
      : compute(Object.fromEntries(read.map(({ name, valueOf }) => [name, valueOf(row)])))
  })
  if (type === 'string') return { kind: 'text', values: computed as (string | null)[] }
  return {
    kind: 'number',
    values: Float64Array.from(computed, (value) => (value === null ? Number.NaN : Number(value))),
  }
}

function toSeconds(time: number | undefined): number | null {
  return time === undefined || Number.isNaN(time) ? null : time / 1000
}
