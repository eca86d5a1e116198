import type { SqlTypes } from '../../sql/sql-types.ts'

/**
 * Adds experiments. Those of the runs that are there are created from their names, in the order of
 * their first runs. A trigger does the same for runs that replicas of the previous version insert,
 * which have a name of an experiment and no id.
 */
export function addExperiments(types: SqlTypes): string {
  const { text, integer, uniqueId, strict, strictByKey } = types
  return `CREATE TABLE experiment (
      id ${uniqueId}, name ${text} NOT NULL UNIQUE, artifact_location ${text}, created_at ${text} NOT NULL,
      updated_at ${text} NOT NULL, deleted_at ${text}
    ) ${strict};
    CREATE TABLE experiment_tag (
      experiment_id ${integer} NOT NULL REFERENCES experiment ON DELETE CASCADE, name ${text} NOT NULL,
      value ${text} NOT NULL, PRIMARY KEY (experiment_id, name)
    ) ${strictByKey};
    INSERT INTO experiment (id, name, created_at, updated_at) SELECT 0, 'Default', now, now FROM (SELECT ${nowOf(types)} AS now) clock;
    INSERT INTO experiment (name, created_at, updated_at)
      SELECT experiment, min(started_at), max(started_at) FROM run WHERE experiment <> 'Default'
      GROUP BY experiment ORDER BY min(started_at), experiment;
    ALTER TABLE run ADD COLUMN experiment_id ${integer} REFERENCES experiment;
    UPDATE run SET experiment_id = (SELECT experiment.id FROM experiment WHERE experiment.name = run.experiment);
    ${triggerOf(types)}`
}

function nowOf({ dialect }: SqlTypes): string {
  return dialect === 'sqlite'
    ? `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`
    : `to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

const createExperiment = `INSERT INTO experiment (name, created_at, updated_at)
  VALUES (NEW.experiment, NEW.started_at, NEW.started_at) ON CONFLICT (name) DO NOTHING;`

function triggerOf({ dialect }: SqlTypes): string {
  if (dialect === 'sqlite')
    return `CREATE TRIGGER run_experiment AFTER INSERT ON run WHEN NEW.experiment_id IS NULL BEGIN
      ${createExperiment}
      UPDATE run SET experiment_id = (SELECT id FROM experiment WHERE name = NEW.experiment) WHERE id = NEW.id;
    END;`
  return `CREATE FUNCTION run_experiment() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      ${createExperiment}
      SELECT experiment.id INTO NEW.experiment_id FROM experiment WHERE experiment.name = NEW.experiment;
      RETURN NEW;
    END $$;
    CREATE TRIGGER run_experiment BEFORE INSERT ON run FOR EACH ROW WHEN (NEW.experiment_id IS NULL)
      EXECUTE FUNCTION run_experiment();`
}
