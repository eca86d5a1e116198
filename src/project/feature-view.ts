import type { LocalizedText } from '../base/text/localized-text.ts'

/** Types of feature values, as Feast names them. */
export type FeatureValueType = 'int32' | 'int64' | 'float' | 'double' | 'string' | 'bool' | 'unix_timestamp'

export interface FeatureField {
  readonly type: FeatureValueType
  readonly label?: LocalizedText
}

type Fields = Readonly<Record<string, FeatureField>>
type ValueOf<T extends FeatureValueType> = T extends 'string' ? string : T extends 'bool' ? boolean : number

/** What a view holds of one entity. What is missing or too old is null. */
export type StoredValues<F extends Fields = Fields> = { readonly [N in keyof F]: ValueOf<F[N]['type']> | null }

/** A feature that is computed from those of its view when it is asked for, and kept nowhere. */
export interface OnDemandFeature<F extends Fields = Fields> extends FeatureField {
  /** Must be pure. `null`: there is no value. */
  compute(stored: StoredValues<F>): number | string | boolean | null
}

/**
 * Where the values of a view come from. Paths are relative to the project's folder. `timestamp` names the column that says since
 * when a row holds (a date or time; without a zone it is UTC); `created` the one that says when it was written: a row written after the
 * moment asked for is never seen. The key's column has the name of the view's `joinKey`, the others those of its features.
 */
export type FeatureSource =
  | {
      /** CSV or Parquet: the first of `files` that exist, as with the project's own data. A name may hold `*`. */
      readonly kind: 'file'
      readonly files: readonly string[]
      readonly timestamp: string
      readonly created?: string
    }
  /** A `SELECT` for DuckDB, which reads CSV, Parquet and JSON files by `FROM 'name'`. */
  | { readonly kind: 'sql'; readonly query: string; readonly timestamp: string; readonly created?: string }
  | {
      /** The project's own table, read and cleaned as for training. */
      readonly kind: 'dataset'
      /** Columns that `compute` reads. Default: those that a request may carry, the entity and the time; fewer are faster. */
      readonly from?: readonly string[]
      /**
       * Values of one entity as they hold from `at` on (ISO 8601), computed from its rows in the order of `time`: the last of `rows`
       * is the one that the values stand for. Called for every row with it and those before, never with one after. Pure. `null`: nothing
       * holds yet. The target and personal columns are not in the rows.
       */
      readonly compute: (rows: readonly Readonly<Record<string, unknown>>[]) => ComputedFeatures | null
    }

/** What the rows of an entity say together. */
export interface ComputedFeatures {
  /** Since when it holds, ISO 8601. */
  readonly at: string
  /** By name; or, which is faster, in the order of the view's features. A number that is not one is missing, as null is. */
  readonly values: Readonly<Record<string, ComputedValue>> | readonly ComputedValue[]
}

export type ComputedValue = number | string | boolean | null

/** Features of one entity that are kept apart from requests, under the names of Feast. */
export interface FeatureView<F extends Fields = Fields> {
  readonly name: string
  /** Name of the entity (`student`). */
  readonly entity: string
  /** Name of its key in sources, requests and stores (`student_id`). */
  readonly joinKey: string
  /** Default `string`. */
  readonly joinKeyType?: 'string' | 'int64' | 'int32'
  /** A feature with the name of a project column gives that column its value when a request leaves it out. */
  readonly features: F
  /** Features computed from those, by names of their own. */
  readonly onDemand?: Readonly<Record<string, OnDemandFeature<F>>>
  readonly source: FeatureSource
  /** Seconds for which a value holds, from its timestamp. Absent: for ever. */
  readonly ttl?: number
  /**
   * Share of the rows to learn from, 0 to 1, whose `stored` columns of this view are hidden, so that a model learns what to do about
   * those of whom the store knows nothing. Held-out rows keep theirs. Default 0.
   */
  readonly hiddenShare?: number
}

/**
 * Defines a feature view. Its type has the names and types of the stored features, so that an on-demand feature that reads a misspelt
 * one does not compile.
 *
 * @param view name, entity, features and source of the view
 * @returns the view, to be listed in `featureViews` of a project
 * @throws never: `defineProject` checks the views of a project
 * @example
 * ```ts
 * import { defineFeatureView } from 'lapidary'
 *
 * const view = defineFeatureView({
 *   name: 'student_grades',
 *   entity: 'student',
 *   joinKey: 'student_id',
 *   features: { mean_grade: { type: 'double' } },
 *   source: { kind: 'file', files: ['grades.parquet'], timestamp: 'event_timestamp' },
 * })
 * view.joinKey // 'student_id'
 * ```
 */
export function defineFeatureView<const F extends Fields>(view: FeatureView<F>): FeatureView<F> {
  return view
}

/** All features of a view by name: the stored ones, then those on demand. */
export function featuresOf({ features, onDemand = {} }: FeatureView): Readonly<Record<string, FeatureField>> {
  return { ...features, ...onDemand }
}
