import type { Reason } from '../explain/reasons.ts'

export type { Reason }

/** A JSON Schema, as Fastify takes it. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** What a scored row answers, before a route puts it in its own form. */
export interface ScoredRow {
  readonly predictionId: string
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
  readonly model: string
  readonly modelVersion: number
  readonly timestamp: string
  readonly reasons?: readonly Reason[]
}

/** What a project's own route is given. */
export interface RouteServices {
  /** Scores and logs one request of the project's schema; the answer may be sent: it is kept. */
  predict(row: Readonly<Record<string, unknown>>): Promise<ScoredRow>
}

/** Schemas that a route may ask for by name instead of writing them. */
export interface RouteSchemas {
  readonly request: JsonSchema
  readonly probabilities: JsonSchema
  readonly reasons: JsonSchema
}

/**
 * A route that the project owes to others, beside the platform's own `/v1/...`. It is guarded, limited, documented and
 * logged like them. `scope` is what the caller must hold.
 */
export interface ProjectRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: `/${string}`
  readonly scope: 'predict' | 'read' | 'operate' | 'admin'
  readonly summary: string
  readonly description?: string
  /** Adds the query parameter `reasons`, which turns reasons on. */
  readonly reasons?: boolean
  /** JSON body; the validated row of the project goes to the handler. */
  readonly body?: (schemas: RouteSchemas) => JsonSchema
  readonly response: (schemas: RouteSchemas) => JsonSchema
  readonly handler: (body: Readonly<Record<string, unknown>>, services: RouteServices) => Promise<unknown>
}
