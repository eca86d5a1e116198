import type { Database } from '../../sql/open-database.ts'
import { matchOutcomes } from '../outcome.ts'
import type { Outcome, PredictionRecord } from '../store.ts'
import { type Tables, toOutcome } from './sqlite-tables.ts'

/** Outcomes in the file of the prediction log. */
export class SqliteOutcomes {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add(outcomes: readonly Outcome[]): void {
    const { sqlite } = this.#database
    const insert = sqlite.prepare(
      'INSERT INTO outcome (id, at, caller, prediction_id, entity, outcome, observed_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    )
    const all = sqlite.transaction(() => {
      for (const { id, at, caller, predictionId, entity, outcome, observedAt } of outcomes) {
        insert.run(id, at, caller, predictionId, entity, outcome, observedAt)
      }
    })
    all.immediate()
  }

  /** All that could be an outcome of these predictions. */
  known(records: readonly PredictionRecord[]): readonly Outcome[] {
    const { sqlite } = this.#database
    const find = (column: 'prediction_id' | 'entity', values: readonly string[]): Outcome[] => {
      const found = sqlite.prepare(`SELECT * FROM outcome WHERE ${column} IN (SELECT value FROM json_each(?))`)
      return (found.all(JSON.stringify(values)) as Tables['outcome'][]).map(toOutcome)
    }
    const entities = new Set(records.flatMap(({ entity }) => (entity === null ? [] : [entity])))
    const ids = records.map(({ id }) => id)
    return [...find('prediction_id', ids), ...(entities.size === 0 ? [] : find('entity', [...entities]))]
  }

  of(records: readonly PredictionRecord[]): ReadonlyMap<string, Outcome> {
    return matchOutcomes(records, this.known(records))
  }
}
