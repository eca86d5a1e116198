import type { LocalizedText } from '../base/text/localized-text.ts'

/** Types of feature values, as Feast names them. */
export type FeatureValueType = 'int32' | 'int64' | 'float' | 'double' | 'string' | 'bool' | 'unix_timestamp'

export interface FeatureField {
  readonly type: FeatureValueType
  readonly label?: LocalizedText
}

type Fields = Readonly<Record<string, FeatureField>>
type ValueOf<T extends FeatureValueType> = T extends 'string' ? string : T extends 'bool' ? boolean : number

/** Stored values of one entity in a view. A value that is missing or too old is null. */
export type StoredValues<F extends Fields = Fields> = {
  readonly [N in keyof F]: ValueOf<F[N]['type']> | null
}

/** A feature that is computed from those of its view on request, and stored nowhere. */
export interface OnDemandFeature<F extends Fields = Fields> extends FeatureField {
  /** Computes the value; `null` means that there is none. Must be pure. */
  compute(stored: StoredValues<F>): number | string | boolean | null
}

/**
 * The source of a view's values. Paths are relative to the project's folder. `timestamp` names the
 * column with the event time, from which on a row is valid (a date or time; without a zone it is
 * UTC); `created` the one with the time of writing: a row that was written after the requested time
 * is never used. The key's column has the name of the view's `joinKey`, the others those of its
 * features.
 */
export type FeatureSource =
  | {
      /**
       * CSV or Parquet: the first of `files` that exist, as for the project's own data. A name may
       * contain `*`.
       */
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
      /**
       * Columns that `compute` reads. Default: those that a request may carry, the entity and the
       * time; fewer are faster.
       */
      readonly from?: readonly string[]
      /**
       * Computes the values of one entity that are valid from `at` on (ISO 8601), from its rows in
       * the order of `time`: the last of `rows` is the one that the values are for. Called for
       * every row with it and the previous ones, never with a later one. Must be pure. `null`:
       * there is no value yet. The target and personal columns are not in the rows.
       */
      readonly compute: (rows: readonly Readonly<Record<string, unknown>>[]) => ComputedFeatures | null
    }

/** Features computed from the rows of an entity. */
export interface ComputedFeatures {
  /** Event time, ISO 8601. */
  readonly at: string
  /**
   * Values by name or, which is faster, in the order of the view's features. A number that is not
   * one is missing, as null is.
   */
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
  /** A feature with the name of a project column provides its value if a request leaves it out. */
  readonly features: F
  /** Features computed from those, by names of their own. */
  readonly onDemand?: Readonly<Record<string, OnDemandFeature<F>>>
  readonly source: FeatureSource
  /** Seconds for which a value is valid, from its timestamp. Default: no limit. */
  readonly ttl?: number
  /**
   * Share of the training rows, 0 to 1, whose `stored` columns of this view are hidden, so that a
   * model is trained for entities without a row in the store. Held-out rows keep theirs. Default 0.
   */
  readonly hiddenShare?: number
}

/**
 * Defines a feature view. Its type has the names and types of the stored features, so that an
 * on-demand feature that reads a misspelt one does not compile.
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

/** Returns all features of a view by name: the stored ones, then those on demand. */
export function featuresOf({ features, onDemand = {} }: FeatureView): Readonly<Record<string, FeatureField>> {
  return { ...features, ...onDemand }
}
