import type { Migrations } from '../sql/migrate.ts'

/** Tables of the stored contents and of their names. */
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
  ],
}
