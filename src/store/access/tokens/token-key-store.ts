/** A key that signs tokens, as it is kept. */
export interface TokenKey {
  readonly kid: string
  /** JSON Web Key (RFC 7517), as JSON. */
  readonly publicKey: string
  /** The key with its private part; null once it no longer signs. */
  readonly privateKey: string | null
  readonly createdAt: string
  /** When a newer key replaced it. */
  readonly retiredAt: string | null
}

export interface TokenKeyStore {
  /**
   * Adds the key that signs from now on: all others are retired at its `createdAt`, and lose their
   * private part. Atomic.
   */
  addTokenKey(key: TokenKey): Promise<void>
  /** Newest first. */
  listTokenKeys(): Promise<readonly TokenKey[]>
  /** Deletes the keys that were retired before. */
  deleteTokenKeys(retiredBefore: string): Promise<void>
}
