import type { FastifyRequest } from 'fastify'
import type { ScoredRow } from '../../project/route.ts'
import { rowsBody } from '../api/predict/schema.ts'
import { predictRows, type RouteContext } from '../route-context.ts'
import type { UncheckedRow } from './columns-to-rows.ts'

/** Services that scoring needs. */
export type ScoringServices = 'project' | 'settings' | 'scorer'

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
