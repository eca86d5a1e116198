import { STATUS_CODES } from 'node:http'
import { basename } from 'node:path'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type FieldError, LapidaryError } from '../base/errors/lapidary-error.ts'
import { type Language, negotiateLanguage } from '../base/text/localized-text.ts'
import { fieldErrors } from './body/field-errors.ts'
import type { Metrics } from './metrics.ts'
import type { ServerServices } from './platform-services.ts'
import type { Project } from '../project/project.ts'
import { checkUrl } from './body/request-text.ts'
import type { Problem } from './api/problem.ts'
import { setApiHeaders } from './guard/security-headers.ts'
import { WrongFields } from './body/validators.ts'

export const problemType = 'application/problem+json; charset=utf-8'

/**
 * Sends every error, ours and Fastify's, as a problem of RFC 9457 in the reader's language, without
 * paths and stacks.
 *
 * @param columns describe the fields of a project's requests
 */
export function handleErrors(
  app: FastifyInstance,
  services: ServerServices,
  metrics: Metrics,
  { columns = {}, send = sendProblem }: ErrorOptions = {},
): void {
  const warnOverloaded = overloadWarnings(services)
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const language = languageOf(request)
    const known = toProblem(error, request, { language, services, columns })
    if (known.code === 'overloaded') warnOverloaded()
    else if (known.status >= 500)
      services.log.error({ err: error, request: request.id, route: request.routeOptions.url }, known.message)
    metrics.rejected(known.code)
    return send(reply, known, language, withoutPaths(known.messageIn(language)))
  })
}

interface ErrorOptions {
  /** Columns of the project, for the errors of their values. */
  readonly columns?: Project['columns']
  /** Sends an error in the form that the clients of the routes read. */
  readonly send?: typeof sendProblem
}

/** Seconds between two warnings that the server is overloaded. */
const overloadSeconds = 10

/**
 * Returns a function to call for each refusal: it logs the first, and then how many there were at
 * most every ten seconds.
 */
function overloadWarnings({ log, now }: ServerServices): () => void {
  let refused = 0
  let warnedAt = Number.NEGATIVE_INFINITY
  return () => {
    refused++
    const seconds = (now().getTime() - warnedAt) / 1000
    if (seconds >= 0 && seconds < overloadSeconds) return
    log.warn(
      { code: 'overloaded', refused },
      'overloaded: requests are refused with 503 (see lapidary_rejected_requests_total)',
    )
    refused = 0
    warnedAt = now().getTime()
  }
}

export function languageOf(request: FastifyRequest): Language {
  return negotiateLanguage(request.headers['accept-language'])
}

export function sendProblem(
  reply: FastifyReply,
  error: LapidaryError,
  language: Language,
  detail: string = error.messageIn(language),
): FastifyReply {
  setErrorHeaders(reply, error)
  return reply
    .code(error.status)
    .header('content-language', language)
    .header('content-type', problemType)
    .serializer((payload: string) => payload)
    .send(JSON.stringify(problemOf(error, detail)))
}

/** Sets the headers of an error whatever the form of its body. */
export function setErrorHeaders(reply: FastifyReply, error: LapidaryError): void {
  if (error.status === 401) reply.header('www-authenticate', challenge(error))
  // The rest of a body that is too large or too slow is not read, and a request without a host is
  // not HTTP/1.1.
  if (error.status === 413 || error.status === 408 || error.code === 'no-host')
    reply.header('connection', 'close')
  const { seconds } = error.values
  if ((error.status === 429 || error.status === 503) && typeof seconds === 'number')
    reply.header('retry-after', seconds)
  if (error.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', 1)
}

/**
 * Returns the challenge of a 401 (RFC 9110, 11.6.1): a token if a password or a token was rejected,
 * else also a key.
 */
function challenge({ code }: LapidaryError): string {
  if (code === 'wrong-password') return 'Bearer'
  if (code === 'wrong-token') return 'Bearer error="invalid_token"'
  return 'ApiKey realm="Lapidary", header="x-api-key", Bearer'
}

export function problemOf(error: LapidaryError, detail: string): Problem {
  // An error about one field lists it, as the errors of a schema do.
  const { field } = error
  const errors = error.fields.length === 0 && field !== null ? [{ field, message: detail }] : error.fields
  return {
    type: `urn:lapidary:error:${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail,
    code: error.code,
    ...(errors.length > 0 && { errors }),
  }
}

/**
 * Shortens paths to their last name. Errors name files in full for the log and for commands;
 * responses must not show folders.
 */
export function withoutPaths(message: string): string {
  return message.replace(/(?<![\w.])(?:[A-Za-z]:)?(?:[\\/][\w.@~+-]+){2,}/g, (path) => basename(path))
}

interface ErrorContext {
  readonly language: Language
  readonly services: ServerServices
  readonly columns: Project['columns']
}

/**
 * Returns the error to send. A failure while an error is explained becomes `internal`, and the log
 * has both.
 */
function toProblem(error: FastifyError, request: FastifyRequest, context: ErrorContext): LapidaryError {
  try {
    return knownError(error, request, context)
  } catch (mistake) {
    context.services.log.error({ err: mistake, request: request.id }, 'an error could not be explained')
    return new LapidaryError('internal', { id: request.id }, { cause: mistake })
  }
}

/**
 * Returns an error as one of the catalogue. An unknown one becomes `internal`, and only the log has
 * its details.
 */
function knownError(
  error: FastifyError,
  request: FastifyRequest,
  { language, services, columns }: ErrorContext,
): LapidaryError {
  if (error instanceof LapidaryError) return error
  if (error instanceof WrongFields) {
    if (error.validationContext === 'body' && request.body === undefined)
      return new LapidaryError('empty-body')
    const fields: FieldError[] = fieldErrors(error.problems, language, columns)
    return new LapidaryError('wrong-fields', { count: fields.length }, { fields })
  }
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE': {
      const seen = (request.headers['content-type'] ?? '?').slice(0, 100)
      return new LapidaryError('wrong-content-type', {
        seen,
        expected: request.routeOptions.config.accepts ?? 'application/json',
      })
    }
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new LapidaryError('body-too-large', {
        limit: request.routeOptions.bodyLimit ?? services.settings.MAX_BODY_BYTES,
      })
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      // The caller closed the connection, so that nobody reads the response.
      return new LapidaryError('bad-request', {}, { cause: error })
    default: {
      const clientsFault = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
      return clientsFault
        ? new LapidaryError('bad-request', {}, { cause: error })
        : new LapidaryError('internal', { id: request.id }, { cause: error })
    }
  }
}

/** Rejects addresses that the router cannot read. */
export function handleFrameworkError(
  _error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  setApiHeaders(request, reply)
  sendProblem(reply, urlProblem(request.raw.url ?? ''), languageOf(request))
}

function urlProblem(url: string): LapidaryError {
  try {
    checkUrl(url)
  } catch (error) {
    if (error instanceof LapidaryError) return error
    throw error
  }
  return new LapidaryError('bad-request')
}
