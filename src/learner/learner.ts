import type { FeatureTable } from '../model/features.ts'
import type { Model } from '../model/model.ts'

/** Rows to learn from. */
export interface TrainingTable extends FeatureTable {
  /** Index of the class of each row. */
  readonly target: Uint8Array
  readonly classes: readonly string[]
  /** Entity of each row, as a dense index: what a learner holds out for itself (early stopping, tuning) it holds out by entity. Absent: each row is its own. */
  readonly groups?: Int32Array
}

/** What training takes from its surroundings. */
export interface FitContext {
  readonly seed: number
  /** Worker threads to use; the result is the same for any number. */
  readonly threads: number
  /** Called with the share done, 0..1. */
  readonly progress?: (share: number) => void
  /** Aborting rejects with the signal's reason, and stops all workers. */
  readonly signal?: AbortSignal
  /** Keeps the results of finished trials, so that an interrupted tuning goes on where it was. The key names data, trial and seed. */
  readonly trials?: TrialCache
}

export interface TrialCache {
  get(key: string): unknown
  set(key: string, result: unknown): void
}

/** A learner is its hyper-parameters and one method; the fitted result is a `Model`. */
export interface Learner {
  readonly kind: string
  /** Every hyper-parameter with its value, defaults included: recorded as the params of a run. */
  readonly params: Readonly<Record<string, number | string | boolean | null>>
  fit(table: TrainingTable, context: FitContext): Promise<Model>
}
