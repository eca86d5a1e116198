import type { Caller } from '../store/access/caller.ts'
import type { Language } from '../base/text/localized-text.ts'
import type { ScoredRow } from '../project/route.ts'
import type { FileReport } from './file/score-file.ts'

export type { ScoredRow }

/** The version that is served. */
export interface ServedModel {
  readonly model: string
  readonly version: number
  readonly runId: string
  readonly synthetic: boolean
  /** Whether its log-loss on held-out rows was not better than guessing, beyond noise. */
  readonly noBetterThanGuessing: boolean
  /** Params that tuning chose, or null without tuning. */
  readonly chosenParams: Readonly<Record<string, unknown>> | null
  /** Input width of a network, or null for other models. */
  readonly inputWidth: number | null
}

export interface PredictOptions {
  readonly caller: Caller
  readonly reasons: boolean
  readonly language: Language
  /** Aborted when the caller disconnects, so that no reasons are computed in vain. */
  readonly signal?: AbortSignal
}

export interface InspectFileOptions {
  readonly language: Language
  /**
   * Sheet of a workbook.
   *
   * @defaultValue the project's sheet, or the one that is chosen
   */
  readonly sheet?: string | undefined
  /** Folder for data that does not fit into memory. The caller removes it. */
  readonly tempFolder: string
  /** Aborts the work. */
  readonly signal: AbortSignal
}

export interface PredictFileOptions extends InspectFileOptions {
  readonly caller: Caller
  /** Adds the columns of the model as they were read. */
  readonly inputs?: boolean
  /** Scores the file even if its columns lose clearly more cells than in training. */
  readonly acceptLost?: boolean
  /** Whether every scored row is stored in the prediction log. */
  readonly log: boolean
}

export interface ScoredFile extends FileReport {
  /** Yields the text in pieces. The work stops when the reader does. */
  readonly csv: AsyncIterable<string>
}

/**
 * Scores rows with the champion, completed by the feature store and decided by the policy. Rows are
 * requests that have passed the schema: their values are clean and typed. Resolves once the
 * predictions are stored in the prediction log.
 */
export interface Scorer {
  /** Null while no champion is loaded: then `predict` throws `no-champion`. */
  readonly served: ServedModel | null
  /**
   * Scores all rows, or none.
   *
   * @throws MissingColumns when required columns of a row are neither in it nor in the feature
   * store
   * @throws LapidaryError `too-many-reasons`, `overloaded`
   */
  predict(
    rows: readonly Readonly<Record<string, unknown>>[],
    options: PredictOptions,
  ): Promise<readonly ScoredRow[]>
  /**
   * Reads, cleans and scores a whole file, whose path the server chose, in a separate process and
   * yields CSV text in pieces. A row that could not be read has an `error` and no prediction. With
   * `log`, every scored row is stored in the prediction log before its text is yielded.
   *
   * @throws LapidaryError of the file codes; `file-too-complex` if it takes more memory than
   * FILE_MEMORY_MIB; `lost-cells`; and `no-row-scored` if no row has a prediction and the file is
   * not too large to be held back
   */
  predictFile(path: string, options: PredictFileOptions): Promise<ScoredFile>
  /**
   * Reads a whole file as `predictFile` does, without scoring it.
   *
   * @throws LapidaryError of the file codes, and `file-too-complex`
   */
  inspectFile(path: string, options: InspectFileOptions): Promise<FileReport>
}
