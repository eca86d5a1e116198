import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { ArtifactNames, NameKey } from './names.ts'
import type { OwnedPath } from './owner.ts'
import type { ArtifactStore, ByteRange, Content, OpenContent, StoredContent } from './store.ts'

/** A file or folder in a list. */
export interface ArtifactEntry {
  readonly name: string
  /** Size of a file; null: a folder. */
  readonly bytes: number | null
}

/** A file that is read while it is sent. */
export interface OpenFile extends OpenContent {
  readonly sha256: string
}

/**
 * The files of runs, of logged models and of every other place: names in tables, and contents in a
 * store. Folders above the roots of runs list no files of runs.
 */
export class ArtifactTree {
  readonly #contents: ArtifactStore
  readonly #names: ArtifactNames

  constructor(contents: ArtifactStore, names: ArtifactNames) {
    this.#contents = contents
    this.#names = names
  }

  /**
   * Stores a file, or replaces it. When it resolves, the file is stored and listed; when it
   * rejects, nothing has changed. Of two that store the same path at once, one wins whole.
   * @throws LapidaryError `run-deleted`, `logged-model-not-found` (deleted), `run-not-found`,
   * `artifact-path-taken`; what the content or the store throws
   */
  async put(path: OwnedPath, content: Content): Promise<StoredContent> {
    const key = keyOf(path)
    if (key.path === '') throw new LapidaryError('bad-artifact-path', { seen: JSON.stringify(path.path) })
    refuseDeleted(path)
    const stored = await this.#contents.put(content)
    await this.#names.put(key, stored)
    return stored
  }

  /**
   * Opens a file.
   * @param rangeOf returns what to read of a file of this size; undefined: all of it
   * @throws LapidaryError `artifact-not-found`, `artifact-is-folder`, `artifact-missing`
   */
  async open(path: OwnedPath, rangeOf?: (bytes: number) => ByteRange | undefined): Promise<OpenFile> {
    const key = keyOf(path)
    const found = key.path === '' ? null : await this.#names.find(key)
    if (found === null) {
      const isFolder = (await this.list(path)).length > 0
      throw new LapidaryError(isFolder ? 'artifact-is-folder' : 'artifact-not-found', { path: path.path })
    }
    const { sha256, bytes } = found
    return { ...(await this.#contents.open(sha256, rangeOf?.(bytes))), sha256 }
  }

  /** Lists what is immediately in a folder, by name. A folder exists while it has a file. */
  async list(path: OwnedPath): Promise<readonly ArtifactEntry[]> {
    const { files, folders } = await this.#names.list(keyOf(path))
    const entries = [...files, ...folders.map((name) => ({ name, bytes: null }))]
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /**
   * Resolves the SHA-256 of every content outside of runs that has a name.
   * @param except folders whose names do not count
   */
  async referred(except: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const referred = new Set<string>()
    for await (const { path, sha256 } of this.#names.all()) {
      const folders = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index))
      if (!folders.some((folder) => except.has(folder))) referred.add(sha256)
    }
    return referred
  }

  /** Deletes a file, or a folder with everything in it; resolves how many files there were. */
  async remove(path: OwnedPath): Promise<number> {
    return await this.#names.remove(keyOf(path))
  }
}

function refuseDeleted({ owner }: OwnedPath): void {
  if (owner.kind !== 'run' && owner.kind !== 'model') return
  if (!owner.isDeleted) return
  throw owner.kind === 'run'
    ? new LapidaryError('run-deleted', { run: owner.id })
    : new LapidaryError('logged-model-not-found', { model: owner.id })
}

/** Returns where the name of a path is kept. */
function keyOf({ owner, path, ownPath }: OwnedPath): NameKey {
  return owner.kind === 'run' ? { runId: owner.id, path: ownPath } : { runId: null, path }
}
