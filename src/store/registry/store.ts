import type { StoreEvent } from '../sql/emit-event.ts'
import type { Visible } from '../sql/visible.ts'

/** Stages of a version in its life, as MLflow names them. They have no effect on what is served. */
export const stages = ['None', 'Staging', 'Production', 'Archived'] as const
export type Stage = (typeof stages)[number]

export type VersionStatus = 'pending' | 'ready' | 'failed'

export type Tags = Readonly<Record<string, string>>

export interface ModelVersion {
  readonly model: string
  /** 1, 2, 3... never used twice, not even after the version was deleted. */
  readonly version: number
  /** Empty if no run produced it. */
  readonly runId: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly description: string
  readonly tags: Tags
  readonly stage: Stage
  readonly status: VersionStatus
  /** The address that it was registered from, such as `runs:/<run>/model`. */
  readonly source: string
  /** Where its files are, if that differs from `source`: the resolved address. */
  readonly location: string | null
  /** Address of the run on another server; empty if there is none. */
  readonly runLink: string
  /** The logged model that it was registered from. */
  readonly modelId: string | null
  /** Id of the caller; null for versions that earlier versions of the program registered. */
  readonly createdBy: string | null
}

/** A version to register; what is not given has its default. */
export interface NewVersion extends Pick<ModelVersion, 'model' | 'runId' | 'createdAt' | 'description'> {
  readonly tags: Tags
  readonly source: string
  readonly createdBy: string
  readonly location?: string | null | undefined
  readonly runLink?: string | undefined
  readonly modelId?: string | null | undefined
}

export interface AliasChange {
  readonly model: string
  readonly alias: string
  /** Null: the alias was removed. */
  readonly version: number | null
  /** Null: the alias is new. */
  readonly previous: number | null
  readonly at: string
  readonly by: string
  readonly reason: string
  /** It went back to an earlier version: what it left is not gone back to again. */
  readonly rollback: boolean
}

/** A change that gave an alias to a version. */
export interface AliasMove extends AliasChange {
  readonly version: number
}

export interface RegisteredModel {
  readonly name: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly description: string
  readonly tags: Tags
  /** Alias to version. */
  readonly aliases: Readonly<Record<string, number>>
  /** 0 while it has none. */
  readonly latestVersion: number
}

/** A change of the probability from which on the policy predicts the positive class. */
export interface ThresholdChange {
  readonly model: string
  /** 0 to 1. */
  readonly threshold: number
  readonly at: string
  readonly by: string
  readonly reason: string
}

/** Stores models with their versions, aliases and thresholds. */
export interface RegistryStore {
  /** All models that are not prompts, by name. */
  /** @param visible default: all */
  listModels(visible?: Visible | null): Promise<readonly RegisteredModel[]>
  getModel(name: string): Promise<RegisteredModel | null>
  /**
   * Registers the next version of a model, which is created if it is new. Atomic.
   * @returns the version's number
   */
  createVersion(version: NewVersion): Promise<number>
  getVersion(model: string, version: number): Promise<ModelVersion | null>
  /** Newest first. */
  listVersions(model: string): Promise<readonly ModelVersion[]>
  /**
   * Moves an alias, creates it or, with version null, removes it, and adds that to its history.
   *
   * @param expected changes nothing if the alias is elsewhere now (null: nowhere), so that callers
   * do not overwrite each other's change. Without it the last caller wins.
   * @returns the change; null if the alias was elsewhere, or there was none to remove
   */
  setAlias(change: Omit<AliasChange, 'previous'>, expected?: number | null): Promise<AliasChange | null>
  /** Newest first. */
  aliasHistory(model: string, alias: string): Promise<readonly AliasChange[]>
  /** The model need not have a version yet. */
  addThreshold(change: ThresholdChange): Promise<void>
  /** Newest first, at most `limit`. */
  thresholdHistory(model: string, limit: number): Promise<readonly ThresholdChange[]>
  /** Emits an event that belongs to no change. */
  emitEvent(event: StoreEvent): Promise<void>
}
