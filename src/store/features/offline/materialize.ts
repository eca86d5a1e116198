import type { Table } from '../../../data/table.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { FeatureView } from '../../../project/feature-view.ts'
import type { Project } from '../../../project/project.ts'
import { isUnusable } from '../../../data/cells/cell-cleaner.ts'
import { Tally } from '../../../data/cells/collectors/tally.ts'
import type { CellProblem } from '../../../data/data-report.ts'
import { clockSkew } from '../online-features.ts'
import type { FeatureValue, OnlineRow, OnlineStore } from '../store.ts'
import { type StoredColumn, storedColumnsOf } from '../stored-columns.ts'
import { definitionOf } from './definition.ts'
import { openSource } from './open-source.ts'
import type { SourceWindow } from './view-source.ts'
import type { ViewState } from './view-state.ts'
import { getOwn, setOwn } from '../../../base/own-property.ts'

export interface MaterializeParts {
  readonly project: Project
  /** The project's folder. */
  readonly folder: string
  readonly store: OnlineStore
  readonly state: ViewState
  /** The project's own table, read and cleaned; asked for only when a view with a `dataset` source is materialized. */
  readonly table: () => Promise<Table>
  readonly now: () => Date
}

export interface MaterializeRequest {
  /** Names of views; all of them by default. */
  readonly views?: readonly string[] | undefined
  /** Inclusive, as `to` is. Default: the beginning. */
  readonly from?: Date | undefined
  readonly to: Date
  /** From where each view was materialized until; a view that never was, or has changed since, from the beginning. */
  readonly incremental?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with the view and the share of its entities done, 0..1. */
  readonly progress?: ((view: string, share: number) => void) | undefined
}

export interface Materialized {
  readonly view: string
  /** Rows of the source in the window. */
  readonly rows: number
  /** Entities whose latest row was given to the store. */
  readonly entities: number
  /** Values that the project's columns do not allow, written as missing; by column and reason, the most frequent first. */
  readonly unusable: readonly UnusableValues[]
}

/** What the last materialization of a view found. */
export interface MaterializeReport extends Omit<Materialized, 'view'> {
  /** When it began, ISO 8601. */
  readonly at: string
}

export interface UnusableValues {
  readonly column: string
  readonly problem: CellProblem
  readonly count: number
  /** A few of the values, cut; none of a personal column. */
  readonly examples: readonly string[]
}

/** One view, from where to where, and what is known of it. */
interface Task {
  readonly view: FeatureView
  readonly window: SourceWindow
  /** Until when it may be noted as materialized; null when a gap before the window would be passed over. */
  readonly until: number | null
  readonly definition: string
  /** What the store holds was written by another definition. */
  readonly changed: boolean
}

/**
 * Writes the latest value of every entity up to `to` into the online store, view after view, in batches. What is interrupted is
 * done again by the next call: the store keeps only what is newer, and until when a view is materialized is noted after its last batch.
 * Values are cleaned as the cells of a file are. Rows that hold from a time to come are left for a later call, whatever `to` says.
 *
 * @throws LapidaryError `unknown-feature-view`, `bad-materialize-window`, `materialized-later` when a clock was set back, those of
 * the sources (`feature-source-columns`, `feature-source-failed`) and of the store. Of these the first three before anything is written.
 */
export async function materialize(parts: MaterializeParts, request: MaterializeRequest): Promise<Materialized[]> {
  const tasks = await tasksOf(parts, request)
  let read: Promise<Table> | null = null
  const table = (): Promise<Table> => (read ??= parts.table()) // once for all views
  const done: Materialized[] = []
  for (const task of tasks) done.push(await materializeView({ ...parts, table }, request, task))
  return done
}

async function tasksOf({ project, store, state, now }: MaterializeParts, request: MaterializeRequest): Promise<Task[]> {
  const to = request.to.getTime()
  const from = request.from?.getTime() ?? -Infinity
  if (!(from <= to)) {
    throw new LapidaryError('bad-materialize-window', { from: timeText(request.from), to: timeText(request.to) })
  }
  const views = viewsOf(project, request.views)
  const untils = await store.materializedUntil()
  const known = await state.views(project.name)
  return views.map((view) => {
    const definition = definitionOf(view)
    const written = known.get(view.name)?.written ?? null
    const changed = written !== null && written !== definition
    const until = changed ? undefined : untils.get(view.name)
    const start = request.incremental === true ? Math.max(from, until ?? -Infinity) : from
    if (start > to) {
      throw new LapidaryError('materialized-later', {
        view: view.name,
        until: timeText(new Date(start)),
        to: timeText(request.to),
      })
    }
    const whole = start === -Infinity || (until !== undefined && start <= until)
    // Of a time to come nothing is written: it would hide what holds until then. Nor is it noted: its rows would be passed over.
    const end = Math.min(to, now().getTime())
    return { view, window: { from: start, to: end }, until: whole ? end : null, definition, changed }
  })
}

async function materializeView(parts: MaterializeParts, request: MaterializeRequest, task: Task): Promise<Materialized> {
  const { project, store, state, now } = parts
  const { signal, progress } = request
  const { view, window } = task
  progress?.(view.name, 0)
  signal?.throwIfAborted()
  const source = await openSource(view, { ...parts, signal })
  try {
    const startedAt = now().getTime()
    const { rows, entities, batches } = await source.latest(window)
    const cleaner = rowCleaner(storedColumnsOf(project, view))
    let written = 0
    for await (const batch of batches()) {
      signal?.throwIfAborted()
      // Rows of another definition at the same times would stay: where the source tells when it wrote, ours are not newer.
      if (task.changed) for (const { entity } of batch) await store.erase(view, entity)
      // Where it does not tell, what is read last counts, so that a corrected source corrects the store.
      const rowsToWrite = batch.map((row) => cleaner.clean({ createdTime: startedAt, ...row }))
      await store.write(view, rowsToWrite, startedAt + clockSkew)
      written += batch.length
      progress?.(view.name, written / entities)
    }
    signal?.throwIfAborted()
    if (task.until !== null) {
      await store.setMaterializedUntil(view.name, task.until)
      await state.setWritten(project.name, view.name, task.definition)
    }
    const done: Materialized = { view: view.name, rows, entities, unusable: cleaner.unusable() }
    const report: MaterializeReport = { at: new Date(startedAt).toISOString(), rows, entities, unusable: done.unusable }
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

/** Cleans the values of rows as the columns that they are for clean the cells of a file, and counts what does not fit. */
function rowCleaner(columns: ReadonlyMap<string, StoredColumn>): RowCleaner {
  const tallies = new Map([...columns].map(([name, { column }]) => [name, new Tally(column.personal === true)]))
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
      const found = [...tallies].flatMap(([column, tally]) => tally.report().problems.map((each) => ({ column, ...each })))
      return found.sort((a, b) => b.count - a.count)
    },
  }
}

/** @throws LapidaryError `unknown-feature-view` */
function viewsOf({ featureViews = [] }: Project, names: readonly string[] | undefined): readonly FeatureView[] {
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

function timeText(date: Date | undefined): string {
  return date === undefined ? '–' : Number.isNaN(date.getTime()) ? 'NaN' : date.toISOString()
}
