/** Bytes kept by their SHA-256: written once, never changed, checked when read. */
export interface ArtifactStore {
  /** Keeps the bytes; returns their SHA-256 in hex. Atomic: a crash leaves either all or nothing. */
  put(bytes: Uint8Array): Promise<string>
  /** @throws LapidaryError `artifact-missing`, `artifact-corrupted` (checksum). */
  get(sha256: string): Promise<Uint8Array>
}
