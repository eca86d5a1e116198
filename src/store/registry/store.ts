export interface ModelVersion {
  readonly model: string
  /** 1, 2, 3... never used twice. */
  readonly version: number
  readonly runId: string
  readonly createdAt: string
  readonly description: string
  readonly tags: Readonly<Record<string, string>>
}

export interface AliasChange {
  readonly model: string
  readonly alias: string
  readonly version: number
  /** Null: the alias is new. */
  readonly previous: number | null
  readonly at: string
  readonly by: string
  readonly reason: string
  /** It went back to an earlier version: what it left is not gone back to again. */
  readonly rollback: boolean
}

export interface RegisteredModel {
  readonly name: string
  readonly createdAt: string
  readonly description: string
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

export interface RegistryStore {
  listModels(): Promise<readonly RegisteredModel[]>
  getModel(name: string): Promise<RegisteredModel | null>
  /** Makes the model when it is new; returns the new version's number. Atomic. */
  createVersion(version: Omit<ModelVersion, 'version'>): Promise<number>
  getVersion(model: string, version: number): Promise<ModelVersion | null>
  /** Newest first. */
  listVersions(model: string): Promise<readonly ModelVersion[]>
  /**
   * Kept in the history. Only if the alias is at the version `expected` now (null: nowhere), else
   * false and nothing changes: two people cannot overrule each other unseen.
   */
  setAlias(change: Omit<AliasChange, 'previous'>, expected: number | null): Promise<boolean>
  /** Newest first. */
  aliasHistory(model: string, alias: string): Promise<readonly AliasChange[]>
  /** The model need not have a version yet. */
  addThreshold(change: ThresholdChange): Promise<void>
  /** Newest first, at most `limit`. */
  thresholdHistory(model: string, limit: number): Promise<readonly ThresholdChange[]>
}
