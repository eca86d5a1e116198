import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import type { Access } from '../store/access/access.ts'
import type { Accounts } from '../store/access/users/accounts.ts'
import { checkApiKey, ensureApiKey, type FoundApiKey } from '../store/access/keys/api-key.ts'
import type { AuditLog } from '../store/access/audit/audit-log.ts'
import type { SignInLog } from '../store/access/sessions/sign-in-log.ts'
import { accessMigrations } from '../store/access/drivers/sql.ts'
import { type OidcSignIn, openOidc } from '../store/access/oidc/oidc.ts'
import { type AccessParts, openAccess, openAccounts, openRegistrationNotice } from '../store/access/open-access.ts'
import { checkSecretKey, ensureSecretKey } from '../store/access/tokens/secret-key.ts'
import type { TokenKeyRing } from '../store/access/tokens/token-key-ring.ts'
import type { Users } from '../store/access/users/users.ts'
import type { Table } from '../data/table.ts'
import type { FeatureStore } from '../store/features/feature-store.ts'
import { SqlViewState, type ViewState, viewStateMigrations } from '../store/features/offline/view-state.ts'
import { type FeatureStorePlace, openFeatureStore } from '../store/features/open-feature-store.ts'
import { FsArtifactStore } from '../store/artifacts/drivers/fs.ts'
import { artifactMigrations, SqlArtifactStore } from '../store/artifacts/drivers/sql.ts'
import type { ArtifactStore } from '../store/artifacts/store.ts'
import type { Logger } from '../base/logger.ts'
import { ensureReserve } from '../base/files/disk-space.ts'
import { rejectUnfinishedRestore, lockDataFolderShared } from '../base/files/data-folder.ts'
import { lockForServing } from '../base/files/process-lock.ts'
import { createUuid7Generator } from '../base/uuid7.ts'
import type { IndexingReport } from '../store/predictions/drivers/sqlite-index.ts'
import { openPredictionLog } from '../store/predictions/open-prediction-log.ts'
import type { PredictionLog } from '../store/predictions/store.ts'
import { MaterializeThread } from './materialize-thread.ts'
import { FeatureBuilder } from '../project/feature-builder.ts'
import type { LoadedProject } from '../project/load-project.ts'
import type { Project } from '../project/project.ts'
import { registryMigrations, SqlRegistryStore } from '../store/registry/drivers/sql.ts'
import { Registry } from '../store/registry/registry.ts'
import { ChampionKeeper, loadModelOf } from '../serve/champion.ts'
import { ChampionScorer } from '../serve/champion-scorer.ts'
import { Explainer } from '../serve/explainer.ts'
import { FileProcesses } from '../serve/file/file-processes.ts'
import { StoredFeatures } from '../serve/stored-features.ts'
import { ThresholdKeeper } from '../serve/threshold-keeper.ts'
import type { Settings } from '../base/settings.ts'
import type { Migrations } from '../store/sql/migrate.ts'
import { openDatabase } from '../store/sql/open-database.ts'
import type { SqlDatabase } from '../store/sql/sql-database.ts'
import { FolderRunLocks } from '../store/tracking/drivers/folder-locks.ts'
import { SqlTrackingStore, trackingMigrations } from '../store/tracking/drivers/sql.ts'
import type { RunLocks } from '../store/tracking/run-locks.ts'
import { Tracking } from '../store/tracking/tracking.ts'
import { evidenceOf } from '../train/register/evidence.ts'
import { findData } from '../train/find-data.ts'

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
  readonly artifacts: ArtifactStore
  readonly registry: Registry
  readonly access: Access
  readonly users: Users
  readonly audit: AuditLog
  readonly signIns: SignInLog
  /** What the project's feature views were when they were last applied. */
  readonly viewState: ViewState
  /** Null unless TOKEN_ALGORITHM is EdDSA. */
  readonly tokenKeys: TokenKeyRing | null
  /** Whether the stores of runs, models and access answer. */
  readonly storeChecks: readonly StoreCheck[]
  /** Of which accounts are made. */
  readonly accessParts: AccessParts
  readonly now: () => Date
  close(): Promise<void>
}

/** A store and whether it answers. */
export interface StoreCheck {
  /** What is kept in it. */
  readonly name: string
  readonly kind: string
  ping(): Promise<unknown>
}

export interface PlatformEffects {
  readonly now: () => Date
  /** Called with what went wrong without stopping anything, and what it was about. */
  readonly warn: (error: unknown, about: string) => void
}

/** What a server needs on top: the one writer of the prediction log, and the champion. */
export interface ServingPlatform extends Platform {
  readonly predictionLog: PredictionLog
  readonly scorer: ChampionScorer
  readonly champion: ChampionKeeper
  readonly thresholds: ThresholdKeeper
  readonly accounts: Accounts
  /** Null without OIDC_ISSUER. */
  readonly oidc: OidcSignIn | null
  /** Null when the project declares no feature views. */
  readonly featureStore: FeatureStore | null
  readonly apiKey: FoundApiKey
}

/** Folder of everything that is kept of a project. */
export function dataDirOf(folder: string, settings: Settings): string {
  return settings.DATA_DIR === undefined ? join(folder, '.lapidary') : resolve(settings.DATA_DIR)
}

/**
 * Opens the stores of a project: constructed here and in the `open-*` files that are called from here, and nowhere else in this thread.
 *
 * @throws LapidaryError `data-dir-unwritable`, `database-corrupted`, `database-newer`, `disk-full`; with DATABASE_URL what `openPostgres` throws.
 */
export async function openPlatform(
  { project, folder }: LoadedProject,
  settings: Settings,
  { now, warn }: PlatformEffects,
): Promise<Platform> {
  const dataDir = dataDirOf(folder, settings)
  const use = lockDataFolderShared(dataDir)
  const { database, artifacts, runLocks } = await openSharedStores(dataDir, settings, now).catch((error: unknown) => {
    use.release()
    throw error
  })
  const newId = createUuid7Generator(() => now().getTime(), randomBytes)
  const tracking = new Tracking(new SqlTrackingStore(database), artifacts, runLocks, { now, newId })
  const registry = new Registry(new SqlRegistryStore(database), {
    now,
    evidenceOf: (version) => evidenceOf(tracking, version),
    tryLoad: (version) => loadModelOf({ project, builder: new FeatureBuilder(project), tracking }, version),
  })
  const accessParts = openAccess(database, settings, project, {
    now,
    random: randomBytes,
    warn: (error) => warn(error, 'the last use of keys, or counted sign-ins, could not be written: it is tried again'),
  })
  const { access, users, audit, signIns, tokenKeys } = accessParts
  const close = async (): Promise<void> => {
    await signIns.close()
    await access.close()
    await database.close()
    use.release()
  }
  await tracking.markInterrupted().catch((error: unknown) => {
    // such as a full disk: the next start marks them, and nothing that is done now depends on it
    warn(error, 'runs that were interrupted could not be marked')
  })
  return {
    project,
    folder,
    dataDir,
    settings,
    version: programVersion(),
    tracking,
    artifacts,
    registry,
    access,
    users,
    audit,
    signIns,
    viewState: new SqlViewState(database),
    tokenKeys,
    accessParts,
    storeChecks: [storeCheckOf(database, settings)],
    now,
    close,
  }
}

function storeCheckOf({ kysely }: SqlDatabase, { DATABASE_URL }: Settings): StoreCheck {
  const ping = async (): Promise<unknown> => await sql`SELECT 1`.execute(kysely)
  return { name: 'runs, models, access', kind: DATABASE_URL === undefined ? 'sqlite' : 'postgres', ping }
}

function featureCheckOf(featureStore: FeatureStore): StoreCheck {
  return { name: 'online features', kind: featureStore.kind, ping: () => featureStore.ping() }
}

/** Tables of the database that the stores of runs, models and access share. */
export const sharedMigrations: readonly Migrations[] = [
  trackingMigrations,
  registryMigrations,
  accessMigrations,
  viewStateMigrations,
]

/** Where runs, models, files and who may is kept: with DATABASE_URL in PostgreSQL, all of it shared by replicas; else in DATA_DIR. */
async function openSharedStores(
  dataDir: string,
  { DATABASE_URL: url }: Settings,
  now: () => Date,
): Promise<{ readonly database: SqlDatabase; readonly artifacts: ArtifactStore; readonly runLocks: RunLocks }> {
  if (url !== undefined) {
    const { openPostgres } = await import('../store/sql/open-postgres.ts')
    const { PostgresRunLocks } = await import('../store/tracking/drivers/postgres-locks.ts')
    const database = await openPostgres(url, [...sharedMigrations, artifactMigrations])
    return { database, artifacts: new SqlArtifactStore(database, now), runLocks: new PostgresRunLocks(database) }
  }
  const database = openDatabase(join(dataDir, 'lapidary.db'), sharedMigrations)
  const artifacts = new FsArtifactStore(join(dataDir, 'artifacts'))
  return { database, artifacts, runLocks: new FolderRunLocks(join(dataDir, 'locks')) }
}

function openExplainer(settings: Settings, opened: { close(): Promise<void> | void }[]): Explainer {
  const explainer = new Explainer(settings.MAX_REASON_ROWS * maxWaitingRequests)
  opened.push(explainer)
  return explainer
}

/** Largest requests with reasons that a caller may have waiting. */
const maxWaitingRequests = 4
/** Widest file to score: its headings, and the bytes of a row. */
const fileShape = { maxColumns: 10_000, maxRowBytes: 1 << 20 }

function openFiles(
  { folder, sourceHash }: LoadedProject,
  { FILE_MEMORY_MIB, MAX_FILE_BYTES, MAX_FILE_ROWS }: Settings,
): FileProcesses {
  const limits = { maxBytes: MAX_FILE_BYTES, maxRows: MAX_FILE_ROWS, ...fileShape }
  return new FileProcesses({ folder, sourceHash, memoryMib: FILE_MEMORY_MIB, limits })
}

/**
 * Opens what serving needs, and loads the champion if there is one.
 *
 * @throws LapidaryError `folder-in-use` when another server has the folder, `weak-api-key` outside loopback, and what
 * `ChampionKeeper.open` throws.
 */
export async function openServingPlatform(
  loaded: LoadedProject,
  given: Settings,
  { now, logger }: { readonly now: () => Date; readonly logger: Logger },
): Promise<ServingPlatform> {
  const dataDir = dataDirOf(loaded.folder, given)
  rejectUnfinishedRestore(dataDir)
  const apiKey = apiKeyOf(given, dataDir, logger)
  const secretKey = secretKeyOf(given, dataDir, logger)
  const lock = lockForServing(dataDir)
  const opened: { close(): Promise<void> | void }[] = [{ close: () => lock.release() }]
  const close = async (): Promise<void> => {
    for (const each of opened.toReversed()) await each.close()
  }
  try {
    const settings = { ...given, API_KEY: apiKey.key }
    const platform = await openPlatform(loaded, settings, {
      now,
      warn: (err, about) => logger.warn({ err }, about),
    })
    opened.push(platform)
    const { project, registry, tracking } = platform
    const predictionLog = await openPredictionLogOf(platform, logger, { asServer: true })
    opened.push(predictionLog)
    ensureReserve(dataDir)
    const builder = new FeatureBuilder(project)
    const champion = new ChampionKeeper({ project, builder, registry, tracking, logger })
    opened.push(champion)
    await champion.open()
    const thresholds = new ThresholdKeeper({ project, registry, logger })
    opened.push(thresholds)
    await thresholds.open()
    const { accounts, oidc } = openSignIn(platform, secretKey, logger)
    const thread = new MaterializeThread(loaded, settings, logger)
    const featureStore = await openFeatureStoreOf(platform, logger, { materialize: (request) => thread.materialize(request) })
    if (featureStore !== null) opened.push(featureStore, thread)
    const storeChecks = [...platform.storeChecks, ...(featureStore === null ? [] : [featureCheckOf(featureStore)])]
    const time = (): number => now().getTime()
    const explainer = openExplainer(settings, opened)
    const files = openFiles(loaded, settings)
    opened.push(files)
    const scorer = new ChampionScorer({
      project,
      builder,
      keeper: champion,
      thresholds,
      stored: new StoredFeatures(project, featureStore),
      log: predictionLog,
      // After the newest that is kept: a clock that was set back, also while no server ran, does not change their order.
      newId: createUuid7Generator(time, randomBytes, predictionLog.newestId()),
      now: time,
      explainer,
      maxReasonRows: settings.MAX_REASON_ROWS,
      files,
    })
    return { ...platform, storeChecks, predictionLog, scorer, champion, thresholds, accounts, oidc, featureStore, apiKey, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** @throws LapidaryError `weak-api-key` outside loopback. */
function apiKeyOf(settings: Settings, dataDir: string, logger: Logger): FoundApiKey {
  const found = ensureApiKey(settings, dataDir, randomBytes)
  const weak = checkApiKey(found.key, settings.HOST, found.from === 'environment' ? 'API_KEY' : found.path)
  if (weak !== null) logger.warn({}, weak.message)
  return found
}

/** @throws LapidaryError `weak-secret-key` outside loopback. */
function secretKeyOf(settings: Settings, dataDir: string, logger: Logger): string {
  const found = ensureSecretKey(settings, dataDir, randomBytes)
  const weak = checkSecretKey(found, settings.HOST)
  if (weak !== null) logger.warn({}, weak.message)
  const { DATABASE_URL, SECRET_KEY, TOKEN_ALGORITHM } = settings
  if (DATABASE_URL !== undefined && SECRET_KEY === undefined && TOKEN_ALGORITHM === 'HS256') {
    logger.warn({}, 'SECRET_KEY is not given: other replicas of this database take no token of this one. Give all the same.')
  }
  return found.key
}

/** @throws LapidaryError `open-to-admins`, `bad-setting` */
function openSignIn(
  { accessParts, project, settings, now }: Platform,
  secretKey: string,
  logger: Logger,
): { readonly accounts: Accounts; readonly oidc: OidcSignIn | null } {
  const accounts = openAccounts(accessParts, secretKey, project, { now, minutes: settings.ACCESS_TOKEN_EXPIRE_MINUTES })
  const notice = openRegistrationNotice(accounts.policy, settings.HOST)
  if (notice !== null) logger.warn({}, notice)
  return { accounts, oidc: openOidc(settings, accessParts, now) }
}

/**
 * The prediction log of a project; opened by commands too, also while a server has it.
 * @param asServer whether to index the rows of a file of an earlier version, in the background
 */
export async function openPredictionLogOf(
  { project, dataDir, settings, now }: Pick<Platform, 'project' | 'dataDir' | 'settings' | 'now'>,
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
      if (problem === null) logger.info({}, 'MongoDB is back: predictions are sent on')
      else logger.warn({ code: problem.code }, problem.message)
    },
  })
}

function indexingReport(logger: Pick<Logger, 'warn' | 'info'>): IndexingReport {
  return {
    onFinished: (rows, seconds) =>
      logger.info({ rows, seconds }, 'the predictions of a file of an earlier version are indexed: filters are fast now'),
    onFailed: (err) =>
      logger.warn({ err }, 'predictions of an earlier version are not indexed: filters are slow, and the next start goes on'),
  }
}

/**
 * The feature store of a project, null when it declares no views; opened by commands too, also while a server has it.
 *
 * @param options.table the table of views that are computed from it. Default: the project's own, read when it is needed
 * @param options.sheet sheet of a workbook that holds the project's own table. Default: the project's, or the one that is chosen
 * @param options.materialize materializes somewhere else. Default: in this thread
 */
export async function openFeatureStoreOf(
  { project, folder, dataDir, settings, viewState, now }: Platform,
  logger: Pick<Logger, 'warn' | 'info'>,
  {
    table,
    sheet,
    materialize,
  }: Partial<Pick<FeatureStorePlace, 'table' | 'materialize'>> & { readonly sheet?: string | undefined } = {},
): Promise<FeatureStore | null> {
  const ownTable = async (): Promise<Table> => {
    const { files, synthetic } = await findData(project, { folder, dataDir, given: [] })
    const { readTable } = await import('../data/readers/read-table.ts') // a server seldom reads files: it starts without
    return (await readTable(files, project, { requireTarget: false, synthetic, sheet })).table
  }
  return await openFeatureStore({
    project,
    folder,
    dataDir,
    settings,
    state: viewState,
    table: table ?? ownTable,
    materialize,
    now,
    report: (problem) => {
      if (problem === null) logger.info({}, 'Redis is back: online features are read and written')
      else logger.warn({ err: problem }, 'Redis is lost: what needs online features fails until it is back')
    },
  })
}

/** From the nearest package.json: beside `src/` in a checkout, in `dist/` when installed. */
export function programVersion(): string {
  const packageJson = new URL(import.meta.url.endsWith('.ts') ? '../../package.json' : '../package.json', import.meta.url)
  return (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version
}
