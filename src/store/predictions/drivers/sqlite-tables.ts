import type { Selectable } from 'kysely'
import { readUuid7Time } from '../../../base/uuid7.ts'
import type { Migrations } from '../../sql/migrate.ts'
import { isPredictionId } from '../prediction-id.ts'
import type { Outcome, PredictionRecord } from '../store.ts'

export const predictionLogMigrations: Migrations = {
  part: 'prediction-log',
  steps: [
    // The id begins with the time (UUID version 7): one tree holds the rows in their order, and
    // each commit writes few pages.
    `CREATE TABLE prediction (
      id TEXT PRIMARY KEY, caller TEXT NOT NULL, model TEXT NOT NULL, model_version INTEGER NOT NULL, prediction TEXT NOT NULL,
      inputs TEXT NOT NULL, probabilities TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;`,
    'ALTER TABLE prediction ADD COLUMN entity TEXT; ALTER TABLE prediction ADD COLUMN threshold REAL;',
    // An erasure stays until the remote store has completed it.
    `CREATE TABLE outcome (
      id TEXT PRIMARY KEY, at TEXT NOT NULL, caller TEXT NOT NULL, prediction_id TEXT, entity TEXT, outcome TEXT NOT NULL, observed_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX outcome_prediction ON outcome (prediction_id) WHERE prediction_id IS NOT NULL;
    CREATE INDEX outcome_entity ON outcome (entity) WHERE entity IS NOT NULL;
    CREATE TABLE erasure (
      id TEXT PRIMARY KEY, entity TEXT NOT NULL, at TEXT NOT NULL, due INTEGER NOT NULL, until INTEGER, erased INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;`,
    // `at` (milliseconds) is set only if the clock did not give the id its time; `shipped` holds
    // the newest id that left the spool.
    `ALTER TABLE prediction ADD COLUMN at INTEGER;
    CREATE INDEX prediction_at ON prediction (at) WHERE at IS NOT NULL;
    CREATE TABLE shipped (one INTEGER PRIMARY KEY, newest TEXT NOT NULL) STRICT;`,
    // See `SqliteIndex`: entity, caller and prediction are hashes, ids the bytes of the UUID.
    `CREATE TABLE pending (number INTEGER PRIMARY KEY, rows INTEGER NOT NULL, entries TEXT NOT NULL) STRICT;
    CREATE TABLE index_part (number INTEGER PRIMARY KEY, rows INTEGER NOT NULL, last TEXT NOT NULL) STRICT;
    CREATE TABLE prediction_by_entity (
      part INTEGER NOT NULL, entity INTEGER NOT NULL, caller INTEGER NOT NULL, model_version INTEGER NOT NULL, prediction INTEGER NOT NULL,
      id BLOB NOT NULL, PRIMARY KEY (part, entity, model_version, prediction, caller, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE prediction_by_caller (
      part INTEGER NOT NULL, caller INTEGER NOT NULL, model_version INTEGER NOT NULL, prediction INTEGER NOT NULL, id BLOB NOT NULL,
      PRIMARY KEY (part, caller, model_version, prediction, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE unindexed (one INTEGER PRIMARY KEY, below TEXT NOT NULL) STRICT;
    INSERT INTO unindexed (one, below) SELECT 1, max(id) || '0' FROM prediction HAVING max(id) IS NOT NULL;`,
    // Finds the newest outcome of a prediction without reading the others.
    `DROP INDEX outcome_prediction;
    CREATE INDEX outcome_prediction ON outcome (prediction_id, at) WHERE prediction_id IS NOT NULL;`,
  ],
}

export type Tables = {
  prediction: {
    id: string
    caller: string
    model: string
    model_version: number
    prediction: string
    inputs: string
    probabilities: string
    entity: string | null
    threshold: number | null
    at: number | null
  }
  outcome: {
    id: string
    at: string
    caller: string
    prediction_id: string | null
    entity: string | null
    outcome: string
    observed_at: string
  }
}

/** Values of a prediction for its insert. */
export type Row = [
  id: string,
  caller: string,
  model: string,
  modelVersion: number,
  prediction: string,
  inputs: string,
  probabilities: string,
  entity: string | null,
  threshold: number | null,
  at: number | null,
]

export type TableRow = Selectable<Tables['prediction']>

export function toRow(record: PredictionRecord): Row {
  const { id, caller, model, modelVersion, prediction, inputs, probabilities, entity, threshold } = record
  if (!isPredictionId(id)) throw new TypeError(`Not a UUID: ${id}`)
  const time = Date.parse(record.at)
  const at = time === readUuid7Time(id).getTime() ? null : time
  return [
    id,
    caller,
    model,
    modelVersion,
    prediction,
    JSON.stringify(inputs),
    JSON.stringify(probabilities),
    entity,
    threshold,
    at,
  ]
}

export function toRecord({
  id,
  model_version,
  inputs,
  probabilities,
  at,
  ...row
}: TableRow): PredictionRecord {
  const time = at === null ? readUuid7Time(id) : new Date(at)
  return {
    id,
    at: time.toISOString(),
    ...row,
    modelVersion: model_version,
    inputs: JSON.parse(inputs),
    probabilities: JSON.parse(probabilities),
  }
}

export function toOutcome({ prediction_id, observed_at, ...row }: Tables['outcome']): Outcome {
  return { ...row, predictionId: prediction_id, observedAt: observed_at }
}
