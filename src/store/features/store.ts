import type { FeatureView } from '../../project/feature-view.ts'

export type FeatureValue = number | bigint | string | boolean | null

/** One entity's row of one view. */
export interface OnlineRow {
  /** Value of the view's join key. */
  readonly entity: string | number | bigint
  /** Event time of the values in milliseconds since 1970, possibly with a fraction. */
  readonly eventTime: number
  /** Created time at the source, which decides between rows of the same event time. */
  readonly createdTime?: number
  /** A feature of the view that is not here is written as null. */
  readonly values: Readonly<Record<string, FeatureValue>>
}

/** Stored row of one entity; null for an unknown entity. */
export type StoredRow = {
  readonly eventTime: number
  readonly values: Readonly<Record<string, FeatureValue | undefined>>
} | null

/**
 * Stores the latest values by entity. Ttl, projects' columns and callers are handled by
 * `FeatureStore`.
 */
export interface OnlineStore {
  /** Kind of the store (`sqlite`, `redis`), for `/metrics` and messages. */
  readonly kind: string
  /**
   * Reads rows, one item for each entity, in order. A feature that the row lacks is undefined.
   *
   * @throws LapidaryError `online-store-unavailable`
   */
  read(
    view: FeatureView,
    entities: readonly (string | number | bigint)[],
    features: readonly string[],
  ): Promise<readonly StoredRow[]>
  /**
   * Writes rows that are newer than the stored ones, each atomically, and returns how many were.
   * Newer is a later event time or, at the same event time, a later created time; a row without one
   * is not newer. A stored row with an event time after `latest` is always replaced: another
   * program wrote it with a future time, and it would block every valid row until then.
   * @param latest milliseconds since 1970. Default: no limit.
   * @throws LapidaryError `bad-feature-value`, `bad-entity-key` before anything is written;
   *   `online-store-unavailable`: some rows may be written, and writing all of them again does no
   *   harm.
   */
  write(view: FeatureView, rows: readonly OnlineRow[], latest?: number): Promise<number>
  /** Returns readable keys, at most `limit`, without blocking the server for others. */
  keys(limit: number): Promise<readonly string[]>
  /** Erases one entity's row of a view (LGPD art. 18) and returns true if there was one. */
  erase(view: FeatureView, entity: string | number | bigint): Promise<boolean>
  /**
   * Returns the time until which each view was materialized, in milliseconds since 1970, by name;
   * without views that never were.
   */
  materializedUntil(): Promise<ReadonlyMap<string, number>>
  /**
   * Records that `view` was materialized until a time; an earlier time than the recorded one is
   * ignored.
   */
  setMaterializedUntil(view: string, until: number): Promise<void>
  /**
   * Checks that the store is reachable.
   *
   * @throws LapidaryError `online-store-unavailable`
   */
  ping(): Promise<void>
  close(): Promise<void>
}
