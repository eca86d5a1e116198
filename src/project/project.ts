import type { Role } from '../base/roles.ts'
import type { Columns, RequestColumn, RequestValue, Row } from '../data/column.ts'
import type { TimeSplit } from '../data/split/split-kind.ts'
import type { Learner } from '../learner/learner.ts'
import type { LocalizedText } from '../base/text/localized-text.ts'
import type { FeatureView } from './feature-view.ts'
import type { ProjectRoute } from './route.ts'

/** A number computed from one clean row; the same function runs in training and in serving. Must be pure. */
export interface DerivedFeature<C extends Columns = Columns> {
  readonly label: LocalizedText
  readonly unit?: LocalizedText
  /** Columns it reads, in the order of importance: reasons name them. */
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
 * When a target of two classes is decided by a threshold instead of by the most probable class. The threshold in force is kept
 * with the model and changed while it serves; this one is the first.
 */
export interface Policy {
  /** The class whose probability is compared: probability >= threshold predicts it. */
  readonly positive: string
  /** Default 0.5. */
  readonly threshold?: number
}

/** Who can register, and with which role. The settings REGISTRATION and REGISTERED_ROLE take precedence. */
export interface Accounts {
  readonly registration: 'open' | 'invite' | 'closed'
  readonly role: Role
}

/** How a small table is measured: all rows are held out once in grouped, stratified folds, and again in other folds. */
export interface EvaluationPlan {
  readonly folds: number
  readonly repeats: number
}

/** What a project's `lapidary.config.ts` says; `defineProject` checks it. */
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
  /** Column whose rows belong together (a customer): a split keeps them on one side. Without it every row is its own. */
  readonly entity?: Entity
  /** Column that orders the rows of one entity; not a feature. */
  readonly time?: Time
  readonly target: Target
  readonly derived?: Readonly<Record<string, DerivedFeature<C>>>
  readonly learner: Learner
  /** Files relative to the project's folder; the first that exist are used. A name may hold `*`. */
  readonly data: {
    readonly files: readonly string[]
    /** Makes a synthetic table as CSV text, in chunks, when no file is there. Bit for bit the same by seed. */
    readonly generate?: (options: GenerateOptions) => Iterable<string>
    /** Default 20,000. */
    readonly generateRows?: number
    /** Sheet of an `.xlsx` file. Default: the only one, or the one whose headings name most columns. A file to score may lack it. */
    readonly sheet?: string
  }
  /** Columns whose values the model card shows metrics for. */
  readonly slices?: readonly (keyof C & string)[]
  readonly card?: ModelCardText
  readonly policy?: Policy
  /** Holds out the latest rows. Without it rows are held out by entity, or by their content in a project without one. */
  readonly split?: TimeSplit<keyof C & string>
  /** Folds that give the headline metrics. Default: those of a table with fewer than 1,000 held-out entities; `false`: none. */
  readonly evaluation?: EvaluationPlan | false
  readonly accounts?: Accounts
  /** Field of a request that says whom it is about (`student_id`): kept beside the prediction, and the join key of the feature views. */
  readonly entityField?: { readonly name: string; readonly label: LocalizedText }
  readonly featureViews?: readonly FeatureView[]
  /** The moment at which a row of the table is decided upon, ISO 8601: features that come to hold later are not joined to it. */
  decidedAt?(row: Row<C>): string
  readonly routes?: readonly ProjectRoute[]
  /** Default 42. */
  readonly seed?: number
}

/** A defined project. The type parameters remember its columns. */
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

/** The JSON body that a project's model takes: a misspelt column is a compile error. Of dates it takes those that a derived feature reads. */
export type RequestOf<P extends Project> = {
  readonly [N in Exclude<RequestColumn<P['columns']>, P['target'] | P['entity'] | PlainTime<P>>]?: RequestValue<
    P['columns'][N]
  > | null
}

/** The project's time, unless it is a date: derived features may read that. */
type PlainTime<P extends Project> = P['columns'][P['time'] & keyof P['columns']] extends { type: 'date' | 'datetime' }
  ? never
  : P['time']
