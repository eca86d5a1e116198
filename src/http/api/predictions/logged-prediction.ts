import type { Outcome, PredictionRecord } from '../../../store/predictions/store.ts'
import type { LoggedPredictionInfo } from './schema.ts'

/** Returns a stored prediction as the API shows it. */
export function toLoggedPrediction(record: PredictionRecord, outcome: Outcome | null): LoggedPredictionInfo {
  return {
    prediction_id: record.id,
    timestamp: record.at,
    caller: record.caller,
    entity: record.entity,
    threshold: record.threshold,
    model: record.model,
    model_version: record.modelVersion,
    inputs: record.inputs,
    prediction: record.prediction,
    probabilities: record.probabilities,
    outcome: outcome === null ? null : { outcome: outcome.outcome, observed_at: outcome.observedAt },
  }
}
