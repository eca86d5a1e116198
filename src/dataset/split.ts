import { hash } from 'node:crypto'
import { cellValue, type Table } from './table.ts'

export interface SplitOptions {
  /** Column whose rows stay together. Without it every row is on its own. */
  readonly entity?: string | undefined
  /** How many parts, at least 2. */
  readonly folds: number
  /** The part that is kept aside, 0 .. folds - 1. */
  readonly heldOutFold: number
  /** `rows` puts rows of one entity on both sides: what it measures is leaked. */
  readonly by: 'entity' | 'rows'
  /** Of the rows that stand alone; entities never move. */
  readonly seed: number
}

/** Whether what a split by `by` measures is leaked: rows of one entity are on both sides. */
export function isLeaking(entity: string | undefined, by: SplitOptions['by']): boolean {
  return by === 'rows' && entity !== undefined
}

/** Rows of both sides, ascending. */
export interface Split {
  readonly train: Int32Array
  readonly heldOut: Int32Array
}

/** The fold of an entity: the same in every file and for ever, so new rows never move a customer to the other side. */
export function entityFold(entity: string, folds: number): number {
  return Number.parseInt(hash('sha256', entity, 'hex').slice(0, 8), 16) % folds
}

/** The fold of each row. Rows without an entity are on their own. */
export function foldsOf(table: Table, options: Omit<SplitOptions, 'heldOutFold'>): Uint8Array {
  const { entity, folds, by, seed } = options
  const column = by === 'entity' && entity !== undefined ? table.columns.get(entity) : undefined
  const known = new Map<string, number>()
  const result = new Uint8Array(table.rowCount)
  for (let row = 0; row < table.rowCount; row++) {
    const value = column === undefined ? null : cellValue(column, row)
    const name = value === null ? `${seed}:${row}` : String(value)
    let fold = known.get(name)
    if (fold === undefined) {
      fold = entityFold(name, folds)
      if (value !== null) known.set(name, fold)
    }
    result[row] = fold
  }
  return result
}

/** Puts the rows of one fold aside. With few entities a side may be empty. */
export function splitRows(table: Table, options: SplitOptions): Split {
  const folds = foldsOf(table, options)
  let count = 0
  for (const fold of folds) if (fold === options.heldOutFold) count++
  const heldOut = new Int32Array(count)
  const train = new Int32Array(table.rowCount - count)
  let h = 0
  let t = 0
  for (let row = 0; row < table.rowCount; row++) {
    if (folds[row] === options.heldOutFold) heldOut[h++] = row
    else train[t++] = row
  }
  return { train, heldOut }
}

/** Number of the entity of each row, from 0 in order of appearance; a row without an entity is one of its own. */
export function groupsOf(table: Table, entity: string | undefined): Int32Array {
  const groups = new Int32Array(table.rowCount)
  const column = entity === undefined ? undefined : table.columns.get(entity)
  const known = new Map<unknown, number>()
  let next = 0
  for (let row = 0; row < table.rowCount; row++) {
    const value = column === undefined ? null : cellValue(column, row)
    const key = Array.isArray(value) ? value.join('\u001f') : value
    let group = key === null ? undefined : known.get(key)
    if (group === undefined) {
      group = next++
      if (key !== null) known.set(key, group)
    }
    groups[row] = group
  }
  return groups
}
