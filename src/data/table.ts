import { formatIsoDay, formatIsoTime } from '../base/time/date-time.ts'
import { findRunStart } from '../base/math/run-start.ts'

/**
 * A columnar table. Numbers: `NaN` is missing. Categories: index into `categories`, -1 is missing.
 * Dates: milliseconds since 1970, at midnight UTC for whole days, `NaN` is missing. Lists and
 * texts: `null` is missing.
 */
export type ColumnData =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'category'; readonly codes: Int32Array; readonly categories: readonly string[] }
  | { readonly kind: 'date'; readonly values: Float64Array; readonly precision: 'day' | 'millisecond' }
  | { readonly kind: 'list'; readonly values: (readonly string[] | null)[] }
  | { readonly kind: 'text'; readonly values: (string | null)[] }

export interface Table {
  readonly rowCount: number
  /** In the order of the schema. */
  readonly columns: ReadonlyMap<string, ColumnData>
}

export type CellValue = number | string | readonly string[] | null

/** Returns the value of one cell, a date as ISO 8601; missing is `null` for every kind. */
export function cellValue(data: ColumnData, row: number): CellValue {
  switch (data.kind) {
    case 'number': {
      const value = data.values[row]
      return value === undefined || Number.isNaN(value) ? null : value
    }
    case 'category':
      return data.categories[data.codes[row] ?? -1] ?? null
    case 'date': {
      const time = data.values[row]
      if (time === undefined || Number.isNaN(time)) return null
      return data.precision === 'day' ? formatIsoDay(time) : formatIsoTime(time)
    }
    default:
      return data.values[row] ?? null
  }
}

/** Returns the rows of `table` at `indices`, in that order, as a new table. */
export function takeRows(table: Table, indices: Int32Array): Table {
  const columns = new Map<string, ColumnData>()
  for (const [name, data] of table.columns) columns.set(name, takeColumn(data, indices))
  return { rowCount: indices.length, columns }
}

/**
 * Returns the rows of `table` at `indices`, in that order: views of its arrays, as of `sliceTable`,
 * if they are consecutive, else copies.
 */
export function viewRows(table: Table, indices: Int32Array): Table {
  const start = findRunStart(indices)
  return start === null ? takeRows(table, indices) : sliceTable(table, start, start + indices.length)
}

/**
 * Returns the rows `start` to `end` (exclusive) of `table`. Numbers and codes are views of its
 * arrays.
 */
export function sliceTable(table: Table, start: number, end: number): Table {
  const columns = new Map<string, ColumnData>()
  for (const [name, data] of table.columns) columns.set(name, sliceColumn(data, start, end))
  return { rowCount: end - start, columns }
}

function sliceColumn(data: ColumnData, start: number, end: number): ColumnData {
  switch (data.kind) {
    case 'number':
    case 'date':
      return { ...data, values: data.values.subarray(start, end) }
    case 'category':
      return { ...data, codes: data.codes.subarray(start, end) }
    case 'list':
      return { kind: 'list', values: data.values.slice(start, end) }
    case 'text':
      return { kind: 'text', values: data.values.slice(start, end) }
  }
}

export function copyColumn(data: ColumnData): ColumnData {
  return data.kind === 'category'
    ? { ...data, codes: data.codes.slice() }
    : ({ ...data, values: data.values.slice() } as ColumnData)
}

/** Joins tables of the same columns, row after row. */
export function concatTables(tables: readonly Table[]): Table {
  const [first] = tables
  if (first === undefined) return { rowCount: 0, columns: new Map() }
  if (tables.length === 1) return first
  const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0)
  const columns = new Map<string, ColumnData>()
  for (const [name, data] of first.columns) {
    const parts = tables.map((table) => table.columns.get(name) as ColumnData)
    columns.set(name, concatColumns(data, parts, rowCount))
  }
  return { rowCount, columns }
}

function concatColumns(first: ColumnData, parts: readonly ColumnData[], rowCount: number): ColumnData {
  if (first.kind === 'number' || first.kind === 'date') {
    const values = new Float64Array(rowCount)
    let at = 0
    for (const part of parts as readonly (typeof first)[]) {
      values.set(part.values, at)
      at += part.values.length
    }
    return { ...first, values }
  }
  if (first.kind === 'category') {
    const codes = new Int32Array(rowCount)
    let at = 0
    for (const part of parts as readonly (typeof first)[]) {
      codes.set(part.codes, at)
      at += part.codes.length
    }
    return { kind: 'category', codes, categories: first.categories }
  }
  if (first.kind === 'list')
    return { kind: 'list', values: (parts as readonly (typeof first)[]).flatMap(({ values }) => values) }
  return { kind: 'text', values: (parts as readonly (typeof first)[]).flatMap(({ values }) => values) }
}

function takeColumn(data: ColumnData, indices: Int32Array): ColumnData {
  switch (data.kind) {
    case 'number':
    case 'date': {
      const values = new Float64Array(indices.length)
      for (let i = 0; i < indices.length; i++) values[i] = data.values[indices[i] as number] as number
      return { ...data, values }
    }
    case 'category': {
      const codes = new Int32Array(indices.length)
      for (let i = 0; i < indices.length; i++) codes[i] = data.codes[indices[i] as number] as number
      return { kind: 'category', codes, categories: data.categories }
    }
    case 'list':
      return { kind: 'list', values: takeValues(data.values, indices) }
    case 'text':
      return { kind: 'text', values: takeValues(data.values, indices) }
  }
}

function takeValues<T>(values: readonly (T | null)[], indices: Int32Array): (T | null)[] {
  const taken: (T | null)[] = []
  for (let i = 0; i < indices.length; i++) taken.push(values[indices[i] as number] ?? null)
  return taken
}
