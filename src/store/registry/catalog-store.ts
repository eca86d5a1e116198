import type { Page } from '../sql/page.ts'
import type { Visible } from '../sql/visible.ts'
import type { ModelVersion, NewVersion, RegisteredModel, Stage, Tags } from './store.ts'

export interface NewModel {
  readonly name: string
  readonly createdAt: string
  readonly description: string
  readonly tags: Tags
}

/** A new value for each tag; null removes it. */
export type TagChanges = Readonly<Record<string, string | null>>

export interface ModelChange {
  readonly description?: string
  readonly tags?: TagChanges
  /** When it changed; a change of tags has no time. */
  readonly at?: string
}

export interface VersionChange extends ModelChange {
  readonly stage?: Stage
  /** Moves the other versions of that stage to `Archived`. */
  readonly archiveOthers?: boolean
}

export interface ModelRename {
  readonly newName: string
  readonly at: string
  readonly keepsNumbers: boolean
}

export interface CatalogSearch {
  readonly filter?: string | undefined
  readonly orderBy?: readonly string[] | undefined
  /** The models that are found. Default: all. */
  readonly visible?: Visible | null | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Stores models and versions as clients manage them. Every change is one transaction. */
export interface CatalogStore {
  /** Resolves false, and changes nothing, if there is a model of that name. */
  createModel(model: NewModel): Promise<boolean>
  /** Resolves false if there is no such model, as do the other changes. */
  updateModel(name: string, change: ModelChange): Promise<boolean>
  /**
   * Renames a model with its versions, aliases and their history.
   * @param rename.keepsNumbers a new model of the old name does not use its version numbers again
   */
  renameModel(name: string, rename: ModelRename): Promise<'renamed' | 'missing' | 'taken'>
  /**
   * Deletes a model with its versions, aliases and their history.
   * @param keepsNumbers a new model of this name does not use its version numbers again
   */
  deleteModel(name: string, keepsNumbers: boolean): Promise<boolean>
  /**
   * By name unless `orderBy` says otherwise. Without prompts, unless the filter names them.
   * @throws LapidaryError `bad-filter`, `bad-order`, `bad-cursor`
   */
  searchModels(query: CatalogSearch): Promise<Page<RegisteredModel>>
  /**
   * Registers the next version of a model. Resolves its number, or null if there is no such model.
   */
  addVersion(version: NewVersion): Promise<number | null>
  updateVersion(model: string, version: number, change: VersionChange): Promise<boolean>
  /** Deletes a version and removes its aliases, which their histories record. */
  deleteVersion(model: string, version: number, at: string, by: string): Promise<boolean>
  /** The last changed first; else as `searchModels`. */
  searchVersions(query: CatalogSearch): Promise<Page<ModelVersion>>
  /** Resolves the newest version of each stage of each of these models, by model and version. */
  latestVersions(models: readonly string[]): Promise<readonly ModelVersion[]>
}
