import type { Role } from '../base/roles.ts'
import type { Columns, RequestColumn, RequestValue, Row } from '../data/column.ts'
import type { TimeSplit } from '../data/split/split-kind.ts'
import type { Learner } from '../learner/learner.ts'
import type { LocalizedText } from '../base/text/localized-text.ts'
import type { FeatureView } from './feature-view.ts'
import type { ProjectRoute } from './route.ts'

/**
 * A number computed from one clean row; the same function runs in training and in serving. Must be
 * pure.
 */
export interface DerivedFeature<C extends Columns = Columns> {
  readonly label: LocalizedText
  readonly unit?: LocalizedText
  /** Columns that it reads, in the order of importance: reasons name them. */
  readonly from: readonly (keyof C & string)[]
  compute(row: Row<C>): number | null
}

export interface GenerateOptions {
  readonly rows: number
  readonly seed: number
}

export interface ModelCardText {
  readonly intendedUse: LocalizedText
  readonly limits: LocalizedText
}

/**
 * Decides a target of two classes by a threshold instead of the most probable class. The current
 * threshold is stored with the model and can be changed while it is served; this one is the first.
 */
export interface Policy {
  /** The class whose probability is compared: probability >= threshold predicts it. */
  readonly positive: string
  /** Default 0.5. */
  readonly threshold?: number
}

/**
 * Registration and role of new users; the settings REGISTRATION and REGISTERED_ROLE take
 * precedence.
 */
export interface Accounts {
  readonly registration: 'open' | 'invite' | 'closed'
  readonly role: Role
}

/**
 * Evaluation of a small table: all rows are held out once in grouped, stratified folds, and again
 * in other folds.
 */
export interface EvaluationPlan {
  readonly folds: number
  readonly repeats: number
}

/** The contents of a project's `lapidary.config.ts`; `defineProject` checks it. */
export interface ProjectDefinition<
  C extends Columns = Columns,
  Target extends keyof C & string = keyof C & string,
  Entity extends keyof C & string = keyof C & string,
  Time extends keyof C & string = keyof C & string,
> {
  /** kebab-case. */
  readonly name: string
  readonly title: LocalizedText
  readonly description?: LocalizedText
  /** Registered model's name, such as `CreditScoreModel`. */
  readonly model: string
  /** Name of the request schema in the OpenAPI document, such as `CreditData`. */
  readonly requestSchema?: string
  readonly columns: C
  /**
   * Column whose rows belong together (a customer): a split keeps them on one side. Without it
   * every row is independent.
   */
  readonly entity?: Entity
  /** Column that orders the rows of one entity; not a feature. */
  readonly time?: Time
  readonly target: Target
  readonly derived?: Readonly<Record<string, DerivedFeature<C>>>
  readonly learner: Learner
  /**
   * Files relative to the project's folder; the first that exist are used. A name may contain `*`.
   */
  readonly data: {
    readonly files: readonly string[]
    /**
     * Generates a synthetic table as CSV text, in chunks, if no file exists. The same seed gives
     * the same bytes.
     */
    readonly generate?: (options: GenerateOptions) => Iterable<string>
    /** Default 20,000. */
    readonly generateRows?: number
    /**
     * Sheet of an `.xlsx` file. Default: the only one, or the one whose headings name most columns.
     * A file to score may lack it.
     */
    readonly sheet?: string
  }
  /** Columns whose values the model card shows metrics for. */
  readonly slices?: readonly (keyof C & string)[]
  readonly card?: ModelCardText
  readonly policy?: Policy
  /**
   * Holds out the latest rows. Without it rows are held out by entity, or by their content in a
   * project without one.
   */
  readonly split?: TimeSplit<keyof C & string>
  /**
   * Folds that give the headline metrics. Default: folds for a table with fewer than 1,000 held-out
   * entities; `false` for none.
   */
  readonly evaluation?: EvaluationPlan | false
  readonly accounts?: Accounts
  /**
   * Field of a request with its entity (`student_id`): stored beside the prediction, and the join
   * key of the feature views.
   */
  readonly entityField?: { readonly name: string; readonly label: LocalizedText }
  readonly featureViews?: readonly FeatureView[]
  /**
   * Returns the time at which a row of the table is decided, ISO 8601: features with a later event
   * time are not joined to it.
   */
  decidedAt?(row: Row<C>): string
  readonly routes?: readonly ProjectRoute[]
  /** Default 42. */
  readonly seed?: number
}

/** A defined project. The type parameters contain its columns. */
export interface Project<
  C extends Columns = Columns,
  Target extends keyof C & string = keyof C & string,
  Entity extends keyof C & string = keyof C & string,
  Time extends keyof C & string = keyof C & string,
> extends ProjectDefinition<C, Target, Entity, Time> {
  readonly requestSchema: string
  readonly data: ProjectDefinition['data'] & { readonly generateRows: number }
  readonly policy?: Required<Policy>
  readonly seed: number
}

/**
 * The JSON body of a request to a project's model: a misspelt column is a compile error. It
 * contains only those dates that a derived feature reads.
 */
export type RequestOf<P extends Project> = {
  readonly [N in Exclude<
    RequestColumn<P['columns']>,
    P['target'] | P['entity'] | PlainTime<P>
  >]?: RequestValue<P['columns'][N]> | null
}

/** The project's time, unless it is a date: derived features may read that. */
type PlainTime<P extends Project> = P['columns'][P['time'] & keyof P['columns']] extends {
  type: 'date' | 'datetime'
}
  ? never
  : P['time']
