import type { CryptoKey } from 'jose'
import { isNumericDate, isSubject } from './claims.ts'

/** RFC 9068: an access token, so that no other signed text is taken for one. */
const type = 'at+jwt'
/** Seconds by which the clocks of two replicas may differ. */
const clockSkew = 5

/** Imports jose on first use: a server is ready before the first token arrives. */
function loadJose(): Promise<typeof import('jose')> {
  return import('jose')
}

/** Keys that sign and verify tokens. The algorithm is the server's choice, never the token's. */
export interface TokenKeys {
  readonly algorithm: 'HS256' | 'EdDSA'
  signing(): Promise<{ readonly key: CryptoKey | Uint8Array; readonly kid?: string }>
  /** Resolves null for a key that is unknown or no longer valid. */
  verifying(kid: string | undefined): Promise<CryptoKey | Uint8Array | null>
}

/** Claims of a token that this server signed and that is valid now. */
export interface TokenClaims {
  readonly username: string
  /** `tokenVersion` of the user when the token was issued. */
  readonly version: number
  /** ISO 8601. */
  readonly expiresAt: string
  /** The key that signed it. */
  readonly kid: string | undefined
}

/** Returns the keys of HS256 with one secret. */
export function secretTokenKeys(secret: string): TokenKeys {
  const key = new TextEncoder().encode(secret)
  return { algorithm: 'HS256', signing: async () => ({ key }), verifying: async () => key }
}

/**
 * Makes and reads the tokens of users: JWT (RFC 7519) by RFC 8725, with `sub`, `aud`, `iat`, `nbf`,
 * `exp` and `ver`.
 */
export class Tokens {
  readonly #keys: TokenKeys
  readonly #audience: string
  readonly #now: () => Date
  /** Seconds for which a token is good. */
  readonly expiresIn: number

  /**
   * @param audience name of the project: a token of another one is refused, even if the secret is
   * the same.
   */
  constructor(keys: TokenKeys, audience: string, minutes: number, now: () => Date) {
    this.#keys = keys
    this.#audience = audience
    this.#now = now
    this.expiresIn = minutes * 60
  }

  async issue(username: string, version: number): Promise<string> {
    const { key, kid } = await this.#keys.signing()
    const iat = Math.floor(this.#now().getTime() / 1000)
    const { SignJWT } = await loadJose()
    return await new SignJWT({ ver: version })
      .setProtectedHeader({ alg: this.#keys.algorithm, typ: type, ...(kid !== undefined && { kid }) })
      .setSubject(username)
      .setAudience(this.#audience)
      .setIssuedAt(iat)
      .setNotBefore(iat - clockSkew)
      .setExpirationTime(iat + this.expiresIn)
      .sign(key)
  }

  /**
   * Null for whatever is not a valid token of ours. Says nothing of the user, who may be disabled
   * by now.
   */
  async verify(token: string): Promise<TokenClaims | null> {
    const { errors, jwtVerify } = await loadJose()
    try {
      const { payload, protectedHeader } = await jwtVerify(token, async ({ kid }) => await this.#keyOf(kid), {
        algorithms: [this.#keys.algorithm],
        typ: type,
        audience: this.#audience,
        requiredClaims: ['sub', 'iat', 'nbf', 'exp', 'ver'],
        currentDate: this.#now(),
      })
      const { sub, exp = 0, iat = 0, nbf = 0, ver } = payload
      const times = [exp, iat, nbf]
      if (
        !times.every((time) => isNumericDate(time) && Number.isInteger(time)) ||
        iat > this.#now().getTime() / 1000 + clockSkew
      )
        return null
      if (!isSubject(sub) || !Number.isSafeInteger(ver)) return null
      return {
        username: sub,
        version: Number(ver),
        expiresAt: new Date(exp * 1000).toISOString(),
        kid: protectedHeader.kid,
      }
    } catch (error) {
      if (error instanceof errors.JOSEError) return null // the store's own errors are not the token's
      throw error
    }
  }

  /** Resolves whether the key of claims that were verified before is still valid. */
  async isKeyGood({ kid }: TokenClaims): Promise<boolean> {
    return (await this.#keys.verifying(kid)) !== null
  }

  async #keyOf(kid: string | undefined): Promise<CryptoKey | Uint8Array> {
    const key = await this.#keys.verifying(kid)
    if (key === null) throw new (await loadJose()).errors.JWKSNoMatchingKey()
    return key
  }
}
