import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ScoredRow } from '../project/route.ts'
import { MissingColumns } from '../serve/stored-features.ts'
import { callerOf } from './guard/guard.ts'
import type { Metrics } from './metrics.ts'
import type { PlatformServices } from './platform-services.ts'
import { languageOf } from './problems.ts'
import { featuresSchema } from './api/predict/request-schema.ts'
import { type Validators, WrongFields } from './body/validators.ts'

/** What every file of routes is given. */
export interface RouteContext {
  readonly services: PlatformServices
  readonly metrics: Metrics
  readonly validators: Validators
  readonly isClosing: () => boolean
  /** Resolves when there is time for something long: see `Turns`. */
  readonly nextTurn: () => Promise<void>
}

export type Routes = (app: FastifyInstance, context: RouteContext) => void

type Row = Readonly<Record<string, unknown>>

/** Rows from which a response takes a turn of the event loop. */
const largeBatch = 50

/**
 * Scores rows that passed the schema, in the name of the request's caller.
 *
 * @param where JSON pointer of each row in the body, for what turns out to be missing; default: the body is the row.
 */
export async function predictRows(
  { services, metrics, nextTurn }: RouteContext,
  request: FastifyRequest,
  rows: readonly Row[],
  where: (row: number) => string = () => '',
): Promise<readonly ScoredRow[]> {
  const reasons = (request.query as { reasons?: boolean }).reasons === true
  const caller = callerOf(request)
  try {
    const scored = reasons
      ? await untilLeft(request, (signal) =>
          services.scorer.predict(rows, { caller, reasons, language: languageOf(request), signal }),
        )
      : await services.scorer.predict(rows, { caller, reasons, language: 'en' })
    metrics.predicted(scored)
    // One commit keeps the rows of many requests, whose large responses would all be written at once.
    if (rows.length > largeBatch) await nextTurn()
    return scored
  } catch (error) {
    throw error instanceof MissingColumns ? wrongFieldsOf(error, services, where) : error
  }
}

/** Does work whose signal is aborted when the caller closes the connection. */
async function untilLeft<Result>(
  { raw: { socket } }: FastifyRequest,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const left = new AbortController()
  // The error handler takes it for what it is: nobody reads the response.
  const abort = (): void => left.abort(Object.assign(new Error('the caller left'), { code: 'ECONNRESET' }))
  socket.once('close', abort)
  try {
    return await work(left.signal)
  } finally {
    socket.off('close', abort)
  }
}

/** As if the schema had required them: what may be left out depends on what the feature store has. */
function wrongFieldsOf({ missing }: MissingColumns, { project }: PlatformServices, where: (row: number) => string): WrongFields {
  const schema = featuresSchema(project)
  return new WrongFields(
    missing.map(({ row, column }) => ({
      instancePath: where(row),
      schemaPath: '#/required',
      keyword: 'required',
      params: { missingProperty: column },
      parentSchema: schema,
    })),
    'body',
  )
}
