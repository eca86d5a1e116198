import type { SentError } from '../../base/errors/lapidary-error.ts'
import type { FileLimits } from '../../data/readers/read-pieces.ts'
import type { Language } from '../../base/text/localized-text.ts'
import type { SavedModel } from '../../model/model.ts'
import type { FileReport } from './score-file.ts'
import type { ScoredBlock } from './write-blocks.ts'

/** A file to score or to inspect, as a scoring process receives it. */
export interface FileJob {
  /** `inspect` reads the whole file and scores nothing. */
  readonly purpose: 'score' | 'inspect'
  readonly path: string
  /** Sheet of a workbook. */
  readonly sheet: string | undefined
  /** Folder for data that does not fit into memory. */
  readonly tempFolder: string
  readonly language: Language
  /** Threshold of the policy, or null for the definition's own. */
  readonly threshold: number | null
  readonly withInputs: boolean
  /** Writes the columns of the model after `error`. */
  readonly inputs: boolean
  /** Share of each column's cells that were lost in training. */
  readonly lostInTraining: ReadonlyMap<string, number>
  readonly acceptLost: boolean
  /** The model, which is sent only when it has changed. */
  readonly version: string
}

/**
 * Message from the server to the process: one job at a time, and `next` for each further block that
 * may be sent.
 */
export type ToProcess =
  | {
      readonly kind: 'score'
      /** The project's folder. */
      readonly folder: string
      /** Hash of the definition that the server uses. Not set if it is unknown. */
      readonly sourceHash: string | undefined
      readonly job: FileJob
      readonly model: SavedModel | null
      readonly limits: FileLimits
      /** Number of blocks that may be sent before the first `next`. */
      readonly blocksAhead: number
    }
  | { readonly kind: 'next' }

/** Message from the process to the server. After `done` or `failed` it takes another job. */
export type FromProcess =
  | { readonly kind: 'report'; readonly report: FileReport }
  | { readonly kind: 'block'; readonly block: ScoredBlock }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: SentError }
  /** An internal error, or one of the project's functions, for the log. */
  | { readonly kind: 'broken'; readonly stack: string }
