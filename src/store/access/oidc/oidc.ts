import type { Configuration, IDToken } from 'openid-client'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { importOptional } from '../../../base/import-optional.ts'
import { isLoopback } from '../../../base/network/loopback.ts'
import { badSetting, type Settings } from '../../../base/settings/settings.ts'
import type { Access, OpenedSession } from '../access.ts'
import { checkUsername } from '../users/account-rules.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import { isNumericDate, isSubject } from '../tokens/claims.ts'
import { type Role, roleNames, roles } from '../../../base/roles.ts'
import { userId } from '../users/user-caller.ts'
import type { User, UserStore } from '../users/user-store.ts'

/** Seconds until a request to the provider fails. */
const timeoutSeconds = 10

interface Provider {
  readonly issuer: URL
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly roleOfGroup: ReadonlyMap<string, Role>
}

interface Parts {
  readonly userStore: UserStore
  readonly access: Pick<Access, 'trusted' | 'openUserSession'>
  readonly audit: Pick<AuditLog, 'record'>
}

/** Stored in the browser between its two visits, to match the callback with the start. */
interface Started {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/**
 * Opens sign-in with the provider of the settings, or returns null without OIDC_ISSUER. @throws
 * LapidaryError `bad-setting`
 */
export function openOidc(settings: Settings, parts: Parts, now: () => Date): OidcSignIn | null {
  const provider = providerOf(settings)
  return provider === null ? null : new OidcSignIn(provider, parts, now)
}

/**
 * Returns the provider of the settings, or null without OIDC_ISSUER. @throws LapidaryError
 * `bad-setting`
 */
export function providerOf(settings: Settings): Provider | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = settings
  if (issuer === undefined) return null
  const url = new URL(issuer)
  if (url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw badSetting('OIDC_ISSUER', issuer, 'an https address')
  if (clientId === undefined) throw badSetting('OIDC_CLIENT_ID', '', 'the id of this server at the provider')
  return { issuer: url, clientId, clientSecret, roleOfGroup: groupsOf(settings.OIDC_ROLES) }
}

/**
 * Resolves a provider's addresses and keys. @throws LapidaryError `oidc-unavailable`,
 * `package-missing`
 */
export async function discover({ issuer, clientId, clientSecret }: Provider): Promise<Configuration> {
  const { discovery, allowInsecureRequests, enableNonRepudiationChecks, None } = await load()
  try {
    return await discovery(issuer, clientId, clientSecret, clientSecret === undefined ? None() : undefined, {
      timeout: timeoutSeconds,
      // the ID token's signature is checked too, not only where it comes from; plain http is for
      // loopback only, see `providerOf`
      execute: [enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : [])],
    })
  } catch (error) {
    throw new LapidaryError('oidc-unavailable', { reason: reasonOf(error) }, { cause: error })
  }
}

/**
 * Sign-in of browsers through an OpenID Connect provider: authorisation code with PKCE (RFC 7636),
 * state and nonce. The groups of the ID token, or else of the user's information, give the role;
 * who is in none is refused.
 */
export class OidcSignIn {
  readonly #provider: Provider
  readonly #parts: Parts
  readonly #now: () => Date
  #configuration: Promise<Configuration> | undefined

  constructor(provider: Provider, parts: Parts, now: () => Date) {
    this.#provider = provider
    this.#parts = parts
    this.#now = now
  }

  /**
   * Where to send the browser, and what it is to bring back.
   * @param redirectUri address of the callback, as registered at the provider.
   * @throws LapidaryError `oidc-unavailable`, `package-missing`
   */
  async start(redirectUri: string): Promise<{ readonly url: string; readonly started: string }> {
    const client = await load()
    const configuration = await this.#discover()
    const started: Started = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    }
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: scopeOf(configuration),
      response_type: 'code',
      state: started.state,
      nonce: started.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(started.verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, started: Buffer.from(JSON.stringify(started)).toString('base64url') }
  }

  /**
   * Ends a sign-in: a session of the user that the provider vouches for.
   * @param callback the address to which the provider sent the browser, with its query.
   * @param text what `start` gave the browser to bring back.
   * @throws LapidaryError `oidc-failed`, `oidc-no-role`, `oidc-name-taken`, `oidc-unavailable`
   */
  async finish(callback: URL, text: string | null): Promise<OpenedSession> {
    const started = readStarted(text)
    const client = await load()
    const configuration = await this.#discover()
    let claims: Readonly<Record<string, unknown>> & Pick<IDToken, 'iss' | 'sub'>
    try {
      const response = await client.authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: started.verifier,
        expectedState: started.state,
        expectedNonce: started.nonce,
        idTokenExpected: true,
      })
      const token = response.claims()
      if (token === undefined) throw failed('no ID token')
      const times = [token.exp, token.iat, token['nbf'] ?? token.iat]
      if (!isSubject(token.sub) || !times.every(isNumericDate) || token.iat > token.exp)
        throw failed('claims of the ID token')
      const more =
        token['groups'] === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
      claims = more
        ? { ...(await client.fetchUserInfo(configuration, response.access_token, token.sub)), ...token }
        : token
    } catch (error) {
      throw explained(error)
    }
    return await this.#parts.access.openUserSession(await this.#userOf(claims))
  }

  /** Asked for again when the provider could not be reached. */
  async #discover(): Promise<Configuration> {
    this.#configuration ??= discover(this.#provider)
    try {
      return await this.#configuration
    } catch (error) {
      this.#configuration = undefined
      throw error
    }
  }

  /**
   * Returns the user of these claims and creates it at the first sign-in. Name and role come from
   * the provider. Users are identified by the subject that the provider assigns, so one who is
   * renamed there keeps the account here, including whether it is disabled.
   */
  async #userOf(claims: Readonly<Record<string, unknown>> & Pick<IDToken, 'iss' | 'sub'>): Promise<User> {
    const { userStore, access, audit } = this.#parts
    const subject = `${claims.iss} ${claims.sub}`
    const fullName = isSubject(claims['name']) ? claims['name'] : null
    const role = this.#roleOf(claims)
    const known = await userStore.findSubject(subject)
    const username = known?.username ?? nameOf(claims)
    if (role === null) {
      if (known !== null) await userStore.updateUser(username, { endTokens: true })
      access.trusted.forget()
      throw new LapidaryError('oidc-no-role')
    }
    if (known?.disabled === true) throw failed('user disabled')
    const at = this.#now().toISOString()
    if (known === null) {
      const state = { passwordHash: null, disabled: false, createdAt: at, lastSignInAt: at, tokenVersion: 0 }
      const user: User = { username, fullName, subject, role, ...state }
      if (!(await userStore.createUser(user))) throw new LapidaryError('oidc-name-taken', { seen: username })
      await audit.record({ by: userId(username), action: 'user.add', subject: `${username} ${role}` })
      return user
    }
    await userStore.updateUser(username, { fullName, role, lastSignInAt: at, endTokens: role !== known.role })
    if (role !== known.role) {
      access.trusted.forget()
      await audit.record({ by: userId(username), action: 'user.role', subject: `${username} ${role}` })
    }
    return (await userStore.findUser(username)) ?? known
  }

  #roleOf({ groups }: Readonly<Record<string, unknown>>): Role | null {
    const names = (Array.isArray(groups) ? groups : [groups]).filter((group) => typeof group === 'string')
    const given = names.map((group) => this.#provider.roleOfGroup.get(group))
    return roleNames.findLast((role) => given.includes(role)) ?? null // the one that allows most
  }
}

/**
 * Returns the person's name at the provider if it is allowed as a username here; otherwise the
 * provider's id.
 */
function nameOf({
  preferred_username,
  email,
  email_verified,
  sub,
}: Readonly<Record<string, unknown>>): string {
  for (const name of [preferred_username, email_verified === false ? undefined : email]) {
    try {
      if (typeof name === 'string') return checkUsername(name)
    } catch (error) {
      if (!(error instanceof LapidaryError)) throw error // not fit for a username: the next one is tried
    }
  }
  return checkUsername(String(sub))
}

/** `groups` is no standard scope: it is requested only if the provider lists it. */
function scopeOf(configuration: Configuration): string {
  const { scopes_supported: known = [] } = configuration.serverMetadata()
  return ['openid', 'profile', 'email', 'groups']
    .filter((scope) => scope === 'openid' || known.includes(scope))
    .join(' ')
}

/** `data-team=operator,heads=admin` */
function groupsOf(text: string): ReadonlyMap<string, Role> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '')
  return new Map(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=')
      const [group, role] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
      if (group === '' || !Object.hasOwn(roles, role)) {
        throw badSetting('OIDC_ROLES', text, `group=role, with a role of ${roleNames.join(', ')}`)
      }
      return [group, role as Role]
    }),
  )
}

function readStarted(text: string | null): Started {
  try {
    const { state, nonce, verifier } = JSON.parse(
      Buffer.from(text ?? '', 'base64url').toString(),
    ) as Partial<Started>
    if (typeof state === 'string' && typeof nonce === 'string' && typeof verifier === 'string')
      return { state, nonce, verifier }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error // a value of another site, or an old cookie
  }
  throw failed('not started here')
}

function explained(error: unknown): unknown {
  if (error instanceof LapidaryError) return error
  const reason = reasonOf(error)
  const away = error instanceof TypeError || reason === 'OAUTH_TIMEOUT'
  return new LapidaryError(away ? 'oidc-unavailable' : 'oidc-failed', { reason }, { cause: error })
}

/** A code of OAuth (`access_denied`) or of the client; texts of others are not shown. */
function reasonOf(error: unknown): string {
  const { error: oauth, code } = (error ?? {}) as { readonly error?: unknown; readonly code?: unknown }
  const reason = typeof oauth === 'string' ? oauth : typeof code === 'string' ? code : 'no response'
  return reason.replace(/[^\w. -]/g, '').slice(0, 60)
}

function failed(reason: string): LapidaryError {
  return new LapidaryError('oidc-failed', { reason })
}

async function load(): Promise<typeof import('openid-client')> {
  return await importOptional('openid-client', 'OIDC_ISSUER', () => import('openid-client'))
}
