import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { DataReport } from '../data-report.ts'
import { listed, type TableSchema } from '../match-columns.ts'
import type { Table } from '../table.ts'

/**
 * Refuses a table in which a column that every request must have holds nothing in any row: its headings stand over the wrong cells. What was seen
 * instead is not shown, as it may be anybody's name.
 */
export function checkRequired(schema: TableSchema, report: DataReport): void {
  const empty = report.columns.filter(({ name, present }) => schema.columns[name]?.required === true && present === 0)
  if (empty.length === 0 || report.rows === 0) return
  const file = listed(report.files.map(({ name }) => name))
  throw new LapidaryError('no-usable-cells', { file, rows: report.rows, columns: listed(empty.map(({ name }) => name)) })
}

/** Refuses a table from which no classifier can learn: no target, one class, fewer rows than classes. */
export function checkTarget(table: Table, target: string, report: DataReport): void {
  const data = table.columns.get(target)
  if (data?.kind !== 'category') throw new LapidaryError('target-not-category', { target })
  if (table.rowCount === 0) {
    const problems = report.columns.find((column) => column.name === target)?.problems ?? []
    throw new LapidaryError('no-target-values', {
      target,
      rows: report.rows,
      seen: listed(problems.flatMap((problem) => problem.examples)),
      allowed: listed(data.categories),
    })
  }
  const classes = new Set(data.codes)
  if (table.rowCount < data.categories.length) {
    const names = listed(data.categories)
    throw new LapidaryError('fewer-rows-than-classes', { rows: table.rowCount, classes: data.categories.length, names })
  }
  if (classes.size < 2) {
    throw new LapidaryError('one-class', {
      rows: table.rowCount,
      target,
      seen: data.categories[data.codes[0] as number] as string,
    })
  }
}
