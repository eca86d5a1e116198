import type { Reason } from '../report/reasons.ts'

export type { Reason }

/** A JSON Schema, as Fastify accepts it. */
export type JsonSchema = { readonly [keyword: string]: unknown }

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

/** Services of a project's own route, on behalf of its caller. */
export interface RouteServices {
  /**
   * Scores and logs rows of the project's request schema, in order, all or none. They are stored
   * when the promise resolves, so the response may be sent. `where` is the JSON pointer of each
   * row's fields in the body (`/students/3/features`), for the errors; default: the body is the
   * row.
   */
  predict(rows: readonly Readonly<Record<string, unknown>>[], where?: (row: number) => string): Promise<readonly ScoredRow[]>
  /** The current model; null while no champion is loaded. */
  readonly served: ServedModelAbout | null
  threshold(): Threshold
  /**
   * Sets the threshold, at once here and in every replica within a second.
   *
   * @throws LapidaryError `bad-threshold`
   */
  setThreshold(threshold: number): Promise<Threshold>
  /**
   * Registers a user.
   *
   * @throws LapidaryError `username-taken`, `bad-password`, `registration-closed`,
   *   `too-many-registrations`
   */
  register(person: { readonly username: string; readonly password: string; readonly fullName?: string | null }): Promise<void>
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
  readonly request: JsonSchema
  /** The request without the entity field. */
  readonly features: JsonSchema
  readonly probabilities: JsonSchema
  readonly reasons: JsonSchema
}

/** A validated request. */
export interface RouteRequest {
  readonly body: Readonly<Record<string, unknown>>
  /** Query parameters with defaults. */
  readonly query: Readonly<Record<string, unknown>>
  /**
   * Sets the header `Link` to the next page of this request: the same address with another
   * `cursor`.
   */
  readonly linkNext: (cursor: string) => void
}

/**
 * A route that the project adds to the platform's own `/v1/...`. It is guarded, limited, documented
 * and logged like them. `scope` is the scope that the caller needs; an `'open'` route is public,
 * and start-up logs it.
 */
export interface ProjectRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: `/${string}`
  readonly scope: 'predict' | 'read' | 'operate' | 'admin' | 'open'
  readonly summary: string
  readonly description?: string
  /** Adds the query parameter `reasons`, which turns reasons on. */
  readonly reasons?: boolean
  /** JSON body, or the fields of a form. */
  readonly body?: (schemas: RouteSchemas) => JsonSchema
  /** The body is `application/x-www-form-urlencoded`. */
  readonly form?: boolean
  readonly query?: JsonSchema
  /** Default 200. */
  readonly status?: 200 | 201
  readonly response: (schemas: RouteSchemas) => JsonSchema
  readonly handler: (request: RouteRequest, services: RouteServices) => Promise<unknown>
}
