import type { FastifyReply, FastifyRequest } from 'fastify'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Scope } from '../../base/roles.ts'
import { getOwn } from '../../base/own-property.ts'
import type { JsonSchema, Schema } from '../../project/json-schema.ts'
import { permit, type PermitObject } from '../guard/guard.ts'
import type { App, RouteContext } from '../route-context.ts'
import type { ServerServices } from '../platform-services.ts'
import { mlflowErrorResponses } from './errors.ts'
import { bodyText } from '../body/request-text.ts'
import { parseBody } from './request-body.ts'
import { messageReader, shown } from './read-message.ts'
import { withWrittenNumber } from './written-number.ts'

/** Registers the routes of a noun of MLflow, which use the named services. */
export type MlflowRoutes<Service extends keyof ServerServices> = (
  app: App,
  context: Pick<RouteContext<Service>, 'services' | 'nextTurn'>,
) => void

interface MlflowRoute<Request, Response> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The address after its version, such as `/mlflow/logged-models/:model_id`. */
  readonly path: string
  /** @defaultValue `2.0` */
  readonly version?: '2.0' | '3.0'
  /** The route has no twin for programs: only MLflow's page calls it. */
  readonly onlyAjax?: true
  /** What the caller must hold; `open` only for addresses that `openRoutes` lists. */
  readonly scope: Scope | 'open'
  readonly tag: string
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  /**
   * The parameters, those of the address among them. Others come from the query of a GET, or from
   * the body.
   */
  readonly request: Schema<Request>
  readonly response: Schema<Response>
  /**
   * The experiments, models and aliases that the request is about: grants on them decide. `handler`
   * if the handler calls `permit`, or returns only what the caller may find.
   */
  readonly object?: ((parameters: Request) => PermitObject | readonly PermitObject[]) | 'handler'
  /** @defaultValue MAX_BODY_BYTES */
  readonly bodyLimit?: number
  readonly handler: (parameters: Request, request: FastifyRequest, reply: FastifyReply) => Promise<Response>
}

/**
 * Registers a route of MLflow's API at its two addresses: `/api` for programs and `/ajax-api` for
 * pages.
 */
export function mlflowRoute<Request, Response>(app: App, route: MlflowRoute<Request, Response>): void {
  const { method, path, version = '2.0', scope, bodyLimit, onlyAjax = false } = route
  const read = messageReader(route.request)
  const { properties = {} } = route.request as { properties?: Record<string, JsonSchema> }
  for (const prefix of onlyAjax ? ['/ajax-api'] : ['/api', '/ajax-api']) {
    app.route({
      method,
      url: `${prefix}/${version}${path}`,
      config: {
        ...(scope !== 'open' && { scope }),
        ...(route.object !== undefined && { object: 'handler' }),
        isMlflow: true,
      },
      ...(bodyLimit !== undefined && { bodyLimit }),
      // The twin is described with the route.
      schema: prefix === '/ajax-api' && !onlyAjax ? { hide: true } : routeSchema(route),
      handler: async (request, reply) => {
        const parameters = await readParameters(request, properties)
        let message: Request
        try {
          message = read(parameters)
        } catch (error) {
          throw withWrittenNumber(error, request.bodyText)
        }
        if (typeof route.object === 'function')
          for (const object of [route.object(message)].flat()) await permit(request, object)
        return await route.handler(message, request, reply)
      },
    })
  }
}

/** Returns JSON text as the response that it stands for, which is not serialized again. */
export function jsonText<Response>(reply: FastifyReply, text: string): Response {
  reply.type('application/json; charset=utf-8')
  return text as Response
}

/** Returns the parameters of a request before they are read as its schema says. */
async function readParameters(
  request: FastifyRequest,
  properties: Readonly<Record<string, JsonSchema>>,
): Promise<unknown> {
  const { method, query, body } = request
  const params = request.params as Readonly<Record<string, string>>
  const isGet = method === 'GET' || method === 'HEAD'
  if (method === 'POST' || method === 'PUT') requireContentType(request)
  const hasQuery = isGet && Object.keys(query as object).length > 0
  const given = hasQuery
    ? fromQuery(query as Query, properties)
    : isGet
      ? parseBody(await readSmallBody(request))
      : (body ?? {})
  // A body that is no object is refused by the reader.
  const isMessage = typeof given === 'object' && !Array.isArray(given)
  return isMessage && Object.keys(params).length > 0 ? { ...given, ...params } : given
}

/** Refuses a body without the header, which other sites cannot set without permission. */
function requireContentType({ headers }: FastifyRequest): void {
  if (headers['content-type'] === undefined) throw new LapidaryError('no-content-type')
}

/** Maximum number of bytes of the body of a GET. */
const maxGetBytes = 65_536

/** Reads the body of a GET, in which old clients send parameters. Fastify does not read it. */
async function readSmallBody(request: FastifyRequest): Promise<string> {
  const { raw, headers } = request
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return ''
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of raw as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > maxGetBytes) throw new LapidaryError('body-too-large', { limit: maxGetBytes })
    pieces.push(piece)
  }
  return bodyText(request, Buffer.concat(pieces))
}

type Query = Readonly<Record<string, string | readonly string[]>>

/** Returns the parameters of a query: lists of repeated names, and booleans of their text. */
function fromQuery(query: Query, properties: Readonly<Record<string, JsonSchema>>): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const [name, { type, 'x-alias': alias }] of Object.entries(properties)) {
    const value = getOwn(query, name) ?? (typeof alias === 'string' ? getOwn(query, alias) : undefined)
    if (value === undefined) continue
    const values = [value].flat()
    if (type === 'array') given[name] = values
    else given[name] = type === 'boolean' ? toBoolean(values[0] ?? '') : values[0]
  }
  return given
}

function toBoolean(text: string): boolean {
  const lower = text.toLowerCase()
  if (lower !== 'true' && lower !== 'false') throw new LapidaryError('wrong-flag', { seen: shown(text) })
  return lower === 'true'
}

/** Returns what the documentation says of a route. Nothing else uses these schemas. */
function routeSchema<Request, Response>(route: MlflowRoute<Request, Response>): object {
  const { method, path, request, response, tag, operationId, summary, description } = route
  const { properties = {}, required = [] } = request as {
    properties?: Record<string, JsonSchema>
    required?: readonly string[]
  }
  const inPath = [...path.matchAll(/:(\w+)|\*/g)].map(([wildcard, name = wildcard]) => name)
  const pick = (isPicked: (name: string) => boolean): JsonSchema => ({
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => isPicked(name))),
    required: required.filter(isPicked),
  })
  const rest = pick((name) => !inPath.includes(name))
  const hasRest = Object.keys(rest['properties'] as object).length > 0
  return {
    tags: [tag],
    operationId,
    summary,
    ...(description !== undefined && { description }),
    ...(inPath.length > 0 && { params: { ...pick((name) => inPath.includes(name)), required: inPath } }),
    ...(hasRest && { [method === 'GET' ? 'querystring' : 'body']: rest }),
    response: { 200: response, ...mlflowErrorResponses },
  }
}
