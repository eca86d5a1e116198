import type { Scope } from '../../base/roles.ts'

/**
 * An API key as it is kept: never the key itself, only its SHA-256 (a key has 256 random bits, so
 * no salt is needed).
 */
export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly sha256: string
  readonly scopes: readonly Scope[]
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly lastUsedAt: string | null
}

/** A signed-in browser: the cookie's SHA-256 and who opened it. */
export interface Session {
  readonly sha256: string
  /**
   * Id of the key, `environment:` and the start of its hash for API_KEY, or `user:`, the token
   * version and the name.
   */
  readonly keyId: string
  readonly createdAt: string
  readonly expiresAt: string
}

export interface AccessStore {
  createKey(key: ApiKey): Promise<void>
  findKey(sha256: string): Promise<ApiKey | null>
  getKey(id: string): Promise<ApiKey | null>
  listKeys(): Promise<readonly ApiKey[]>
  /** Also ends the key's sessions. Returns false if there is no such key. */
  revokeKey(id: string, at: string): Promise<boolean>
  touchKeys(lastUsed: ReadonlyMap<string, string>): Promise<void>
  createSession(session: Session): Promise<void>
  findSession(sha256: string): Promise<Session | null>
  deleteSession(sha256: string): Promise<void>
  deleteExpiredSessions(now: string): Promise<void>
}
