import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { checkArtifactFolder, checkArtifactPath, joinPath } from './path.ts'

/** A run or a logged model, which owns the files below its root. */
export interface OwnerRoot {
  readonly id: string
  readonly experimentId: string
  /** The URI of the root, such as `mlflow-artifacts:/1/<run id>/artifacts`. */
  readonly uri: string
  readonly isDeleted: boolean
}

export interface ExperimentFolder {
  readonly id: string
  /** Its root, below the root of all artifacts. */
  readonly folder: string
}

/** Finds those who may own files. Each method is one query and resolves those that exist. */
export interface OwnerDirectory {
  findRuns(ids: readonly string[]): Promise<readonly OwnerRoot[]>
  findModels(ids: readonly string[]): Promise<readonly OwnerRoot[]>
  /** Finds experiments whose root is one of these folders. */
  findExperiments(folders: readonly string[]): Promise<readonly ExperimentFolder[]>
}

/** Who owns a file or folder, and so decides who may read and write it. */
export type ArtifactOwner =
  | (Pick<OwnerRoot, 'id' | 'experimentId' | 'isDeleted'> & { readonly kind: 'run' | 'model' })
  | { readonly kind: 'experiment'; readonly experimentId: string }
  /** The place belongs to no experiment: only those who may write everywhere write there. */
  | { readonly kind: 'none' }

/** A file or folder below the root of all artifacts, with its owner. */
export interface OwnedPath {
  /** From the root of all artifacts. */
  readonly path: string
  /** From the root of its owner: what a run or a logged model calls it. */
  readonly ownPath: string
  readonly owner: ArtifactOwner
}

/** A path of a run or a logged model. */
export interface RootedPath extends OwnedPath {
  /** The URI of the root of its owner. */
  readonly rootUri: string
}

/** Finds the owners of paths, and the paths of owners. */
export class ArtifactOwners {
  readonly #directory: OwnerDirectory

  constructor(directory: OwnerDirectory) {
    this.#directory = directory
  }

  /**
   * Resolves the owner of a file or folder. `1/<run id>/artifacts/x` belongs to that run, whose
   * experiment must be 1; what is above the root of a run belongs to the experiment.
   * @param path as a client sent it; empty: the root of all artifacts
   * @throws LapidaryError `bad-artifact-path`; `artifact-not-found` if the path names a run or a
   * logged model whose root is elsewhere
   */
  async ownerOf(path: string): Promise<OwnedPath> {
    const checked = checkArtifactFolder(path)
    const segments = checked === '' ? [] : checked.split('/')
    const claims = segments.flatMap((segment, i) => {
      const isRoot = segments[i + 1] === 'artifacts'
      return isRoot ? [{ id: segment, root: segments.slice(0, i + 2).join('/') }] : []
    })
    const ids = claims.map(({ id }) => id)
    const folders = segments.map((_, i) => segments.slice(0, i + 1).join('/'))
    const [runs, models, experiments] = await Promise.all([
      ids.length === 0 ? [] : this.#directory.findRuns(ids),
      ids.length === 0 ? [] : this.#directory.findModels(ids),
      folders.length === 0 ? [] : this.#directory.findExperiments(folders),
    ])
    for (const [kind, owners] of [
      ['run', runs],
      ['model', models],
    ] as const) {
      for (const owner of owners) {
        const claim = claims.find(({ id, root }) => id === owner.id && root === findFolder(owner.uri))
        if (claim !== undefined) return ownedBy(kind, owner, checked.slice(claim.root.length + 1))
      }
    }
    if (runs.length + models.length > 0) throw new LapidaryError('artifact-not-found', { path: checked })
    const [experiment] = experiments.toSorted(compareClaims)
    if (experiment === undefined) return { path: checked, ownPath: checked, owner: { kind: 'none' } }
    const ownPath = checked.slice(experiment.folder.length + 1)
    return { path: checked, ownPath, owner: { kind: 'experiment', experimentId: experiment.id } }
  }

  /**
   * Resolves a file or folder of a run.
   * @param path from the root of the run; empty: the root
   * @throws LapidaryError `run-not-found`, `bad-artifact-path`, `artifact-location-elsewhere`
   */
  async ofRun(id: string, path: string): Promise<RootedPath> {
    const checked = checkArtifactFolder(path)
    const [run] = await this.#directory.findRuns([id])
    if (run === undefined) throw new LapidaryError('run-not-found', { run: id })
    return { ...ownedBy('run', run, checked), rootUri: run.uri }
  }

  /**
   * Resolves a file or folder of a logged model.
   * @throws LapidaryError `logged-model-not-found`, `bad-artifact-path`,
   * `artifact-location-elsewhere`
   */
  async ofModel(id: string, path: string): Promise<RootedPath> {
    const checked = checkArtifactFolder(path)
    const [model] = await this.#directory.findModels([id])
    if (model === undefined) throw new LapidaryError('logged-model-not-found', { model: id })
    return { ...ownedBy('model', model, checked), rootUri: model.uri }
  }

  /**
   * Resolves a file below a URI: of a run (`runs:/<id>/path`), a logged model (`models:/m-...`), or
   * a folder of this server (`mlflow-artifacts:/path`, or its address).
   * @throws LapidaryError as `ofRun`, `ofModel` and `ownerOf`
   */
  async atUri(uri: string, path: string): Promise<OwnedPath> {
    const checked = checkArtifactPath(path)
    const [, scheme = '', id = '', inside = ''] = /^(runs|models):\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? []
    const below = joinPath(checkArtifactFolder(inside), checked)
    if (scheme === 'runs') return await this.ofRun(id, below)
    if (scheme === 'models' && id.startsWith('m-')) return await this.ofModel(id, below)
    return await this.ownerOf(joinPath(folderOf(uri), checked))
  }
}

/**
 * Orders experiments whose folders contain the same path: the one whose default folder it is, then
 * the oldest. Nobody takes over files by creating an experiment at their place.
 */
function compareClaims(a: ExperimentFolder, b: ExperimentFolder): number {
  const isDefault = ({ id, folder }: ExperimentFolder): number => (folder === id ? 1 : 0)
  return isDefault(b) - isDefault(a) || Number(a.id) - Number(b.id)
}

/**
 * Returns the folder below the root of all artifacts that a URI names.
 * @throws LapidaryError `artifact-location-elsewhere` if it is not on this server, which reads no
 * other place that a client names
 */
export function folderOf(uri: string): string {
  const found = findFolder(uri)
  if (found === null) throw new LapidaryError('artifact-location-elsewhere', { uri: uri.slice(0, 200) })
  return checkArtifactFolder(found)
}

/** Returns null if a URI names no folder of this server. */
function findFolder(uri: string): string | null {
  const found =
    /^mlflow-artifacts:(?:\/\/[^/]*)?(?:\/+(.*))?$/s.exec(uri) ??
    /^https?:\/\/[^?#]*?\/api\/2\.0\/mlflow-artifacts\/artifacts(?:\/+(.*))?$/s.exec(uri)
  return found === null ? null : (found[1] ?? '')
}

function ownedBy(
  kind: 'run' | 'model',
  { id, experimentId, isDeleted, uri }: OwnerRoot,
  ownPath: string,
): OwnedPath {
  return { path: joinPath(folderOf(uri), ownPath), ownPath, owner: { kind, id, experimentId, isDeleted } }
}
