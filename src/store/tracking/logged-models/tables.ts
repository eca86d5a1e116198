import type { Migrations } from '../../sql/migrate.ts'
import type { LoggedModelStatus } from './logged-model.ts'

/** Tables of logged models; those of `trackingMigrations` come first. */
export const loggedModelMigrations: Migrations = {
  part: 'logged-models',
  steps: [
    ({ text, integer, real, strictByKey }) => `CREATE TABLE logged_model (
      id ${text} PRIMARY KEY, experiment_id ${integer} NOT NULL REFERENCES experiment ON DELETE CASCADE,
      name ${text} NOT NULL, status ${text} NOT NULL, artifact_location ${text} NOT NULL, model_type ${text} NOT NULL,
      source_run_id ${text} NOT NULL, created_at ${text} NOT NULL, updated_at ${text} NOT NULL, deleted_at ${text}
    ) ${strictByKey};
    CREATE INDEX logged_model_newest ON logged_model (experiment_id, created_at DESC, id);
    CREATE TABLE logged_model_param (
      model_id ${text} NOT NULL REFERENCES logged_model ON DELETE CASCADE, name ${text} NOT NULL, value ${text} NOT NULL,
      PRIMARY KEY (model_id, name)
    ) ${strictByKey};
    CREATE TABLE logged_model_tag (
      model_id ${text} NOT NULL REFERENCES logged_model ON DELETE CASCADE, name ${text} NOT NULL, value ${text} NOT NULL,
      PRIMARY KEY (model_id, name)
    ) ${strictByKey};
    -- a metric that is not a number is kept as NULL
    CREATE TABLE logged_model_metric (
      model_id ${text} NOT NULL REFERENCES logged_model ON DELETE CASCADE, name ${text} NOT NULL,
      timestamp_ms ${integer} NOT NULL, step ${integer} NOT NULL, run_id ${text} NOT NULL REFERENCES run ON DELETE CASCADE,
      value ${real}, dataset_name ${text}, dataset_digest ${text}, PRIMARY KEY (model_id, name, timestamp_ms, step, run_id)
    ) ${strictByKey};
    CREATE INDEX logged_model_metric_of_run ON logged_model_metric (run_id);`,
  ],
}

interface NamedText {
  model_id: string
  name: string
  value: string
}

export type LoggedModelTables = {
  logged_model: {
    id: string
    experiment_id: number
    name: string
    status: LoggedModelStatus
    artifact_location: string
    model_type: string
    source_run_id: string
    created_at: string
    updated_at: string
    /** Null: it is active. */
    deleted_at: string | null
  }
  logged_model_param: NamedText
  logged_model_tag: NamedText
  logged_model_metric: {
    model_id: string
    name: string
    timestamp_ms: number
    step: number
    run_id: string
    value: number | null
    dataset_name: string | null
    dataset_digest: string | null
  }
}
