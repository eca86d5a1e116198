import type { Table } from '../../dataset/table.ts'
import { LapidaryError } from '../../errors.ts'
import type { Project } from '../../project/project.ts'
import type { OnlineStore } from '../store.ts'
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
  /** Entities whose latest row was written. */
  readonly entities: number
}

/**
 * Writes the latest value of every entity up to `to` into the online store, view after view, in batches. What is interrupted is
 * done again by the next call: the store keeps only what is newer, and until when a view is materialized is noted after its last batch.
 *
 * @throws LapidaryError `unknown-feature-view`, `bad-materialize-window`, `materialized-later` when a clock was set back, those of
 * the sources (`feature-source-columns`, `feature-source-failed`) and of the store.
 */
export async function materialize(parts: MaterializeParts, request: MaterializeRequest): Promise<Materialized[]> {
  throw new LapidaryError('internal', { id: `${parts.project.name} ${request.to.toISOString()}` })
}
