import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'

/**
 * Headers whose text is compared or shown. Node decodes each of their bytes as one character of
 * Latin-1.
 */
const textHeaders = ['x-api-key', 'authorization', 'accept-language', 'content-type'] as const

/**
 * Decodes headers as UTF-8 and refuses those that are not. Without it, invalid bytes become the
 * replacement character and different texts become the same one.
 */
export function refuseUnreadableHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    decodeHeaders(request)
    done()
  })
}

/**
 * Refuses addresses that are not UTF-8 and bodies with a `Content-Encoding`. The hook is added
 * after the guard and after unknown addresses are refused, so that callers without access get 401
 * or 403 and nothing else.
 */
export function refuseUnreadableRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    try {
      checkUrl(request.raw.url ?? '')
      checkContentEncoding(request)
      done()
    } catch (error) {
      // The response names the coding that is accepted instead (RFC 9110, 15.5.16).
      if (error instanceof LapidaryError && error.code === 'wrong-content-encoding')
        reply.header('accept-encoding', 'identity')
      done(error as Error)
    }
  })
}

/** Decodes the text headers of a request in place. @throws LapidaryError `not-utf8` */
function decodeHeaders({ headers }: FastifyRequest): void {
  for (const name of textHeaders) {
    const value = headers[name]
    if (typeof value === 'string' && /[^\0-\x7f]/.test(value))
      headers[name] = decodeUtf8(Buffer.from(value, 'latin1'), name)
  }
}

/**
 * Checks that an address is ASCII and that its percent-encoding is UTF-8.
 *
 * @throws LapidaryError `bad-percent-encoding`
 */
export function checkUrl(url: string): void {
  const foreign = /[^\x21-\x7e]/.exec(url)
  if (foreign !== null) throw new LapidaryError('bad-percent-encoding', { place: 'URL', at: foreign.index })
  if (url.includes('%')) decodePercent(url, 'URL')
}

/**
 * Decodes percent-encoded UTF-8.
 *
 * @param place where the text is, for the error.
 * @throws LapidaryError `bad-percent-encoding`
 */
export function decodePercent(text: string, place: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    throw new LapidaryError('bad-percent-encoding', { place, at: invalidPercentAt(text) })
  }
}

/** Returns the index of the first run of percent-encoded bytes that cannot be decoded. */
function invalidPercentAt(text: string): number {
  for (const { 0: run, index } of text.matchAll(/%(?:[\da-f]{2}(?:%[\da-f]{2})*)?/gi)) {
    try {
      decodeURIComponent(run)
    } catch {
      return index // the reason is the same as that of the whole text
    }
  }
  return 0
}

/**
 * Refuses a body that is compressed or otherwise encoded, unless the route decompresses it.
 *
 * @throws LapidaryError `wrong-content-encoding`
 */
function checkContentEncoding({ headers, routeOptions }: FastifyRequest): void {
  if (routeOptions.config.decompresses === true) return
  const seen = headers['content-encoding']?.trim() ?? ''
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (!hasBody || seen === '' || seen.toLowerCase() === 'identity') return
  throw new LapidaryError('wrong-content-encoding', { seen: seen.slice(0, 100) })
}

/**
 * Decodes the body of a JSON or form request. A byte order mark at its start is no part of the text
 * (RFC 8259, 8.1).
 *
 * @throws LapidaryError `wrong-charset`, `not-utf8`
 */
export function bodyText({ headers }: FastifyRequest, body: Buffer): string {
  const type = headers['content-type'] ?? ''
  for (const [, seen = ''] of type.includes(';') ? type.matchAll(/;\s*charset\s*=\s*"?([^";]*)/gi) : []) {
    if (!/^(utf-?8|us-ascii)$/i.test(seen.trim()))
      throw new LapidaryError('wrong-charset', { seen: seen.trim().slice(0, 100) })
  }
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
  return decodeUtf8(hasMark ? body.subarray(3) : body, 'body')
}

/** Decodes UTF-8 without replacing invalid bytes. @throws LapidaryError `not-utf8` */
function decodeUtf8(bytes: Buffer, place: string): string {
  if (isUtf8(bytes)) return bytes.toString()
  throw new LapidaryError('not-utf8', { place, at: invalidByteAt(bytes) })
}

/**
 * Returns the offset of the first byte that is no part of a character. The decoded text has the
 * replacement character there.
 */
function invalidByteAt(bytes: Buffer): number {
  const text = bytes.toString()
  for (let i = text.indexOf('\ufffd'); i !== -1; i = text.indexOf('\ufffd', i + 1)) {
    const at = Buffer.byteLength(text.slice(0, i))
    if (bytes.toString('latin1', at, at + 3) !== '\xef\xbf\xbd') return at
  }
  return 0
}
