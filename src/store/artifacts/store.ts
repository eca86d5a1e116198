/** Content of a file: its bytes, or chunks as they arrive. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>

/** A stored content. */
export interface StoredContent {
  /** SHA-256 in hex. */
  readonly sha256: string
  /** Size. */
  readonly bytes: number
}

/** Bytes from `start` up to, but not including, `end`. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** A stored content that is read while it is sent. */
export interface OpenContent {
  /** Size of the whole content, also when a range of it is read. */
  readonly bytes: number
  /**
   * Reads the bytes. Of the whole content the last chunk comes only after the SHA-256 was checked:
   * a reader never has all bytes of a damaged content. Holds nothing open until it is iterated.
   * @throws LapidaryError `artifact-corrupted`
   */
  readonly chunks: AsyncIterable<Uint8Array>
}

/** Bytes kept by their SHA-256: written once, never changed, checked when read. */
export interface ArtifactStore {
  /**
   * Stores a content of any size in little memory. Atomic: whatever ends it early (a crash, or an
   * error of the chunks, with which it rejects) leaves nothing that `open` or `list` shows as
   * whole.
   */
  put(content: Content): Promise<StoredContent>
  /**
   * Opens a content to read it in chunks of at most 4 MiB.
   * @param range within the content. Only whole contents are checked.
   * @throws LapidaryError `artifact-missing`
   * @throws TypeError if `sha256` is not a SHA-256 in hex
   */
  open(sha256: string, range?: ByteRange): Promise<OpenContent>
  /**
   * Returns all bytes of a content after checking their SHA-256.
   * @throws LapidaryError `artifact-missing`, `artifact-corrupted`
   * @throws TypeError if `sha256` is not a SHA-256 in hex
   */
  get(sha256: string): Promise<Uint8Array>
  /** Every stored content, in no order. */
  list(): AsyncIterable<ListedContent>
  /**
   * Removes a content that nothing has put since `before`. One that is put again at the same moment
   * stays whole.
   * @returns whether it was removed.
   */
  remove(sha256: string, before: Date): Promise<boolean>
  /** What `put` is writing, or left when its process was killed. */
  listUnfinished(): AsyncIterable<UnfinishedContent>
  /** Removes one of `listUnfinished` by its name. */
  removeUnfinished(name: string): Promise<void>
}

export interface ListedContent extends StoredContent {
  /** When it was last put. */
  readonly putAt: Date
}

export interface UnfinishedContent {
  readonly name: string
  /** Bytes that its removal frees; 0 if that is not known. */
  readonly bytes: number
  readonly changedAt: Date
}
