import type { FieldInfo, LocalizedText, PredictionInfo } from 'lapidary/client'
import { formatLocalizedDate, formatLocalizedNumber, setOwn, type Language } from 'lapidary/client'
import type { Row } from 'lapidary/client'

type Value = number | string | boolean | readonly string[] | null

/** What is known about a case: the fields that were sent, and those that the feature store gave. */
export function knownValues(row: Row, stored: PredictionInfo['stored']): Readonly<Record<string, Value>> {
  const values: Record<string, Value> = {}
  for (const [name, { value }] of Object.entries(stored ?? {}))
    if (value !== null) setOwn(values, name, value)
  return { ...values, ...(row as Record<string, Value>) }
}

/**
 * Returns whether most fields are unknown, so that the prediction says more about the training
 * table than about the case.
 */
export function areFewKnown(known: number, fields: number): boolean {
  return known * 2 < fields
}

/** A value as a person reads it, with its unit or its label; null when it is not known. */
export function valueText(
  field: FieldInfo | undefined,
  value: Value | undefined,
  language: Language,
): string | null {
  if (value === null || value === undefined) return null
  const label = (item: string): string =>
    localized(field?.categories?.find((one) => one.value === item)?.label, language) ?? item
  if (typeof value === 'number')
    return formatLocalizedNumber(value, localized(field?.unit, language), language)
  if (typeof value === 'string' && (field?.type === 'date' || field?.type === 'datetime'))
    return formatLocalizedDate(value, value.endsWith('Z') ? field.zone : undefined, language)
  if (typeof value === 'string' || typeof value === 'boolean') return label(String(value))
  const counts = new Map<string, number>()
  for (const item of value) counts.set(label(item), (counts.get(label(item)) ?? 0) + 1)
  return [...counts].map(([item, count]) => (count === 1 ? item : `${count} × ${item}`)).join(', ')
}

function localized(text: LocalizedText | undefined, language: Language): string | undefined {
  return text?.[language]
}
