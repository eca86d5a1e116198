import { hash } from 'node:crypto'
import { cellValue, type Table } from '../table.ts'
import { dealInOrder } from './deal-in-order.ts'
import { majorityClasses } from './majority-classes.ts'
import { rowsWhere } from './time-order.ts'
import { contentKeys, keyOfCopy } from './row-keys.ts'

export interface UnitOptions {
  /** Column whose rows stay together; undefined: every row stands for itself. */
  readonly entity: string | undefined
  readonly target: string
  /** Columns that say nothing about which rows are copies of one another. */
  readonly ignored: readonly string[]
  /** Deals rows without an entity anew; entities never move. */
  readonly seed: number
}

/** Rows that stay on one side: those of an entity, or the copies of a row that stands for itself. */
export interface Units {
  /** The unit of each row, from 0. Numbers follow hashes, so they do not depend on the order of the rows. */
  readonly groups: Int32Array
  /** Rows that share their unit with others although they have no entity. */
  readonly copies: number
  /** The part of each row, of `parts` parts: by the hash of an entity's name, else dealt out by content within each class. */
  folds(parts: number): Uint8Array
}

/** Rows per different content from which on equal rows are taken for what such a table consists of, not for copies. */
const maxMeanCopies = 5

/** Returns the first 32 bits of the SHA-256 of an entity's name. */
function entityHash(entity: string): number {
  return Number.parseInt(hash('sha256', entity, 'hex').slice(0, 8), 16)
}

/** Returns the fold of an entity: the same in every file and for ever, so new rows never move a customer to the other side. */
export function entityFold(entity: string, folds: number): number {
  return entityHash(entity) % folds
}

/** Finds the rows of a table that stay on one side of any split. */
export function unitsOf(table: Table, { entity, target, ignored, seed }: UnitOptions): Units {
  const groups = new Int32Array(table.rowCount).fill(-1)
  const hashes = nameEntities(table, entity, groups)
  const classes = classesOf(table, target)
  const alone = rowsWhere(table.rowCount, (row) => groups[row] === -1)
  const numbered = alone.length === 0 ? noLoners : numberLoners(table, alone, { classes, seed, except: [target, ...ignored] })
  alone.forEach((row, i) => (groups[row] = hashes.length + (numbered.units[i] as number)))
  const lonerClasses = Int32Array.from(alone, (row) => classes[row] as number)
  return {
    groups,
    copies: numbered.copies,
    folds(parts) {
      const loners = dealByClass(numbered, lonerClasses, parts)
      const ofUnit = new Uint8Array(hashes.length + loners.length)
      ofUnit.set(hashes.map((hash) => hash % parts))
      ofUnit.set(loners, hashes.length)
      const folds = new Uint8Array(groups.length)
      for (let row = 0; row < folds.length; row++) folds[row] = ofUnit[groups[row] as number] as number
      return folds
    },
  }
}

/** Numbers the named entities of all rows by their hashes, and returns these. */
function nameEntities(table: Table, entity: string | undefined, groups: Int32Array): Float64Array {
  const column = entity === undefined ? undefined : table.columns.get(entity)
  if (column === undefined) return new Float64Array()
  const rowsOf = new Map<string, number>()
  const names: string[] = []
  for (let row = 0; row < table.rowCount; row++) {
    const value = cellValue(column, row)
    if (value === null) continue
    const name = String(value)
    let index = rowsOf.get(name)
    if (index === undefined) {
      index = names.length
      names.push(name)
      rowsOf.set(name, index)
    }
    groups[row] = index
  }
  const hashes = Float64Array.from(names, entityHash)
  const order = [...names.keys()].sort((a, b) => {
    return (hashes[a] as number) - (hashes[b] as number) || ((names[a] as string) < (names[b] as string) ? -1 : 1)
  })
  const places = new Int32Array(names.length)
  order.forEach((index, place) => (places[index] = place))
  for (let row = 0; row < groups.length; row++) if (groups[row] !== -1) groups[row] = places[groups[row] as number] as number
  return Float64Array.from(order, (index) => hashes[index] as number)
}

interface Loners {
  /** The unit of each row that stands for itself, in the order of its key. */
  readonly units: Int32Array
  readonly count: number
  readonly copies: number
}

const noLoners: Loners = { units: new Int32Array(), count: 0, copies: 0 }

function numberLoners(
  table: Table,
  alone: Int32Array,
  { classes, seed, except }: { classes: Int32Array; seed: number; except: readonly string[] },
): Loners {
  const all = contentKeys(table, new Set(except), seed)
  const keys = Float64Array.from(alone, (row) => all[row] as number)
  const different = uniqueSorted(keys)
  if (keys.length <= maxMeanCopies * different.length) {
    return { ...rank(keys, different), copies: copiesIn(keys, different) }
  }
  // Copies of a content and class are interchangeable, so numbering them by their place deals the same contents in any order of rows.
  const seen = new Map<string, number>()
  const spread = keys.map((key, i) => {
    const name = `${key} ${classes[alone[i] as number]}`
    const copy = seen.get(name) ?? 0
    seen.set(name, copy + 1)
    return keyOfCopy(key, copy * 256 + (classes[alone[i] as number] as number))
  })
  return { ...rank(spread, uniqueSorted(spread)), copies: 0 }
}

function uniqueSorted(keys: Float64Array): Float64Array {
  const sorted = keys.toSorted()
  return sorted.filter((key, i) => i === 0 || key !== sorted[i - 1])
}

function rank(keys: Float64Array, sorted: Float64Array): Pick<Loners, 'units' | 'count'> {
  const units = new Int32Array(keys.length)
  for (let i = 0; i < keys.length; i++) {
    let low = 0
    for (let high = sorted.length - 1; low < high; ) {
      const middle = (low + high) >> 1
      if ((sorted[middle] as number) < (keys[i] as number)) low = middle + 1
      else high = middle
    }
    units[i] = low
  }
  return { units, count: sorted.length }
}

function copiesIn(keys: Float64Array, different: Float64Array): number {
  const sorted = keys.toSorted()
  return keys.length === different.length ? 0 : sorted.filter((key, i) => key === sorted[i - 1] || key === sorted[i + 1]).length
}

/** Deals units within their most frequent class (of equally frequent ones the first), in the order of their numbers. */
function dealByClass({ units, count }: Loners, classes: Int32Array, parts: number): Int32Array {
  const classOf = majorityClasses(units, count, classes)
  const sizes = new Int32Array(count)
  for (const unit of units) sizes[unit] = (sizes[unit] as number) + 1
  const dealt = new Int32Array(count)
  for (const wanted of new Set(classOf)) {
    const own = rowsWhere(count, (unit) => classOf[unit] === wanted)
    const places = dealInOrder(
      own.map((unit) => sizes[unit] as number),
      parts,
    )
    own.forEach((unit, i) => (dealt[unit] = places[i] as number))
  }
  return dealt
}

/** The class of each row; all the same for a target that is no category. */
function classesOf(table: Table, target: string): Int32Array {
  const data = table.columns.get(target)
  return data?.kind === 'category' ? data.codes : new Int32Array(table.rowCount)
}
