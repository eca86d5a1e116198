import type { Static, TSchema } from 'typebox'
import type { Scope } from '../base/roles.ts'
import type { Reason } from '../report/reasons.ts'
import type { Schema } from './json-schema.ts'
import type { ValidEntityId, ValidFeatures, ValidRow } from './valid-row.ts'

export type { Reason }

/** A value that a request left out and the feature store provided. */
export interface StoredFeature {
  readonly view: string
  /** Event time, ISO 8601. */
  readonly since: string
  readonly ageSeconds: number
  readonly value: number | string | boolean | null
  /**
   * True if the stored value is not allowed in the column, so the row was scored without it. Not
   * set otherwise.
   */
  readonly unusable?: true
}

/** Result for a scored row, before a route converts it into its own form. */
export interface ScoredRow {
  readonly predictionId: string
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
  readonly model: string
  readonly modelVersion: number
  readonly timestamp: string
  /** Lowest probability of the positive class that makes it the prediction, with a policy. */
  readonly threshold?: number
  /** Columns whose values came from the feature store. Not set if none did. */
  readonly stored?: Readonly<Record<string, StoredFeature>>
  readonly reasons?: readonly Reason[]
}

/** The current model, as a project's route may show it. */
export interface ServedModelAbout {
  readonly model: string
  readonly version: number
  readonly chosenParams: Readonly<Record<string, unknown>> | null
  readonly inputWidth: number | null
}

export interface Threshold {
  readonly threshold: number
  /** ISO 8601; null if it was never set. */
  readonly updatedAt: string | null
  readonly updatedBy: string | null
}

/** One stored prediction, as a project's route may show it. */
export interface KeptPrediction {
  readonly predictionId: string
  readonly timestamp: string
  /** Username, or the id of the key. */
  readonly user: string
  readonly entity: string | null
  readonly inputs: Readonly<Record<string, unknown>>
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
}

export interface KeptPredictionQuery {
  readonly limit: number
  readonly cursor?: string
  readonly user?: string
  readonly entity?: string
  readonly prediction?: string
  /** ISO 8601, both inclusive. */
  readonly from?: string
  readonly to?: string
}

/** The services that a route of a project receives. They act on behalf of the caller. */
export interface RouteServices {
  /**
   * Scores rows in order and stores the predictions before it resolves. All rows or none.
   *
   * @param where JSON pointer of each row's fields in the body (`/students/3/features`), for
   * errors. Default: the body is the row.
   */
  predict(rows: readonly ValidRow[], where?: (row: number) => string): Promise<readonly ScoredRow[]>
  /**
   * Validates a row that the route made itself. A body of the schema `request` needs no validation:
   * it is valid when the handler receives it.
   *
   * @throws WrongFields, which becomes a response 422 that names every wrong field
   */
  validate(row: Readonly<Record<string, unknown>>): ValidRow
  /**
   * Returns the row of an entity, from parts of a body that the schemas `features` and `entity`
   * accepted.
   */
  joinEntity(features: ValidFeatures, entity: ValidEntityId | null): ValidRow
  /** Null while no champion is loaded. */
  readonly served: ServedModelAbout | null
  threshold(): Threshold
  /**
   * Changes the threshold at once, in every replica within a second. @throws LapidaryError
   * `bad-threshold`
   */
  setThreshold(threshold: number): Promise<Threshold>
  /**
   * Registers a user.
   *
   * @throws LapidaryError `username-taken`, `bad-password`, `registration-closed`,
   *   `too-many-registrations`
   */
  register(person: {
    readonly username: string
    readonly password: string
    readonly fullName?: string | null
  }): Promise<void>
  /**
   * Signs a user in and returns a token for `Authorization: Bearer`.
   *
   * @throws LapidaryError `wrong-password`, `sign-in-backoff`
   */
  signIn(person: {
    readonly username: string
    readonly password: string
  }): Promise<{ readonly token: string; readonly expiresIn: number }>
  /** Lists predictions, newest first. Callers without `operate` see only their own predictions. */
  predictions(
    query: KeptPredictionQuery,
  ): Promise<{ readonly items: readonly KeptPrediction[]; readonly nextCursor: string | null }>
  /** Returns keys of the online store, at most `limit`; none if it cannot be reached. */
  onlineKeys(limit: number): Promise<readonly string[]>
  readonly now: () => Date
}

/** Schemas that a route may refer to by name. */
export interface RouteSchemas {
  readonly request: Schema<ValidRow>
  /** The request without the entity field; the request itself in a project without one. */
  readonly features: Schema<ValidFeatures>
  /** The entity field alone. */
  readonly entity: Schema<ValidEntityId | null>
  readonly probabilities: Schema<ScoredRow['probabilities']>
  readonly reasons: Schema<readonly Reason[]>
}

/** A validated request. */
export interface RouteRequest<
  Body = Readonly<Record<string, unknown>>,
  Query = Readonly<Record<string, unknown>>,
> {
  readonly body: Body
  /** With defaults filled in. */
  readonly query: Query
  /**
   * Sets the header `Link` to the next page of this request: the same address with another
   * `cursor`.
   */
  readonly linkNext: (cursor: string) => void
}

interface RouteAbout {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: `/${string}`
  /**
   * The scope that the caller must have. An `open` route needs no key, and the log of the start
   * names it.
   */
  readonly scope: Scope | 'open'
  readonly summary: string
  readonly description?: string
  /** Adds the query parameter `reasons`, which turns reasons on. */
  readonly reasons?: boolean
  /** The body is `application/x-www-form-urlencoded`. */
  readonly form?: boolean
  /** @defaultValue 200 */
  readonly status?: 200 | 201
}

/**
 * A route of a project beside the platform's own `/v1/...`: guarded, limited, validated, documented
 * and logged like them. `defineRoute` infers the types of the handler from the schemas.
 */
export interface ProjectRoute extends RouteAbout {
  /** JSON body, or the fields of a form. */
  readonly body?: (schemas: RouteSchemas) => TSchema
  readonly query?: TSchema
  readonly response: (schemas: RouteSchemas) => TSchema
  handler(request: RouteRequest, services: RouteServices): Promise<unknown>
}

interface TypedRoute<Body extends TSchema, Query extends TSchema, Response extends TSchema>
  extends RouteAbout {
  readonly body?: (schemas: RouteSchemas) => Body
  readonly query?: Query
  readonly response: (schemas: RouteSchemas) => Response
  handler(
    request: RouteRequest<Static<Body>, Static<Query>>,
    services: RouteServices,
  ): Promise<Static<Response>>
}

/**
 * Declares a route of a project. The types of its body, its query and its response are inferred
 * from the schemas, which are written with `schema` or with TypeBox.
 *
 * @param route its address, scope, schemas and handler
 * @returns the route, to be listed in `routes` of a project
 * @throws nothing
 * @example
 * ```ts
 * import { defineRoute, schema } from 'lapidary'
 *
 * const late = defineRoute({
 *   method: 'POST',
 *   path: '/late',
 *   scope: 'predict',
 *   summary: 'Will this tenant pay late?',
 *   body: (schemas) => schemas.request,
 *   response: () =>
 *     schema.object('The prediction.', { late: schema.text('Whether they pay late.', 'no') }),
 *   handler: async ({ body }, { predict }) => {
 *     const [scored] = await predict([body])
 *     return { late: scored?.prediction ?? 'no' }
 *   },
 * })
 * late.path // '/late'
 * ```
 */
export function defineRoute<Body extends TSchema, Query extends TSchema, Response extends TSchema>(
  route: TypedRoute<Body, Query, Response>,
): ProjectRoute {
  return route
}
