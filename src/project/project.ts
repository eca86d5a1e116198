import type { Columns, RequestColumn, Row } from '../dataset/column.ts'
import type { Learner } from '../learner/learner.ts'
import type { LocalizedText } from '../lib/localized-text.ts'
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
  /** Column that orders the rows of one entity. */
  readonly time?: Time
  readonly target: Target
  readonly derived?: Readonly<Record<string, DerivedFeature<C>>>
  readonly learner: Learner
  /** Files relative to the project's folder; the first that exist are used. A name may hold `*`. */
  readonly data: {
    readonly files: readonly string[]
    /** Makes a synthetic table as CSV text, in chunks, when no file is there. Bit for bit the same by seed. */
    readonly generate?: (options: GenerateOptions) => Iterable<string>
    readonly generateRows?: number
  }
  /** Columns whose values the model card shows metrics for. */
  readonly slices?: readonly (keyof C & string)[]
  readonly card?: ModelCardText
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
  readonly seed: number
}

/** The JSON body that a project's model takes: a misspelt column is a compile error. */
export type RequestOf<P extends Project> = {
  readonly [N in Exclude<RequestColumn<P['columns']>, P['target'] | P['entity'] | P['time']>]?: Row<P['columns']>[N]
}
