import type { Static } from 'typebox'
import {
  anything,
  integer,
  type JsonSchema,
  list,
  object,
  type Schema,
  text,
  typed,
} from '../../project/json-schema.ts'

/** The body of every error response. */
export const problemSchema = {
  $id: 'Problem',
  title: 'Problem',
  ...object(
    'An error in the format of RFC 9457.',
    {
      type: text('Names the kind of error.', 'urn:lapidary:error:wrong-fields'),
      title: text('The status in words.', 'Unprocessable Entity'),
      status: integer('The HTTP status.', 422),
      detail: text(
        'What was wrong and what to do, in the language of `Accept-Language`.',
        '1 of the fields sent cannot be accepted; "errors" says which and why.',
      ),
      code: text('The error in the catalogue of errors.', 'wrong-fields'),
      errors: list(
        'Every wrong field.',
        object(
          'One wrong field.',
          {
            field: text('Where it is; of the fourth row `rows[3].Age`.', 'Age'),
            message: text(
              'What is wrong with it.',
              'It must be a whole number from 14 to 90 years, or null when it is not known; 8698 was sent.',
            ),
            seen: anything('The value that was sent, shortened if it is long.', 8698),
            allowed: anything('What is allowed.', { type: ['integer', 'null'], min: 14, max: 90 }),
          },
          ['seen', 'allowed'],
        ),
      ),
    },
    ['errors'],
  ),
}
export type Problem = Static<typeof problemSchema>

/** The documentation of an error response. */
interface ProblemResponse extends JsonSchema {
  readonly description: string
  readonly content: { readonly 'application/problem+json': { readonly schema: Schema<Problem> } }
}

const schema = typed<Problem>({ $ref: 'Problem#' })

const meanings: Readonly<Record<number, string>> = {
  400: 'The body or the address cannot be read.',
  401: 'The key is missing or not valid.',
  403: 'The key does not have the scope.',
  404: 'It does not exist.',
  409: 'The current state does not allow it.',
  413: 'The body is too large.',
  415: 'The body has another content type.',
  422: 'Fields are wrong; `errors` lists them all.',
  429: 'Too many requests; `Retry-After` says when to try again.',
  503: 'Not possible now: the server is overloaded, or a store cannot be reached. Try again after `Retry-After`.',
}

/**
 * Returns the error responses of a route, for its documentation. Those of the guard are added to
 * every route with a scope: see `guardResponses`.
 */
export function problemResponses<const Status extends number>(
  statuses: readonly Status[],
): Record<Status, ProblemResponse> {
  return errorResponses(statuses, { 'application/problem+json': { schema } })
}

/**
 * Returns the error responses of a route whose clients read another form than a problem.
 *
 * @param content the form, by media type
 */
export function errorResponses<const Status extends number, Content extends JsonSchema>(
  statuses: readonly Status[],
  content: Content,
): Record<Status, { readonly description: string; readonly content: Content }> {
  const responses = statuses.map(
    (status) => [status, { description: meanings[status] ?? 'Error.', content }] as const,
  )
  return Object.fromEntries(responses) as Record<
    Status,
    { readonly description: string; readonly content: Content }
  >
}

/**
 * The errors of the guard, which precede those of every route with a scope. 503: the store of the
 * keys cannot be reached.
 */
export const guardResponses = problemResponses([401, 403, 429, 503])
