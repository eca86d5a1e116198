import type { Kysely } from 'kysely'
import type { ExperimentFolder, OwnerDirectory, OwnerRoot } from '../../artifacts/owner.ts'
import { folderOf } from '../../artifacts/owner.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import type { LoggedModelTables } from '../logged-models/tables.ts'
import type { TrackingTables } from './run-tables.ts'
import { artifactUri } from './sql-run-values.ts'

type Tables = TrackingTables & Pick<LoggedModelTables, 'logged_model'>

/** Owners of artifacts in the tables of tracking. */
export class SqlOwnerDirectory implements OwnerDirectory {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async findRuns(ids: readonly string[]): Promise<readonly OwnerRoot[]> {
    const rows = await this.#db
      .selectFrom('run')
      .innerJoin('experiment', 'experiment.id', 'run.experiment_id')
      .select(['run.id', 'run.experiment_id', artifactUri.as('uri')])
      .select(['run.deleted_at', 'experiment.deleted_at as experiment_deleted_at'])
      .where('run.id', 'in', ids)
      .execute()
    return rows.map(({ id, experiment_id, uri, ...deleted }) => ({
      id,
      experimentId: String(experiment_id),
      uri,
      isDeleted: deleted.deleted_at !== null || deleted.experiment_deleted_at !== null,
    }))
  }

  async findModels(ids: readonly string[]): Promise<readonly OwnerRoot[]> {
    const rows = await this.#db
      .selectFrom('logged_model')
      .select(['id', 'experiment_id', 'artifact_location', 'deleted_at'])
      .where('id', 'in', ids)
      .execute()
    return rows.map(({ id, experiment_id, artifact_location: uri, deleted_at }) => {
      return { id, experimentId: String(experiment_id), uri, isDeleted: deleted_at !== null }
    })
  }

  async findExperiments(folders: readonly string[]): Promise<readonly ExperimentFolder[]> {
    const id = /^(?:0|[1-9]\d{0,14})$/.test(folders[0] ?? '') ? Number(folders[0]) : -1
    const uris = folders.flatMap((folder) => ['/', '///'].map((root) => `mlflow-artifacts:${root}${folder}`))
    const rows = await this.#db
      .selectFrom('experiment')
      .select(['id', 'artifact_location'])
      .where((eb) =>
        eb.or([
          eb.and([eb('id', '=', id), eb('artifact_location', 'is', null)]),
          eb('artifact_location', 'in', uris),
        ]),
      )
      .execute()
    return rows.map(({ id: key, artifact_location: location }) => {
      return { id: String(key), folder: location === null ? String(key) : folderOf(location) }
    })
  }
}
