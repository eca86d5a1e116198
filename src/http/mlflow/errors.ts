import type { FastifyReply } from 'fastify'
import { type ErrorCode, LapidaryError } from '../../base/errors/lapidary-error.ts'
import { fillTemplate, type Language } from '../../base/text/localized-text.ts'
import { choice, object, text } from '../../project/json-schema.ts'
import { setErrorHeaders } from '../problems.ts'
import { artifactErrors } from './artifacts/errors.ts'
import { cut } from './read-message.ts'
import { loggedModelErrors } from './logged-models/errors.ts'
import { trackingErrors } from './experiments/errors.ts'
import { registryErrors } from './registered-models/errors.ts'
import { traceErrors } from './traces/errors.ts'

/** The codes of MLflow's errors that we send, with their HTTP status. */
const statuses = {
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  REQUEST_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const

type MlflowErrorCode = keyof typeof statuses

interface MlflowError {
  readonly code: MlflowErrorCode
  /** The message of MLflow's own server, where clients compare it. */
  readonly en?: string | ((values: Readonly<Record<string, unknown>>) => string)
}

/**
 * Errors that MLflow sends with another code than that of their status, or with its own message.
 */
export type MlflowErrors = { readonly [Code in ErrorCode]?: MlflowError }

const known: MlflowErrors = {
  'no-route': { code: 'ENDPOINT_NOT_FOUND' },
  'no-content-type': { code: 'INVALID_PARAMETER_VALUE' },
  'wrong-content-type': {
    code: 'INVALID_PARAMETER_VALUE',
    en: "Bad Request. Content-Type must be one of ['{expected}'].",
  },
  'bad-cursor': { code: 'INVALID_PARAMETER_VALUE', en: 'Invalid page token, could not base64-decode' },
  'value-empty': {
    code: 'INVALID_PARAMETER_VALUE',
    en: "Missing value for required parameter '{field}'.",
  },
  'value-too-long': {
    code: 'INVALID_PARAMETER_VALUE',
    en: "'{field}' exceeds the maximum length of {limit} characters",
  },
  'name-characters': {
    code: 'INVALID_PARAMETER_VALUE',
    en: "Invalid value {seen} for parameter '{field}' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).",
  },
  'name-path': {
    code: 'INVALID_PARAMETER_VALUE',
    en: "Invalid value {seen} for parameter '{field}' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '{path}'",
  },
  ...artifactErrors,
  ...trackingErrors,
  ...loggedModelErrors,
  ...registryErrors,
  ...traceErrors,
}

const codeOfStatus: Readonly<Record<number, MlflowErrorCode>> = {
  400: 'INVALID_PARAMETER_VALUE',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'RESOURCE_DOES_NOT_EXIST',
  405: 'ENDPOINT_NOT_FOUND',
  408: 'BAD_REQUEST',
  409: 'RESOURCE_CONFLICT',
  413: 'INVALID_PARAMETER_VALUE',
  422: 'INVALID_PARAMETER_VALUE',
  429: 'REQUEST_LIMIT_EXCEEDED',
  500: 'INTERNAL_ERROR',
  501: 'NOT_IMPLEMENTED',
  503: 'TEMPORARILY_UNAVAILABLE',
}

/** Statuses that are kept although MLflow's code has another. */
const keptStatuses = new Set([405, 408, 413])

/** Returns whether errors of an address have the form of MLflow's. */
export function isMlflowPath(path: string): boolean {
  return /^\/(ajax-)?api\//.test(path)
}

/** The body of an error. */
export const mlflowErrorBody = object('An error.', {
  error_code: choice('The kind of error.', 'RESOURCE_DOES_NOT_EXIST', Object.keys(statuses)),
  message: text('What is wrong and what to do.', 'No Experiment with id=99 exists'),
})

/** The documentation of the errors of a route. */
export const mlflowErrorResponses = { default: mlflowErrorBody }

/** Sends an error in the form that MLflow's client reads. */
export function sendMlflowError(
  reply: FastifyReply,
  error: LapidaryError,
  language: Language,
  detail: string = error.messageIn(language),
): FastifyReply {
  setErrorHeaders(reply, error)
  const own = known[error.code]
  const code = own?.code ?? codeOfStatus[error.status] ?? 'BAD_REQUEST'
  // A message to a client names none of our files; what looks like a path is a name of theirs.
  const full = error.status < 500 ? error.messageIn(language) : detail
  const message = (language === 'en' && messageOf(own, error)) || withFields(error, full)
  return reply
    .code(keptStatuses.has(error.status) ? error.status : statuses[code])
    .header('content-language', language)
    .header('content-type', 'application/json')
    .serializer((payload: string) => payload)
    .send(JSON.stringify({ error_code: code, message }))
}

/** Returns the message of MLflow's own server, if the table has one. */
function messageOf(own: MlflowError | undefined, error: LapidaryError): string | undefined {
  const values = Object.fromEntries(
    Object.entries(error.values).map(([name, value]) => [
      name,
      typeof value === 'string' ? cut(value) : value,
    ]),
  )
  return typeof own?.en === 'function' ? own.en(values) : own?.en && fillTemplate(own.en, values)
}

/** Returns a message with those of the wrong fields, for which MLflow's errors have no place. */
function withFields({ fields }: LapidaryError, detail: string): string {
  return [detail, ...fields.map(({ field, message }) => `${field}: ${message}`)].join(' ')
}
