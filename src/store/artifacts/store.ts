/** Bytes kept by their SHA-256: written once, never changed, checked when read. */
export interface ArtifactStore {
  /**
   * Keeps the bytes; returns their SHA-256 in hex. Atomic: a crash leaves either all or nothing.
   */
  put(bytes: Uint8Array): Promise<string>
  /** Every kept file, in no order. */
  list(): AsyncIterable<KeptArtifact>
  /**
   * Removes a file that nothing has put since `before`. A file that is put again at the same moment
   * stays whole.
   * @returns whether it was removed.
   */
  remove(sha256: string, before: Date): Promise<boolean>
  /**
   * Returns the bytes after checking their SHA-256, which is computed in pieces of at most 4 MiB so
   * that the event loop is not blocked.
   * @throws LapidaryError `artifact-missing`, `artifact-corrupted` (checksum)
   * @throws TypeError if `sha256` is not a SHA-256 in hex
   */
  get(sha256: string): Promise<Uint8Array>
}

export interface KeptArtifact {
  readonly sha256: string
  /** Size. */
  readonly bytes: number
  /** When it was last put. */
  readonly putAt: Date
}
