import { readUuid7Time } from '../../../base/uuid7.ts'
import type { Database } from '../../sql/open-database.ts'
import { countMatched, matchOutcomes, outcomesToStore } from '../outcome.ts'
import type { KnownPredictions, Outcome, OutcomeSubjects, PredictionRecord } from '../store.ts'
import { idBytes, idOf, type SqliteIndex, textHash } from './sqlite-index.ts'
import { type Tables, toOutcome } from './sqlite-tables.ts'

/** What a store behind this file holds of the same predictions and entities. */
export interface KnownBehind {
  readonly outcomes: readonly Outcome[]
  readonly predictions: KnownPredictions
}

interface EntityIds {
  /** Of those that the caller may see. */
  first: string | null
  last: string | null
}

/** Outcomes in the file of the prediction log. */
export class SqliteOutcomes {
  readonly #database: Database
  readonly #index: SqliteIndex

  constructor(database: Database, index: SqliteIndex) {
    this.#database = database
    this.#index = index
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
    const times = (column: 'first' | 'last', of: ReadonlyMap<string, EntityIds>): Map<string, string> =>
      new Map([...of].flatMap(([entity, { [column]: id }]) => (id === null ? [] : [[entity, readUuid7Time(id).toISOString()]])))
    const found = this.#idsOf(entities, visibleTo)
    const complete = this.#index.unindexedBelow() === null
    return { ids: new Set(ids as string[]), firstOf: times('first', found), lastOf: times('last', found), complete }
  }

  /** The first and the last id of each entity's predictions, by the index. */
  #idsOf(entities: readonly string[], visibleTo: string | null): ReadonlyMap<string, EntityIds> {
    const least = this.#index.oldestId()
    if (least === null || entities.length === 0) return new Map()
    const byHash = new Map<number | null, EntityIds>(entities.map((entity) => [textHash(entity), { first: null, last: null }]))
    const meet = (hash: number | null, first: string | null, last: string): void => {
      const ids = byHash.get(hash)
      if (ids === undefined) return
      if (first !== null && (ids.first === null || first < ids.first)) ids.first = first
      if (ids.last === null || last > ids.last) ids.last = last
    }
    for (const [id, hash, caller] of this.#index.pending()) {
      if (id >= least) meet(hash, visibleTo === null || caller === visibleTo ? id : null, id)
    }
    const indexed = this.#database.sqlite.prepare(
      `SELECT entity, min(CASE WHEN ? IS NULL OR caller = ? THEN id END), max(id) FROM prediction_by_entity
      WHERE part IN (SELECT number FROM index_part) AND entity IN (SELECT value FROM json_each(?)) AND id >= ? GROUP BY entity`,
    )
    const caller = visibleTo === null ? null : textHash(visibleTo)
    const rows = indexed.raw().all(caller, caller, JSON.stringify([...byHash.keys()]), idBytes(least))
    for (const [hash, first, last] of rows as [number, Buffer | null, Buffer][]) {
      meet(hash, first === null ? null : idOf(first), idOf(last))
    }
    return new Map(entities.map((entity) => [entity, byHash.get(textHash(entity)) as EntityIds]))
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
    complete: here.complete && behind.complete,
  }
}
