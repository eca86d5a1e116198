import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { Logger } from '../base/logger.ts'
import type { Settings } from '../base/settings/settings.ts'
import { createUuid7Generator } from '../base/uuid7.ts'
import type { Project } from '../project/project.ts'
import type { MongoOptions, MongoPredictions } from '../store/predictions/drivers/mongodb.ts'
import { SqlitePredictionLog } from '../store/predictions/drivers/sqlite.ts'
import type { IndexingReport } from '../store/predictions/drivers/sqlite-index.ts'
import type { PredictionLog } from '../store/predictions/store.ts'
import type { ProjectPlatform } from './platform.ts'

export interface PredictionLogPlace {
  /** The SQLite file: the log itself, or with MONGO_URI what waits to be sent there. */
  readonly path: string
  readonly project: Pick<Project, 'name' | 'entityField' | 'policy'>
  readonly settings: Pick<Settings, 'MONGO_URI' | 'MONGO_DB' | 'SPOOL_MAX_BYTES' | 'DURABILITY'>
  readonly now: () => Date
  /** With it, the rows of a file of an earlier version are indexed in the background. */
  readonly indexing?: IndexingReport
  /** Called when MongoDB is lost, and with null when it is back. */
  readonly report: (error: LapidaryError | null) => void
}

/**
 * Opens the prediction log of a project. Commands open it too, also while a server has it.
 * @param options.asServer whether to index the rows of a file of an earlier version, in the
 * background
 * @throws LapidaryError as `openPredictionLog`
 */
export async function openPredictions(
  { project, dataDir, settings, now }: Pick<ProjectPlatform, 'project' | 'dataDir' | 'settings' | 'now'>,
  logger: Pick<Logger, 'warn' | 'info'>,
  { asServer = false }: { readonly asServer?: boolean } = {},
): Promise<PredictionLog> {
  return await openPredictionLog({
    path: join(dataDir, 'predictions.db'),
    project,
    settings,
    now,
    ...(asServer && { indexing: indexingReport(logger) }),
    report: (problem) => {
      if (problem === null) logger.info({}, 'MongoDB is back: predictions are sent to it')
      else logger.warn({ code: problem.code }, problem.message)
    },
  })
}

function indexingReport(logger: Pick<Logger, 'warn' | 'info'>): IndexingReport {
  return {
    onFinished: (rows, seconds) =>
      logger.info(
        { rows, seconds },
        'the predictions of a file of an earlier version are indexed: filters are fast now',
      ),
    onFailed: (err) =>
      logger.warn(
        { err },
        'predictions of an earlier version are not indexed: filters are slow, and the next start goes on',
      ),
  }
}

/**
 * Opens a prediction log. MongoDB need not be reachable: predictions are stored until it is.
 * @throws LapidaryError what `openDatabase` throws; `package-missing`, `bad-setting`, `bad-project`
 * with MONGO_URI
 */
export async function openPredictionLog(place: PredictionLogPlace): Promise<PredictionLog> {
  const { path, project, settings, now, indexing, report } = place
  const { MONGO_URI: uri, SPOOL_MAX_BYTES: maxBytes, DURABILITY: durability } = settings
  if (uri === undefined)
    return SqlitePredictionLog.open(path, durability, { now, ...(indexing && { indexing }) })
  const { SpooledPredictionLog } = await import('../store/predictions/spooled.ts')
  const { mongo, remote } = await openMongo(uri, settings.MONGO_DB, project)
  const local = SqlitePredictionLog.open(path, durability, { now, maxBytes, ...(indexing && { indexing }) })
  const time = (): number => now().getTime()
  return new SpooledPredictionLog({
    local,
    remote,
    ship: { path, durability, mongo },
    newId: createUuid7Generator(time, randomBytes),
    now: time,
    report,
  })
}

/**
 * Opens MongoDB without the local log. It need not be reachable.
 * @param uri MONGO_URI
 * @throws LapidaryError `package-missing`, `bad-setting`, `bad-project`
 */
export async function openMongo(
  uri: string,
  database: string,
  project: PredictionLogPlace['project'],
): Promise<{ readonly mongo: MongoOptions; readonly remote: MongoPredictions }> {
  const { checkNames } = await import('../store/predictions/drivers/mongo-document.ts')
  const { MongoPredictions } = await import('../store/predictions/drivers/mongodb.ts')
  const mongo = {
    uri,
    database,
    entityField: project.entityField?.name ?? 'entity',
    positive: project.policy?.positive ?? null,
  }
  checkNames(mongo, project.name)
  return { mongo, remote: await MongoPredictions.open(mongo) }
}
