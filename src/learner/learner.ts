import type { TimeOrder } from '../data/split/time-order.ts'
import type { FeatureTable } from '../model/features.ts'
import type { Model } from '../model/model.ts'
import type { ParamValue } from './param.ts'

/** Rows to learn from. */
export interface TrainingTable extends FeatureTable {
  /** Index of the class of each row. */
  readonly target: Uint8Array
  readonly classes: readonly string[]
  /**
   * Entity of each row, as a dense index: what a learner holds out for itself (early stopping,
   * tuning) it holds out by entity. Not set: each row is an entity of its own.
   */
  readonly groups?: Int32Array
  /**
   * Times of a table that was split by time: what a learner holds out for itself is later than what
   * it fits. With `byEntity` it is also of other entities.
   */
  readonly time?: TimeOrder & { readonly byEntity: boolean }
}

/** Surroundings of a fit. */
export interface FitContext {
  readonly seed: number
  /** Worker threads to use; the result is the same for any number. */
  readonly threads: number
  /** Called with the share done, 0 to 1. */
  readonly progress?: (share: number) => void
  /** Aborting rejects with the signal's reason, and stops all workers. */
  readonly signal?: AbortSignal
  /**
   * Stores the results of finished trials, so that an interrupted tuning resumes. The key names
   * data, trial and seed.
   */
  readonly trials?: TrialCache
}

/** Trials and choice of a tuning: an artifact of the run, `tuning.json`. */
export interface Tuning {
  /** Kind of the family whose params were tuned. */
  readonly learner: string
  /**
   * `halving` gives many combinations a small budget and the best more; `full` gives all of them
   * everything.
   */
  readonly search: 'halving' | 'full'
  readonly metric: 'log_loss'
  /**
   * Folds of the training rows that each trial was measured by: grouped, or expanding windows of a
   * table split by time.
   */
  readonly folds: number
  /** The param that the budget is of; null without one. */
  readonly budget_param: string | null
  /** Best first. */
  readonly trials: readonly Trial[]
  readonly chosen: Readonly<Record<string, unknown>>
}

/** One combination and the largest budget that it got. */
export interface Trial {
  readonly params: Readonly<Record<string, unknown>>
  /** Epochs (or what the budget is of); null without one. */
  readonly budget: number | null
  /** Mean log-loss over all rows that were held out, each once. */
  readonly score: number
}

/** Results of finished trials by key. */
export interface TrialCache {
  get(key: string): unknown
  set(key: string, result: unknown): void
}

/** Result of a fit. */
export interface Fitted {
  readonly model: Model
  /** Set by a learner that tunes. */
  readonly tuning?: Tuning
}

/** A learner: hyper-parameters, and the method that fits a model with them. */
export interface Learner {
  readonly kind: string
  /** Every hyper-parameter with its value, defaults included: recorded as the params of a run. */
  readonly params: Readonly<Record<string, ParamValue>>
  fit(table: TrainingTable, context: FitContext): Promise<Fitted>
  /**
   * Set for a learner that tunes: returns it without the short cuts of its search (`lapidary train
   * --full-grid`).
   */
  readonly inFull?: () => Learner
  /**
   * Set for a learner that tunes: returns what fits with the params that a tuning chose, without
   * searching again.
   */
  readonly withParams?: (params: Tuning['chosen']) => Learner
}
