import { type CellValue, type ColumnData, cellValue, type Table } from '../../../data/table.ts'
import type { ColumnReport } from '../../../data/data-report.ts'
import { groupsOf } from '../../../data/split/split.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { featuresOf, type FeatureView, type OnDemandFeature } from '../../../project/feature-view.ts'
import type { Project } from '../../../project/project.ts'
import { parseEntity } from '../feature-value.ts'
import { getFeaturesToRead } from '../online-features.ts'
import { type StoredColumn, findStoredColumns } from '../stored-columns.ts'
import { type CleanColumn, cleanColumn } from './clean-column.ts'
import { computeColumn } from './computed-column.ts'
import { DatasetViewSource } from './sources/dataset-source.ts'
import { openSource, type SourceParts } from './sources/open-source.ts'
import { type HistoryRows, pointInTimeJoin } from './point-in-time-join.ts'
import { createTimeReader } from '../../../data/times.ts'
import { getProjectTimes } from './project-times.ts'
import type { ViewSource } from './sources/view-source.ts'

/** A view joined to a table: the place of each row's values, -1 for none. */
export interface JoinedView {
  readonly view: FeatureView
  /** Row of the source for each row of the table, -1 for none. */
  readonly found: Int32Array
  /** Event time of the values in milliseconds since 1970; NaN for none. */
  readonly since: Float64Array
  /**
   * Cleaned values by feature, one for each row of the table; missing if there was none, or a
   * missing one.
   */
  readonly columns: ReadonlyMap<string, ColumnData>
  /** Cleaning reports of the features that provide a column of the project. */
  readonly reports: readonly ColumnReport[]
}

/** Returns the names of the `stored` columns that each view provides. */
export function storedColumns(project: Project): ReadonlyMap<FeatureView, readonly string[]> {
  const stored = Object.keys(project.columns).filter((name) => project.columns[name]?.stored === true)
  const byView = new Map<FeatureView, readonly string[]>()
  for (const view of project.featureViews ?? []) {
    const names = stored.filter((name) => Object.hasOwn(featuresOf(view), name))
    if (names.length > 0) byView.set(view, names)
  }
  return byView
}

/**
 * Adds the project's `stored` columns to `table`: the values of each row's entity in the feature
 * views at the row's moment, `decidedAt`. They are cleaned as the cells of a file are. A row
 * without an entity or a time gets no values; a table without these columns is returned unchanged.
 *
 * @param onColumn called with the cleaning report of each column.
 * @throws LapidaryError `feature-leak` if a view of the project's own table provides a row with
 *   values of itself or a later row; `bad-project` if `decidedAt` returns no time; those of the
 *   sources.
 */
export async function joinStored(
  parts: SourceParts,
  table: Table,
  onColumn: (report: ColumnReport) => void = () => undefined,
): Promise<Table> {
  const { entity, time } = parts.project
  const isThere = (name: string | undefined): boolean => name === undefined || table.columns.has(name)
  if (!isThere(entity) || !isThere(time)) return table
  const added = new Map<string, ColumnData>()
  for (const [view, names] of storedColumns(parts.project)) {
    const joined = await joinView(parts, view, names, table)
    for (const [name, data] of joined.columns) added.set(name, data)
    for (const report of joined.reports) onColumn(report)
  }
  return added.size === 0
    ? table
    : { rowCount: table.rowCount, columns: new Map([...table.columns, ...added]) }
}

/**
 * Rows of one entity in an untrusted table: the computation of a view reads all rows before each
 * row.
 */
const maxHistoryRows = 1000

/**
 * Rejects an uploaded table whose views would take hours to compute. Call it before `joinStored`.
 * @throws LapidaryError `long-history`
 */
export function rejectLongHistory(project: Project, table: Table): void {
  const { entity, time } = project
  const computed = [...storedColumns(project).keys()].some(({ source }) => source.kind === 'dataset')
  if (!computed || entity === undefined || (time !== undefined && !table.columns.has(time))) return
  const counts = new Int32Array(table.rowCount)
  for (const group of groupsOf(table, entity)) counts[group] = (counts[group] as number) + 1
  const count = counts.reduce((most, rows) => Math.max(most, rows), 0)
  if (count > maxHistoryRows) throw new LapidaryError('long-history', { count, limit: maxHistoryRows })
}

/** Joins features of one view, stored and on demand, to the rows of a table, point in time. */
export async function joinView(
  parts: SourceParts,
  view: FeatureView,
  features: readonly string[],
  table: Table,
): Promise<JoinedView> {
  const decisions = findDecisions(parts.project, view, table)
  const source = await openSource(view, parts)
  try {
    const { history, places, sourceRows } = await readHistory(source, decisions.codeOf)
    const found = pointInTimeJoin(decisions, history, (view.ttl ?? Infinity) * 1000)
    const since = Float64Array.from(found, (row) => (row < 0 ? Number.NaN : (history.events[row] as number)))
    for (let row = 0; row < found.length; row++)
      if ((found[row] as number) >= 0) found[row] = places[found[row] as number] as number
    if (source instanceof DatasetViewSource)
      checkLeaks(parts.project, view, table, await parts.table(), source, found)
    const { rows, at } = findDistinct(found, sourceRows)
    const names = getFeaturesToRead(view, features)
    const taken = await source.take(names, rows)
    const columns = findStoredColumns(parts.project, view)
    const clean = (name: string, data: ColumnData): CleanColumn =>
      cleanIfColumn(name, data, columns.get(name), found)
    const stored = new Map(names.map((name, i) => [name, clean(name, spread(taken[i] as ColumnData, at))]))
    const storedData = new Map([...stored].map(([name, { data }]) => [name, data]))
    const joined = features.map((name) => {
      const compute = (): ColumnData =>
        computeColumn(view, view.onDemand?.[name] as OnDemandFeature, storedData, found)
      return [name, stored.get(name) ?? clean(name, compute())] as const
    })
    return {
      view,
      found,
      since,
      columns: new Map(joined.map(([name, { data }]) => [name, data])),
      reports: joined.flatMap(([, { report }]) => (report === null ? [] : [report])),
    }
  } finally {
    source.close()
  }
}

/** Returns the numbers of the entities of a table's rows, and the time of each row's decision. */
function findDecisions(project: Project, view: FeatureView, table: Table) {
  const entities = new Int32Array(table.rowCount).fill(-1)
  const times = new Float64Array(table.rowCount).fill(Number.NaN)
  const codeOf = new Map<string, number>()
  const data = project.entity === undefined ? undefined : table.columns.get(project.entity)
  const hasTime =
    project.time === undefined ? () => true : createPresenceCheck(table.columns.get(project.time))
  const { row, moveTo } = createRowView(project, table)
  const parseMoment = createTimeReader((seen) => {
    const problem = `decidedAt gave "${seen}", which is no ISO 8601 time.`
    return new LapidaryError('bad-project', { project: project.name, problem })
  })
  if (data === undefined || project.decidedAt === undefined) return { entities, times, codeOf }
  for (let index = 0; index < table.rowCount; index++) {
    const name = cellValue(data, index)
    const key = name === null || !hasTime(index) ? null : parseEntity(view, String(name))
    if (key === null) continue
    const text = String(key)
    const code = codeOf.get(text) ?? codeOf.size
    if (code === codeOf.size) codeOf.set(text, code)
    entities[index] = code
    moveTo(index)
    times[index] = parseMoment(project.decidedAt(row))
  }
  return { entities, times, codeOf }
}

function createPresenceCheck(data: ColumnData | undefined): (row: number) => boolean {
  return data === undefined ? () => false : (row) => cellValue(data, row) !== null
}

/** Creates a row object that shows one row after another, without the target. */
function createRowView(
  { columns, target }: Project,
  table: Table,
): { readonly row: never; moveTo(index: number): void } {
  let index = 0
  const row: Record<string, CellValue> = {}
  for (const name of Object.keys(columns)) {
    const data = table.columns.get(name)
    if (name === target) continue
    Object.defineProperty(row, name, {
      enumerable: true,
      get: () => (data === undefined ? null : cellValue(data, index)),
    })
  }
  return {
    row: row as never,
    moveTo: (next) => {
      index = next
    },
  }
}

/** Reads the rows of a source that belong to known entities, with their places in it. */
async function readHistory(
  source: ViewSource,
  codeOf: ReadonlyMap<string, number>,
): Promise<{ history: HistoryRows; places: Int32Array; sourceRows: number }> {
  const entities: number[] = []
  const events: number[] = []
  const written: number[] = []
  const places: number[] = []
  let start = 0
  let hasCreated = false
  for await (const { keys, events: times, created } of source.index()) {
    hasCreated ||= created !== null
    for (let row = 0; row < keys.length; row++) {
      const code = codeOf.get(String(keys[row]))
      if (code === undefined) continue
      entities.push(code)
      events.push(times[row] as number)
      if (created !== null) written.push(created[row] as number)
      places.push(start + row)
    }
    start += keys.length
  }
  const created = hasCreated ? Float64Array.from(written) : null
  return {
    history: { entities: Int32Array.from(entities), events: Float64Array.from(events), created },
    places: Int32Array.from(places),
    sourceRows: start,
  }
}

/**
 * Returns the rows in `found`, each once and ascending, and the place of each of `found` among
 * them; -1 stays.
 */
function findDistinct(
  found: Int32Array,
  sourceRows: number,
): { readonly rows: Int32Array; readonly at: Int32Array } {
  const places = new Int32Array(sourceRows).fill(-1)
  for (const row of found) if (row >= 0) places[row] = 0
  let count = 0
  for (let row = 0; row < sourceRows; row++) if (places[row] === 0) places[row] = count++
  const rows = new Int32Array(count)
  for (let row = 0; row < sourceRows; row++)
    if ((places[row] as number) >= 0) rows[places[row] as number] = row
  return { rows, at: found.map((row) => (row < 0 ? -1 : (places[row] as number))) }
}

function spread(data: ColumnData, at: Int32Array): ColumnData {
  if (data.kind === 'number') {
    const values = new Float64Array(at.length).fill(Number.NaN)
    for (let row = 0; row < at.length; row++)
      if ((at[row] as number) >= 0) values[row] = data.values[at[row] as number] as number
    return { kind: 'number', values }
  }
  const texts = data.kind === 'text' ? data.values : []
  return { kind: 'text', values: Array.from(at, (place) => texts[place] ?? null) }
}

function cleanIfColumn(
  name: string,
  data: ColumnData,
  column: StoredColumn | undefined,
  found: Int32Array,
): CleanColumn {
  return column === undefined ? { data, report: null } : cleanColumn(name, data, column, found)
}

/**
 * Rejects values that belong to a row itself, or to a later one, as they would reveal the target.
 */
function checkLeaks(
  project: Project,
  view: FeatureView,
  table: Table,
  sourceTable: Table,
  source: DatasetViewSource,
  found: Int32Array,
): void {
  const { time } = project
  if (time === undefined) return
  const [own, theirs] = [table.columns.get(time), sourceTable.columns.get(time)]
  const ownTimes = getProjectTimes(project, own, table.rowCount)
  const theirTimes = getProjectTimes(project, theirs, sourceTable.rowCount)
  for (let row = 0; row < found.length; row++) {
    const place = found[row] as number
    const sourceRow = place < 0 ? -1 : (source.tableRows[place] as number)
    if (sourceRow < 0 || (theirTimes[sourceRow] as number) < (ownTimes[row] as number)) continue
    throw new LapidaryError('feature-leak', {
      view: view.name,
      time,
      own: String(own === undefined ? null : cellValue(own, row)),
      given: String(theirs === undefined ? null : cellValue(theirs, sourceRow)),
    })
  }
}
