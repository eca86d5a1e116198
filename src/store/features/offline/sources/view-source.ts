import type { ColumnData } from '../../../../data/table.ts'
import type { OnlineRow } from '../../store.ts'

/** Keys and times of the rows of a source, in milliseconds since 1970. */
export interface SourceKeys {
  readonly keys: readonly (string | number | bigint)[]
  readonly events: Float64Array
  /** Created time of each row; NaN if the source has none. */
  readonly created: Float64Array | null
}

/**
 * Window of rows: event and created time up to `to`, and one of them from `from` on; both ends
 * inclusive.
 */
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

/**
 * The rows of one feature view from any source. They stay the same, in the same order, until it is
 * closed.
 */
export interface ViewSource {
  /** Yields all rows, in batches. */
  index(): AsyncIterable<SourceKeys>
  /**
   * Returns the values of `features` in the rows at `rows` (places in the index, ascending):
   * numbers or texts.
   */
  take(features: readonly string[], rows: Int32Array): Promise<ColumnData[]>
  latest(window: SourceWindow): Promise<LatestRows>
  close(): void
}

/** Rows that are written to a store at once. */
export const batchRows = 1000
