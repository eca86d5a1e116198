import { groupsOf } from '../../../../data/split/split.ts'
import { type ColumnData, type CellValue, cellValue, type Table } from '../../../../data/table.ts'
import { LapidaryError } from '../../../../base/errors/lapidary-error.ts'
import { requestColumns } from '../../../../project/define-project.ts'
import type {
  ComputedFeatures,
  ComputedValue,
  FeatureSource,
  FeatureView,
} from '../../../../project/feature-view.ts'
import type { Project } from '../../../../project/project.ts'
import { validateValue, parseEntity } from '../../feature-value.ts'
import type { FeatureValue, OnlineRow } from '../../store.ts'
import { createTimeReader } from '../../../../data/times.ts'
import { getProjectTimes } from '../project-times.ts'
import {
  batchRows,
  type LatestRows,
  type SourceKeys,
  type SourceWindow,
  type ViewSource,
} from './view-source.ts'
import { setOwn } from '../../../../base/own-property.ts'

type DatasetSource = Extract<FeatureSource, { kind: 'dataset' }>
type SourceRow = Readonly<Record<string, CellValue>>

/**
 * Results of `compute`, row by row: computed once, in the order of the entities and of their time.
 */
interface Computed {
  readonly count: number
  readonly keys: (string | number | bigint)[]
  readonly events: Float64Array
  /** Row of the table that each result is for. */
  readonly tableRows: Int32Array
  /** One array for each feature: NaN is missing in numbers, null in others. */
  readonly values: readonly (Float64Array | FeatureValue[])[]
}

/** Reads the rows of a view whose values are computed from the project's own table. */
export class DatasetViewSource implements ViewSource {
  readonly #view: FeatureView
  readonly #computed: Computed

  /**
   * @throws LapidaryError `bad-feature-value` and `bad-project` for invalid results of `compute`.
   */
  constructor(view: FeatureView, source: DatasetSource, project: Project, table: Table) {
    this.#view = view
    this.#computed = compute(view, source, project, table)
  }

  /** Rows of the table that the rows of the index are for. */
  get tableRows(): Int32Array {
    return this.#computed.tableRows
  }

  async *index(): AsyncGenerator<SourceKeys> {
    const { keys, events } = this.#computed
    yield { keys, events, created: null }
  }

  async take(features: readonly string[], rows: Int32Array): Promise<ColumnData[]> {
    const names = Object.keys(this.#view.features)
    return features.map((feature) => {
      const values = this.#computed.values[names.indexOf(feature)] ?? []
      if (this.#view.features[feature]?.type === 'string') {
        return { kind: 'text', values: Array.from(rows, (row) => values[row] as string | null) }
      }
      const numbers = new Float64Array(rows.length)
      for (let i = 0; i < numbers.length; i++) numbers[i] = Number(values[rows[i] as number] ?? Number.NaN)
      return { kind: 'number', values: numbers }
    })
  }

  async latest({ from, to }: SourceWindow): Promise<LatestRows> {
    const { count, keys, events } = this.#computed
    const last = new Map<string | number | bigint, number>()
    let rows = 0
    for (let row = 0; row < count; row++) {
      const event = events[row] as number
      if (!(event >= from && event <= to)) continue
      rows++
      const key = keys[row] as string
      const before = last.get(key)
      if (before === undefined || event >= (events[before] as number)) last.set(key, row)
    }
    return { rows, entities: last.size, batches: () => this.#batches([...last.values()]) }
  }

  async *#batches(rows: readonly number[]): AsyncGenerator<readonly OnlineRow[]> {
    const { keys, events, values } = this.#computed
    const names = Object.keys(this.#view.features)
    const row = (at: number): OnlineRow => {
      const cells = names.map((name, i) => [name, toValue(values[i]?.[at])])
      return {
        entity: keys[at] as string,
        eventTime: events[at] as number,
        values: Object.fromEntries(cells) as OnlineRow['values'],
      }
    }
    for (let start = 0; start < rows.length; start += batchRows)
      yield rows.slice(start, start + batchRows).map(row)
  }

  close(): void {
    // no resource is open
  }
}

function compute(view: FeatureView, source: DatasetSource, project: Project, table: Table): Computed {
  const names = Object.keys(view.features)
  const { rowCount } = table
  const values = names.map((name) =>
    isNumber(view, name) ? new Float64Array(rowCount) : new Array<FeatureValue>(rowCount),
  )
  const computed = {
    count: 0,
    keys: [] as (string | number | bigint)[],
    events: new Float64Array(rowCount),
    tableRows: new Int32Array(rowCount),
    values,
  }
  const rowAt = createRowReader(source.from ?? getDefaultColumns(project), table)
  const parseMoment = createTimeReader((seen) =>
    createResultError(project, view, `the time "${seen}", which is no ISO 8601 time`),
  )
  for (const [key, rows] of groupByKey(view, project, table)) {
    const seen: SourceRow[] = []
    for (const tableRow of rows) {
      seen.push(rowAt(tableRow))
      const result = source.compute(seen)
      if (result === null) continue
      if (computed.count === 0) rejectUnknown(project, view, result.values)
      const at = computed.count++
      computed.keys.push(key)
      computed.events[at] = parseMoment(result.at)
      computed.tableRows[at] = tableRow
      storeResult(view, names, result.values, values, at)
    }
  }
  const { count, events, tableRows } = computed
  return { ...computed, events: events.subarray(0, count), tableRows: tableRows.subarray(0, count) }
}

function isNumber({ features }: FeatureView, name: string): boolean {
  const type = features[name]?.type
  return type !== 'string' && type !== 'bool'
}

/**
 * Stores a result in the form that every store uses.
 *
 * @throws LapidaryError `bad-feature-value`
 */
function storeResult(
  view: FeatureView,
  names: readonly string[],
  results: ComputedFeatures['values'],
  columns: readonly (Float64Array | FeatureValue[])[],
  at: number,
): void {
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const value = (isList(results) ? results[i] : results[name]) ?? null
    const column = columns[i] as Float64Array | FeatureValue[]
    if (!(column instanceof Float64Array)) column[at] = validateValue(view, name, value)
    else if (value === null || Number.isNaN(value)) column[at] = Number.NaN
    else if (typeof value === 'number' && view.features[name]?.type === 'double')
      column[at] = value // no check is needed, and it is the usual case
    else column[at] = Number(validateValue(view, name, value))
  }
}

function isList(values: ComputedFeatures['values']): values is readonly ComputedValue[] {
  return Array.isArray(values)
}

/**
 * Rejects a name that is none of the view's features, and a list of another length. One result is
 * enough to check.
 */
function rejectUnknown(project: Project, view: FeatureView, values: ComputedFeatures['values']): void {
  const count = Object.keys(view.features).length
  if (isList(values) && values.length === count) return
  if (isList(values))
    throw createResultError(project, view, `a list of ${values.length}, but it has ${count} features`)
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(view.features, name))
      throw createResultError(project, view, `"${name}", which is none of its features`)
  }
}

function toValue(value: FeatureValue | undefined): FeatureValue {
  return value === undefined || Number.isNaN(value) ? null : value
}

function getDefaultColumns(project: Project): string[] {
  return [...requestColumns(project), project.entity, project.time].filter((name) => name !== undefined)
}

/**
 * Yields the rows of each entity that has a key, in the order of the project's time; rows without a
 * time are left out.
 */
function* groupByKey(
  view: FeatureView,
  project: Project,
  table: Table,
): Generator<[string | number | bigint, readonly number[]]> {
  const { entity, time } = project
  const data = entity === undefined ? undefined : table.columns.get(entity)
  if (data === undefined) return
  const groups = groupsOf(table, entity)
  const rowsOf: number[][] = []
  const times = time === undefined ? null : getProjectTimes(project, table.columns.get(time), table.rowCount)
  for (let row = 0; row < table.rowCount; row++) {
    if (times !== null && Number.isNaN(times[row])) continue
    const group = groups[row] as number
    const own = rowsOf[group]
    if (own === undefined) rowsOf[group] = [row]
    else own.push(row)
  }
  for (const rows of rowsOf) {
    const value = rows === undefined ? null : cellValue(data, rows[0] as number)
    const key = value === null ? null : parseEntity(view, String(value))
    if (key === null) continue
    if (times !== null) rows?.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b)
    yield [key, rows ?? []]
  }
}

/**
 * Creates a function that returns the object of one row, with these columns; a column that the
 * table lacks is missing.
 */
function createRowReader(names: readonly string[], table: Table): (row: number) => SourceRow {
  const columns = names.map((name) => [name, table.columns.get(name)] as const)
  return (row) => {
    const cells: Record<string, CellValue> = {}
    for (const [name, data] of columns) setOwn(cells, name, data === undefined ? null : cellValue(data, row))
    return cells
  }
}

function createResultError(project: Project, { name }: FeatureView, problem: string): LapidaryError {
  return new LapidaryError('bad-project', {
    project: project.name,
    problem: `the feature view "${name}" gave ${problem}.`,
  })
}
