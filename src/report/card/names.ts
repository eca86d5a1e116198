import type { Columns } from '../../data/column.ts'
import { getCategoryLabel, getColumnLabel } from '../../data/labels.ts'
import type { Language } from '../../base/text/localized-text.ts'
import { escapeCell } from './markdown.ts'
import { cardWords } from './card-words.ts'

/** Labels of columns and values, escaped for Markdown. */
export interface Names {
  readonly entity: string
  readonly target: string
  readonly ofClass: (name: string) => string
  readonly ofColumn: (name: string) => string
  readonly ofValue: (column: string, value: string) => string
}

interface NamedProject {
  readonly columns: Columns
  readonly target: string
  readonly entity?: string
}

/** Returns the labels of a project's columns and classes in one language. */
export function createNames({ columns, target, entity }: NamedProject, language: Language): Names {
  const ofColumn = (name: string): string => escapeCell(getColumnLabel(columns[name], name)[language])
  const ofValue = (column: string, value: string): string =>
    escapeCell(getCategoryLabel(columns[column], value)[language])
  return {
    entity: entity === undefined ? cardWords[language].entities : ofColumn(entity),
    target: ofColumn(target),
    ofClass: (name) => ofValue(target, name),
    ofColumn,
    ofValue,
  }
}
