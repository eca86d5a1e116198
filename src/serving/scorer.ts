import type { Caller } from '../access/scopes.ts'
import type { Language } from '../lib/localized-text.ts'
import type { ScoredRow } from '../project/route.ts'
import type { FileGaps } from './file-gaps.ts'

export type { ScoredRow }

/** The model that answers now. */
export interface ServedModel {
  readonly model: string
  readonly version: number
  readonly runId: string
  readonly synthetic: boolean
  /** What tuning chose; null when nothing was tuned. */
  readonly chosenParams: Readonly<Record<string, unknown>> | null
  /** Width of a network's input; null for other models. */
  readonly inputWidth: number | null
}

export interface PredictOptions {
  readonly caller: Caller
  readonly reasons: boolean
  readonly language: Language
  /** Aborted when the caller has left: reasons that nobody waits for are not computed. */
  readonly signal?: AbortSignal
}

export interface PredictFileOptions extends Omit<PredictOptions, 'reasons' | 'signal'> {
  /** Adds the columns of the model as they were read. */
  readonly inputs?: boolean
}

export interface ScoredFile extends FileGaps {
  readonly rows: number
  readonly csv: AsyncIterable<string>
}

/**
 * Scores rows with the champion, completed by the feature store and decided by the policy. Rows are requests that have passed the schema: values clean and typed.
 * Resolves once the predictions are kept in the prediction log.
 */
export interface Scorer {
  /** Null while no champion is loaded: then `predict` throws `no-champion`. */
  readonly served: ServedModel | null
  /**
   * All rows or none.
   *
   * @throws MissingColumns when required columns of a row are neither in it nor in the feature store
   * @throws LapidaryError `too-many-reasons`, `overloaded`
   */
  predict(rows: readonly Readonly<Record<string, unknown>>[], options: PredictOptions): Promise<readonly ScoredRow[]>
  /**
   * Reads, cleans and scores a whole file (server-made path) and yields CSV text in chunks. A row that could not be read
   * has an `error` and no prediction. Every scored row is kept in the prediction log before it is yielded.
   */
  predictFile(path: string, options: PredictFileOptions): Promise<ScoredFile>
}
