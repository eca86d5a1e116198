import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ScoredRow } from '../../project/route.ts'
import { callerOf } from '../guard.ts'
import type { Metrics } from '../metrics.ts'
import type { PlatformServices } from '../platform-services.ts'
import { languageOf } from '../problems.ts'
import type { Validators } from '../validators.ts'

/** What every file of routes is given. */
export interface RouteContext {
  readonly services: PlatformServices
  readonly metrics: Metrics
  readonly validators: Validators
  readonly isClosing: () => boolean
}

export type Routes = (app: FastifyInstance, context: RouteContext) => void

type Row = Readonly<Record<string, unknown>>

/** Scores rows that passed the schema, in the name of the request's caller. */
export async function predictRows(
  { services, metrics }: RouteContext,
  request: FastifyRequest,
  rows: readonly Row[],
): Promise<readonly ScoredRow[]> {
  const reasons = (request.query as { reasons?: boolean }).reasons === true
  const language = reasons ? languageOf(request) : 'en'
  const scored = await services.scorer.predict(rows, { caller: callerOf(request), reasons, language })
  metrics.predicted(scored)
  return scored
}
