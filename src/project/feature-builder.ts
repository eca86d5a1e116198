import type { Column } from '../data/column.ts'
import { type ColumnData, cellValue, type Table } from '../data/table.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { dayMs, parseTime } from '../base/time/date-time.ts'
import type { FeatureSpec, FeatureTable } from '../model/features.ts'
import { featureColumns } from './define-project.ts'
import type { DerivedFeature, Project } from './project.ts'

type RequestRow = Readonly<Record<string, unknown>>

/** One project column as features: how to take them from a table, and from one row. */
interface Encoder {
  readonly specs: readonly FeatureSpec[]
  /** One array a spec. */
  ofColumn(data: ColumnData): readonly Float64Array[]
  /** Writes one value a spec from `at` on. */
  ofValue(value: unknown, out: Float64Array, at: number): void
}

/**
 * Turns clean rows into the features of a project: the columns themselves, but for dates, then the derived features. Training and serving
 * share this class, so what was learned from is what is predicted from.
 */
export class FeatureBuilder {
  readonly specs: readonly FeatureSpec[]
  readonly #project: Project
  readonly #columns: ReadonlyMap<string, { readonly at: number; readonly encoder: Encoder }>
  readonly #derived: readonly (readonly [string, DerivedFeature])[]
  /** A row in which all is missing: to copy it is cheaper than to put the names together for each row. */
  readonly #empty: Readonly<Record<string, unknown>>

  constructor(project: Project) {
    this.#project = project
    const specs: FeatureSpec[] = []
    const columns = featureColumns(project).map((name) => {
      const encoder = encoderOf(name, project.columns[name] as Column)
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

  /** Features of every row of a clean table. */
  ofTable(table: Table): FeatureTable {
    const values: Float64Array[] = []
    for (const [name, { encoder }] of this.#columns) {
      const data = table.columns.get(name)
      values.push(...(data === undefined ? encoder.specs.map(() => missing(table.rowCount)) : encoder.ofColumn(data)))
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

  /** Features of one clean row (a request) into `out`, which has one slot a spec. Absent and null are missing. Hot: costs what the row holds. */
  ofRow(row: RequestRow, out: Float64Array): void {
    const clean = { ...this.#empty }
    out.fill(Number.NaN)
    for (const name in row) {
      const column = this.#columns.get(name)
      const value = row[name] ?? null
      if (column === undefined || value === null) continue
      clean[name] = value
      column.encoder.ofValue(value, out, column.at)
    }
    let at = this.specs.length - this.#derived.length
    for (const [name, feature] of this.#derived) out[at++] = this.#derivedValue(name, feature, clean)
  }

  /** A row of `table` as derived features see it. Reading what a request cannot carry is refused: it would leak or be absent. */
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

function missing(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN)
}

function encoderOf(name: string, column: Column): Encoder {
  switch (column.type) {
    case 'number':
    case 'integer':
      return numberEncoder(name)
    case 'category':
      return categoryEncoder(name, column.categories)
    case 'list':
      return listEncoder(name, column.categories)
    case 'date':
    case 'datetime':
      return column.feature === true ? dateEncoder(name) : readOnly
    default:
      throw new TypeError(`Column ${name} of type ${column.type} is no feature.`)
  }
}

function numberEncoder(name: string): Encoder {
  return {
    specs: [{ name, kind: 'number', columns: [name] }],
    ofColumn: (data) => [data.kind === 'number' ? data.values : wrongKind(name, data)],
    ofValue: (value, out, at) => {
      out[at] = typeof value === 'number' ? value : Number.NaN
    },
  }
}

/** A column that only derived features read. */
const readOnly: Encoder = { specs: [], ofColumn: () => [], ofValue: () => undefined }

/** Days since 1970, with the time of day as a fraction. */
function dateEncoder(name: string): Encoder {
  return {
    specs: [{ name, kind: 'number', columns: [name] }],
    ofColumn: (data) => [data.kind === 'date' ? data.values.map((time) => time / dayMs) : wrongKind(name, data)],
    ofValue: (value, out, at) => {
      out[at] = typeof value === 'string' ? (parseTime(value) ?? Number.NaN) / dayMs : Number.NaN
    },
  }
}

function categoryEncoder(name: string, categories: readonly string[]): Encoder {
  const codeOf = new Map<unknown, number>(categories.map((category, code) => [category, code]))
  return {
    specs: [{ name, kind: 'category', categories, columns: [name] }],
    ofColumn: (data) => {
      if (data.kind !== 'category') return wrongKind(name, data)
      const values = new Float64Array(data.codes.length)
      for (let row = 0; row < values.length; row++) {
        const code = data.codes[row] as number
        values[row] = code < 0 ? Number.NaN : code
      }
      return [values]
    },
    ofValue: (value, out, at) => {
      out[at] = codeOf.get(value) ?? Number.NaN
    },
  }
}

/** How often each category is in the list, then how many items it has. */
function listEncoder(name: string, categories: readonly string[]): Encoder {
  const slots = categories.length + 1
  const slotOf = new Map(categories.map((category, slot) => [category, slot]))
  /** Slot `s` goes to `out[at + s * stride]`. */
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
    ofColumn: (data) => {
      if (data.kind !== 'list') return wrongKind(name, data)
      const rows = data.values.length
      const out = new Float64Array(slots * rows)
      for (let row = 0; row < rows; row++) write(data.values[row] ?? null, out, row, rows)
      return Array.from({ length: slots }, (_, slot) => out.subarray(slot * rows, (slot + 1) * rows))
    },
    ofValue: (value, out, at) => write(Array.isArray(value) ? value : null, out, at, 1),
  }
}

function wrongKind(name: string, data: ColumnData): never {
  throw new TypeError(`Column ${name} of the table is a ${data.kind}.`)
}
