import type { Migrations } from '../sql/migrate.ts'
import type { SqlTypes } from '../sql/sql-types.ts'

/**
 * Tables of the stored contents and of their names. Those of runs, in `run_artifact`, belong to
 * tracking, whose tables must be there before.
 */
export const artifactMigrations: Migrations = {
  part: 'artifact',
  steps: [
    ({ text, integer, blob, strict, strictByKey }) => `
    CREATE TABLE artifact (sha256 ${text} PRIMARY KEY, bytes ${integer} NOT NULL) ${strictByKey};
    CREATE TABLE artifact_chunk (
      sha256 ${text} NOT NULL REFERENCES artifact ON DELETE CASCADE, part ${integer} NOT NULL, data ${blob} NOT NULL, PRIMARY KEY (sha256, part)
    ) ${strict};`,
    ({ text }) =>
      `ALTER TABLE artifact ADD COLUMN put_at ${text} NOT NULL DEFAULT '1970-01-01T00:00:00.000Z';`,
    // When contents outside the database were last put: a lock between `put` and `remove`.
    ({ text, strictByKey }) =>
      `CREATE TABLE artifact_put (sha256 ${text} PRIMARY KEY, put_at ${text} NOT NULL) ${strictByKey};`,
    // Names of files outside of runs, and the folder of each name for lists of folders.
    (types) => `
    CREATE TABLE artifact_file (
      path ${types.text} PRIMARY KEY, sha256 ${types.text} NOT NULL, bytes ${types.integer} NOT NULL, ${folderColumn(types)}
    ) ${types.strictByKey};
    CREATE INDEX artifact_file_folder ON artifact_file (folder);
    ALTER TABLE run_artifact ADD COLUMN ${folderColumn(types)};
    CREATE INDEX run_artifact_folder ON run_artifact (run_id, folder);`,
  ],
}

/** A path without the characters after its last slash. The database also fills it in for others. */
function folderColumn({ text, dialect }: SqlTypes): string {
  const kept = dialect === 'sqlite' ? 'VIRTUAL' : 'STORED'
  return `folder ${text} GENERATED ALWAYS AS (rtrim(path, replace(path, '/', ''))) ${kept}`
}
