import { hash } from 'node:crypto'
import type { KnownPredictions, Outcome, PredictionRecord } from './store.ts'

/**
 * An outcome as it was received: of one prediction or of an entity, at a time that may be left out.
 */
export interface ReceivedOutcome {
  readonly predictionId: string | null
  readonly entity: string | null
  readonly outcome: string
  readonly observedAt: string | null
}

/** Length of the part of an id that depends on the content alone. */
const contentLength = 64

/**
 * Creates the id of an outcome: the SHA-256 of its content, then the time of receipt, so that the
 * same content can be received again after a correction.
 * @param at ISO 8601, UTC
 */
export function createOutcomeId(content: ReceivedOutcome, at: string): string {
  return `${contentHash(content)}-${at}`
}

function contentHash({ predictionId, entity, outcome, observedAt }: ReceivedOutcome): string {
  return hash('sha256', JSON.stringify([predictionId, entity, outcome, observedAt]), 'hex')
}

/**
 * Returns true if an outcome of an entity was received without a time, or with the day on which it
 * was received.
 */
function isOfNow(outcome: Outcome): boolean {
  const content = outcome.id.slice(0, contentLength)
  const endOfDay = `${outcome.at.slice(0, 10)}T23:59:59.999Z`
  return [null, endOfDay].some((observedAt) => contentHash({ ...outcome, observedAt }) === content)
}

/**
 * Returns true if two outcomes were received with the same content. Ids of older versions are the
 * content alone.
 */
function haveSameContent(a: Outcome, b: Outcome): boolean {
  return a.id.slice(0, contentLength) === b.id.slice(0, contentLength)
}

/**
 * Selects the outcomes that must be stored, in the order received. One that repeats the newest of
 * its subject is left out; every other is dated after the newest, even if the clock was set back,
 * so that the last one wins in every store.
 *
 * Outcomes of an entity without a time are about its predictions until then. Such an outcome
 * corrects the previous one if no prediction of the entity was made since, and is a new observation
 * otherwise.
 *
 * @param known stored outcomes of the same predictions and entities
 * @param predictions known predictions of those entities
 */
export function selectOutcomesToStore(
  received: readonly Outcome[],
  known: readonly Outcome[],
  predictions: Pick<KnownPredictions, 'lastOf' | 'complete'>,
): readonly Outcome[] {
  const newestOf = new Map<string, Outcome>()
  for (const outcome of known.toSorted(compareReceipt)) newestOf.set(getSubject(outcome), outcome)
  const stored: Outcome[] = []
  for (const outcome of received) {
    const newest = newestOf.get(getSubject(outcome))
    const isNew = newest === undefined || (isOfEntityNow(outcome) && hasLaterPrediction(newest, predictions))
    if (!isNew && haveSameContent(newest, outcome)) continue
    const dated = newest === undefined ? outcome : dateAfter(newest, outcome, isNew)
    newestOf.set(getSubject(dated), dated)
    stored.push(dated)
  }
  return stored
}

/**
 * Returns the subject of an outcome, which it corrects: its prediction, or its entity at the same
 * time or at no time.
 */
function getSubject(outcome: Outcome): string {
  const { predictionId, entity, observedAt } = outcome
  if (predictionId !== null) return `prediction ${predictionId}`
  return isOfNow(outcome) ? `entity ${entity}` : `entity ${observedAt} ${entity}`
}

function isOfEntityNow(outcome: Outcome): boolean {
  return outcome.predictionId === null && isOfNow(outcome)
}

/** Returns true if the entity has predictions since, or may have. */
function hasLaterPrediction(
  { entity, observedAt }: Outcome,
  { lastOf, complete }: Pick<KnownPredictions, 'lastOf' | 'complete'>,
): boolean {
  return !complete || (lastOf.get(entity ?? '') ?? '') > observedAt
}

/**
 * Dates an outcome after the newest. A correction of an entity gets the newest's time of
 * observation.
 */
function dateAfter(newest: Outcome, outcome: Outcome, isNew: boolean): Outcome {
  const at = outcome.at > newest.at ? outcome.at : new Date(Date.parse(newest.at) + 1).toISOString()
  const observedAt = !isOfEntityNow(outcome) ? outcome.observedAt : isNew ? at : newest.observedAt
  return { ...outcome, id: `${outcome.id.slice(0, contentLength)}-${at}`, at, observedAt }
}

function compareReceipt(a: Outcome, b: Outcome): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1
  return a.id < b.id ? -1 : 1
}

/**
 * Counts the outcomes that belong to a prediction: the one with that id, or one of the entity that
 * was made by then.
 * @returns null if an outcome belongs to none of the known predictions, and these are not all
 */
export function countMatched(
  received: readonly Outcome[],
  { ids, firstOf, complete }: KnownPredictions,
): number | null {
  const matched = received.filter(({ predictionId, entity, observedAt }) => {
    if (predictionId !== null) return ids.has(predictionId)
    return (firstOf.get(entity ?? '') ?? '9') <= observedAt
  }).length
  return complete || matched === received.length ? matched : null
}

/**
 * Matches outcomes to predictions as `PredictionLog.outcomesOf` does. `known` may contain other
 * outcomes and duplicates.
 */
export function matchOutcomes(
  records: readonly PredictionRecord[],
  known: readonly Outcome[],
): ReadonlyMap<string, Outcome> {
  const ofPrediction = new Map<string, Outcome>()
  const ofEntity = new Map<string, Outcome[]>()
  for (const outcome of known.toSorted(compareReceipt)) {
    if (outcome.predictionId !== null) {
      ofPrediction.set(outcome.predictionId, chooseLast(ofPrediction.get(outcome.predictionId), outcome))
    } else if (outcome.entity !== null) {
      const others = ofEntity.get(outcome.entity)
      if (others === undefined) ofEntity.set(outcome.entity, [outcome])
      else others.push(outcome)
    }
  }
  const matched = new Map<string, Outcome>()
  for (const { id, at, entity } of records) {
    const found =
      ofPrediction.get(id) ?? findFirstAfter(at, entity === null ? [] : (ofEntity.get(entity) ?? []))
    if (found !== undefined) matched.set(id, found)
  }
  return matched
}

/**
 * Returns the later outcome. A repeat changes nothing: the first of those with the same content
 * stays.
 */
function chooseLast(before: Outcome | undefined, outcome: Outcome): Outcome {
  return before !== undefined && haveSameContent(before, outcome) ? before : outcome
}

/**
 * Finds the first outcome observed at `time` or later, and of those at one time the last received.
 *
 * @param outcomes in the order received
 */
function findFirstAfter(time: string, outcomes: readonly Outcome[]): Outcome | undefined {
  let first: Outcome | undefined
  for (const outcome of outcomes) {
    if (outcome.observedAt < time) continue
    if (first === undefined || outcome.observedAt < first.observedAt) first = outcome
    else if (outcome.observedAt === first.observedAt) first = chooseLast(first, outcome)
  }
  return first
}
