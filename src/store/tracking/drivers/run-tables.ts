import type { Generated } from 'kysely'
import type { SqlTypes } from '../../sql/sql-types.ts'
import type { TrackedRunStatus } from '../runs.ts'
import type { ExperimentTables } from './sql-experiments.ts'

export interface NamedValue<V> {
  run_id: string
  name: string
  value: V
}

export type TrackingTables = ExperimentTables & {
  run: {
    id: string
    /** Name of the experiment when the run was created. */
    experiment: string
    /** Set by a trigger if it is not given. */
    experiment_id: Generated<number>
    name: string
    status: TrackedRunStatus
    started_at: string
    ended_at: string | null
    user_id: string | null
    /** Null: the default of its experiment. */
    artifact_uri: string | null
    /** Null: it is active, unless its experiment is deleted. */
    deleted_at: string | null
    /** 1 if a client records it; 0 if a process of this program does, which holds its lock. */
    by_client: Generated<number>
  }
  run_param: NamedValue<string>
  run_tag: NamedValue<string>
  /** The last point of each metric. Without a step and a time it is the only one. */
  run_metric: NamedValue<number | null> & {
    step: number | null
    time_ms: number | null
    model_id: string | null
    dataset_name: string | null
    dataset_digest: string | null
  }
  run_artifact: { run_id: string; path: string; sha256: string; bytes: number }
  metric_series: { id: Generated<number>; run_id: string; name: string }
  /** NaN is 0 with `is_nan` 1, because it is part of the key. */
  metric_point: { series: number; step: number; time_ms: number; value: number; is_nan: number }
  dataset: {
    id: Generated<number>
    experiment_id: number
    name: string
    digest: string
    source_type: string
    source: string
    schema_text: string | null
    profile: string | null
  }
  /** `context` is the value of the tag of that name. */
  run_dataset: { run_id: string; dataset_id: number; tags: string; context: string | null }
  run_model: { run_id: string; model_id: string; direction: 'input' | 'output'; step: number }
}

/** Adds what clients record: lifecycle, the history of metrics, datasets and
 * the logged models that runs read and produce. */
export function addClientRuns(types: SqlTypes): string {
  const { text, integer, real, id, strict, strictByKey } = types
  const run = `run_id ${text} NOT NULL REFERENCES run ON DELETE CASCADE`
  return `ALTER TABLE run ADD COLUMN user_id ${text};
    ALTER TABLE run ADD COLUMN artifact_uri ${text};
    ALTER TABLE run ADD COLUMN deleted_at ${text};
    ALTER TABLE run ADD COLUMN by_client ${integer} NOT NULL DEFAULT 0;
    ALTER TABLE run_metric ADD COLUMN step ${integer};
    ALTER TABLE run_metric ADD COLUMN time_ms ${integer};
    ALTER TABLE run_metric ADD COLUMN model_id ${text};
    ALTER TABLE run_metric ADD COLUMN dataset_name ${text};
    ALTER TABLE run_metric ADD COLUMN dataset_digest ${text};
    CREATE TABLE metric_series (id ${id}, ${run}, name ${text} NOT NULL, UNIQUE (run_id, name)) ${strict};
    CREATE TABLE metric_point (
      series ${integer} NOT NULL REFERENCES metric_series ON DELETE CASCADE, step ${integer} NOT NULL, time_ms ${integer} NOT NULL,
      value ${real} NOT NULL, is_nan ${integer} NOT NULL, PRIMARY KEY (series, step, time_ms, value, is_nan)
    ) ${strictByKey};
    CREATE TABLE dataset (
      id ${id}, experiment_id ${integer} NOT NULL REFERENCES experiment ON DELETE CASCADE, name ${text} NOT NULL, digest ${text} NOT NULL,
      source_type ${text} NOT NULL, source ${text} NOT NULL, schema_text ${text}, profile ${text}, UNIQUE (experiment_id, name, digest)
    ) ${strict};
    CREATE TABLE run_dataset (
      ${run}, dataset_id ${integer} NOT NULL REFERENCES dataset ON DELETE CASCADE, tags ${text} NOT NULL, context ${text},
      PRIMARY KEY (run_id, dataset_id)
    ) ${strictByKey};
    CREATE INDEX run_dataset_dataset ON run_dataset (dataset_id);
    CREATE TABLE run_model (
      ${run}, direction ${text} NOT NULL, model_id ${text} NOT NULL, step ${integer} NOT NULL, PRIMARY KEY (run_id, direction, model_id)
    ) ${strictByKey};
    ${searchIndexes(types)}
    ${types.dialect === 'postgres' ? storeNanAsNull : ''}`
}

/** Characters of texts that PostgreSQL indexes: the entries of an index have at most 2704 bytes. */
export const indexedCharacters = 200

/** Searches read these instead of the rows, which are larger and in the order of the ids. */
function searchIndexes({ dialect }: SqlTypes): string {
  const [name, value] = ['name', 'value'].map((column) =>
    dialect === 'sqlite' ? column : `left(${column}, ${indexedCharacters})`,
  )
  return `CREATE INDEX run_newest_of_experiment ON run (experiment_id, started_at DESC, id, deleted_at, status, ended_at);
    CREATE INDEX run_newest_training ON run (started_at, id) WHERE by_client = 0;
    CREATE INDEX run_name_of_experiment ON run (experiment_id, ${name}, id);
    CREATE INDEX run_metric_value ON run_metric (name, value, run_id);
    CREATE INDEX run_param_value ON run_param (name, ${value}, run_id);
    CREATE INDEX run_tag_value ON run_tag (name, ${value}, run_id);`
}

/** The previous version writes NaN as it is; PostgreSQL sorts it before all numbers. */
const storeNanAsNull = `UPDATE run_metric SET value = NULL WHERE value = 'NaN';
    CREATE FUNCTION run_metric_nan() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.value := NULL; RETURN NEW; END $$;
    CREATE TRIGGER run_metric_nan BEFORE INSERT OR UPDATE ON run_metric FOR EACH ROW WHEN (NEW.value = 'NaN')
      EXECUTE FUNCTION run_metric_nan();`
