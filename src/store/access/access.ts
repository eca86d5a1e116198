import { hash, timingSafeEqual } from 'node:crypto'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { newApiKey } from './keys/api-key.ts'
import type { Scope } from '../../base/roles.ts'
import type { Caller } from './caller.ts'
import type { AccessStore, ApiKey, Session } from './store.ts'
import { TrustedCallers } from './trusted-callers.ts'
import { callerOfUser } from './users/user-caller.ts'
import type { User, UserStore } from './users/user-store.ts'

/** A session ends 12 hours after sign-in, used or not, or when its key or its user's tokens end. */
const sessionFor = 12 * 3_600_000
/** Milliseconds between two writings of when keys were last used. */
const touchEvery = 10_000

interface Effects {
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
  /** Called when recording a key's last use fails. No request fails for it, and the next write retries. */
  readonly warn: (error: unknown) => void
}

export interface NewKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: Date | null
}

export interface OpenedSession {
  /** For the cookie; kept nowhere. */
  readonly token: string
  readonly caller: Caller
  readonly expiresAt: string
}

/** Authenticates API keys and browser sessions. Only the SHA-256 of keys and sessions is stored. */
export class Access {
  readonly #store: AccessStore
  readonly #users: Pick<UserStore, 'findUser'>
  readonly #effects: Effects
  readonly #environment: { readonly digest: Buffer; readonly keyId: string } | null
  /** Of keys and sessions; tokens of users are kept here too, so that one change ends them all. */
  readonly trusted: TrustedCallers
  readonly #used = new Map<string, string>()
  readonly #timer: NodeJS.Timeout

  /** @param apiKey API_KEY: its caller is `environment`, with the scopes predict and read. Without it only kept keys count. */
  constructor(store: AccessStore, users: Pick<UserStore, 'findUser'>, apiKey: string | undefined, effects: Effects) {
    this.#store = store
    this.#users = users
    this.#effects = effects
    this.trusted = new TrustedCallers(effects.now)
    const digest = apiKey === undefined ? null : sha256Of(apiKey)
    // sessions of the environment's key name the key too, so that they end when it changes
    this.#environment = digest === null ? null : { digest, keyId: `environment:${digest.toString('hex', 0, 8)}` }
    this.#timer = setInterval(() => void this.#writeUses(), touchEvery).unref()
  }

  /** Makes a key; `key` itself is in the answer and nowhere else. */
  async create({ name, scopes, expiresAt }: NewKey): Promise<{ readonly key: string; readonly record: ApiKey }> {
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

  /** The caller of a key that `verify` accepted a moment ago, without a hash or a wait. Null says nothing: then ask `verify`. */
  recent(key: string): Caller | null {
    return this.trusted.recent(`key ${key}`)
  }

  /** Whose key this is, or null for a wrong, expired or revoked one. Costs nothing when the key was seen a moment ago. */
  async verify(key: string): Promise<Caller | null> {
    const name = `key ${key}`
    const known = this.trusted.recent(name)
    if (known !== null) return known
    const digest = sha256Of(key)
    const { changes } = this.trusted
    if (this.#environment !== null && timingSafeEqual(digest, this.#environment.digest)) {
      return this.trusted.trust(name, environmentCaller, null, changes)
    }
    if (!/^lap_[\w-]{43}$/.test(key)) return null // no key of ours: not worth a query
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

  /** Ends a key and its sessions: here at once, in other processes within a second. @throws LapidaryError `key-not-found` */
  async revoke(id: string): Promise<void> {
    const revoked = await this.#store.revokeKey(id, this.#effects.now().toISOString())
    this.trusted.forget()
    if (!revoked) throw new LapidaryError('key-not-found', { id })
  }

  /** Signs a browser in with a key; null when the key is wrong. The session ends after 12 hours, or with its key. */
  async openSession(key: string): Promise<OpenedSession | null> {
    const caller = await this.verify(key)
    if (caller === null) return null
    return await this.#open(caller, caller === environmentCaller ? (this.#environment?.keyId ?? '') : caller.id)
  }

  /** Signs a browser in as a user who proved to be him. The session ends after 12 hours, or with the user's tokens. */
  async openUserSession(user: User): Promise<OpenedSession> {
    return await this.#open(callerOfUser(user), `user:${user.tokenVersion}:${user.username}`)
  }

  /** Who signed in with this token, or null when the session, its key or its user ended. As quick as `verify`. */
  async verifySession(token: string): Promise<Caller | null> {
    const sha256 = sha256Of(token).toString('hex')
    const name = `session ${sha256}`
    const known = this.trusted.recent(name)
    if (known !== null) return known
    if (!/^[\w-]{43}$/.test(token)) return null
    const { changes } = this.trusted
    return await this.trusted.orAsBefore(name, async () => {
      const session = await this.#store.findSession(sha256)
      if (session === null || session.expiresAt <= this.#effects.now().toISOString()) return this.trusted.distrust(name)
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

  /** Writes when keys were last used. The store stays open: it belongs to who made it. */
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
      expiresAt: new Date(now.getTime() + sessionFor).toISOString(),
    }
    await this.#store.createSession(session)
    return { token, caller, expiresAt: session.expiresAt }
  }

  /** Resolves the session's owner, or `null` if its key is no longer valid or its user has changed since sign-in. */
  async #ownerOf({ keyId }: Session): Promise<{ readonly caller: Caller; readonly expiresAt: string | null } | null> {
    if (keyId === this.#environment?.keyId) return { caller: environmentCaller, expiresAt: null }
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

  /** In one transaction every ten seconds, to the second: a key in use would otherwise write with each request. */
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

const environmentCaller: Caller = { id: 'environment', name: 'API_KEY', scopes: new Set<Scope>(['predict', 'read']) }

function callerOf({ id, name, scopes }: ApiKey): Caller {
  return { id, name, scopes: new Set(scopes) }
}

function sha256Of(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
