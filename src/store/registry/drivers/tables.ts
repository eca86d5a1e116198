import type { Selectable } from 'kysely'
import type { Migrations } from '../../sql/migrate.ts'
import type { ModelVersion, Stage, ThresholdChange, VersionStatus } from '../store.ts'

export const registryMigrations: Migrations = {
  part: 'registry',
  steps: [
    ({ id, text, integer, strict, strictByKey }) => `
    CREATE TABLE model (name ${text} PRIMARY KEY, created_at ${text} NOT NULL, description ${text} NOT NULL) ${strictByKey};
    CREATE TABLE model_version (
      model ${text} NOT NULL REFERENCES model, version ${integer} NOT NULL, run_id ${text} NOT NULL, created_at ${text} NOT NULL,
      description ${text} NOT NULL, tags ${text} NOT NULL, PRIMARY KEY (model, version)
    ) ${strictByKey};
    CREATE TABLE model_alias (
      model ${text} NOT NULL, alias ${text} NOT NULL, version ${integer} NOT NULL, PRIMARY KEY (model, alias),
      FOREIGN KEY (model, version) REFERENCES model_version
    ) ${strictByKey};
    CREATE TABLE alias_change (
      id ${id}, model ${text} NOT NULL REFERENCES model, alias ${text} NOT NULL, version ${integer}, previous ${integer},
      at ${text} NOT NULL, by ${text} NOT NULL, reason ${text} NOT NULL, rollback ${integer} NOT NULL
    ) ${strict};
    CREATE INDEX alias_change_newest ON alias_change (model, alias, id);`,
    ({ id, text, real, strict }) => `CREATE TABLE threshold_change (
      id ${id}, model ${text} NOT NULL, threshold ${real} NOT NULL, at ${text} NOT NULL, by ${text} NOT NULL, reason ${text} NOT NULL
    ) ${strict};
    CREATE INDEX threshold_change_newest ON threshold_change (model, id);`,
    // Replicas of the previous version insert rows without the new columns, so that each has a
    // default.
    ({ text, integer, strictByKey }) => `
    ALTER TABLE model ADD COLUMN updated_at ${text};
    ALTER TABLE model ADD COLUMN tags ${text} NOT NULL DEFAULT '{}';
    ALTER TABLE model ADD COLUMN is_prompt ${integer} NOT NULL DEFAULT 0;
    ALTER TABLE model_version ADD COLUMN updated_at ${text};
    ALTER TABLE model_version ADD COLUMN stage ${text} NOT NULL DEFAULT 'None';
    ALTER TABLE model_version ADD COLUMN status ${text} NOT NULL DEFAULT 'ready';
    ALTER TABLE model_version ADD COLUMN source ${text};
    ALTER TABLE model_version ADD COLUMN location ${text};
    ALTER TABLE model_version ADD COLUMN run_link ${text} NOT NULL DEFAULT '';
    ALTER TABLE model_version ADD COLUMN model_id ${text};
    ALTER TABLE model_version ADD COLUMN created_by ${text};
    ALTER TABLE model_version ADD COLUMN is_prompt ${integer} NOT NULL DEFAULT 0;
    CREATE INDEX model_version_newest ON model_version (coalesce(updated_at, created_at) DESC, model, version DESC);
    CREATE INDEX model_version_of_run ON model_version (run_id);
    CREATE INDEX model_version_of_prompt ON model_version (model) WHERE is_prompt = 1;
    CREATE TABLE model_number (model ${text} PRIMARY KEY, last_version ${integer} NOT NULL) ${strictByKey};`,
    // The order in which clients list the versions of one model, and its newest version of each
    // stage.
    `CREATE INDEX model_version_newest_of_model
      ON model_version (model, coalesce(updated_at, created_at) DESC, version DESC);
    CREATE INDEX model_version_of_stage ON model_version (model, stage, version);`,
  ],
}

export type RegistryTables = {
  model: ModelRow
  model_version: VersionRow
  model_alias: { model: string; alias: string; version: number }
  alias_change: {
    id?: number
    model: string
    alias: string
    version: number | null
    previous: number | null
    at: string
    by: string
    reason: string
    rollback: number
  }
  threshold_change: { id?: number } & ThresholdChange
  /** The last version number of a model, also after the version was deleted. */
  model_number: { model: string; last_version: number }
}

export interface ModelRow {
  name: string
  created_at: string
  description: string
  /** Null in rows of earlier versions of the program. */
  updated_at: string | null
  /** JSON object of texts. */
  tags: string
  is_prompt: number
}

export interface VersionRow {
  model: string
  version: number
  run_id: string
  created_at: string
  description: string
  /** JSON object of texts, which earlier versions of the program read and write. */
  tags: string
  /** Null in rows of earlier versions of the program, as `source`. */
  updated_at: string | null
  stage: Stage
  status: VersionStatus
  source: string | null
  location: string | null
  run_link: string
  model_id: string | null
  created_by: string | null
  is_prompt: number
}

export function toVersion(row: Selectable<VersionRow>): ModelVersion {
  return {
    model: row.model,
    version: row.version,
    runId: row.run_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at ?? row.created_at,
    description: row.description,
    tags: JSON.parse(row.tags),
    stage: row.stage,
    status: row.status,
    // Only trainings of this program registered versions without a source.
    source: row.source ?? `runs:/${row.run_id}/model`,
    location: row.location,
    runLink: row.run_link,
    modelId: row.model_id,
    createdBy: row.created_by,
  }
}
