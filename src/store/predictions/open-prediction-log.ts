import { randomBytes } from 'node:crypto'
import type { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { uuid7Maker } from '../../base/uuid7.ts'
import type { Project } from '../../project/project.ts'
import type { Settings } from '../../base/settings.ts'
import type { MongoOptions, MongoPredictions } from './drivers/mongodb.ts'
import type { IndexingReport } from './drivers/sqlite-index.ts'
import { SqlitePredictionLog } from './drivers/sqlite.ts'
import type { PredictionLog } from './store.ts'

export interface PredictionLogPlace {
  /** The SQLite file: the log itself, or with MONGO_URI what waits to be sent there. */
  readonly path: string
  readonly project: Pick<Project, 'name' | 'entityField' | 'policy'>
  readonly settings: Pick<Settings, 'MONGO_URI' | 'MONGO_DB' | 'SPOOL_MAX_BYTES' | 'DURABILITY'>
  readonly now: () => Date
  /** With it, the rows of a file of an earlier version are indexed in the background. */
  readonly indexing?: IndexingReport
  /** Called with the error when MongoDB is lost, and with `null` when it is back. */
  readonly report: (error: LapidaryError | null) => void
}

/**
 * Opens the prediction log of a project. MongoDB need not be there: predictions are kept until it is.
 * @throws LapidaryError what `openDatabase` throws; `package-missing`, `bad-setting`, `bad-project` with MONGO_URI.
 */
export async function openPredictionLog({
  path,
  project,
  settings,
  now,
  indexing,
  report,
}: PredictionLogPlace): Promise<PredictionLog> {
  const { MONGO_URI: uri, SPOOL_MAX_BYTES: maxBytes, DURABILITY: durability } = settings
  if (uri === undefined) return SqlitePredictionLog.open(path, durability, { now, ...(indexing && { indexing }) })
  const { SpooledPredictionLog } = await import('./spooled.ts')
  const { mongo, remote } = await openMongo(uri, settings.MONGO_DB, project)
  const local = SqlitePredictionLog.open(path, durability, { now, maxBytes, ...(indexing && { indexing }) })
  const time = (): number => now().getTime()
  return new SpooledPredictionLog({
    local,
    remote,
    ship: { path, durability, mongo },
    newId: uuid7Maker(time, randomBytes),
    now: time,
    report,
  })
}

/**
 * The store behind the log alone; it need not be there.
 * @param uri MONGO_URI
 * @throws LapidaryError `package-missing`, `bad-setting`, `bad-project`
 */
export async function openMongo(
  uri: string,
  database: string,
  project: PredictionLogPlace['project'],
): Promise<{ readonly mongo: MongoOptions; readonly remote: MongoPredictions }> {
  const { checkNames } = await import('./drivers/mongo-document.ts')
  const { MongoPredictions } = await import('./drivers/mongodb.ts')
  const mongo = { uri, database, entityField: project.entityField?.name ?? 'entity', positive: project.policy?.positive ?? null }
  checkNames(mongo, project.name)
  return { mongo, remote: await MongoPredictions.open(mongo) }
}
