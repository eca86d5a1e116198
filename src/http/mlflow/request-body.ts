import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The text of a JSON body of MLflow's routes, for errors; else empty. */
    bodyText: string
  }
}
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { largeBody } from '../load/turns.ts'
import { bodyText } from '../body/request-text.ts'
import { parseStrictJson } from '../body/strict-json.ts'

/**
 * Reads bodies as MLflow's server does: JSON, in which old clients of MLflow may have encoded a
 * text that is JSON itself, and in which Python writes NaN and infinities by name.
 */
export function parseBodies(app: FastifyInstance, nextTurn: () => Promise<void>): void {
  app.removeAllContentTypeParsers()
  app.decorateRequest('bodyText', '')
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      // Parsing and reading a large body takes long, and many may arrive at once.
      if (body.length >= largeBody) await nextTurn()
      request.bodyText = bodyText(request, body)
      return parseBody(request.bodyText)
    },
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
export function quoteNamedNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  )
}
