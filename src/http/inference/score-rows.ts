import type { FastifyRequest } from 'fastify'
import type { JsonSchema } from '../../project/json-schema.ts'
import type { ScoredRow } from '../../project/route.ts'
import { errorResponses } from '../api/problem.ts'
import { rowsBody } from '../api/predict/schema.ts'
import { predictRows, type RouteContext } from '../route-context.ts'
import type { UncheckedRow } from './columns-to-rows.ts'

/** Services that scoring needs. */
export type ScoringServices = 'project' | 'settings' | 'scorer'

/** Returns the errors of a route that scores rows, in the form that its clients read. */
export function inferenceErrors<Content extends JsonSchema>(content: Content) {
  return errorResponses([400, 401, 403, 404, 413, 415, 422, 429, 503], content)
}

/**
 * Returns what validates and scores rows as `POST /v1/models/{name}/predict` does: with the same
 * limits, prediction log and metrics.
 */
export function rowScorer(
  context: RouteContext<ScoringServices>,
): (request: FastifyRequest, rows: readonly UncheckedRow[]) => Promise<readonly ScoredRow[]> {
  const { services, validators } = context
  const body = rowsBody(services.project, services.settings.MAX_BATCH_ROWS)
  return async (request, given) => {
    const { rows } = validators.accept(body, { rows: given })
    return await predictRows(context, request, rows, (row) => `/rows/${row}`)
  }
}
