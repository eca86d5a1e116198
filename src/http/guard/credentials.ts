import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../store/access/caller.ts'
import type { ServerServices } from '../platform-services.ts'
import { refuseCrossOrigin, refuseOtherSite, sessionToken } from './session-cookie.ts'

/** What a request is signed with; `unreadable` is a header that cannot be any of them. */
type Credentials =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'session'; readonly token: string }
  | { readonly kind: 'unreadable'; readonly refusal: Refusal }

type Refusal = 'no-key' | 'wrong-key' | 'wrong-token' | 'wrong-password'

/** What verifies credentials. */
export type Verifiers = Pick<ServerServices, 'access' | 'accounts'>

/** Maximum characters of a key. */
const maxKeyLength = 512
/** Usernames with which HTTP Basic sends an API key as the password. */
const keyUsers: ReadonlySet<string> = new Set(['', 'key'])

/**
 * Returns the credentials of a request: `x-api-key`, `Authorization`, or the cookie of a session,
 * whichever is sent first in this order. Null without any.
 */
export function readCredentials(request: FastifyRequest): Credentials | null {
  const { 'x-api-key': key, authorization } = request.headers
  if (key !== undefined) {
    const isReadable = typeof key === 'string' && key.length <= maxKeyLength
    return isReadable ? { kind: 'key', key } : { kind: 'unreadable', refusal: 'wrong-key' }
  }
  const [, scheme = '', value = ''] = /^(bearer|basic) +(.*)$/i.exec(authorization ?? '') ?? []
  if (scheme.toLowerCase() === 'bearer') return { kind: 'bearer', token: value.trim() }
  if (scheme.toLowerCase() === 'basic') return readBasic(value.trim())
  const token = sessionToken(request)
  return token === null ? null : { kind: 'session', token }
}

/** Reads the value of HTTP Basic (RFC 7617): UTF-8, or Latin-1 of clients that do not send it. */
function readBasic(value: string): Credentials {
  const bytes = Buffer.from(value, 'base64')
  const text = isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1')
  const colon = text.indexOf(':')
  const [username, password] = [text.slice(0, colon), text.slice(colon + 1)]
  if (colon < 0 || password === '') return { kind: 'unreadable', refusal: 'wrong-password' }
  return { kind: 'password', username, password }
}

/**
 * Returns the owner of credentials that were verified a moment ago, or null if `identify` must
 * decide.
 */
export function recentCaller(request: FastifyRequest, { access, accounts }: Verifiers): Caller | null {
  const credentials = readCredentials(request)
  switch (credentials?.kind) {
    case 'key':
      return access.recent(credentials.key)
    case 'bearer':
      return accounts.recentToken(credentials.token) ?? access.recent(credentials.token)
    case 'password': {
      refuseOtherSite(request)
      const { username, password } = credentials
      const ofKey = keyUsers.has(username) ? access.recent(password) : null
      return ofKey ?? accounts.recentPassword({ username, password })
    }
    default:
      return null
  }
}

/**
 * Resolves the owner of credentials, or null without any, or if they are not valid.
 *
 * @param beforeHash called before a password is hashed, which costs far more than the other checks
 * @throws LapidaryError `wrong-password`, `sign-in-backoff`, `sign-in-busy` of a password,
 * `cross-origin` of a session or a password
 */
export async function identify(
  request: FastifyRequest,
  credentials: Credentials | null,
  { access, accounts }: Verifiers,
  beforeHash: () => void = () => undefined,
): Promise<Caller | null> {
  switch (credentials?.kind) {
    case 'key':
      return await access.verify(credentials.key)
    case 'bearer': {
      const { token } = credentials
      if (isToken(token)) return (await accounts.verifyToken(token)) ?? (await verifyKey(token, access))
      return await verifyKey(token, access)
    }
    case 'password': {
      // A browser adds the password of an earlier visit to requests that another site makes.
      refuseOtherSite(request)
      const { username, password } = credentials
      const ofKey = keyUsers.has(username) ? await verifyKey(password, access) : null
      if (ofKey !== null || username === '') return ofKey
      if (!accounts.remembersPassword({ username, password })) beforeHash()
      return await accounts.verifyPassword({ username, password }, { address: request.ip })
    }
    case 'session': {
      const caller = await access.verifySession(credentials.token)
      if (caller !== null) refuseCrossOrigin(request)
      return caller
    }
    default:
      return null
  }
}

/** Returns why credentials without a caller are refused. */
export function refusalOf(credentials: Credentials | null): Refusal {
  switch (credentials?.kind) {
    case 'unreadable':
      return credentials.refusal
    case 'bearer':
      return isToken(credentials.token) ? 'wrong-token' : 'wrong-key'
    case undefined:
      return 'no-key'
    default:
      return 'wrong-key'
  }
}

async function verifyKey(key: string, access: Verifiers['access']): Promise<Caller | null> {
  return key.length <= maxKeyLength ? await access.verify(key) : null
}

/** Returns whether a bearer has the form of a token (a JWT) and not of a key. */
function isToken(bearer: string): boolean {
  return bearer.split('.', 4).length === 3
}
