import { readUuid7Time } from '../../../base/uuid7.ts'
import type { Database } from '../../sql/open-database.ts'
import { countMatched, matchOutcomes, selectOutcomesToStore } from '../outcome.ts'
import type { KnownPredictions, Outcome, OutcomeSubjects, PredictionRecord } from '../store.ts'
import { toIdBytes, fromIdBytes, type SqliteIndex, hashText } from './sqlite-index.ts'
import { type Tables, toOutcome } from './sqlite-tables.ts'

/** Outcomes and predictions of the same subjects in the remote store. */
export interface RemoteRows {
  readonly outcomes: readonly Outcome[]
  readonly predictions: KnownPredictions
}

interface EntityIds {
  /** First id that the caller may see. */
  first: string | null
  last: string | null
}

/** Stores outcomes in the file of the prediction log. */
export class SqliteOutcomes {
  readonly #database: Database
  readonly #index: SqliteIndex

  constructor(database: Database, index: SqliteIndex) {
    this.#database = database
    this.#index = index
  }

  /**
   * Adds outcomes as `PredictionLog.addOutcomes` does.
   *
   * @param remote rows of the remote store; null if there is none
   */
  add(
    received: readonly Outcome[],
    visibleTo: string | null,
    remote: RemoteRows | null = null,
  ): number | null {
    const { sqlite } = this.#database
    const insert = sqlite.prepare(
      'INSERT INTO outcome (id, at, caller, prediction_id, entity, outcome, observed_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    )
    const subjects = getSubjects(received)
    const all = sqlite.transaction(() => {
      const predictions = mergePredictions(this.knownPredictions(subjects, visibleTo), remote?.predictions)
      const known = [...this.about(subjects), ...(remote?.outcomes ?? [])]
      for (const { id, at, caller, predictionId, entity, outcome, observedAt } of selectOutcomesToStore(
        received,
        known,
        predictions,
      )) {
        insert.run(id, at, caller, predictionId, entity, outcome, observedAt)
      }
      return countMatched(received, predictions)
    })
    return all.immediate()
  }

  /**
   * Returns the newest outcome of each of these predictions, and all of these entities. A caller
   * may have corrected a prediction a million times.
   */
  about({ predictionIds, entities }: OutcomeSubjects): readonly Outcome[] {
    const { sqlite } = this.#database
    const find = (where: string, values: readonly string[]): Outcome[] => {
      if (values.length === 0) return []
      const found = sqlite.prepare(`SELECT outcome.* FROM json_each(?) AS subject JOIN outcome ON ${where}`)
      return (found.all(JSON.stringify(values)) as Tables['outcome'][]).map(toOutcome)
    }
    const newest =
      'SELECT id FROM outcome WHERE prediction_id = subject.value ORDER BY at DESC, id DESC LIMIT 1'
    return [
      ...find(`outcome.id = (${newest})`, predictionIds),
      ...find('outcome.entity = subject.value', entities),
    ]
  }

  /**
   * Returns the known predictions of some outcomes; see `KnownPredictions`.
   *
   * @param visibleTo id of the caller whose predictions alone are counted; null counts all
   */
  knownPredictions({ predictionIds, entities }: OutcomeSubjects, visibleTo: string | null): KnownPredictions {
    const { sqlite } = this.#database
    const ofIds = sqlite.prepare(
      'SELECT id FROM prediction WHERE id IN (SELECT value FROM json_each(?)) AND (? IS NULL OR caller = ?)',
    )
    const ids =
      predictionIds.length === 0 ? [] : ofIds.pluck().all(JSON.stringify(predictionIds), visibleTo, visibleTo)
    const times = (column: 'first' | 'last', of: ReadonlyMap<string, EntityIds>): Map<string, string> =>
      new Map(
        [...of].flatMap(([entity, { [column]: id }]) =>
          id === null ? [] : [[entity, readUuid7Time(id).toISOString()]],
        ),
      )
    const found = this.#findIds(entities, visibleTo)
    const complete = this.#index.getUnindexedBelow() === null
    return {
      ids: new Set(ids as string[]),
      firstOf: times('first', found),
      lastOf: times('last', found),
      complete,
    }
  }

  /** Finds the first and the last id of each entity's predictions, by the index. */
  #findIds(entities: readonly string[], visibleTo: string | null): ReadonlyMap<string, EntityIds> {
    const least = this.#index.getOldestId()
    if (least === null || entities.length === 0) return new Map()
    const byHash = new Map<number | null, EntityIds>(
      entities.map((entity) => [hashText(entity), { first: null, last: null }]),
    )
    const addId = (hash: number | null, first: string | null, last: string): void => {
      const ids = byHash.get(hash)
      if (ids === undefined) return
      if (first !== null && (ids.first === null || first < ids.first)) ids.first = first
      if (ids.last === null || last > ids.last) ids.last = last
    }
    for (const [id, hash, caller] of this.#index.getPending()) {
      if (id >= least) addId(hash, visibleTo === null || caller === visibleTo ? id : null, id)
    }
    const indexed = this.#database.sqlite.prepare(
      `SELECT entity, min(CASE WHEN ? IS NULL OR caller = ? THEN id END), max(id) FROM prediction_by_entity
      WHERE part IN (SELECT number FROM index_part) AND entity IN (SELECT value FROM json_each(?)) AND id >= ? GROUP BY entity`,
    )
    const caller = visibleTo === null ? null : hashText(visibleTo)
    const rows = indexed.raw().all(caller, caller, JSON.stringify([...byHash.keys()]), toIdBytes(least))
    for (const [hash, first, last] of rows as [number, Buffer | null, Buffer][]) {
      addId(hash, first === null ? null : fromIdBytes(first), fromIdBytes(last))
    }
    return new Map(entities.map((entity) => [entity, byHash.get(hashText(entity)) as EntityIds]))
  }

  of(records: readonly PredictionRecord[]): ReadonlyMap<string, Outcome> {
    return matchOutcomes(records, this.about(getSubjectsOfRecords(records)))
  }
}

/** Returns the predictions and entities of outcomes, each once. */
export function getSubjects(outcomes: readonly Outcome[]): OutcomeSubjects {
  const predictionIds = new Set(outcomes.flatMap(({ predictionId }) => predictionId ?? []))
  const entities = new Set(
    outcomes.flatMap(({ predictionId, entity }) => (predictionId === null ? (entity ?? []) : [])),
  )
  return { predictionIds: [...predictionIds], entities: [...entities] }
}

/** Returns the predictions and entities of these records. */
export function getSubjectsOfRecords(records: readonly PredictionRecord[]): OutcomeSubjects {
  const entities = new Set(records.flatMap(({ entity }) => entity ?? []))
  return { predictionIds: records.map(({ id }) => id), entities: [...entities] }
}

function mergePredictions(here: KnownPredictions, remote: KnownPredictions | undefined): KnownPredictions {
  if (remote === undefined) return here
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
    ids: new Set([...here.ids, ...remote.ids]),
    firstOf: merge(here.firstOf, remote.firstOf, (time, than) => time < than),
    lastOf: merge(here.lastOf, remote.lastOf, (time, than) => time > than),
    complete: here.complete && remote.complete,
  }
}
