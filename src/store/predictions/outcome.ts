import { hash } from 'node:crypto'
import type { KnownPredictions, Outcome, PredictionRecord } from './store.ts'

/** An outcome as it was received: of one prediction or of an entity, at a time that may be left out. */
export interface ReceivedOutcome {
  readonly predictionId: string | null
  readonly entity: string | null
  readonly outcome: string
  readonly observedAt: string | null
}

/** Length of the part of an id that depends on the content alone. */
const contentLength = 64

/**
 * The id of an outcome: the SHA-256 of its content, then when it was received, so that the same content can be received again
 * after a correction.
 * @param at ISO 8601, UTC
 */
export function outcomeId(content: ReceivedOutcome, at: string): string {
  return `${contentHash(content)}-${at}`
}

function contentHash({ predictionId, entity, outcome, observedAt }: ReceivedOutcome): string {
  return hash('sha256', JSON.stringify([predictionId, entity, outcome, observedAt]), 'hex')
}

/** Whether an outcome of an entity was received without a time, or with the day on which it was received. */
function isOfNow(outcome: Outcome): boolean {
  const content = outcome.id.slice(0, contentLength)
  const endOfDay = `${outcome.at.slice(0, 10)}T23:59:59.999Z`
  return [null, endOfDay].some((observedAt) => contentHash({ ...outcome, observedAt }) === content)
}

/** Whether two outcomes were received with the same content. Ids of older versions are the content alone. */
function haveSameContent(a: Outcome, b: Outcome): boolean {
  return a.id.slice(0, contentLength) === b.id.slice(0, contentLength)
}

/**
 * The outcomes that must be stored, in the order received. One that repeats the newest of its subject is left out; every other is
 * dated after the newest, even when the clock was set back, so that the last word wins in every store.
 *
 * Outcomes of an entity without a time are about its predictions until then. So one corrects the one before if no prediction of
 * the entity was made since, and is a new observation if one was.
 *
 * @param known outcomes of the same predictions and entities that are stored already
 * @param predictions what is known of those entities' predictions
 */
export function outcomesToStore(
  received: readonly Outcome[],
  known: readonly Outcome[],
  predictions: Pick<KnownPredictions, 'lastOf' | 'complete'>,
): readonly Outcome[] {
  const newestOf = new Map<string, Outcome>()
  for (const outcome of known.toSorted(byReceipt)) newestOf.set(subjectOf(outcome), outcome)
  const stored: Outcome[] = []
  for (const outcome of received) {
    const newest = newestOf.get(subjectOf(outcome))
    const isNew = newest === undefined || (isOfEntityNow(outcome) && isNews(newest, predictions))
    if (!isNew && haveSameContent(newest, outcome)) continue
    const dated = newest === undefined ? outcome : datedAfter(newest, outcome, isNew)
    newestOf.set(subjectOf(dated), dated)
    stored.push(dated)
  }
  return stored
}

/** What an outcome corrects: those of its prediction, or those of its entity at the same time, or at no time. */
function subjectOf(outcome: Outcome): string {
  const { predictionId, entity, observedAt } = outcome
  if (predictionId !== null) return `prediction ${predictionId}`
  return isOfNow(outcome) ? `entity ${entity}` : `entity ${observedAt} ${entity}`
}

function isOfEntityNow(outcome: Outcome): boolean {
  return outcome.predictionId === null && isOfNow(outcome)
}

/** Whether the entity has predictions since, or may have. */
function isNews({ entity, observedAt }: Outcome, { lastOf, complete }: Pick<KnownPredictions, 'lastOf' | 'complete'>): boolean {
  return !complete || (lastOf.get(entity ?? '') ?? '') > observedAt
}

/** The outcome with a time of receipt after the newest, and as a correction of an entity with the newest's time of observation. */
function datedAfter(newest: Outcome, outcome: Outcome, isNew: boolean): Outcome {
  const at = outcome.at > newest.at ? outcome.at : new Date(Date.parse(newest.at) + 1).toISOString()
  const observedAt = !isOfEntityNow(outcome) ? outcome.observedAt : isNew ? at : newest.observedAt
  return { ...outcome, id: `${outcome.id.slice(0, contentLength)}-${at}`, at, observedAt }
}

function byReceipt(a: Outcome, b: Outcome): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1
  return a.id < b.id ? -1 : 1
}

/**
 * How many of the outcomes belong to a prediction: the one with that id, or one of the entity that was made by then.
 * @returns null when an outcome belongs to none of the known predictions, and these are not all.
 */
export function countMatched(received: readonly Outcome[], { ids, firstOf, complete }: KnownPredictions): number | null {
  const matched = received.filter(({ predictionId, entity, observedAt }) => {
    if (predictionId !== null) return ids.has(predictionId)
    return (firstOf.get(entity ?? '') ?? '9') <= observedAt
  }).length
  return complete || matched === received.length ? matched : null
}

/** See `PredictionLog.outcomesOf`. `known` may hold outcomes of others, and one twice. */
export function matchOutcomes(records: readonly PredictionRecord[], known: readonly Outcome[]): ReadonlyMap<string, Outcome> {
  const ofPrediction = new Map<string, Outcome>()
  const ofEntity = new Map<string, Outcome[]>()
  for (const outcome of known.toSorted(byReceipt)) {
    if (outcome.predictionId !== null) {
      ofPrediction.set(outcome.predictionId, lastWord(ofPrediction.get(outcome.predictionId), outcome))
    } else if (outcome.entity !== null) {
      const others = ofEntity.get(outcome.entity)
      if (others === undefined) ofEntity.set(outcome.entity, [outcome])
      else others.push(outcome)
    }
  }
  const matched = new Map<string, Outcome>()
  for (const { id, at, entity } of records) {
    const found = ofPrediction.get(id) ?? firstAfter(at, entity === null ? [] : (ofEntity.get(entity) ?? []))
    if (found !== undefined) matched.set(id, found)
  }
  return matched
}

/** A repeat changes nothing: the first of those that say the same stays. */
function lastWord(before: Outcome | undefined, outcome: Outcome): Outcome {
  return before !== undefined && haveSameContent(before, outcome) ? before : outcome
}

/** The first observed at `time` or later; of those of one moment the last received. @param outcomes in the order received */
function firstAfter(time: string, outcomes: readonly Outcome[]): Outcome | undefined {
  let first: Outcome | undefined
  for (const outcome of outcomes) {
    if (outcome.observedAt < time) continue
    if (first === undefined || outcome.observedAt < first.observedAt) first = outcome
    else if (outcome.observedAt === first.observedAt) first = lastWord(first, outcome)
  }
  return first
}
