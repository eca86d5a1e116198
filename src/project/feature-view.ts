import type { LocalizedText } from '../lib/localized-text.ts'

/** Types of feature values, as Feast names them. */
export type FeatureValueType = 'int32' | 'int64' | 'float' | 'double' | 'string' | 'bool' | 'unix_timestamp'

export interface FeatureField {
  readonly type: FeatureValueType
  readonly label?: LocalizedText
}

/**
 * Where the values of a view come from. Paths are relative to the project's folder. `timestamp` names the column that says since
 * when a row holds; `created` the one that says when it was written: a row written after the moment asked for is never seen.
 */
export type FeatureSource =
  | { readonly kind: 'file'; readonly files: readonly string[]; readonly timestamp: string; readonly created?: string }
  | { readonly kind: 'sql'; readonly query: string; readonly timestamp: string; readonly created?: string }
  | {
      /** The project's own table, read and cleaned as for training. */
      readonly kind: 'dataset'
      /**
       * Values of one entity as they hold from `at` on (ISO 8601), computed from its rows in the order of `time`: the last of `rows`
       * is the one that the values stand for. Pure. `null`: nothing holds yet.
       */
      readonly compute: (
        rows: readonly Readonly<Record<string, unknown>>[],
      ) => { readonly at: string; readonly values: Readonly<Record<string, number | string | boolean | null>> } | null
    }

/** Features of one entity that are kept apart from requests, under the names of Feast. */
export interface FeatureView {
  readonly name: string
  /** Name of the entity (`student`). */
  readonly entity: string
  /** Name of its key in sources, requests and stores (`student_id`). */
  readonly joinKey: string
  /** Default `string`. */
  readonly joinKeyType?: 'string' | 'int64' | 'int32'
  /** A feature with the name of a project column gives that column its value when a request leaves it out. */
  readonly features: Readonly<Record<string, FeatureField>>
  readonly source: FeatureSource
  /** Seconds for which a value holds, from its timestamp. Absent: for ever. */
  readonly ttl?: number
}
