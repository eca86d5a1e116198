import type { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { DiskSpace } from '../../base/files/disk-space.ts'

/** One stored prediction. Personal columns are never in `inputs`. */
export interface PredictionRecord {
  /**
   * UUID version 7: sorts in the order of writing, which is that of time unless the clock was set
   * back.
   */
  readonly id: string
  /**
   * Time of the prediction, ISO 8601, UTC: the time that begins the id, or an earlier one after the
   * clock was set back.
   */
  readonly at: string
  /** Id of the caller. */
  readonly caller: string
  /** Entity of the prediction (a student's id), if the request named one. */
  readonly entity: string | null
  readonly model: string
  readonly modelVersion: number
  readonly inputs: Readonly<Record<string, unknown>>
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
  /** Lowest probability of the positive class that the policy required; null without a policy. */
  readonly threshold: number | null
}

/** The true outcome of a prediction or entity, which arrives later. */
export interface Outcome {
  /** See `createOutcomeId`. */
  readonly id: string
  /** Time of receipt, ISO 8601, UTC: later than all stored outcomes of the same prediction. */
  readonly at: string
  /** Id of the caller who sent it. */
  readonly caller: string
  readonly predictionId: string | null
  readonly entity: string | null
  /** A class of the target. */
  readonly outcome: string
  /** Time of observation, ISO 8601. */
  readonly observedAt: string
}

/** Logged predictions that outcomes are about. */
export interface KnownPredictions {
  /** Ids of the requested predictions that the caller may see. */
  readonly ids: ReadonlySet<string>
  /** Time of the first prediction of each entity that the caller may see. */
  readonly firstOf: ReadonlyMap<string, string>
  /** Time of the last prediction of each entity, whoever may see it. */
  readonly lastOf: ReadonlyMap<string, string>
  /** False if the remote store could not be read: there may be more. */
  readonly complete: boolean
}

/** Predictions and entities, by name. */
export interface OutcomeSubjects {
  readonly predictionIds: readonly string[]
  readonly entities: readonly string[]
}

export interface PredictionQuery {
  readonly limit: number
  readonly cursor?: string
  readonly prediction?: string
  readonly caller?: string
  readonly modelVersion?: number
  readonly entity?: string
  /** ISO 8601, inclusive. */
  readonly from?: string
  /** ISO 8601, exclusive. */
  readonly to?: string
}

export interface PredictionPage {
  readonly items: readonly PredictionRecord[]
  readonly nextCursor: string | null
  /** False if the remote store could not be read: then only local rows are included. */
  readonly complete: boolean
}

export interface Erased {
  readonly rows: number
  /** False if the remote store could not be reached: its rows are erased as soon as it can be. */
  readonly complete: boolean
}

/** Status of the disk that responses depend on. */
export interface DiskStatus extends DiskSpace {
  /** Error if predictions cannot be written to it; null if they can. */
  readonly problem: LapidaryError | null
}

export interface LogStatus {
  readonly kind: 'sqlite' | 'mongodb'
  readonly reachable: boolean
  /** Error if it cannot be reached. */
  readonly problem: LapidaryError | null
  /** Rows in the spool; null if there is no remote store. */
  readonly spool: {
    readonly waiting: number
    readonly bytes: number
    readonly oldestAt: string | null
  } | null
}

export interface PredictionLog {
  /**
   * Appends records. Resolves once they are stored (see the setting DURABILITY); concurrent calls
   * share one commit.
   * @throws LapidaryError `log-unavailable` if they could not be written, `overloaded` if too many
   *   are pending: the prediction must then not be returned.
   */
  append(records: readonly PredictionRecord[]): Promise<void>
  /** Lists predictions, newest first. */
  list(query: PredictionQuery): Promise<PredictionPage>
  /**
   * Stores outcomes. The last one of a prediction, or of an entity at one time, wins; a repeat of
   * it changes nothing. An outcome that belongs to no prediction is stored too: another replica may
   * still be sending the prediction.
   * @param visibleTo id of the caller whose predictions alone are counted; null counts all
   * @returns the number of outcomes that belong to a prediction; null if it is unknown because the
   *   remote store cannot be read
   * @throws LapidaryError `log-unavailable`
   */
  addOutcomes(outcomes: readonly Outcome[], visibleTo: string | null): Promise<number | null>
  /**
   * Returns the outcomes of these predictions by prediction id: the last outcome of the prediction
   * itself, else the first outcome of its entity observed after it.
   */
  outcomesOf(records: readonly PredictionRecord[]): Promise<ReadonlyMap<string, Outcome>>
  /**
   * Erases the rows of one entity until now (LGPD art. 18), with outcomes; later predictions of it
   * are stored again.
   */
  erase(entity: string): Promise<Erased>
  /**
   * Deletes predictions and outcomes older than `before`, and returns their number.
   *
   * @throws LapidaryError `mongo-unavailable`
   */
  purge(before: Date): Promise<number>
  /**
   * Returns the greatest id that was appended and not erased; new ids are greater. Null if there is
   * none.
   */
  newestId(): string | null
  status(): Promise<LogStatus>
  /** Returns the status of the disk. It is cheap enough for every readiness probe. */
  diskStatus(): DiskStatus
  /**
   * Rewrites a file of an earlier version that `purge` cannot make smaller, unless it has few free
   * pages. No other process can write meanwhile, so no server may run.
   * @returns the released bytes; null if there was nothing to do
   * @throws LapidaryError `disk-full` when there is no space for the copy.
   */
  compact(): number | null
  close(): Promise<void>
}
