import type { FastifyRequest } from 'fastify'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { bodyText, decodePercent } from './request-text.ts'

/**
 * Parses a form (`application/x-www-form-urlencoded`) whose fields come once each.
 *
 * @throws LapidaryError `duplicate-key`, `not-utf8`, `wrong-charset`, `bad-percent-encoding`
 */
export function parseForm(request: FastifyRequest, body: Buffer): Readonly<Record<string, string>> {
  const fields = new Map<string, string>()
  for (const pair of bodyText(request, body).split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decodeField(equals === -1 ? pair : pair.slice(0, equals))
    if (fields.has(name)) throw new LapidaryError('duplicate-key', { seen: name.slice(0, 64) })
    fields.set(name, equals === -1 ? '' : decodeField(pair.slice(equals + 1)))
  }
  return Object.fromEntries(fields)
}

function decodeField(text: string): string {
  return decodePercent(text.replaceAll('+', ' '), 'form')
}
