import { type CellCleaner, createCellCleaner, isUnusable } from '../../data/cells/cell-cleaner.ts'
import { type Column, isDate, type NumberColumn } from '../../data/column.ts'
import { featuresOf, type FeatureValueType, type FeatureView } from '../../project/feature-view.ts'
import type { Project } from '../../project/project.ts'
import { toPlainValue } from './on-demand.ts'
import type { FeatureValue } from './store.ts'
import { getOwn } from '../../base/own-property.ts'

/**
 * A feature that provides a column of the project: its values are cleaned as the column's cells
 * are.
 */
export interface StoredColumn {
  /** The project's column, narrowed to what the type of the feature can hold. */
  readonly column: Column
  readonly type: FeatureValueType
  /** Cleans a value of the store or its source; the result has the feature's type. */
  readonly clean: CellCleaner
  /** Converts a clean value into the form that rows have: a time in seconds becomes ISO 8601. */
  toRow(value: FeatureValue): number | string | boolean | null
}

/** The values of one row of a view after cleaning. */
export interface CleanValues {
  readonly values: Readonly<Record<string, FeatureValue | undefined>>
  /** Names of the features whose value the column does not allow; their value is null. */
  readonly unusable: ReadonlySet<string>
}

const none: ReadonlySet<string> = new Set()

/** Returns the features of a view, stored and on demand, that provide a column of the project. */
export function findStoredColumns(
  { columns }: Pick<Project, 'columns'>,
  view: FeatureView,
): ReadonlyMap<string, StoredColumn> {
  const found = new Map<string, StoredColumn>()
  for (const [name, { type }] of Object.entries(featuresOf(view))) {
    const column = Object.hasOwn(columns, name) ? narrow(columns[name] as Column, type) : undefined
    if (column === undefined) continue
    found.set(name, { column, type, ...createCleaner(column, type) })
  }
  return found
}

/** Cleans stored values. A value that a column does not allow becomes null. */
export function cleanValues(
  columns: ReadonlyMap<string, StoredColumn>,
  values: Readonly<Record<string, FeatureValue | undefined>>,
): CleanValues {
  if (columns.size === 0) return { values, unusable: none }
  const clean: Record<string, FeatureValue | undefined> = { ...values }
  const unusable = new Set<string>()
  for (const [name, { clean: cleanValue }] of columns) {
    const value = getOwn(values, name)
    if (value === undefined) continue
    const cell = cleanValue(value)
    clean[name] = cell.value
    if (isUnusable(cell)) unusable.add(name)
  }
  return { values: clean, unusable }
}

function createCleaner(column: Column, type: FeatureValueType): Pick<StoredColumn, 'clean' | 'toRow'> {
  const clean = createCellCleaner(column)
  if (type === 'unix_timestamp' && isDate(column)) {
    const toSeconds: CellCleaner = (value) => {
      const cell = clean(value)
      return cell.value === null
        ? cell
        : { ...cell, value: Math.floor(Date.parse(String(cell.value)) / 1000) }
    }
    return { clean: toSeconds, toRow: (value) => clean(value).value }
  }
  const toFloat: CellCleaner = (value) => {
    const cell = clean(value)
    return typeof cell.value === 'number' ? { ...cell, value: Math.fround(cell.value) } : cell
  }
  return { clean: type === 'float' ? toFloat : clean, toRow: toPlainValue }
}

/**
 * Narrows a column to the feature's type: a number that the type cannot hold is not allowed in the
 * column either.
 */
function narrow(column: Column, type: FeatureValueType): Column {
  if (column.type !== 'number' && column.type !== 'integer') return column
  if (type === 'int32') return limitRange({ ...column, type: 'integer' }, -2_147_483_648, 2_147_483_647)
  if (type === 'int64')
    return limitRange({ ...column, type: 'integer' }, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  if (type !== 'float') return column
  // The bounds themselves are allowed, and the nearest float may lie beyond them.
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = column
  return { ...column, min: Math.min(min, Math.fround(min)), max: Math.max(max, Math.fround(max)) }
}

function limitRange(column: NumberColumn, least: number, greatest: number): Column {
  const { min = least, max = greatest } = column
  return { ...column, min: Math.max(min, least), max: Math.min(max, greatest) }
}
