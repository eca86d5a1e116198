import type { FeatureView, StoredValues } from '../../project/feature-view.ts'
import type { FeatureValue } from './store.ts'
import { getOwn, setOwn } from '../../base/own-property.ts'

/** Values of a view as its on-demand features take them: every one of its features, null for what is not known. */
export function storedValues(view: FeatureView, values: Readonly<Record<string, FeatureValue | undefined>>): StoredValues {
  const known: Record<string, number | string | boolean | null> = {}
  for (const name of Object.keys(view.features)) setOwn(known, name, plainValue(getOwn(values, name) ?? null))
  return known
}

/** A whole number beyond 2 ** 53 as the nearest that a model can take. */
export function plainValue(value: FeatureValue): number | string | boolean | null {
  return typeof value === 'bigint' ? Number(value) : value
}
