import { column, type Column } from '../../src/data/column.ts'
import { splitRows } from '../../src/data/split/split.ts'
import type { ColumnData } from '../../src/data/table.ts'
import { type SeededRandom, seededRandom } from '../../src/base/math/random.ts'
import type { FeatureSpec } from '../../src/model/features.ts'
import type { LeakCheckInput } from '../../src/train/leaks/leak-check.ts'

/**
 * A table that is made row by row, as the checks for leaks take it. Features may be changed before
 * `input` is called.
 */
export interface MadeTable {
  readonly random: SeededRandom
  rows: number
  readonly features: Map<string, Feature>
  target: Uint8Array
  readonly classes: number
  /** Entity of each row. Not set: rows stand alone. */
  entity?: readonly string[]
  /** Orders the rows. */
  time?: Float64Array
  split: LeakCheckInput['split']
  /** Options of columns other than the default. */
  readonly columns: Record<string, Column>
}

interface Feature {
  values: Float64Array
  readonly categories?: readonly string[]
}

/** Makes `rows` numbers. */
export function numbers(rows: number, value: (row: number) => number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => value(row))
}

/** Draws each class by its probability. */
export function drawClasses(
  random: SeededRandom,
  rows: number,
  probabilities: (row: number) => readonly number[],
): Uint8Array {
  return Uint8Array.from({ length: rows }, (_, row) => {
    let left = random.next()
    const shares = probabilities(row)
    for (let k = 0; k < shares.length - 1; k++) if ((left -= shares[k] as number) < 0) return k
    return shares.length - 1
  })
}

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

export function makeTable(name: string, rows: number, classes = 2): MadeTable {
  const random = seededRandom(2026, name)
  return {
    random,
    rows,
    features: new Map(),
    target: new Uint8Array(rows),
    classes,
    split: 'entity',
    columns: {},
  }
}

/** Adds a feature of one category, numbered from 0, for each row. */
export function addCategory(
  table: MadeTable,
  name: string,
  count: number,
  code: (row: number) => number,
): void {
  const categories = Array.from({ length: count }, (_, k) => `${name} ${k}`)
  table.features.set(name, { values: numbers(table.rows, code), categories })
}

export function addNumber(table: MadeTable, name: string, value: (row: number) => number): void {
  table.features.set(name, { values: numbers(table.rows, value) })
}

/** Appends copies of rows. */
export function appendCopies(table: MadeTable, rows: readonly number[]): void {
  const take = (values: Float64Array): Float64Array =>
    Float64Array.from([...values, ...rows.map((row) => values[row] as number)])
  for (const feature of table.features.values()) feature.values = take(feature.values)
  table.target = Uint8Array.from([...table.target, ...rows.map((row) => table.target[row] as number)])
  if (table.time !== undefined) table.time = take(table.time)
  table.rows += rows.length
}

/** Splits the table as training does and hands it to the checks. */
export function inputOf(table: MadeTable): LeakCheckInput {
  const { rows: rowCount, features, target, entity, time, split } = table
  const data = new Map<string, ColumnData>()
  const columns: Record<string, Column> = { target: column.category({ categories: ['a', 'b'] }) }
  for (const [name, { values }] of features) {
    data.set(name, { kind: 'number', values })
    columns[name] = column.number({})
  }
  Object.assign(columns, table.columns)
  if (entity !== undefined) {
    data.set('entity', { kind: 'text', values: [...entity] })
    columns['entity'] = column.identifier({})
  }
  if (time !== undefined) {
    data.set('time', { kind: 'number', values: time })
    columns['time'] = column.number({ feature: false })
  }
  const specs = Array.from(features, ([name, { categories }]): FeatureSpec => {
    return categories === undefined
      ? { name, kind: 'number', columns: [name] }
      : { name, kind: 'category', categories, columns: [name] }
  })
  const [entityName, timeName] = [
    entity === undefined ? {} : { entity: 'entity' },
    time === undefined ? {} : { time: 'time' },
  ]
  const whole = { rowCount, columns: data }
  return {
    project: { columns, target: 'target', ...entityName, ...timeName },
    table: whole,
    features: { specs, rowCount, values: Array.from(features.values(), ({ values }) => values) },
    target,
    sides: splitRows(
      whole,
      { columns, target: 'target', ...entityName },
      { kind: split, seed: 3, time: { time: 'time' } },
    ),
    split,
  }
}
