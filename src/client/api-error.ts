import { fillTemplate, type Language, type LocalizedText } from '../base/text/localized-text.ts'
import type { Problem } from '../http/api/problem.ts'
import { parseRetryAfter } from './retry-after.ts'

/** The server refused the request, or something before it responded in its place. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /**
   * Its `code` is `unexpected-response` where a success is not what this server sends, such as the
   * sign-in page of a proxy.
   */
  readonly problem: Problem
  /** Seconds after which to try again, if the server said so. */
  readonly retryAfter: number | null

  constructor(problem: Problem, retryAfter: number | null) {
    super(problem.detail)
    this.problem = problem
    this.retryAfter = retryAfter
  }
}

/** A response as `fetch` and `XMLHttpRequest` both have it. */
export interface ReceivedResponse {
  readonly status: number
  readonly statusText: string
  readonly header: (name: string) => string | null
  readonly text: string
}

/**
 * Returns the error of a response whose status is not that of a success. Its body may be no
 * problem: proxies write their own.
 */
export function errorOfResponse({ status, statusText, header, text }: ReceivedResponse): ApiError {
  const isProblem = header('content-type')?.startsWith('application/problem+json') === true
  const problem = (isProblem ? parseProblem(text) : null) ?? {
    type: 'about:blank',
    title: statusText,
    status,
    detail: `${status} ${statusText}`.trim(),
    code: 'internal',
  }
  return new ApiError(problem, parseRetryAfter(header('retry-after'), header('date')))
}

function parseProblem(text: string): Problem | null {
  const value = parseJsonObject(text) as Partial<Problem> | null
  const isProblem =
    typeof value?.detail === 'string' && typeof value.code === 'string' && typeof value.status === 'number'
  return isProblem ? (value as Problem) : null
}

/** Returns the JSON object that a text is, or `null`. */
export function parseJsonObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && !Array.isArray(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

const unexpected: LocalizedText = {
  en:
    '{request} returned {status} with {seen}, where {expected} is expected. Something other than the server seems to have responded, ' +
    'such as the sign-in page of a proxy. Check the address, or open it in a browser and sign in there.',
  'pt-BR':
    '{request} retornou {status} com {seen}, mas era esperado {expected}. Parece que outra coisa respondeu no lugar do servidor, ' +
    'como a página de login de um proxy. Verifique o endereço ou abra-o no navegador e faça login por lá.',
}

/**
 * Returns the error of a success that is not what the request asks for.
 *
 * @param request method and address, for the message.
 * @param expected media type.
 */
export function unexpectedResponse(
  { status, statusText, header }: Omit<ReceivedResponse, 'text'>,
  { request, expected, language = 'en' }: { request: string; expected: string; language?: Language },
): ApiError {
  const seen = header('content-type') ?? '-'
  const detail = fillTemplate(unexpected[language], { request, status, seen, expected })
  return new ApiError(
    { type: 'about:blank', title: statusText, status, detail, code: 'unexpected-response' },
    null,
  )
}
