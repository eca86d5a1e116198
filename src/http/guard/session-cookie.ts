import type { FastifyRequest } from 'fastify'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { isLoopback } from '../../base/network/loopback.ts'
import { hostName } from './hosts.ts'

const sessionName = 'lapidary_session'

/** The session's token in the request's cookies, or null. */
export function sessionToken(request: FastifyRequest): string | null {
  return cookieOf(request, sessionName)
}

/**
 * Returns the name under which a browser keeps a cookie of this server. Browsers keep the cookies of a host together whatever the port, so the
 * port is part of the name: two servers on one machine do not overwrite each other's sessions. It is the port that the browser used,
 * which is the same for all replicas. Over https, `__Host-` keeps other hosts of the domain from setting the cookie (RFC 6265bis, 4.1.3.2).
 */
function cookieName(request: FastifyRequest, name: string): string {
  const isHttps = request.protocol === 'https'
  const [, port = ''] = /:(\d{1,5})$/.exec(request.host) ?? []
  const suffix = port === '' || port === (isHttps ? '443' : '80') ? '' : `_${port}`
  return `${isHttps ? '__Host-' : ''}${name}${suffix}`
}

/** The value of one of the request's cookies, which this server gave under the name `name`; null without it. */
export function cookieOf(request: FastifyRequest, name: string): string | null {
  const header = request.headers.cookie
  if (header === undefined) return null
  const wanted = cookieName(request, name)
  for (const part of header.split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === wanted && value !== undefined && value !== '') return value
  }
  return null
}

/** A `Set-Cookie` that opens the session, or (`token` empty, no `expires`) ends it. */
export function sessionCookie(request: FastifyRequest, token: string, expires?: string): string {
  const until = expires === undefined ? 'Max-Age=0' : `Expires=${new Date(expires).toUTCString()}`
  return setCookie(request, sessionName, token, `SameSite=Strict; ${until}`)
}

/** A `Set-Cookie` header for a cookie of this server. @param attributes `SameSite`, and for how long. */
export function setCookie(request: FastifyRequest, name: string, value: string, attributes: string): string {
  return `${cookieName(request, name)}=${value}; Path=/; HttpOnly; ${attributes}${secureFlag(request)}`
}

/** Everywhere but on this machine, where there is no TLS. */
function secureFlag(request: FastifyRequest): string {
  return isLoopback(hostName(request.host)) && request.protocol !== 'https' ? '' : '; Secure'
}

/** A browser drops a Secure cookie that comes over plain http, so signing in there would fail without a word. */
export function refuseInsecureSignIn(request: FastifyRequest): void {
  if (request.protocol === 'https' || isLoopback(hostName(request.host))) return
  throw new LapidaryError('insecure-sign-in', { seen: `http://${hostName(request.host).slice(0, 100)}` })
}

/**
 * A request that a cookie signs and that changes something must come from a page of this server. Browsers say where it comes
 * from in `Sec-Fetch-Site` or, older ones, in `Origin`; beside it the cookie is SameSite=Strict.
 *
 * @throws LapidaryError `cross-origin`.
 */
export function refuseCrossOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  const sameOrigin = site === undefined ? origin === `${request.protocol}://${request.host}` : site === 'same-origin'
  if (!sameOrigin) throw new LapidaryError('cross-origin', { seen: (origin ?? site ?? '?').slice(0, 100) })
}
