import type { Split, TimeOrder } from './time-order.ts'

/** A part of the held-out time and its rows. */
export interface TimeWindow {
  readonly from: string
  readonly to: string
  readonly rows: Int32Array
}

/** What a split by time did. */
export interface TimeSides extends TimeOrder {
  readonly column: string
  /** The first time that is held out. */
  readonly from: string
  readonly windows: readonly TimeWindow[]
  /** Rows on no side, by why. `otherEntities`: too late to train on, or too early to hold out. */
  readonly leftOut: { readonly gap: number; readonly missing: number; readonly otherEntities: number }
}

/** Both sides of a table. Every row is in `train`, `heldOut` or `leftOut`, once. */
export interface RowSplit extends Split {
  readonly leftOut: Int32Array
  /** Rows that belong together, numbered from 0: those of an entity, or copies of one row. */
  readonly groups: Int32Array
  /** Rows that are held together as copies of one another, as they have no entity. */
  readonly copies: number
  readonly time: TimeSides | null
}
