import type { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { DiskSpace } from '../../base/files/disk-space.ts'

/** One prediction as it is kept. Personal columns are never in `inputs`. */
export interface PredictionRecord {
  /** UUID version 7: sorts in the order of writing, which is that of time unless the clock was set back. */
  readonly id: string
  /** When it was made, as ISO 8601, UTC: the time that begins the id, or an earlier one after the clock was set back. */
  readonly at: string
  /** Id of the caller. */
  readonly caller: string
  /** Whom it is about (a student's id), when the request named one. */
  readonly entity: string | null
  readonly model: string
  readonly modelVersion: number
  readonly inputs: Readonly<Record<string, unknown>>
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
  /** Least probability of the positive class that the policy then asked for; null without a policy. */
  readonly threshold: number | null
}

/** The truth that arrives later, by prediction or by entity. */
export interface Outcome {
  /** See `outcomeId`. */
  readonly id: string
  /** When it was received, ISO 8601, UTC: later than all that were stored of the same prediction before. */
  readonly at: string
  /** Id of the caller who sent it. */
  readonly caller: string
  readonly predictionId: string | null
  readonly entity: string | null
  /** A class of the target. */
  readonly outcome: string
  /** When it came true, ISO 8601. */
  readonly observedAt: string
}

/** What the log holds of the predictions that outcomes are about. */
export interface KnownPredictions {
  /** Of the predictions that were asked for, those that the caller may see. */
  readonly ids: ReadonlySet<string>
  /** When the first prediction of an entity that the caller may see was made, by entity. */
  readonly firstOf: ReadonlyMap<string, string>
  /** When the last prediction of an entity was made, whoever may see it, by entity. */
  readonly lastOf: ReadonlyMap<string, string>
  /** False when the store behind could not be read: there may be more. */
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
  /** False when the store behind could not be asked: then these are the rows that are here. */
  readonly complete: boolean
}

export interface Erased {
  readonly rows: number
  /** False when the store behind could not be reached: what is there goes as soon as it can be. */
  readonly complete: boolean
}

/** Of the disk that answers wait for. */
export interface DiskStatus extends DiskSpace {
  /** Why predictions cannot be written to it now; null while they can. */
  readonly problem: LapidaryError | null
}

export interface LogStatus {
  readonly kind: 'sqlite' | 'mongodb'
  readonly reachable: boolean
  /** Why it cannot be reached. */
  readonly problem: LapidaryError | null
  /** Rows that wait to be sent on; null when nothing is behind this log. */
  readonly spool: { readonly waiting: number; readonly bytes: number; readonly oldestAt: string | null } | null
}

export interface PredictionLog {
  /**
   * Resolves once the records are kept (see the setting DURABILITY); concurrent calls share one commit.
   * @throws LapidaryError `log-unavailable` when they could not be written, `overloaded` when too many wait: the prediction must
   * then not be answered.
   */
  append(records: readonly PredictionRecord[]): Promise<void>
  /** Newest first. */
  list(query: PredictionQuery): Promise<PredictionPage>
  /**
   * Stores what came true. The last word about a prediction, or about an entity at one time, wins; a repeat of it changes nothing.
   * An outcome that belongs to no prediction is stored too: the prediction may be on its way from another replica.
   * @param visibleTo id of the caller whose predictions alone are counted; null counts all
   * @returns how many belong to a prediction; null when that is unknown because the store behind cannot be read.
   * @throws LapidaryError `log-unavailable`
   */
  addOutcomes(outcomes: readonly Outcome[], visibleTo: string | null): Promise<number | null>
  /**
   * By prediction id, what came true of these predictions: the last outcome of the prediction itself, else what was first observed
   * of its entity after it.
   */
  outcomesOf(records: readonly PredictionRecord[]): Promise<ReadonlyMap<string, Outcome>>
  /** Forgets all that was kept of one entity until now (LGPD art. 18), outcomes too; what is predicted of it later is kept again. */
  erase(entity: string): Promise<Erased>
  /** Forgets predictions and outcomes older than `before`; answers how many. @throws LapidaryError `mongo-unavailable` */
  purge(before: Date): Promise<number>
  /** The greatest id that was appended and not erased; ids that are made from now on are greater. Null when there is none. */
  newestId(): string | null
  status(): Promise<LogStatus>
  /** Cheap enough for every probe of readiness. */
  diskStatus(): DiskStatus
  /**
   * Rewrites a file of an earlier version that `purge` cannot make smaller, unless it has few free pages. Nobody else can write
   * meanwhile: only for when no server runs.
   * @returns bytes given back; null when there was nothing to do.
   * @throws LapidaryError `disk-full` when there is no space for the copy.
   */
  compact(): number | null
  close(): Promise<void>
}
