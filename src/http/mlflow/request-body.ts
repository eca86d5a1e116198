import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { bodyText } from '../body/request-text.ts'
import { parseStrictJson } from '../body/strict-json.ts'

/**
 * Reads bodies as MLflow's server does: JSON, in which old clients of MLflow may have encoded a
 * text that is JSON itself, and in which Python writes NaN and infinities by name.
 */
export function parseBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => parseBody(bodyText(request, body)),
  )
}

/** Parses the body of a request; an empty one has no parameters. */
export function parseBody(text: string): unknown {
  if (text.trim() === '') return {}
  const value = parseLenientJson(text)
  return typeof value === 'string' ? parseLenientJson(value) : (value ?? {})
}

function parseLenientJson(text: string): unknown {
  try {
    return parseStrictJson(text)
  } catch (error) {
    const isMalformed = error instanceof LapidaryError && error.code === 'malformed-json'
    if (!isMalformed || !/NaN|Infinity/.test(text)) throw error
    return parseStrictJson(quoteNamedNumbers(text))
  }
}

/** Quotes NaN and infinities outside of strings, as protocol buffers do. */
function quoteNamedNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  )
}
