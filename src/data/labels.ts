import type { LocalizedText } from '../base/text/localized-text.ts'
import type { CategoryOptions, Column } from './column.ts'
import { getOwn } from '../base/own-property.ts'

/** Name of a column for people: the project's, or the column's with spaces for underscores. */
export function columnLabel(column: Column | undefined, name: string): LocalizedText {
  return column?.label ?? plain(name)
}

/** Name of a category for people: the project's, or the category with spaces for underscores. */
export function categoryLabel(column: Column | undefined, category: string): LocalizedText {
  const labels = (column as Partial<CategoryOptions<string>> | undefined)?.categoryLabels
  return getOwn(labels ?? {}, category) ?? plain(category)
}

function plain(name: string): LocalizedText {
  const words = name.replaceAll('_', ' ').trim() || name
  return { en: words, 'pt-BR': words }
}
