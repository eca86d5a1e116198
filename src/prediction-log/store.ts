/** One prediction as it is kept. Personal columns are never in `inputs`. */
export interface PredictionRecord {
  /** UUID version 7: sorts by time. */
  readonly id: string
  /** The time that begins the id, as ISO 8601, UTC. */
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
  /** UUID version 7. */
  readonly id: string
  readonly at: string
  /** Id of the caller who told it. */
  readonly caller: string
  readonly predictionId: string | null
  readonly entity: string | null
  /** A class of the target. */
  readonly outcome: string
  /** When it came true, ISO 8601. */
  readonly observedAt: string
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
}

export interface PredictionLog {
  /**
   * Resolves once the records are kept (see the setting DURABILITY); concurrent calls share one commit.
   * @throws LapidaryError `log-unavailable` when they could not be written: the prediction must then not be answered.
   */
  append(records: readonly PredictionRecord[]): Promise<void>
  /** Newest first. */
  list(query: PredictionQuery): Promise<PredictionPage>
  get(id: string): Promise<PredictionRecord | null>
  count(): Promise<number>
  close(): Promise<void>
}
