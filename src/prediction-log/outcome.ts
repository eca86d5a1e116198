import { hash } from 'node:crypto'
import type { Outcome, PredictionRecord } from './store.ts'

/** What somebody tells: about one prediction or about an entity, at a time that he may leave out. */
export interface ToldOutcome {
  readonly predictionId: string | null
  readonly entity: string | null
  readonly outcome: string
  readonly observedAt: string | null
}

/** The same for the same words, so that a request that is sent twice is kept once. */
export function outcomeId({ predictionId, entity, outcome, observedAt }: ToldOutcome): string {
  return hash('sha256', JSON.stringify([predictionId, entity, outcome, observedAt]), 'hex')
}

/** See `PredictionLog.outcomesOf`. `known` may hold outcomes of others. */
export function matchOutcomes(records: readonly PredictionRecord[], known: readonly Outcome[]): ReadonlyMap<string, Outcome> {
  const ofPrediction = new Map<string, Outcome>()
  const ofEntity = new Map<string, Outcome[]>()
  for (const outcome of known) {
    if (outcome.predictionId !== null) {
      const other = ofPrediction.get(outcome.predictionId)
      if (other === undefined || other.at <= outcome.at) ofPrediction.set(outcome.predictionId, outcome)
    } else if (outcome.entity !== null) {
      const others = ofEntity.get(outcome.entity)
      if (others === undefined) ofEntity.set(outcome.entity, [outcome])
      else others.push(outcome)
    }
  }
  const matched = new Map<string, Outcome>()
  for (const { id, at, entity } of records) {
    const found = ofPrediction.get(id) ?? firstAfter(at, entity === null ? [] : (ofEntity.get(entity) ?? []))
    if (found !== null) matched.set(id, found)
  }
  return matched
}

/** The first observed at `time` or later; of those of one moment the one that was told last. */
function firstAfter(time: string, outcomes: readonly Outcome[]): Outcome | null {
  let first: Outcome | null = null
  for (const outcome of outcomes) {
    if (outcome.observedAt < time) continue
    if (first === null || outcome.observedAt < first.observedAt) first = outcome
    else if (outcome.observedAt === first.observedAt && outcome.at >= first.at) first = outcome
  }
  return first
}
