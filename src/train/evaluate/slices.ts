import type { ColumnData, Table } from '../../data/table.ts'
import { formatIsoDay } from '../../base/time/date-time.ts'
import { predictClasses } from '../../task/classification/confusion.ts'
import { computeRowLogLoss } from '../../task/classification/proper-score.ts'
import type { SliceMetrics } from '../../task/classification/slice.ts'
import type { Project } from '../../project/project.ts'

export type { SliceMetrics }

export interface SlicesInput {
  readonly project: Pick<Project, 'slices'>
  /** The held-out rows. */
  readonly table: Table
  readonly classes: readonly string[]
  readonly target: Uint8Array
  /** Row-major, with one probability per row and class. */
  readonly probabilities: Float64Array
}

/** A value of a column and the rows that have it. */
interface Slice {
  readonly value: string | null
  readonly rows: readonly number[]
}

/**
 * Computes the metrics of each value of the columns that the project names in `slices`, which shows
 * for whom the model is worse. Numbers are cut at their quartiles; a list counts for each of its
 * items; missing values are a slice of their own, last.
 */
export function measureSlices({
  project,
  table,
  classes,
  target,
  probabilities,
}: SlicesInput): SliceMetrics[] {
  const predicted = predictClasses(probabilities, classes.length)
  const losses = computeRowLogLoss(target, probabilities, classes.length)
  const shares = (rows: readonly number[]): Record<string, number> => {
    const counts = new Array<number>(classes.length).fill(0)
    for (const row of rows)
      counts[predicted[row] as number] = (counts[predicted[row] as number] as number) + 1
    return Object.fromEntries(classes.map((name, k) => [name, (counts[k] as number) / rows.length]))
  }
  return (project.slices ?? []).flatMap((column) => {
    const data = table.columns.get(column)
    if (data === undefined) return []
    return findSlices(data, table.rowCount).map(({ value, rows }) => ({
      column,
      value,
      rows: rows.length,
      accuracy: rows.filter((row) => predicted[row] === target[row]).length / rows.length,
      log_loss: rows.reduce((sum, row) => sum + (losses[row] as number), 0) / rows.length,
      predicted: shares(rows),
    }))
  })
}

function findSlices(data: ColumnData, rowCount: number): Slice[] {
  const byValue = new Map<string | null, number[]>(listValues(data).map((value) => [value, []]))
  const put = (value: string | null, row: number): void => {
    const rows = byValue.get(value)
    if (rows === undefined) byValue.set(value, [row])
    else rows.push(row)
  }
  const valuesOf = createValueReader(data)
  for (let row = 0; row < rowCount; row++) for (const value of valuesOf(row)) put(value, row)
  const missing = byValue.get(null)
  byValue.delete(null)
  const slices: Slice[] = [...byValue].map(([value, rows]) => ({ value, rows }))
  if (missing !== undefined) slices.push({ value: null, rows: missing })
  return slices.filter(({ rows }) => rows.length > 0)
}

/** Returns the values of a column in the order in which they are shown. */
function listValues(data: ColumnData): readonly string[] {
  if (data.kind === 'category') return data.categories
  return data.kind === 'number' || data.kind === 'date' ? findRanges(data).map(({ name }) => name) : []
}

/**
 * Returns a function that reads the values of a row: several for a list, one otherwise. Null is
 * missing.
 */
function createValueReader(data: ColumnData): (row: number) => readonly (string | null)[] {
  switch (data.kind) {
    case 'category':
      return (row) => [data.categories[data.codes[row] as number] ?? null]
    case 'number':
    case 'date': {
      const parts = findRanges(data)
      return (row) => [parts.find(({ upTo }) => (data.values[row] as number) <= upTo)?.name ?? null]
    }
    case 'list':
      return (row) => [...new Set(data.values[row] ?? [null])]
    default:
      return (row) => [data.values[row] ?? null]
  }
}

/**
 * Returns up to four ranges of about equal size, named by their smallest and largest value. Times
 * are named by their days.
 */
function findRanges({
  kind,
  values,
}: Extract<ColumnData, { kind: 'number' | 'date' }>): { readonly name: string; readonly upTo: number }[] {
  const shown = kind === 'date' ? formatIsoDay : formatValue
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const ends = [0.25, 0.5, 0.75, 1]
    .map((share) => sorted[Math.ceil(share * sorted.length) - 1])
    .filter((end) => end !== undefined)
  return [...new Set(ends)].map((upTo, i, all) => {
    const from = i === 0 ? sorted[0] : sorted.find((value) => value > (all[i - 1] as number))
    return { name: from === upTo ? shown(upTo) : `${shown(from as number)} – ${shown(upTo)}`, upTo }
  })
}

function formatValue(value: number): string {
  return String(Number(value.toPrecision(4)))
}
