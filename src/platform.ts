import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Access } from './access/access.ts'
import { checkApiKey, ensureApiKey, type FoundApiKey } from './access/api-key.ts'
import { accessMigrations, SqlAccessStore } from './access/drivers/sql.ts'
import { FsArtifactStore } from './artifact/drivers/fs.ts'
import { artifactMigrations, SqlArtifactStore } from './artifact/drivers/sql.ts'
import type { ArtifactStore } from './artifact/store.ts'
import type { Logger } from './lib/logger.ts'
import { lockForServing } from './lib/process-lock.ts'
import { uuid7Maker } from './lib/uuid7.ts'
import { SqlitePredictionLog } from './prediction-log/drivers/sqlite.ts'
import type { PredictionLog } from './prediction-log/store.ts'
import { FeatureBuilder } from './project/feature-builder.ts'
import type { LoadedProject } from './project/load-project.ts'
import type { Project } from './project/project.ts'
import { registryMigrations, SqlRegistryStore } from './registry/drivers/sql.ts'
import { Registry } from './registry/registry.ts'
import { ChampionKeeper } from './serving/champion.ts'
import { ChampionScorer } from './serving/champion-scorer.ts'
import { StoredFeatures } from './serving/stored-features.ts'
import { ThresholdKeeper } from './serving/threshold-keeper.ts'
import type { Settings } from './settings.ts'
import { openDatabase } from './sql/open-database.ts'
import { openPostgres } from './sql/open-postgres.ts'
import type { SqlDatabase } from './sql/sql-database.ts'
import { FolderRunLocks } from './tracking/drivers/folder-locks.ts'
import { PostgresRunLocks } from './tracking/drivers/postgres-locks.ts'
import { SqlTrackingStore, trackingMigrations } from './tracking/drivers/sql.ts'
import type { RunLocks } from './tracking/run-locks.ts'
import { Tracking } from './tracking/tracking.ts'
import { evidenceOf } from './training/evidence.ts'

/** The stores and services of one project, and nothing that serves. */
export interface Platform {
  readonly project: Project
  /** The project's folder. */
  readonly folder: string
  readonly dataDir: string
  readonly settings: Settings
  /** Of this program. */
  readonly version: string
  readonly tracking: Tracking
  readonly registry: Registry
  readonly access: Access
  readonly now: () => Date
  close(): Promise<void>
}

export interface PlatformEffects {
  readonly now: () => Date
  /** Told of what went wrong without stopping anything. */
  readonly warn: (error: unknown) => void
}

/** What a server needs on top: the one writer of the prediction log, and the champion. */
export interface ServingPlatform extends Platform {
  readonly predictionLog: PredictionLog
  readonly scorer: ChampionScorer
  readonly champion: ChampionKeeper
  readonly thresholds: ThresholdKeeper
  readonly accounts: null
  readonly featureStore: null
  readonly apiKey: FoundApiKey
}

/** Folder of everything that is kept of a project. */
export function dataDirOf(folder: string, settings: Settings): string {
  return settings.DATA_DIR === undefined ? join(folder, '.lapidary') : resolve(settings.DATA_DIR)
}

/**
 * Opens the stores of a project: the only place that constructs them.
 *
 * @throws LapidaryError `data-dir-unwritable`, `database-corrupted`, `database-newer`, `disk-full`; with DATABASE_URL what `openPostgres` throws.
 */
export async function openPlatform(
  { project, folder }: LoadedProject,
  settings: Settings,
  { now, warn }: PlatformEffects,
): Promise<Platform> {
  const dataDir = dataDirOf(folder, settings)
  const { database, artifacts, runLocks } = await openSharedStores(dataDir, settings)
  const newId = uuid7Maker(() => now().getTime(), randomBytes)
  const tracking = new Tracking(new SqlTrackingStore(database), artifacts, runLocks, { now, newId })
  const registry = new Registry(new SqlRegistryStore(database), {
    now,
    evidenceOf: (version) => evidenceOf(tracking, version),
  })
  const access = new Access(new SqlAccessStore(database), settings.API_KEY, { now, random: randomBytes, warn })
  await tracking.markInterrupted()
  return {
    project,
    folder,
    dataDir,
    settings,
    version: programVersion(),
    tracking,
    registry,
    access,
    now,
    async close() {
      await access.close()
      await database.close()
    },
  }
}

/** Where runs, models, files and who may is kept: with DATABASE_URL in PostgreSQL, all of it shared by replicas; else in DATA_DIR. */
async function openSharedStores(
  dataDir: string,
  { DATABASE_URL: url }: Settings,
): Promise<{ readonly database: SqlDatabase; readonly artifacts: ArtifactStore; readonly runLocks: RunLocks }> {
  const parts = [trackingMigrations, registryMigrations, accessMigrations]
  if (url !== undefined) {
    const database = await openPostgres(url, [...parts, artifactMigrations])
    return { database, artifacts: new SqlArtifactStore(database), runLocks: new PostgresRunLocks(database) }
  }
  const database = openDatabase(join(dataDir, 'lapidary.db'), parts)
  const artifacts = new FsArtifactStore(join(dataDir, 'artifacts'))
  return { database, artifacts, runLocks: new FolderRunLocks(join(dataDir, 'locks')) }
}

/**
 * Opens what serving needs, and loads the champion if there is one.
 *
 * @throws LapidaryError `folder-in-use` when another server has the folder, `weak-api-key` outside loopback, and whatever keeps
 * the champion from loading.
 */
export async function openServingPlatform(
  loaded: LoadedProject,
  given: Settings,
  { now, logger }: { readonly now: () => Date; readonly logger: Logger },
): Promise<ServingPlatform> {
  const dataDir = dataDirOf(loaded.folder, given)
  const apiKey = ensureApiKey(given, dataDir, randomBytes)
  const weak = checkApiKey(apiKey.key, given.HOST, apiKey.from === 'environment' ? 'API_KEY' : apiKey.path)
  if (weak !== null) logger.warn({}, weak.message)
  const lock = lockForServing(dataDir)
  const opened: { close(): Promise<void> | void }[] = [{ close: () => lock.release() }]
  const close = async (): Promise<void> => {
    for (const each of opened.toReversed()) await each.close()
  }
  try {
    const settings = { ...given, API_KEY: apiKey.key }
    const platform = await openPlatform(loaded, settings, {
      now,
      warn: (err) => logger.warn({ err }, 'a key was used, and that could not be written'),
    })
    opened.push(platform)
    const { project, registry, tracking } = platform
    const predictionLog = SqlitePredictionLog.open(join(dataDir, 'predictions.db'), settings.DURABILITY)
    opened.push(predictionLog)
    const builder = new FeatureBuilder(project)
    const champion = new ChampionKeeper({ project, builder, registry, tracking, logger })
    opened.push(champion)
    await champion.open()
    const thresholds = new ThresholdKeeper({ project, registry, logger })
    opened.push(thresholds)
    await thresholds.open()
    const featureStore = null
    const newId = uuid7Maker(() => now().getTime(), randomBytes)
    const scorer = new ChampionScorer({
      project,
      builder,
      keeper: champion,
      thresholds,
      stored: new StoredFeatures(project, featureStore),
      log: predictionLog,
      newId,
      maxFileBytes: settings.MAX_FILE_BYTES,
    })
    return { ...platform, predictionLog, scorer, champion, thresholds, accounts: null, featureStore, apiKey, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** From the nearest package.json: beside `src/` in a checkout, in `dist/` when installed. */
function programVersion(): string {
  const packageJson = new URL(import.meta.url.endsWith('.ts') ? '../package.json' : './package.json', import.meta.url)
  return (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version
}
