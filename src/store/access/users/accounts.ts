import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { getAddressBucket, TokenBuckets } from '../../../base/token-buckets.ts'
import type { Access, OpenedSession } from '../access.ts'
import { checkPassword } from './account-rules.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { PasswordHasher } from './password-hash.ts'
import type { Role } from '../../../base/roles.ts'
import type { Caller } from '../caller.ts'
import { SignInBackoff } from '../sessions/sign-in-backoff.ts'
import type { SignInFailures } from '../sessions/sign-in-failures.ts'
import type { SignInLog } from '../sessions/sign-in-log.ts'
import type { TokenClaims, Tokens } from '../tokens/tokens.ts'
import { callerOfUser, userId } from './user-caller.ts'
import type { User, UserStore } from './user-store.ts'
import type { Users } from './users.ts'
import { VerifiedPasswords } from './verified-passwords.ts'

/** Maximum registrations per minute from one address. */
const registrationsPerMinute = 30
/** Tokens whose signature is not checked again. */
const maxVerified = 10_000
/** Far beyond any of ours; what is longer is not looked at. */
const maxTokenLength = 4096

export interface AccountPolicy {
  readonly registration: 'open' | 'invite' | 'closed'
  /** Role of people who register. */
  readonly role: Role
}

/** Source of a request. */
export interface From {
  readonly address: string
}

export interface Credentials {
  readonly username: string
  readonly password: string
}

export interface Registration extends Credentials {
  readonly fullName?: string | null
  readonly invitation?: string
}

interface Parts {
  readonly store: UserStore
  readonly users: Users
  readonly access: Pick<Access, 'trusted' | 'openUserSession'>
  readonly audit: Pick<AuditLog, 'record'>
  readonly signIns: Pick<SignInLog, 'record' | 'failed'>
  readonly signInFailures: SignInFailures
  readonly hasher: PasswordHasher
  readonly tokens: Tokens
  readonly policy: AccountPolicy
  /** Bytes of `node:crypto`. */
  readonly random: (size: number) => Uint8Array
  /** Names of the product and the project: no password may be a variant of one. */
  readonly names: readonly string[]
}

/** Registers people, signs them in, verifies their tokens and changes their passwords. */
export class Accounts {
  readonly #parts: Parts
  readonly #now: () => Date
  readonly #backoff: SignInBackoff
  readonly #registrations = new TokenBuckets(registrationsPerMinute)
  /** Claims of verified tokens, the least recently used first. */
  readonly #verified = new Map<string, TokenClaims>()
  readonly #passwords: VerifiedPasswords

  constructor(parts: Parts, now: () => Date) {
    this.#parts = parts
    this.#now = now
    this.#backoff = new SignInBackoff(parts.signInFailures, now)
    this.#passwords = new VerifiedPasswords(parts.random(32), now)
  }

  get policy(): AccountPolicy {
    return this.#parts.policy
  }

  /**
   * Creates the account of the caller: the invited one with an invitation, else a new one if
   * registration is open.
   * @throws LapidaryError `username-taken`, `bad-username`, `bad-password`, `common-password`,
   * `registration-closed`, `bad-invitation`, `too-many-registrations`, `sign-in-busy`
   */
  async register(
    { username: written, password, fullName = null, invitation }: Registration,
    { address }: From,
  ): Promise<User> {
    const username = written.normalize('NFC')
    const { users, policy } = this.#parts
    const { allowed, seconds } = this.#registrations.take(getAddressBucket(address), this.#now().getTime())
    if (!allowed)
      throw new LapidaryError('too-many-registrations', { limit: registrationsPerMinute, seconds })
    if (invitation !== undefined) return await users.redeem({ username, password, fullName }, invitation)
    if (policy.registration === 'closed') throw new LapidaryError('registration-closed')
    if (policy.registration === 'invite') throw new LapidaryError('invitation-needed')
    const { user } = await users.add({ username, password, fullName, role: policy.role }, userId(username))
    return user
  }

  /**
   * Issues a token for `Authorization: Bearer`. @throws LapidaryError `wrong-password`,
   * `sign-in-backoff`, `sign-in-busy`
   */
  async signIn(
    credentials: Credentials,
    from: From,
  ): Promise<{ readonly token: string; readonly expiresIn: number }> {
    const { tokens, signIns } = this.#parts
    const { username, tokenVersion } = await this.#authenticate(credentials, from)
    await signIns.record({ action: 'token.issue', by: userId(username), subject: username, ...from })
    return { token: await tokens.issue(username, tokenVersion), expiresIn: tokens.expiresIn }
  }

  /**
   * Opens a session for a browser. @throws LapidaryError `wrong-password`, `sign-in-backoff`,
   * `sign-in-busy`
   */
  async openSession(credentials: Credentials, from: From): Promise<OpenedSession> {
    const { access, signIns } = this.#parts
    const user = await this.#authenticate(credentials, from)
    await signIns.record({
      action: 'session.open',
      by: userId(user.username),
      subject: user.username,
      ...from,
    })
    return await access.openUserSession(user)
  }

  /**
   * Changes the user's own password and ends all their tokens and sessions. Returns the updated
   * user.
   * @throws LapidaryError `wrong-password`, `bad-password`, `common-password`, `sign-in-backoff`,
   * `sign-in-busy`
   */
  async changePassword({ username, password }: Credentials, newPassword: string, from: From): Promise<User> {
    const { store, users, access, audit, hasher, names } = this.#parts
    checkPassword(newPassword, [username, ...names], 'new_password')
    const { fullName } = await this.#authenticate({ username, password }, from)
    checkPassword(newPassword, [fullName], 'new_password')
    await store.updateUser(username, { passwordHash: await hasher.hash(newPassword), endTokens: true })
    access.trusted.forget()
    await audit.record({ by: userId(username), action: 'user.password', subject: username })
    return await users.get(username)
  }

  /** Resolves whether anyone can sign in with a password, now or after registering. */
  async inUse(): Promise<boolean> {
    return this.policy.registration !== 'closed' || (await this.#parts.store.hasPasswords())
  }

  /**
   * Returns the caller of a token that `verifyToken` accepted a moment ago; null if `verifyToken`
   * must decide.
   */
  recentToken(token: string): Caller | null {
    return this.#parts.access.trusted.recent(`token ${token}`)
  }

  /**
   * Resolves the caller of a token; null if it is wrong or expired, or its user is disabled or has
   * changed the password since.
   */
  async verifyToken(token: string): Promise<Caller | null> {
    const known = this.recentToken(token)
    if (known !== null) return known
    const { store, access } = this.#parts
    const { changes } = access.trusted
    const name = `token ${token}`
    return await access.trusted.orAsBefore(name, async () => {
      const claims = await this.#claimsOf(token)
      if (claims === null) return access.trusted.distrust(name)
      const user = await store.findUser(claims.username)
      if (user === null || user.disabled || user.tokenVersion !== claims.version) {
        this.#verified.delete(token)
        return access.trusted.distrust(name)
      }
      return access.trusted.trust(name, callerOfUser(user), claims.expiresAt, changes)
    })
  }

  /**
   * Returns the caller of a password that `verifyPassword` accepted a moment ago; null if
   * `verifyPassword` must decide.
   */
  recentPassword({ username, password }: Credentials): Caller | null {
    return this.#parts.access.trusted.recent(`password ${this.#passwords.nameOf(username, password)}`)
  }

  /** Returns whether a password was right a moment ago, so that `verifyPassword` is cheap. */
  remembersPassword({ username, password }: Credentials): boolean {
    return this.#passwords.remembers(this.#passwords.nameOf(username, password))
  }

  /**
   * Resolves the caller of a username and a password that a program sends with each request.
   * @throws LapidaryError `wrong-password`, `sign-in-backoff`, `sign-in-busy`
   */
  async verifyPassword(credentials: Credentials, from: From): Promise<Caller | null> {
    const { store, access, signIns } = this.#parts
    const digest = this.#passwords.nameOf(credentials.username, credentials.password)
    const name = `password ${digest}`
    const { changes } = access.trusted
    return await access.trusted.orAsBefore(name, async () => {
      const known = await store.findUser(credentials.username.normalize('NFC'))
      if (known !== null && this.#passwords.isRight(digest, known))
        return access.trusted.trust(name, callerOfUser(known), null, changes)
      access.trusted.distrust(name)
      const user = await this.#passwords.check(digest, () => this.#authenticate(credentials, from))
      const { id: by, name: subject } = callerOfUser(user)
      await signIns.record({ action: 'password.use', by, subject, ...from })
      return access.trusted.trust(name, callerOfUser(user), null, changes)
    })
  }

  async #claimsOf(token: string): Promise<TokenClaims | null> {
    const known = this.#verified.get(token)
    this.#verified.delete(token) // to the end, or for good
    const valid =
      known !== undefined &&
      known.expiresAt > this.#now().toISOString() &&
      (await this.#parts.tokens.isKeyGood(known))
    if (!valid && token.length > maxTokenLength) return null
    const claims = valid ? known : await this.#parts.tokens.verify(token)
    if (claims === null) return null
    if (this.#verified.size >= maxVerified) this.#verified.delete(this.#verified.keys().next().value ?? '')
    this.#verified.set(token, claims)
    return claims
  }

  /**
   * The user with this password. Who is unknown, disabled or has none takes as long as a wrong one,
   * and hears the same.
   */
  async #authenticate({ username: written, password }: Credentials, { address }: From): Promise<User> {
    const { store, hasher, signIns } = this.#parts
    const username = written.normalize('NFC').slice(0, 256)
    const bucket = getAddressBucket(address)
    const refusal = await this.#backoff.attempt(username, bucket)
    if (refusal !== null) {
      const known = await store.findUser(username)
      await signIns.failed(known && known.username, address)
      throw refusal
    }
    let user: User | null
    let right: boolean
    try {
      user = await store.findUser(username)
      right = await hasher.verify(password, user?.passwordHash ?? null)
    } catch (error) {
      await this.#backoff.unanswered(username, bucket)
      throw error
    }
    if (!right || user?.passwordHash == null || user.disabled) {
      await signIns.failed(user && user.username, address)
      throw new LapidaryError('wrong-password')
    }
    await this.#backoff.succeeded(username, bucket)
    const passwordHash = hasher.isOutdated(user.passwordHash)
      ? { passwordHash: await hasher.hash(password) }
      : {}
    await store.updateUser(username, { lastSignInAt: this.#now().toISOString(), ...passwordHash })
    return user
  }
}
