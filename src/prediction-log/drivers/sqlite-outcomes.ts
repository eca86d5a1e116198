import { uuid7Time } from '../../lib/uuid7.ts'
import type { Database } from '../../sql/open-database.ts'
import { countMatched, matchOutcomes, outcomesToStore } from '../outcome.ts'
import type { KnownPredictions, Outcome, OutcomeSubjects, PredictionRecord } from '../store.ts'
import { type Tables, toOutcome } from './sqlite-tables.ts'

/** What a store behind this file holds of the same predictions and entities. */
export interface KnownBehind {
  readonly outcomes: readonly Outcome[]
  readonly predictions: KnownPredictions
}

/** Outcomes in the file of the prediction log. */
export class SqliteOutcomes {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** See `PredictionLog.addOutcomes`. @param behind null when nothing is behind this file */
  add(received: readonly Outcome[], visibleTo: string | null, behind: KnownBehind | null = null): number | null {
    const { sqlite } = this.#database
    const insert = sqlite.prepare(
      'INSERT INTO outcome (id, at, caller, prediction_id, entity, outcome, observed_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    )
    const subjects = subjectsOf(received)
    const all = sqlite.transaction(() => {
      const predictions = mergePredictions(this.knownPredictions(subjects, visibleTo), behind?.predictions)
      const known = [...this.about(subjects), ...(behind?.outcomes ?? [])]
      for (const { id, at, caller, predictionId, entity, outcome, observedAt } of outcomesToStore(received, known, predictions)) {
        insert.run(id, at, caller, predictionId, entity, outcome, observedAt)
      }
      return countMatched(received, predictions)
    })
    return all.immediate()
  }

  /** The newest outcome of each of these predictions, and all of these entities. One caller may correct a prediction a million times. */
  about({ predictionIds, entities }: OutcomeSubjects): readonly Outcome[] {
    const { sqlite } = this.#database
    const find = (where: string, values: readonly string[]): Outcome[] => {
      if (values.length === 0) return []
      const found = sqlite.prepare(`SELECT outcome.* FROM json_each(?) AS subject JOIN outcome ON ${where}`)
      return (found.all(JSON.stringify(values)) as Tables['outcome'][]).map(toOutcome)
    }
    const newest = 'SELECT id FROM outcome WHERE prediction_id = subject.value ORDER BY at DESC, id DESC LIMIT 1'
    return [...find(`outcome.id = (${newest})`, predictionIds), ...find('outcome.entity = subject.value', entities)]
  }

  /** See `KnownPredictions`. @param visibleTo id of the caller whose predictions alone are counted; null counts all */
  knownPredictions({ predictionIds, entities }: OutcomeSubjects, visibleTo: string | null): KnownPredictions {
    const { sqlite } = this.#database
    const ofIds = sqlite.prepare(
      'SELECT id FROM prediction WHERE id IN (SELECT value FROM json_each(?)) AND (? IS NULL OR caller = ?)',
    )
    const ids = predictionIds.length === 0 ? [] : ofIds.pluck().all(JSON.stringify(predictionIds), visibleTo, visibleTo)
    const ofEntity = sqlite.prepare(
      'SELECT min(CASE WHEN ? IS NULL OR caller = ? THEN id END) AS first, max(id) AS last FROM prediction WHERE entity = ?',
    )
    const [firstOf, lastOf] = [new Map<string, string>(), new Map<string, string>()]
    for (const entity of entities) {
      const { first, last } = ofEntity.get(visibleTo, visibleTo, entity) as { first: string | null; last: string | null }
      if (first !== null) firstOf.set(entity, uuid7Time(first).toISOString())
      if (last !== null) lastOf.set(entity, uuid7Time(last).toISOString())
    }
    return { ids: new Set(ids as string[]), firstOf, lastOf, complete: true }
  }

  of(records: readonly PredictionRecord[]): ReadonlyMap<string, Outcome> {
    return matchOutcomes(records, this.about(subjectsOfRecords(records)))
  }
}

/** What outcomes are about, each once. */
export function subjectsOf(outcomes: readonly Outcome[]): OutcomeSubjects {
  const predictionIds = new Set(outcomes.flatMap(({ predictionId }) => predictionId ?? []))
  const entities = new Set(outcomes.flatMap(({ predictionId, entity }) => (predictionId === null ? (entity ?? []) : [])))
  return { predictionIds: [...predictionIds], entities: [...entities] }
}

/** What outcomes of these predictions are about. */
export function subjectsOfRecords(records: readonly PredictionRecord[]): OutcomeSubjects {
  const entities = new Set(records.flatMap(({ entity }) => entity ?? []))
  return { predictionIds: records.map(({ id }) => id), entities: [...entities] }
}

function mergePredictions(here: KnownPredictions, behind: KnownPredictions | undefined): KnownPredictions {
  if (behind === undefined) return here
  const merge = (
    one: ReadonlyMap<string, string>,
    other: ReadonlyMap<string, string>,
    isBetter: (time: string, than: string) => boolean,
  ): ReadonlyMap<string, string> => {
    const merged = new Map(one)
    for (const [entity, time] of other) {
      const before = merged.get(entity)
      if (before === undefined || isBetter(time, before)) merged.set(entity, time)
    }
    return merged
  }
  return {
    ids: new Set([...here.ids, ...behind.ids]),
    firstOf: merge(here.firstOf, behind.firstOf, (time, than) => time < than),
    lastOf: merge(here.lastOf, behind.lastOf, (time, than) => time > than),
    complete: behind.complete,
  }
}
