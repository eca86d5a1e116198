import type { FastifyRequest } from 'fastify'
import { LapidaryError } from '../errors.ts'
import { isLoopback } from '../lib/loopback.ts'
import { hostName } from './hosts.ts'

const cookieName = 'lapidary_session'

/** The session's token in the request's cookies, or null. */
export function sessionToken(request: FastifyRequest): string | null {
  return cookieOf(request, cookieName)
}

/** The value of one of the request's cookies; null without it. */
export function cookieOf(request: FastifyRequest, wanted: string): string | null {
  const header = request.headers.cookie
  if (header === undefined) return null
  for (const part of header.split(';')) {
    const [name, value] = part.trim().split('=', 2)
    if (name === wanted && value !== undefined && value !== '') return value
  }
  return null
}

/** A `Set-Cookie` that opens the session, or (`token` empty, no `expires`) ends it. */
export function sessionCookie(request: FastifyRequest, token: string, expires?: string): string {
  const until = expires === undefined ? 'Max-Age=0' : `Expires=${new Date(expires).toUTCString()}`
  return `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict; ${until}${secureFlag(request)}`
}

/** Everywhere but on this machine, where there is no TLS. */
export function secureFlag(request: FastifyRequest): string {
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
