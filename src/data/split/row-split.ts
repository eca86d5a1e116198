import type { Split, TimeOrder } from './time-order.ts'

/** A part of the held-out time and its rows. */
export interface TimeWindow {
  readonly from: string
  readonly to: string
  readonly rows: Int32Array
}

/** Result of a split by time. */
export interface TimeSides extends TimeOrder {
  readonly column: string
  /** The first time that is held out. */
  readonly from: string
  readonly windows: readonly TimeWindow[]
  /**
   * Number of rows on no side, by reason. `otherEntities`: too late to train on, or too early to
   * hold out.
   */
  readonly leftOut: { readonly gap: number; readonly missing: number; readonly otherEntities: number }
}

/** Both sides of a table. Every row is in exactly one of `train`, `heldOut` and `leftOut`. */
export interface RowSplit extends Split {
  readonly leftOut: Int32Array
  /** Rows that belong together, numbered from 0: those of an entity, or copies of one row. */
  readonly groups: Int32Array
  /** Rows without an entity that are kept together as copies of one another. */
  readonly copies: number
  readonly time: TimeSides | null
}
