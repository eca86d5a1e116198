import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { DataReport } from '../data-report.ts'
import { joinNames, type TableSchema } from '../match-columns.ts'
import type { Table } from '../table.ts'

/**
 * Throws if a required column has no value in any row: its heading is over the wrong cells. The
 * message shows no cell, as one may be a person's name.
 */
export function checkRequired(schema: TableSchema, report: DataReport): void {
  const empty = report.columns.filter(
    ({ name, present }) => schema.columns[name]?.required === true && present === 0,
  )
  if (empty.length === 0 || report.rows === 0) return
  const file = joinNames(report.files.map(({ name }) => name))
  throw new LapidaryError('no-usable-cells', {
    file,
    rows: report.rows,
    columns: joinNames(empty.map(({ name }) => name)),
  })
}

/**
 * Throws if no classifier can be trained on a table: no target, one class, fewer rows than classes.
 */
export function checkTarget(table: Table, target: string, report: DataReport): void {
  const data = table.columns.get(target)
  if (data?.kind !== 'category') throw new LapidaryError('target-not-category', { target })
  if (table.rowCount === 0) {
    const problems = report.columns.find((column) => column.name === target)?.problems ?? []
    throw new LapidaryError('no-target-values', {
      target,
      rows: report.rows,
      seen: joinNames(problems.flatMap((problem) => problem.examples)),
      allowed: joinNames(data.categories),
    })
  }
  const classes = new Set(data.codes)
  if (table.rowCount < data.categories.length) {
    const names = joinNames(data.categories)
    throw new LapidaryError('fewer-rows-than-classes', {
      rows: table.rowCount,
      classes: data.categories.length,
      names,
    })
  }
  if (classes.size < 2) {
    throw new LapidaryError('one-class', {
      rows: table.rowCount,
      target,
      seen: data.categories[data.codes[0] as number] as string,
    })
  }
}
