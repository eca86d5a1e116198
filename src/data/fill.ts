import type { TableSchema } from './match-columns.ts'
import { groupsOf } from './split/split.ts'
import type { ColumnData, Table } from './table.ts'

/** Rows of each group, in order: `rows[offsets[g]] .. rows[offsets[g + 1]]`. */
export interface RowsByGroup {
  readonly offsets: Int32Array
  readonly rows: Int32Array
}

/**
 * Fills the columns of a table that are constant within the entity, in place. Only files to score
 * are filled: their rows come together, while a request has one row, and training rows stay as
 * requests will come.
 */
export function fillColumns(table: Table, schema: TableSchema): void {
  const names = findFilledColumns([...table.columns.keys()], schema)
  if (names.length === 0) return
  const rowsOf = groupRows(groupsOf(table, schema.entity))
  for (const name of names) fillWithinEntity(table.columns.get(name) as ColumnData, rowsOf)
}

/** Returns the columns of a table that are filled from other rows of the same entity. */
export function findFilledColumns(
  names: readonly string[],
  { columns, entity, target }: TableSchema,
): string[] {
  if (entity === undefined || !names.includes(entity)) return []
  return names.filter(
    (name) => columns[name]?.constantWithinEntity === true && name !== target && name !== entity,
  )
}

/**
 * Fills missing values of a column that is constant within its entity with the entity's most
 * frequent value; of equally frequent ones, the first. Changes `data` in place and returns how many
 * were filled.
 */
export function fillWithinEntity(data: ColumnData, { offsets, rows }: RowsByGroup): number {
  let filled = 0
  for (let group = 0; group + 1 < offsets.length; group++) {
    const ofGroup = rows.subarray(offsets[group], offsets[group + 1])
    if (ofGroup.length > 1) filled += fillRows(data, ofGroup)
  }
  return filled
}

function fillRows(data: ColumnData, rows: Int32Array): number {
  switch (data.kind) {
    case 'number':
    case 'date':
      return fillArray(data.values, rows, Number.isNaN, (value) => value)
    case 'category':
      return fillArray(
        data.codes,
        rows,
        (code) => code < 0,
        (code) => code,
      )
    case 'list':
      return fillArray(
        data.values,
        rows,
        (items) => items === null,
        (items) => items?.join('\u001f') ?? '',
      )
    case 'text':
      return fillArray(
        data.values,
        rows,
        (text) => text === null,
        (text) => text,
      )
  }
}

function fillArray<T>(
  values: { [row: number]: T },
  rows: Int32Array,
  isMissing: (value: T) => boolean,
  keyOf: (value: T) => unknown,
): number {
  let missing = 0
  for (let i = 0; i < rows.length; i++) if (isMissing(values[rows[i] as number] as T)) missing++
  if (missing === 0 || missing === rows.length) return 0
  const counts = new Map<unknown, { count: number; value: T }>()
  for (const row of rows) {
    const value = values[row] as T
    if (isMissing(value)) continue
    const key = keyOf(value)
    const entry = counts.get(key)
    if (entry === undefined) counts.set(key, { count: 1, value })
    else entry.count++
  }
  let best: { count: number; value: T } | undefined
  for (const entry of counts.values()) if (best === undefined || entry.count > best.count) best = entry
  if (best === undefined) return 0
  for (const row of rows) if (isMissing(values[row] as T)) values[row] = best.value
  return missing
}

/** @param groups group of each row, numbered from 0, as `groupsOf` returns */
/** Groups the row numbers by group. */
export function groupRows(groups: Int32Array): RowsByGroup {
  let groupCount = 0
  for (const group of groups) if (group >= groupCount) groupCount = group + 1
  const offsets = new Int32Array(groupCount + 1)
  for (const group of groups) offsets[group + 1] = (offsets[group + 1] as number) + 1
  for (let g = 0; g < groupCount; g++) offsets[g + 1] = (offsets[g + 1] as number) + (offsets[g] as number)
  const next = offsets.slice()
  const rows = new Int32Array(groups.length)
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] as number
    const place = next[group] as number
    rows[place] = row
    next[group] = place + 1
  }
  return { offsets, rows }
}
