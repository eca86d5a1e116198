import type { Table } from '../../../data/table.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { FeatureView } from '../../../project/feature-view.ts'
import type { Project } from '../../../project/project.ts'
import { isUnusable } from '../../../data/cells/cell-cleaner.ts'
import { Tally } from '../../../data/cells/collectors/tally.ts'
import type { CellProblem } from '../../../data/data-report.ts'
import { clockSkewMs } from '../online-features.ts'
import type { FeatureValue, OnlineRow, OnlineStore } from '../store.ts'
import { type StoredColumn, findStoredColumns } from '../stored-columns.ts'
import { serializeDefinition } from './definition.ts'
import { openSource } from './sources/open-source.ts'
import type { SourceWindow } from './sources/view-source.ts'
import type { ViewState } from './view-state.ts'
import { getOwn, setOwn } from '../../../base/own-property.ts'

export interface MaterializeParts {
  readonly project: Project
  /** The project's folder. */
  readonly folder: string
  readonly store: OnlineStore
  readonly state: ViewState
  /**
   * Reads and cleans the project's own table; called only if a view with a `dataset` source is
   * materialized.
   */
  readonly table: () => Promise<Table>
  readonly now: () => Date
}

export interface MaterializeRequest {
  /** Names of views; default: all. */
  readonly views?: readonly string[] | undefined
  /** Start of the window, inclusive as `to` is. Default: the beginning. */
  readonly from?: Date | undefined
  readonly to: Date
  /**
   * True to continue from where each view was materialized until; a view that never was, or has
   * changed since, starts from the beginning.
   */
  readonly incremental?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with the view and the completed share of its entities, 0..1. */
  readonly progress?: ((view: string, share: number) => void) | undefined
}

export interface Materialized {
  readonly view: string
  /** Rows of the source in the window. */
  readonly rows: number
  /** Entities whose latest row was written to the store. */
  readonly entities: number
  /**
   * Values that the project's columns do not allow, written as missing; by column and reason, the
   * most frequent first.
   */
  readonly unusable: readonly UnusableValues[]
}

/** Report of the last materialization of a view. */
export interface MaterializeReport extends Omit<Materialized, 'view'> {
  /** Start time, ISO 8601. */
  readonly at: string
}

export interface UnusableValues {
  readonly column: string
  readonly problem: CellProblem
  readonly count: number
  /** A few of the values, shortened; none of a personal column. */
  readonly examples: readonly string[]
}

/** One view with its window and state. */
interface Task {
  readonly view: FeatureView
  readonly window: SourceWindow
  /**
   * Time until which it may be recorded as materialized; null if a gap before the window would be
   * skipped.
   */
  readonly until: number | null
  readonly definition: string
  /** True if the stored rows were written by another definition. */
  readonly changed: boolean
}

/**
 * Writes the latest value of every entity up to `to` into the online store, view after view, in
 * batches. An interrupted call is repeated by the next one: the store only accepts newer rows, and
 * the time until which a view is materialized is recorded after its last batch. Values are cleaned
 * as the cells of a file are. Rows with a future event time are left for a later call, whatever
 * `to` is.
 *
 * @throws LapidaryError `unknown-feature-view`, `bad-materialize-window`, `materialized-later` if a
 *   clock was set back, those of the sources (`feature-source-columns`, `feature-source-failed`)
 *   and of the store. The first three are thrown before anything is written.
 */
export async function materialize(
  parts: MaterializeParts,
  request: MaterializeRequest,
): Promise<Materialized[]> {
  const tasks = await createTasks(parts, request)
  let read: Promise<Table> | null = null
  const table = (): Promise<Table> => (read ??= parts.table()) // once for all views
  const done: Materialized[] = []
  for (const task of tasks) done.push(await materializeView({ ...parts, table }, request, task))
  return done
}

async function createTasks(
  { project, store, state, now }: MaterializeParts,
  request: MaterializeRequest,
): Promise<Task[]> {
  const to = request.to.getTime()
  const from = request.from?.getTime() ?? -Infinity
  if (!(from <= to)) {
    throw new LapidaryError('bad-materialize-window', {
      from: formatTime(request.from),
      to: formatTime(request.to),
    })
  }
  const views = findViews(project, request.views)
  const untils = await store.materializedUntil()
  const known = await state.views(project.name)
  return views.map((view) => {
    const definition = serializeDefinition(view)
    const written = known.get(view.name)?.written ?? null
    const changed = written !== null && written !== definition
    const until = changed ? undefined : untils.get(view.name)
    const start = request.incremental === true ? Math.max(from, until ?? -Infinity) : from
    if (start > to) {
      throw new LapidaryError('materialized-later', {
        view: view.name,
        until: formatTime(new Date(start)),
        to: formatTime(request.to),
      })
    }
    const whole = start === -Infinity || (until !== undefined && start <= until)
    // Rows of the future are not written, as they would hide the values that are valid until then.
    // Nor is the future recorded as materialized, as its rows would be skipped.
    const end = Math.min(to, now().getTime())
    return { view, window: { from: start, to: end }, until: whole ? end : null, definition, changed }
  })
}

async function materializeView(
  parts: MaterializeParts,
  request: MaterializeRequest,
  task: Task,
): Promise<Materialized> {
  const { project, store, state, now } = parts
  const { signal, progress } = request
  const { view, window } = task
  progress?.(view.name, 0)
  signal?.throwIfAborted()
  const source = await openSource(view, { ...parts, signal })
  try {
    const startedAt = now().getTime()
    const { rows, entities, batches } = await source.latest(window)
    const cleaner = createRowCleaner(findStoredColumns(project, view))
    let written = 0
    for await (const batch of batches()) {
      signal?.throwIfAborted()
      // Rows of another definition at the same times would stay, because ours are not newer if the
      // source has created times.
      if (task.changed) for (const { entity } of batch) await store.erase(view, entity)
      // Without created times the last rows read win, so that a corrected source corrects the
      // store.
      const rowsToWrite = batch.map((row) => cleaner.clean({ createdTime: startedAt, ...row }))
      await store.write(view, rowsToWrite, startedAt + clockSkewMs)
      written += batch.length
      progress?.(view.name, written / entities)
    }
    signal?.throwIfAborted()
    if (task.until !== null) {
      await store.setMaterializedUntil(view.name, task.until)
      await state.setWritten(project.name, view.name, task.definition)
    }
    const done: Materialized = { view: view.name, rows, entities, unusable: cleaner.unusable() }
    const report: MaterializeReport = {
      at: new Date(startedAt).toISOString(),
      rows,
      entities,
      unusable: done.unusable,
    }
    await state.setReport(project.name, view.name, JSON.stringify(report))
    return done
  } finally {
    source.close()
  }
}

interface RowCleaner {
  clean(row: OnlineRow): OnlineRow
  unusable(): UnusableValues[]
}

/**
 * Creates a cleaner of rows, which cleans values as the cells of their columns in a file, and
 * counts those that are not allowed.
 */
function createRowCleaner(columns: ReadonlyMap<string, StoredColumn>): RowCleaner {
  const tallies = new Map(
    [...columns].map(([name, { column }]) => [name, new Tally(column.personal === true)]),
  )
  const cleanValue = (name: string, { clean }: StoredColumn, value: FeatureValue): FeatureValue => {
    const cell = clean(value)
    if (isUnusable(cell)) tallies.get(name)?.problem(cell.problem as CellProblem, String(value))
    return cell.value
  }
  return {
    clean: (row) => {
      const values: Record<string, FeatureValue> = { ...row.values }
      for (const [name, column] of columns) {
        const value = getOwn(values, name) ?? null
        if (value !== null) setOwn(values, name, cleanValue(name, column, value))
      }
      return { ...row, values }
    },
    unusable: () => {
      const found = [...tallies].flatMap(([column, tally]) =>
        tally.report().problems.map((each) => ({ column, ...each })),
      )
      return found.sort((a, b) => b.count - a.count)
    },
  }
}

/**
 * Finds views by name.
 *
 * @throws LapidaryError `unknown-feature-view`
 */
function findViews(
  { featureViews = [] }: Project,
  names: readonly string[] | undefined,
): readonly FeatureView[] {
  if (names === undefined) return featureViews
  return names.map((name) => {
    const view = featureViews.find((each) => each.name === name)
    if (view !== undefined) return view
    throw new LapidaryError('unknown-feature-view', {
      view: name,
      known: featureViews.map((each) => each.name).join(', ') || '–',
    })
  })
}

function formatTime(date: Date | undefined): string {
  return date === undefined ? '–' : Number.isNaN(date.getTime()) ? 'NaN' : date.toISOString()
}
