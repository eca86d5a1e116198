import type { Table } from '../../dataset/table.ts'
import { LapidaryError } from '../../errors.ts'
import type { FeatureView } from '../../project/feature-view.ts'
import type { Project } from '../../project/project.ts'
import type { OnlineStore } from '../store.ts'
import { definitionOf } from './definition.ts'
import { openSource } from './open-source.ts'
import type { SourceWindow } from './view-source.ts'
import type { ViewState } from './view-state.ts'

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
    // A time to come is not noted: rows that are written until then would be passed over.
    return { view, window: { from: start, to }, until: whole ? Math.min(to, now().getTime()) : null, definition, changed }
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
    let written = 0
    for await (const batch of batches()) {
      signal?.throwIfAborted()
      // Rows of another definition at the same times would stay: where the source tells when it wrote, ours are not newer.
      if (task.changed) for (const { entity } of batch) await store.erase(view, entity)
      // Where it does not tell, what is read last counts, so that a corrected source corrects the store.
      await store.write(view, batch.map((row) => ({ createdTime: startedAt, ...row }))) // biome-ignore format: one idea
      written += batch.length
      progress?.(view.name, written / entities)
    }
    signal?.throwIfAborted()
    if (task.until !== null) {
      await store.setMaterializedUntil(view.name, task.until)
      await state.setWritten(project.name, view.name, task.definition)
    }
    return { view: view.name, rows, entities }
  } finally {
    source.close()
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
