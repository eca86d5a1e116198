import { hash } from 'node:crypto'
import { cellValue, type Table } from '../table.ts'
import { dealInOrder } from './deal-in-order.ts'
import { findMajorityClasses } from './majority-classes.ts'
import { findRows } from './time-order.ts'
import { computeContentKeys, computeCopyKey } from './row-keys.ts'

export interface UnitOptions {
  /** Column whose rows stay together; undefined if every row is independent. */
  readonly entity: string | undefined
  readonly target: string
  /** Columns that are ignored when copies of a row are searched. */
  readonly ignored: readonly string[]
  /** Seed by which rows without an entity are dealt; entities never move. */
  readonly seed: number
}

/**
 * Groups of rows that stay on one side: those of an entity, or the copies of an independent row.
 */
export interface Units {
  /**
   * Unit of each row, from 0. Numbers follow hashes, so they do not depend on the order of the
   * rows.
   */
  readonly groups: Int32Array
  /** Rows that share their unit with others although they have no entity. */
  readonly copies: number
  /**
   * Returns the part of each row, of `parts` parts: by the hash of the entity's name, or dealt by
   * content within each class.
   */
  folds(parts: number): Uint8Array
}

/**
 * Mean number of equal rows from which on they are taken for the nature of the table, not for
 * copies.
 */
const maxMeanCopies = 5

/** Returns the first 32 bits of the SHA-256 of an entity's name. */
function hashEntity(entity: string): number {
  return Number.parseInt(hash('sha256', entity, 'hex').slice(0, 8), 16)
}

/**
 * Computes the fold of an entity. It is the same in every file and version, so new rows never move
 * a customer to the other side.
 */
export function computeEntityFold(entity: string, folds: number): number {
  return hashEntity(entity) % folds
}

/** Finds the rows of a table that stay on one side of any split. */
export function unitsOf(table: Table, { entity, target, ignored, seed }: UnitOptions): Units {
  const groups = new Int32Array(table.rowCount).fill(-1)
  const hashes = nameEntities(table, entity, groups)
  const classes = getClasses(table, target)
  const singleRows = findRows(table.rowCount, (row) => groups[row] === -1)
  const numbered =
    singleRows.length === 0
      ? noSingleRows
      : numberSingleRows(table, singleRows, { classes, seed, except: [target, ...ignored] })
  singleRows.forEach((row, i) => (groups[row] = hashes.length + (numbered.units[i] as number)))
  const singleClasses = Int32Array.from(singleRows, (row) => classes[row] as number)
  return {
    groups,
    copies: numbered.copies,
    folds(parts) {
      const singles = dealByClass(numbered, singleClasses, parts)
      const ofUnit = new Uint8Array(hashes.length + singles.length)
      ofUnit.set(hashes.map((hash) => hash % parts))
      ofUnit.set(singles, hashes.length)
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
  const hashes = Float64Array.from(names, hashEntity)
  const order = [...names.keys()].sort((a, b) => {
    return (
      (hashes[a] as number) - (hashes[b] as number) || ((names[a] as string) < (names[b] as string) ? -1 : 1)
    )
  })
  const places = new Int32Array(names.length)
  order.forEach((index, place) => (places[index] = place))
  for (let row = 0; row < groups.length; row++)
    if (groups[row] !== -1) groups[row] = places[groups[row] as number] as number
  return Float64Array.from(order, (index) => hashes[index] as number)
}

interface SingleRows {
  /** Unit of each independent row, in the order of its key. */
  readonly units: Int32Array
  readonly count: number
  readonly copies: number
}

const noSingleRows: SingleRows = { units: new Int32Array(), count: 0, copies: 0 }

function numberSingleRows(
  table: Table,
  singleRows: Int32Array,
  { classes, seed, except }: { classes: Int32Array; seed: number; except: readonly string[] },
): SingleRows {
  const all = computeContentKeys(table, new Set(except), seed)
  const keys = Float64Array.from(singleRows, (row) => all[row] as number)
  const different = uniqueSorted(keys)
  if (keys.length <= maxMeanCopies * different.length) {
    return { ...findRanks(keys, different), copies: countCopies(keys, different) }
  }
  // Copies of a content and class are interchangeable, so numbering them by their place deals the
  // same contents in any order of rows.
  const seen = new Map<string, number>()
  const spread = keys.map((key, i) => {
    const name = `${key} ${classes[singleRows[i] as number]}`
    const copy = seen.get(name) ?? 0
    seen.set(name, copy + 1)
    return computeCopyKey(key, copy * 256 + (classes[singleRows[i] as number] as number))
  })
  return { ...findRanks(spread, uniqueSorted(spread)), copies: 0 }
}

function uniqueSorted(keys: Float64Array): Float64Array {
  const sorted = keys.toSorted()
  return sorted.filter((key, i) => i === 0 || key !== sorted[i - 1])
}

function findRanks(keys: Float64Array, sorted: Float64Array): Pick<SingleRows, 'units' | 'count'> {
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

function countCopies(keys: Float64Array, different: Float64Array): number {
  const sorted = keys.toSorted()
  return keys.length === different.length
    ? 0
    : sorted.filter((key, i) => key === sorted[i - 1] || key === sorted[i + 1]).length
}

/**
 * Deals units within their most frequent class (of equally frequent ones the first), in the order
 * of their numbers.
 */
function dealByClass({ units, count }: SingleRows, classes: Int32Array, parts: number): Int32Array {
  const classOf = findMajorityClasses(units, count, classes)
  const sizes = new Int32Array(count)
  for (const unit of units) sizes[unit] = (sizes[unit] as number) + 1
  const dealt = new Int32Array(count)
  for (const wanted of new Set(classOf)) {
    const own = findRows(count, (unit) => classOf[unit] === wanted)
    const places = dealInOrder(
      own.map((unit) => sizes[unit] as number),
      parts,
    )
    own.forEach((unit, i) => (dealt[unit] = places[i] as number))
  }
  return dealt
}

/** Returns the class of each row; all the same for a target that is no category. */
function getClasses(table: Table, target: string): Int32Array {
  const data = table.columns.get(target)
  return data?.kind === 'category' ? data.codes : new Int32Array(table.rowCount)
}
