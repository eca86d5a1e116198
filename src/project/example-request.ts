import { type Column, type DateColumn, isDate } from '../data/column.ts'
import { requestColumns } from './define-project.ts'
import type { Project } from './project.ts'

/**
 * Creates the documented example of a request, which the schema accepts: each column's own example,
 * null without one.
 */
export function createExampleRequest(project: Project): Record<string, unknown> {
  return Object.fromEntries(
    requestColumns(project).map((name) => {
      const column = project.columns[name]
      return [name, column === undefined ? null : getExampleValue(column)]
    }),
  )
}

/** Returns the column's example; a required column without one gets a value that it accepts. */
export function getExampleValue(column: Column): number | string | readonly string[] | null {
  if (column.example !== undefined) return column.example
  if (column.required !== true) return null
  if (column.type === 'category') return column.categories[0] ?? null
  if (column.type === 'list') return []
  if (isDate(column)) return getExampleDate(column)
  if (column.type === 'number' || column.type === 'integer') return column.min ?? column.max ?? 0
  return ''
}

function getExampleDate({ type, min, max }: DateColumn): string {
  const day = min ?? max ?? '2000-01-01'
  return type === 'date' || day.length > 10 ? day : `${day}T00:00:00Z`
}
