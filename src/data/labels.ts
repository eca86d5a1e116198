import type { LocalizedText } from '../base/text/localized-text.ts'
import type { CategoryOptions, Column } from './column.ts'
import { getOwn } from '../base/own-property.ts'

/**
 * Returns the name of a column for people: the project's label, or the column's name with spaces
 * for underscores.
 */
export function getColumnLabel(column: Column | undefined, name: string): LocalizedText {
  return column?.label ?? toLabel(name)
}

/**
 * Returns the name of a category for people: the project's label, or the category with spaces for
 * underscores.
 */
export function getCategoryLabel(column: Column | undefined, category: string): LocalizedText {
  const labels = (column as Partial<CategoryOptions<string>> | undefined)?.categoryLabels
  return getOwn(labels ?? {}, category) ?? toLabel(category)
}

function toLabel(name: string): LocalizedText {
  const words = name.replaceAll('_', ' ').trim() || name
  return { en: words, 'pt-BR': words }
}
