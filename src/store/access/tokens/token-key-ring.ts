import type { CryptoKey, JWK } from 'jose'
import type { TokenKey, TokenKeyStore } from './token-key-store.ts'
import type { TokenKeys } from './tokens.ts'

/** Milliseconds for which a key signs, then the next one is made. */
const signsFor = 90 * 86_400_000
/**
 * Milliseconds for which the list of keys is not read again: so long another process may still sign
 * with a retired key.
 */
const trustFor = 1000

interface Ring {
  readonly readAt: number
  readonly keys: readonly TokenKey[]
}

interface Effects {
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
}

/**
 * EdDSA (Ed25519, RFC 8037) by keys of the store, shared by all replicas. Every 90 days, or by
 * hand, a new one signs; the public part of the one before is good until the last token that it
 * signed has ended.
 */
export class TokenKeyRing implements TokenKeys {
  readonly algorithm = 'EdDSA'
  readonly #store: TokenKeyStore
  readonly #effects: Effects
  /** Milliseconds for which a retired key still verifies. */
  readonly #outlives: number
  #ring: Ring | null = null
  readonly #imported = new Map<string, CryptoKey | Uint8Array>()

  /** @param minutes for which a token is good. */
  constructor(store: TokenKeyStore, minutes: number, effects: Effects) {
    this.#store = store
    this.#outlives = minutes * 60_000 + trustFor
    this.#effects = effects
  }

  async signing(): Promise<{ readonly key: CryptoKey | Uint8Array; readonly kid: string }> {
    let [newest] = await this.#keys()
    const age =
      newest === undefined
        ? Number.POSITIVE_INFINITY
        : this.#effects.now().getTime() - Date.parse(newest.createdAt)
    if (newest?.privateKey == null || age > signsFor) newest = await this.rotate()
    return { key: await this.#import(`private ${newest.kid}`, newest.privateKey ?? ''), kid: newest.kid }
  }

  async verifying(kid: string | undefined): Promise<CryptoKey | Uint8Array | null> {
    const key = (await this.#keys()).find((each) => each.kid === kid)
    return key === undefined ? null : await this.#import(`public ${key.kid}`, key.publicKey)
  }

  /**
   * Makes the key that signs from now on. @param endOthers also ends every token that older ones
   * signed.
   */
  async rotate(endOthers = false): Promise<TokenKey> {
    const { exportJWK, generateKeyPair } = await import('jose')
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
    const now = this.#effects.now()
    const key: TokenKey = {
      kid: Buffer.from(this.#effects.random(9)).toString('base64url'),
      publicKey: JSON.stringify(await exportJWK(publicKey)),
      privateKey: JSON.stringify(await exportJWK(privateKey)),
      createdAt: now.toISOString(),
      retiredAt: null,
    }
    await this.#store.addTokenKey(key)
    const ended = endOthers ? now.getTime() + 1 : now.getTime() - this.#outlives
    await this.#store.deleteTokenKeys(new Date(ended).toISOString())
    this.#ring = null
    return key
  }

  /** For `/.well-known/jwks.json`: programs elsewhere may verify our tokens by it. */
  async publicKeys(): Promise<{ readonly keys: readonly JWK[] }> {
    const keys = await this.#keys()
    return {
      keys: keys.map(({ kid, publicKey }) => ({
        ...(JSON.parse(publicKey) as JWK),
        kid,
        alg: this.algorithm,
        use: 'sig',
      })),
    }
  }

  /** Resolves the keys that still verify, newest first. */
  async #keys(): Promise<readonly TokenKey[]> {
    const now = this.#effects.now().getTime()
    if (this.#ring === null || Math.abs(now - this.#ring.readAt) >= trustFor) {
      this.#ring = { readAt: now, keys: await this.#store.listTokenKeys() }
    }
    return this.#ring.keys.filter(
      ({ retiredAt }) => retiredAt === null || Date.parse(retiredAt) + this.#outlives > now,
    )
  }

  async #import(name: string, jwk: string): Promise<CryptoKey | Uint8Array> {
    const known = this.#imported.get(name)
    if (known !== undefined) return known
    const { importJWK } = await import('jose')
    const key = await importJWK(JSON.parse(jwk) as JWK, this.algorithm)
    this.#imported.set(name, key)
    return key
  }
}
