import type { FeatureView, StoredValues } from '../../project/feature-view.ts'
import type { FeatureValue } from './store.ts'
import { getOwn, setOwn } from '../../base/own-property.ts'

/**
 * Returns the values of a view for its on-demand features: every one of its features, null if
 * unknown.
 */
export function getStoredValues(
  view: FeatureView,
  values: Readonly<Record<string, FeatureValue | undefined>>,
): StoredValues {
  const known: Record<string, number | string | boolean | null> = {}
  for (const name of Object.keys(view.features))
    setOwn(known, name, toPlainValue(getOwn(values, name) ?? null))
  return known
}

/** Converts an integer beyond 2 ** 53 to the nearest number that a model accepts. */
export function toPlainValue(value: FeatureValue): number | string | boolean | null {
  return typeof value === 'bigint' ? Number(value) : value
}
