import { hash, timingSafeEqual } from 'node:crypto'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { newApiKey } from './keys/api-key.ts'
import type { Scope } from '../../base/roles.ts'
import type { Caller } from './caller.ts'
import type { AccessStore, ApiKey, Session } from './store.ts'
import { TrustedCallers } from './trusted-callers.ts'
import { callerOfUser } from './users/user-caller.ts'
import type { User, UserStore } from './users/user-store.ts'

/**
 * Milliseconds from sign-in to the end of a session, used or not. It ends earlier with its key or
 * its user's tokens.
 */
const sessionMs = 12 * 3_600_000
/** Milliseconds between two writes of when keys were last used. */
const touchIntervalMs = 10_000

interface Effects {
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
  /**
   * Called when recording a key's last use fails. No request fails for it, and the next write
   * retries.
   */
  readonly warn: (error: unknown) => void
}

export interface NewKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: Date | null
}

export interface OpenedSession {
  /** Value of the cookie; it is not stored. */
  readonly token: string
  readonly caller: Caller
  readonly expiresAt: string
}

/** Authenticates API keys and browser sessions. Only the SHA-256 of keys and sessions is stored. */
export class Access {
  readonly #store: AccessStore
  readonly #users: Pick<UserStore, 'findUser'>
  readonly #effects: Effects
  readonly #environment: {
    readonly digest: Buffer
    readonly keyId: string
    readonly caller: Caller
  } | null
  /** Callers of keys, sessions and users' tokens in one place, so that one change ends them all. */
  readonly trusted: TrustedCallers
  readonly #used = new Map<string, string>()
  readonly #timer: NodeJS.Timeout

  /**
   * @param apiKey API_KEY and its scopes: its caller is `environment`. Without it only stored keys
   * count.
   */
  constructor(
    store: AccessStore,
    users: Pick<UserStore, 'findUser'>,
    apiKey: { readonly key: string; readonly scopes: readonly Scope[] } | null,
    effects: Effects,
  ) {
    this.#store = store
    this.#users = users
    this.#effects = effects
    this.trusted = new TrustedCallers(effects.now)
    this.#environment = apiKey === null ? null : environmentOf(apiKey.key, apiKey.scopes)
    this.#timer = setInterval(() => void this.#writeUses(), touchIntervalMs).unref()
  }

  /** Creates a key. The key itself is in the result and nowhere else. */
  async create({
    name,
    scopes,
    expiresAt,
  }: NewKey): Promise<{ readonly key: string; readonly record: ApiKey }> {
    const key = newApiKey(this.#effects.random)
    const record: ApiKey = {
      id: Buffer.from(this.#effects.random(6)).toString('hex'),
      name,
      sha256: sha256Of(key).toString('hex'),
      scopes: [...new Set(scopes)],
      createdAt: this.#effects.now().toISOString(),
      expiresAt: expiresAt?.toISOString() ?? null,
      revokedAt: null,
      lastUsedAt: null,
    }
    await this.#store.createKey(record)
    return { key, record }
  }

  /**
   * Returns the caller of a key that `verify` accepted a moment ago, without hashing it; null if
   * `verify` must decide.
   */
  recent(key: string): Caller | null {
    return this.trusted.recent(`key ${key}`)
  }

  /**
   * Resolves the caller of a key, or null if it is wrong, expired or revoked. Cheap for a key that
   * was verified a moment ago.
   */
  async verify(key: string): Promise<Caller | null> {
    const name = `key ${key}`
    const known = this.trusted.recent(name)
    if (known !== null) return known
    const digest = sha256Of(key)
    const { changes } = this.trusted
    if (this.#environment !== null && timingSafeEqual(digest, this.#environment.digest)) {
      return this.trusted.trust(name, this.#environment.caller, null, changes)
    }
    if (!/^lap_[\w-]{43}$/.test(key)) return null // not a key of this program: not worth a query
    return await this.trusted.orAsBefore(name, async () => {
      const record = await this.#store.findKey(digest.toString('hex'))
      if (record === null || !this.#isValid(record)) return this.trusted.distrust(name)
      this.#use(record)
      return this.trusted.trust(name, callerOf(record), record.expiresAt, changes)
    })
  }

  async list(): Promise<readonly ApiKey[]> {
    await this.#writeUses()
    return await this.#store.listKeys()
  }

  /**
   * Revokes a key and its sessions: here at once, in other processes within a second. @throws
   * LapidaryError `key-not-found`
   */
  async revoke(id: string): Promise<void> {
    const revoked = await this.#store.revokeKey(id, this.#effects.now().toISOString())
    this.trusted.forget()
    if (!revoked) throw new LapidaryError('key-not-found', { id })
  }

  /**
   * Signs a browser in with a key; null when the key is wrong. The session ends after 12 hours, or
   * with its key.
   */
  async openSession(key: string): Promise<OpenedSession | null> {
    const caller = await this.verify(key)
    if (caller === null) return null
    const { keyId } = caller === this.#environment?.caller ? this.#environment : { keyId: caller.id }
    return await this.#open(caller, keyId)
  }

  /**
   * Signs a browser in as an authenticated user. The session ends after 12 hours, or with the
   * user's tokens.
   */
  async openUserSession(user: User): Promise<OpenedSession> {
    return await this.#open(callerOfUser(user), `user:${user.tokenVersion}:${user.username}`)
  }

  /**
   * Resolves the caller of a session's token, or null if the session, its key or its user is no
   * longer valid. As cheap as `verify`.
   */
  async verifySession(token: string): Promise<Caller | null> {
    const sha256 = sha256Of(token).toString('hex')
    const name = `session ${sha256}`
    const known = this.trusted.recent(name)
    if (known !== null) return known
    if (!/^[\w-]{43}$/.test(token)) return null
    const { changes } = this.trusted
    return await this.trusted.orAsBefore(name, async () => {
      const session = await this.#store.findSession(sha256)
      if (session === null || session.expiresAt <= this.#effects.now().toISOString())
        return this.trusted.distrust(name)
      const owner = await this.#ownerOf(session)
      if (owner === null) return this.trusted.distrust(name)
      const { caller, expiresAt } = owner
      const end = expiresAt !== null && expiresAt < session.expiresAt ? expiresAt : session.expiresAt
      return this.trusted.trust(name, caller, end, changes)
    })
  }

  /** Signs out. */
  async closeSession(token: string): Promise<void> {
    const sha256 = sha256Of(token).toString('hex')
    await this.#store.deleteSession(sha256)
    this.trusted.forget()
  }

  /** Writes when keys were last used. The store stays open: its owner closes it. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#writeUses()
  }

  async #open(caller: Caller, keyId: string): Promise<OpenedSession> {
    const now = this.#effects.now()
    await this.#store.deleteExpiredSessions(now.toISOString())
    const token = Buffer.from(this.#effects.random(32)).toString('base64url')
    const session: Session = {
      sha256: sha256Of(token).toString('hex'),
      keyId,
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + sessionMs).toISOString(),
    }
    await this.#store.createSession(session)
    return { token, caller, expiresAt: session.expiresAt }
  }

  /**
   * Resolves the session's owner, or `null` if its key is no longer valid or its user has changed
   * since sign-in.
   */
  async #ownerOf({
    keyId,
  }: Session): Promise<{ readonly caller: Caller; readonly expiresAt: string | null } | null> {
    if (keyId === this.#environment?.keyId) return { caller: this.#environment.caller, expiresAt: null }
    const [, version, username] = /^user:(\d+):(.+)$/su.exec(keyId) ?? []
    if (username !== undefined) {
      const user = await this.#users.findUser(username)
      if (user === null || user.disabled || user.tokenVersion !== Number(version)) return null
      return { caller: callerOfUser(user), expiresAt: null }
    }
    const record = await this.#store.getKey(keyId)
    if (record === null || !this.#isValid(record)) return null
    this.#use(record)
    return { caller: callerOf(record), expiresAt: record.expiresAt }
  }

  #use({ id }: ApiKey): void {
    this.#used.set(id, this.#effects.now().toISOString())
  }

  #isValid({ revokedAt, expiresAt }: ApiKey): boolean {
    return revokedAt === null && (expiresAt === null || expiresAt > this.#effects.now().toISOString())
  }

  /** Writes all uses in one transaction: a key in use would otherwise write with each request. */
  async #writeUses(): Promise<void> {
    if (this.#used.size === 0) return
    const uses = new Map(this.#used)
    this.#used.clear()
    try {
      await this.#store.touchKeys(uses)
    } catch (error) {
      for (const [id, at] of uses) if (!this.#used.has(id)) this.#used.set(id, at)
      this.#effects.warn(error)
    }
  }
}

function environmentOf(key: string, scopes: readonly Scope[]) {
  const digest = sha256Of(key)
  return {
    digest,
    // Sessions of this key name the key too, so that they end when it changes.
    keyId: `environment:${digest.toString('hex', 0, 8)}`,
    caller: { id: 'environment', name: 'API_KEY', scopes: new Set(scopes) } satisfies Caller,
  }
}

function callerOf({ id, name, scopes }: ApiKey): Caller {
  return { id, name, scopes: new Set(scopes) }
}

function sha256Of(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
