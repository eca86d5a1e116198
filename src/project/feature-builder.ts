import type { Column } from '../data/column.ts'
import { type ColumnData, cellValue, type Table } from '../data/table.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { dayMs, parseTime } from '../base/time/date-time.ts'
import type { FeatureSpec, FeatureTable } from '../model/features.ts'
import { featureColumns } from './define-project.ts'
import type { DerivedFeature, Project } from './project.ts'

type RequestRow = Readonly<Record<string, unknown>>

/** Encodes one project column as features, from a table and from one row. */
interface Encoder {
  readonly specs: readonly FeatureSpec[]
  /** Encodes a column of a table into one array for each spec. */
  encodeColumn(data: ColumnData): readonly Float64Array[]
  /** Encodes the value of one row: writes one value for each spec from `at` on. */
  encodeValue(value: unknown, out: Float64Array, at: number): void
}

/**
 * Turns clean rows into the features of a project: the columns themselves, but for dates, then the
 * derived features. Training and serving share this class, so a model is trained on the same
 * features that it predicts from.
 */
export class FeatureBuilder {
  readonly specs: readonly FeatureSpec[]
  readonly #project: Project
  readonly #columns: ReadonlyMap<string, { readonly at: number; readonly encoder: Encoder }>
  readonly #derived: readonly (readonly [string, DerivedFeature])[]
  /**
   * A row in which all values are missing: copying it is cheaper than creating a row from the
   * names.
   */
  readonly #empty: Readonly<Record<string, unknown>>

  constructor(project: Project) {
    this.#project = project
    const specs: FeatureSpec[] = []
    const columns = featureColumns(project).map((name) => {
      const encoder = createEncoder(name, project.columns[name] as Column)
      const at = specs.length
      specs.push(...encoder.specs)
      return [name, { at, encoder }] as const
    })
    this.#columns = new Map(columns)
    this.#empty = Object.fromEntries(columns.map(([name]) => [name, null]))
    this.#derived = Object.entries(project.derived ?? {})
    for (const [name, feature] of this.#derived) specs.push({ name, kind: 'number', columns: feature.from })
    this.specs = specs
  }

  /** Computes the features of every row of a clean table. */
  ofTable(table: Table): FeatureTable {
    const values: Float64Array[] = []
    for (const [name, { encoder }] of this.#columns) {
      const data = table.columns.get(name)
      values.push(
        ...(data === undefined
          ? encoder.specs.map(() => createMissing(table.rowCount))
          : encoder.encodeColumn(data)),
      )
    }
    const view = this.#rowView(table)
    for (const [name, feature] of this.#derived) {
      const column = new Float64Array(table.rowCount)
      for (let row = 0; row < table.rowCount; row++) {
        view.at(row)
        column[row] = this.#derivedValue(name, feature, view.row)
      }
      values.push(column)
    }
    return { specs: this.specs, rowCount: table.rowCount, values }
  }

  /**
   * Computes the features of one clean row (a request) into `out`, which has one slot for each
   * spec. Absent and null are missing. Hot: its cost depends on the values in the row.
   */
  ofRow(row: RequestRow, out: Float64Array): void {
    const clean = { ...this.#empty }
    out.fill(Number.NaN)
    for (const name in row) {
      const column = this.#columns.get(name)
      const value = row[name] ?? null
      if (column === undefined || value === null) continue
      clean[name] = value
      column.encoder.encodeValue(value, out, column.at)
    }
    let at = this.specs.length - this.#derived.length
    for (const [name, feature] of this.#derived) out[at++] = this.#derivedValue(name, feature, clean)
  }

  /**
   * Creates a row of `table` for derived features. Reading a column that a request cannot carry
   * throws, as it would leak or be absent.
   */
  #rowView(table: Table): { readonly row: RequestRow; at(index: number): void } {
    let index = 0
    const row: RequestRow = {}
    for (const name of Object.keys(this.#project.columns)) {
      const data = table.columns.get(name)
      const get = this.#columns.has(name)
        ? () => (data === undefined ? null : cellValue(data, index))
        : () => {
            const problem = `a derived feature reads "${name}", which no request carries (target, entity, time, personal or known after).`
            throw new LapidaryError('bad-project', { project: this.#project.name, problem })
          }
      Object.defineProperty(row, name, { enumerable: true, get })
    }
    return {
      row,
      at: (next) => {
        index = next
      },
    }
  }

  #derivedValue(name: string, feature: DerivedFeature, row: RequestRow): number {
    const value: unknown = feature.compute(row as never)
    if (value === null) return Number.NaN
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      const problem = `the derived feature "${name}" gave ${String(value)}, but it must give a finite number or null.`
      throw new LapidaryError('bad-project', { project: this.#project.name, problem })
    }
    return value
  }
}

function createMissing(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN)
}

function createEncoder(name: string, column: Column): Encoder {
  switch (column.type) {
    case 'number':
    case 'integer':
      return createNumberEncoder(name)
    case 'category':
      return createCategoryEncoder(name, column.categories)
    case 'list':
      return createListEncoder(name, column.categories)
    case 'date':
    case 'datetime':
      return column.feature === true ? createDateEncoder(name) : readOnly
    default:
      throw new TypeError(`Column ${name} of type ${column.type} is no feature.`)
  }
}

function createNumberEncoder(name: string): Encoder {
  return {
    specs: [{ name, kind: 'number', columns: [name] }],
    encodeColumn: (data) => [data.kind === 'number' ? data.values : throwWrongKind(name, data)],
    encodeValue: (value, out, at) => {
      out[at] = typeof value === 'number' ? value : Number.NaN
    },
  }
}

/** Encoder of a column that only derived features read. */
const readOnly: Encoder = { specs: [], encodeColumn: () => [], encodeValue: () => undefined }

/** Creates an encoder into days since 1970, with the time of day as a fraction. */
function createDateEncoder(name: string): Encoder {
  return {
    specs: [{ name, kind: 'number', columns: [name] }],
    encodeColumn: (data) => [
      data.kind === 'date' ? data.values.map((time) => time / dayMs) : throwWrongKind(name, data),
    ],
    encodeValue: (value, out, at) => {
      out[at] = typeof value === 'string' ? (parseTime(value) ?? Number.NaN) / dayMs : Number.NaN
    },
  }
}

function createCategoryEncoder(name: string, categories: readonly string[]): Encoder {
  const codeOf = new Map<unknown, number>(categories.map((category, code) => [category, code]))
  return {
    specs: [{ name, kind: 'category', categories, columns: [name] }],
    encodeColumn: (data) => {
      if (data.kind !== 'category') return throwWrongKind(name, data)
      const values = new Float64Array(data.codes.length)
      for (let row = 0; row < values.length; row++) {
        const code = data.codes[row] as number
        values[row] = code < 0 ? Number.NaN : code
      }
      return [values]
    },
    encodeValue: (value, out, at) => {
      out[at] = codeOf.get(value) ?? Number.NaN
    },
  }
}

/** Creates an encoder into the count of each category in the list, and the number of its items. */
function createListEncoder(name: string, categories: readonly string[]): Encoder {
  const slots = categories.length + 1
  const slotOf = new Map(categories.map((category, slot) => [category, slot]))
  /** Writes slot `s` to `out[at + s * stride]`. */
  const write = (items: readonly string[] | null, out: Float64Array, at: number, stride: number): void => {
    for (let slot = 0; slot < slots; slot++) out[at + slot * stride] = items === null ? Number.NaN : 0
    for (const item of items ?? []) {
      const slot = slotOf.get(item)
      if (slot !== undefined) out[at + slot * stride] = (out[at + slot * stride] as number) + 1
    }
    if (items !== null) out[at + (slots - 1) * stride] = items.length
  }
  return {
    specs: [...categories.map((category) => `${name}=${category}`), `${name} count`].map((spec) => ({
      name: spec,
      kind: 'number',
      columns: [name],
    })),
    encodeColumn: (data) => {
      if (data.kind !== 'list') return throwWrongKind(name, data)
      const rows = data.values.length
      const out = new Float64Array(slots * rows)
      for (let row = 0; row < rows; row++) write(data.values[row] ?? null, out, row, rows)
      return Array.from({ length: slots }, (_, slot) => out.subarray(slot * rows, (slot + 1) * rows))
    },
    encodeValue: (value, out, at) => write(Array.isArray(value) ? value : null, out, at, 1),
  }
}

function throwWrongKind(name: string, data: ColumnData): never {
  throw new TypeError(`Column ${name} of the table is a ${data.kind}.`)
}
