import type { StoredContent } from './store.ts'

/** Where a name is kept: with the run that owns the file, or with those of all other places. */
export interface NameKey {
  /** The run, whose names begin at its root; null: names begin at the root of all artifacts. */
  readonly runId: string | null
  /** A checked path of a file or folder; empty: everything. */
  readonly path: string
}

/** What is immediately in a folder. */
export interface FolderEntries {
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
  readonly folders: readonly string[]
}

/** Names of stored contents. A folder exists while it has a file. */
export interface ArtifactNames {
  /** Resolves the content of a file, or null if there is no such file. */
  find(key: NameKey): Promise<StoredContent | null>
  /**
   * Adds or replaces the name of a file.
   * @throws LapidaryError `run-not-found`; `artifact-path-taken` if a folder has the name of the
   * file, or a file the name of one of its folders
   */
  put(key: NameKey, content: StoredContent): Promise<void>
  /** Lists a folder in a constant number of queries. */
  list(folder: NameKey): Promise<FolderEntries>
  /** Removes a file, or all files of a folder; resolves how many. */
  remove(key: NameKey): Promise<number>
  /** Yields every name outside of runs with the SHA-256 of its content, by path. */
  all(): AsyncIterable<{ readonly path: string; readonly sha256: string }>
}
