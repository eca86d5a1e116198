import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Outcome, PredictionRecord } from '../store.ts'

/** Parts of a project that determine the members of its documents. */
export interface DocumentNames {
  /** Member with the entity of a prediction, such as `student_id`. */
  readonly entityField: string
  /** Class whose probability a policy compares; null without a policy. */
  readonly positive: string | null
}

/** A document of `predictions`, which other programs read too. */
export interface PredictionDocument {
  /** The prediction's id, so that a row that is sent twice is stored once. */
  readonly _id: string
  readonly prediction_id: string
  readonly timestamp: Date
  /** Username, or the id of a key. */
  readonly user: string
  readonly features: Readonly<Record<string, unknown>>
  /** Probability of the positive class; without a policy, of the predicted one. */
  readonly probability: number
  /** 1 for the positive class and 0 for the other; without a policy the class. */
  readonly prediction: number | string
  readonly class: string
  readonly probabilities: Readonly<Record<string, number>>
  readonly model: string
  readonly model_version: number
  readonly threshold: number | null
  readonly caller: string
  /** The entity, under its own name. */
  readonly [entityField: string]: unknown
}

export interface OutcomeDocument {
  readonly _id: string
  readonly timestamp: Date
  readonly caller: string
  readonly prediction_id: string | null
  readonly outcome: string
  readonly observed_at: Date
  readonly [entityField: string]: unknown
}

/** An erasure that every replica must follow, without the name of the entity. */
export interface ErasureDocument {
  readonly _id: string
  readonly entity_sha256: string
  readonly at: Date
}

const userPrefix = 'user:'
const reservedNames = [
  '_id',
  'prediction_id',
  'timestamp',
  'user',
  'features',
  'probability',
  'prediction',
  'class',
  'probabilities',
  'model',
]
const otherReservedNames = ['model_version', 'threshold', 'caller', 'outcome', 'observed_at']

/**
 * Checks the name of the entity's field.
 *
 * @throws LapidaryError `bad-project` if documents have a member of that name anyway
 */
export function checkNames({ entityField }: DocumentNames, project: string): void {
  if (![...reservedNames, ...otherReservedNames].includes(entityField)) return
  const problem = `its entityField is named "${entityField}", which documents of the prediction log use for something else.`
  throw new LapidaryError('bad-project', { project, problem })
}

export function toPredictionDocument(
  record: PredictionRecord,
  { entityField, positive }: DocumentNames,
): PredictionDocument {
  const { id, caller, prediction, probabilities } = record
  return {
    _id: id,
    prediction_id: id,
    timestamp: new Date(record.at),
    user: caller.startsWith(userPrefix) ? caller.slice(userPrefix.length) : caller,
    [entityField]: record.entity,
    features: record.inputs,
    probability: probabilities[positive ?? prediction] ?? 0,
    prediction: positive === null ? prediction : Number(prediction === positive),
    class: prediction,
    probabilities,
    model: record.model,
    model_version: record.modelVersion,
    threshold: record.threshold,
    caller,
  }
}

export function toPredictionRecord(
  document: PredictionDocument,
  { entityField }: DocumentNames,
): PredictionRecord {
  return {
    id: document.prediction_id,
    at: document.timestamp.toISOString(),
    caller: document.caller,
    entity: (document[entityField] ?? null) as string | null,
    model: document.model,
    modelVersion: document.model_version,
    inputs: document.features,
    prediction: document.class,
    probabilities: document.probabilities,
    threshold: document.threshold,
  }
}

export function toOutcomeDocument(outcome: Outcome, { entityField }: DocumentNames): OutcomeDocument {
  return {
    _id: outcome.id,
    timestamp: new Date(outcome.at),
    caller: outcome.caller,
    prediction_id: outcome.predictionId,
    [entityField]: outcome.entity,
    outcome: outcome.outcome,
    observed_at: new Date(outcome.observedAt),
  }
}

export function toOutcome(
  { _id: id, ...document }: OutcomeDocument,
  { entityField }: DocumentNames,
): Outcome {
  return {
    id,
    at: document.timestamp.toISOString(),
    caller: document.caller,
    predictionId: document.prediction_id,
    entity: (document[entityField] ?? null) as string | null,
    outcome: document.outcome,
    observedAt: document.observed_at.toISOString(),
  }
}
