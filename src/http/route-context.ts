import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ScoredRow } from '../project/route.ts'
import type { ValidRow } from '../project/valid-row.ts'
import { MissingColumns } from '../serve/stored-features.ts'
import { callerOf } from './guard/guard.ts'
import type { Metrics } from './metrics.ts'
import type { PlatformServices } from './platform-services.ts'
import { languageOf } from './problems.ts'
import { featuresSchema } from './api/predict/request-schema.ts'
import { type Validators, WrongFields } from './body/validators.ts'

/** The server, with the types of requests and responses inferred from the schemas of each route. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/**
 * The context that the routes of a noun receive: the services that they name, and what the server
 * shares.
 */
export interface RouteContext<Service extends keyof PlatformServices = keyof PlatformServices> {
  readonly services: Pick<PlatformServices, Service>
  readonly metrics: Metrics
  readonly validators: Validators
  readonly isClosing: () => boolean
  /** Resolves when there is time for something long: see `Turns`. */
  readonly nextTurn: () => Promise<void>
}

/** Registers the routes of a noun, which use the named services. */
export type Routes<Service extends keyof PlatformServices> = (
  app: App,
  context: RouteContext<Service>,
) => void

/**
 * Registers routes that are rarely called and have many shapes: their responses are serialized
 * without a schema.
 */
export async function registerPlainRoutes<Service extends keyof PlatformServices>(
  app: FastifyInstance,
  context: RouteContext<Service>,
  groups: readonly Routes<Service>[],
): Promise<void> {
  await app.register(async (scope) => {
    scope.setSerializerCompiler(() => (body) => JSON.stringify(body))
    for (const routes of groups) routes(scope, context)
  })
}

/** Rows from which a response waits for a turn of the event loop. */
const largeBatch = 50

/**
 * Scores rows on behalf of the caller of a request.
 *
 * @param where JSON pointer of each row in the body, for errors about missing columns. Default: the
 * body is the row.
 */
export async function predictRows(
  { services, metrics, nextTurn }: RouteContext<'scorer' | 'project'>,
  request: FastifyRequest,
  rows: readonly ValidRow[],
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
    // One commit stores the rows of many requests, whose large responses would otherwise all be
    // written at once.
    if (rows.length > largeBatch) await nextTurn()
    return scored
  } catch (error) {
    throw error instanceof MissingColumns ? wrongFieldsOf(error, services, where) : error
  }
}

/** Runs work whose signal is aborted when the caller closes the connection. */
async function untilLeft<Result>(
  { raw: { socket } }: FastifyRequest,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const left = new AbortController()
  // The code makes the error handler treat it as a closed connection.
  const abort = (): void => left.abort(Object.assign(new Error('the caller left'), { code: 'ECONNRESET' }))
  socket.once('close', abort)
  try {
    return await work(left.signal)
  } finally {
    socket.off('close', abort)
  }
}

/**
 * Returns the errors of required fields, which only the scorer can find: the feature store may have
 * provided them.
 */
function wrongFieldsOf(
  { missing }: MissingColumns,
  { project }: Pick<PlatformServices, 'project'>,
  where: (row: number) => string,
): WrongFields {
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
