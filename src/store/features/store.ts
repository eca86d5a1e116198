import type { FeatureView } from '../../project/feature-view.ts'

export type FeatureValue = number | bigint | string | boolean | null

/** One entity's row of one view. */
export interface OnlineRow {
  /** Value of the view's join key. */
  readonly entity: string | number | bigint
  /** Since when the values hold, milliseconds since 1970; may have a fraction. */
  readonly eventTime: number
  /** When they were written at the source; decides between rows of the same event time. */
  readonly createdTime?: number
  /** A feature of the view that is not here is written as null. */
  readonly values: Readonly<Record<string, FeatureValue>>
}

/** What the store holds of one entity: null for an entity it does not know. */
export type StoredRow = { readonly eventTime: number; readonly values: Readonly<Record<string, FeatureValue | undefined>> } | null

/** Latest values by entity. Knows nothing of ttl, of projects' columns or of callers: `FeatureStore` does. */
export interface OnlineStore {
  /** `sqlite`, `redis`: for `/metrics` and messages. */
  readonly kind: string
  /** One item an entity, in order. A feature the row lacks is undefined. @throws LapidaryError `online-store-unavailable`. */
  read(
    view: FeatureView,
    entities: readonly (string | number | bigint)[],
    features: readonly string[],
  ): Promise<readonly StoredRow[]>
  /**
   * Writes rows that are newer than what is there, each atomically; answers how many were. Newer is a later event time; at the same
   * event time, a later created time, and a row without one is not newer. A row there that holds from after `latest` is always replaced:
   * another program wrote it with a time to come, and it would keep every true row out until then.
   * @param latest milliseconds since 1970. Default: no limit.
   * @throws LapidaryError `bad-feature-value`, `bad-entity-key` before anything is written; `online-store-unavailable`: some rows may be
   * written, and writing all of them again does no harm.
   */
  write(view: FeatureView, rows: readonly OnlineRow[], latest?: number): Promise<number>
  /** Keys for people, at most `limit`, without stopping the server for others. */
  keys(limit: number): Promise<readonly string[]>
  /** Forgets one entity's row of a view (LGPD art. 18); answers whether there was one. */
  erase(view: FeatureView, entity: string | number | bigint): Promise<boolean>
  /** Until when each view was materialized, milliseconds since 1970, by name; without views that never were. */
  materializedUntil(): Promise<ReadonlyMap<string, number>>
  /** Notes that `view` was materialized until then; an earlier time than the one noted changes nothing. */
  setMaterializedUntil(view: string, until: number): Promise<void>
  /** @throws LapidaryError `online-store-unavailable`. */
  ping(): Promise<void>
  close(): Promise<void>
}
