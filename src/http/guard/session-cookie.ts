import { type SetCookie, parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyRequest } from 'fastify'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { isLoopback } from '../../base/network/loopback.ts'
import { hostName } from './hosts.ts'

const sessionName = 'lapidary_session'

/** Whether other sites may send a cookie, and how long a browser keeps it. */
export type CookieAttributes = Required<Pick<SetCookie, 'sameSite'>> & Pick<SetCookie, 'maxAge' | 'expires'>

/** Returns the session's token of the request's cookies, or null. */
export function sessionToken(request: FastifyRequest): string | null {
  return cookieOf(request, sessionName)
}

/**
 * Returns the name under which a browser keeps a cookie of this server. Browsers keep the cookies
 * of a host together whatever the port, so the port is part of the name: two servers on one machine
 * do not overwrite each other's sessions. It is the port that the browser used, which is the same
 * for all replicas. Over https, `__Host-` keeps other hosts of the domain from setting the cookie
 * (RFC 6265bis, 4.1.3.2).
 */
function cookieName(request: FastifyRequest, name: string): string {
  const isHttps = request.protocol === 'https'
  const [, port = ''] = /:(\d{1,5})$/.exec(request.host) ?? []
  const suffix = port === '' || port === (isHttps ? '443' : '80') ? '' : `_${port}`
  return `${isHttps ? '__Host-' : ''}${name}${suffix}`
}

/** Returns the value of a cookie of the request that this server set under `name`, or null. */
export function cookieOf(request: FastifyRequest, name: string): string | null {
  const { [cookieName(request, name)]: value = '' } = parseCookie(request.headers.cookie ?? '')
  return value === '' ? null : value
}

/**
 * Returns a `Set-Cookie` header that opens the session, or (`token` empty, no `expires`) ends it.
 */
export function sessionCookie(request: FastifyRequest, token: string, expires?: string): string {
  const until = expires === undefined ? { maxAge: 0 } : { expires: new Date(expires) }
  return setCookie(request, sessionName, token, { sameSite: 'strict', ...until })
}

/** Returns a `Set-Cookie` header for a cookie of this server. */
export function setCookie(
  request: FastifyRequest,
  name: string,
  value: string,
  attributes: CookieAttributes,
): string {
  const secure = needsSecure(request)
  return stringifySetCookie({
    name: cookieName(request, name),
    value,
    path: '/',
    httpOnly: true,
    secure,
    ...attributes,
  })
}

/** Returns true everywhere but on this machine, where there is no TLS. */
function needsSecure(request: FastifyRequest): boolean {
  return !isLoopback(hostName(request.host)) || request.protocol === 'https'
}

/**
 * A browser drops a Secure cookie that comes over plain http, so signing in there would fail
 * without a word.
 */
export function refuseInsecureSignIn(request: FastifyRequest): void {
  if (request.protocol === 'https' || isLoopback(hostName(request.host))) return
  throw new LapidaryError('insecure-sign-in', { seen: `http://${hostName(request.host).slice(0, 100)}` })
}

/**
 * A request that a cookie signs and that changes something must come from a page of this server.
 * Browsers say where it comes from in `Sec-Fetch-Site` or, older ones, in `Origin`; beside it the
 * cookie is SameSite=Strict.
 *
 * @throws LapidaryError `cross-origin`.
 */
export function refuseCrossOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  const sameOrigin =
    site === undefined ? origin === `${request.protocol}://${request.host}` : site === 'same-origin'
  if (!sameOrigin) throw new LapidaryError('cross-origin', { seen: (origin ?? site ?? '?').slice(0, 100) })
}

/**
 * Rejects a request of another site that changes something. Programs, which are no browsers, send
 * neither of the headers that name the site.
 *
 * @throws LapidaryError `cross-origin`
 */
export function refuseOtherSite(request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (origin !== undefined || site !== undefined) refuseCrossOrigin(request)
}
