import type { ColumnData } from '../../../data/table.ts'
import type { OnlineRow } from '../store.ts'

/** Whose the rows of a source are and since when they hold; milliseconds since 1970. */
export interface SourceKeys {
  readonly keys: readonly (string | number | bigint)[]
  readonly events: Float64Array
  /** When each row was written; NaN where the source does not say. */
  readonly created: Float64Array | null
}

/** Which rows count: event and created time up to `to`, and one of them from `from` on; both ends inclusive. */
export interface SourceWindow {
  readonly from: number
  readonly to: number
}

/** The last row of each entity in a window. */
export interface LatestRows {
  /** Rows of the source in the window. */
  readonly rows: number
  readonly entities: number
  batches(): AsyncIterable<readonly OnlineRow[]>
}

/** The rows of one feature view, wherever they come from. They stay the same, in the same order, until it is closed. */
export interface ViewSource {
  /** All rows, in batches. */
  index(): AsyncIterable<SourceKeys>
  /** Values of `features` in the rows at `rows` (places in the index, ascending): numbers or texts. */
  take(features: readonly string[], rows: Int32Array): Promise<ColumnData[]>
  latest(window: SourceWindow): Promise<LatestRows>
  close(): void
}

/** Rows that are written to a store at once. */
export const batchRows = 1000
