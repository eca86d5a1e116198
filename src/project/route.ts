import type { Reason } from '../report/reasons.ts'

export type { Reason }

/** A JSON Schema, as Fastify takes it. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** A value that a request left out and the feature store gave. */
export interface StoredFeature {
  readonly view: string
  /** Since when it holds, ISO 8601. */
  readonly since: string
  readonly ageSeconds: number
  readonly value: number | string | boolean | null
  /** The store holds a value that the column does not allow, so the row was scored without it. Not set otherwise. */
  readonly unusable?: true
}

/** What a scored row answers, before a route puts it in its own form. */
export interface ScoredRow {
  readonly predictionId: string
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
  readonly model: string
  readonly modelVersion: number
  readonly timestamp: string
  /** With a policy: the least probability of the positive class that makes it the prediction. */
  readonly threshold?: number
  /** Columns whose values came from the feature store. Absent when none did. */
  readonly stored?: Readonly<Record<string, StoredFeature>>
  readonly reasons?: readonly Reason[]
}

/** The model that answers now, as a project's route may tell of it. */
export interface ServedModelAbout {
  readonly model: string
  readonly version: number
  readonly chosenParams: Readonly<Record<string, unknown>> | null
  readonly inputWidth: number | null
}

export interface Threshold {
  readonly threshold: number
  /** ISO 8601; null when it was never set. */
  readonly updatedAt: string | null
  readonly updatedBy: string | null
}

/** One kept prediction, as a project's route may show it. */
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

/** What a project's own route is given, in the name of its caller. */
export interface RouteServices {
  /**
   * Scores and logs rows of the project's request schema, in order; the answer may be sent: they are kept. All or none.
   * `where` is the JSON pointer of each row's fields in the body (`/students/3/features`), for the errors; default: the body is the row.
   */
  predict(rows: readonly Readonly<Record<string, unknown>>[], where?: (row: number) => string): Promise<readonly ScoredRow[]>
  /** Null while no champion is loaded. */
  readonly served: ServedModelAbout | null
  threshold(): Threshold
  /** Effective at once, in every replica within a second. @throws LapidaryError `bad-threshold` */
  setThreshold(threshold: number): Promise<Threshold>
  /** @throws LapidaryError `username-taken`, `bad-password`, `registration-closed`, `too-many-registrations` */
  register(person: { readonly username: string; readonly password: string; readonly fullName?: string | null }): Promise<void>
  /** A token for `Authorization: Bearer`. @throws LapidaryError `wrong-password`, `sign-in-backoff` */
  signIn(person: {
    readonly username: string
    readonly password: string
  }): Promise<{ readonly token: string; readonly expiresIn: number }>
  /** Newest first. Callers without `operate` see only their own predictions. */
  predictions(
    query: KeptPredictionQuery,
  ): Promise<{ readonly items: readonly KeptPrediction[]; readonly nextCursor: string | null }>
  /** Keys in the online store, at most `limit`; none when it cannot be reached. */
  onlineKeys(limit: number): Promise<readonly string[]>
  readonly now: () => Date
}

/** Schemas that a route may ask for by name instead of writing them. */
export interface RouteSchemas {
  readonly request: JsonSchema
  /** The request without the entity field. */
  readonly features: JsonSchema
  readonly probabilities: JsonSchema
  readonly reasons: JsonSchema
}

/** What came in, validated. */
export interface RouteRequest {
  readonly body: Readonly<Record<string, unknown>>
  /** With defaults filled in. */
  readonly query: Readonly<Record<string, unknown>>
  /** Sets the header `Link` to the next page of this request: the same address with another `cursor`. */
  readonly linkNext: (cursor: string) => void
}

/**
 * A route that the project owes to others, beside the platform's own `/v1/...`. It is guarded, limited, documented and
 * logged like them. `scope` is what the caller must hold; `'open'` answers to everybody, and start-up names it.
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
