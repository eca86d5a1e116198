import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { KyselyPlugin } from 'kysely'
import { pino } from 'pino'
import type { Access } from '../../src/store/access/access.ts'
import type { Accounts } from '../../src/store/access/users/accounts.ts'
import type { AuditLog } from '../../src/store/access/audit/audit-log.ts'
import { accessMigrations } from '../../src/store/access/drivers/sql.ts'
import type { OidcSignIn } from '../../src/store/access/oidc/oidc.ts'
import { type AccessParts, openAccess, openAccounts } from '../../src/store/access/open-access.ts'
import { LapidaryError } from '../../src/base/errors/lapidary-error.ts'
import type { UserStore } from '../../src/store/access/users/user-store.ts'
import type { Users } from '../../src/store/access/users/users.ts'
import type { Scope } from '../../src/store/access/scopes.ts'
import { SqlViewState, viewStateMigrations } from '../../src/store/features/offline/view-state.ts'
import { openFeatureStore } from '../../src/store/features/open-feature-store.ts'
import { FsArtifactStore } from '../../src/store/artifacts/drivers/fs.ts'
import { createUuid7Generator } from '../../src/base/uuid7.ts'
import { openPredictionLog } from '../../src/store/predictions/open-prediction-log.ts'
import type { PredictionLog } from '../../src/store/predictions/store.ts'
import type { Project } from '../../src/project/project.ts'
import { registryMigrations, SqlRegistryStore } from '../../src/store/registry/drivers/sql.ts'
import { Registry } from '../../src/store/registry/registry.ts'
import type { ModelVersion } from '../../src/store/registry/store.ts'
import type { ChampionProblem } from '../../src/serve/champion.ts'
import type { FileReport } from '../../src/serve/file/score-file.ts'
import type { ScoredRow, Scorer } from '../../src/serve/scorer.ts'
import { ThresholdKeeper } from '../../src/serve/threshold-keeper.ts'
import { buildApp } from '../../src/http/build-app.ts'
import { readSettings } from '../../src/base/settings.ts'
import { openDatabase } from '../../src/store/sql/open-database.ts'
import { FolderRunLocks } from '../../src/store/tracking/drivers/folder-locks.ts'
import { SqlTrackingStore, trackingMigrations } from '../../src/store/tracking/drivers/sql.ts'
import { Tracking } from '../../src/store/tracking/tracking.ts'
import { tinyProject } from './tiny-project.ts'

export const environmentKey = 'environment-key-of-the-tests'

/** Signs the tokens of test servers. */
export const secretKey = 'secret-key-of-the-tests-of-32-characters'

export interface TestServer {
  readonly app: FastifyInstance
  readonly tracking: Tracking
  readonly registry: Registry
  readonly access: Access
  readonly users: Users
  readonly userStore: UserStore
  readonly accounts: Accounts
  readonly audit: AuditLog
  readonly predictionLog: PredictionLog
  readonly folder: string
  readonly uploadFolder: string
  /** Lines that the server logged. */
  readonly logged: readonly string[]
  /** Moves the clock. */
  readonly wait: (milliseconds: number) => void
  /** A new key with these scopes. */
  readonly key: (...scopes: Scope[]) => Promise<string>
  close(): Promise<void>
}

export interface TestServerOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly project?: Project
  readonly webRoot?: string
  /** Where the server's folder is created. Default: the system's folder for temporary files. */
  readonly parentFolder?: string
  readonly scorer?: (log: PredictionLog) => Scorer
  /** Called at each query of the stores of runs, models and access. */
  readonly onQuery?: () => void
  /** Default: no problem. */
  readonly championProblem?: ChampionProblem | null
  /** Loads a version before it is given an alias. Default: every version loads. */
  readonly tryLoad?: (version: ModelVersion) => Promise<unknown>
  readonly oidc?: (parts: AccessParts, now: () => Date) => OidcSignIn | null
}

function queryWatcher(onQuery: () => void): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      onQuery()
      return node
    },
    transformResult: async ({ result }) => result,
  }
}

/** A server on the real stores in a folder of its own; only the model behind it is made up. */
export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(options.parentFolder ?? tmpdir(), 'lapidary-'))
  const logged: string[] = []
  let time = Date.parse('2026-11-21T12:00:00Z')
  const now = () => new Date(time)
  const project = options.project ?? tinyProject
  const settings = readSettings({ API_KEY: environmentKey, RATE_LIMIT: '0', DATA_DIR: folder, ...options.environment })
  const opened = openDatabase(join(folder, 'lapidary.db'), [
    trackingMigrations,
    registryMigrations,
    accessMigrations,
    viewStateMigrations,
  ])
  const database = { ...opened, kysely: opened.kysely.withPlugin(queryWatcher(options.onQuery ?? (() => undefined))) }
  const newId = createUuid7Generator(() => now().getTime(), randomBytes)
  const artifacts = new FsArtifactStore(join(folder, 'artifacts'))
  const tracking = new Tracking(new SqlTrackingStore(database), artifacts, new FolderRunLocks(join(folder, 'locks')), {
    now,
    newId,
  })
  const tryLoad = options.tryLoad ?? (async () => undefined)
  const registry = new Registry(new SqlRegistryStore(database), { now, evidenceOf: async () => null, tryLoad })
  const warn = (error: unknown) => void logged.push(String(error))
  const accessParts = openAccess(database, settings, project, { now, random: randomBytes, warn })
  const { access, users, audit, signIns, tokenKeys } = accessParts
  const minutes = settings.ACCESS_TOKEN_EXPIRE_MINUTES
  const accounts = openAccounts(accessParts, settings.SECRET_KEY ?? secretKey, project, { now, minutes })
  const oidc = options.oidc?.(accessParts, now) ?? null
  const path = join(folder, 'predictions.db')
  const predictionLog = await openPredictionLog({ path, project, settings, now, report: () => undefined })
  const uploadFolder = join(folder, 'uploads')
  const scorer = options.scorer?.(predictionLog) ?? fakeScorer(project, predictionLog, now)
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
  const stores = {
    project,
    dataDir: folder,
    settings,
    tracking,
    registry,
    access,
    users,
    audit,
    signIns,
    tokenKeys,
    oidc,
    now,
    version: '0.1.0',
  }
  const thresholds = new ThresholdKeeper({ project, registry, logger: log })
  await thresholds.open()
  const featureStore = await openFeatureStore({
    project,
    folder,
    dataDir: folder,
    settings,
    state: new SqlViewState(database),
    table: () => Promise.reject(new Error('a test server has no table')),
    now,
    report: (problem) => void logged.push(`Redis ${problem === null ? 'back' : 'lost'}`),
  })
  const absence = new LapidaryError('no-champion', { model: project.model })
  const champion = { problem: options.championProblem ?? null, absence }
  const own = { thresholds, accounts, featureStore, storeChecks: [], champion }
  const app = await buildApp({ ...stores, ...own, scorer, predictionLog, log, uploadFolder, webRoot: options.webRoot ?? null })
  return {
    app,
    tracking,
    registry,
    access,
    users,
    userStore: accessParts.userStore,
    accounts,
    audit,
    predictionLog,
    folder,
    uploadFolder,
    logged,
    wait: (milliseconds) => {
      time += milliseconds
    },
    key: async (...scopes) => (await access.create({ name: scopes.join(' '), scopes, expiresAt: null })).key,
    async close() {
      await app.close()
      await featureStore?.close()
      await thresholds.close()
      await predictionLog.close()
      await signIns.close()
      await access.close()
      database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The report of a file without rows that lacks and loses nothing. */
export const emptyReport: FileReport = {
  reading: { kind: 'csv', separator: ',', skipped: [] },
  rows: 0,
  unreadableRows: 0,
  foundColumns: [],
  missingColumns: [],
  extraColumns: [],
  lostCells: [],
}

/** The champion of a scorer that a test makes up. */
export const servedModel: NonNullable<Scorer['served']> = {
  model: 'TinyModel',
  version: 1,
  runId: 'r',
  synthetic: false,
  noBetterThanGuessing: false,
  chosenParams: null,
  inputWidth: null,
}

/** Answers the first class with 0.75 to every row, and keeps it as the real one does. */
export function fakeScorer(project: Project, log: PredictionLog, now: () => Date): Scorer {
  const target = project.columns[project.target]
  const classes = target?.type === 'category' ? target.categories : []
  const probabilities = Object.fromEntries(classes.map((name, i) => [name, i === 0 ? 0.75 : 0.25 / (classes.length - 1)]))
  const nextId = createUuid7Generator(() => now().getTime(), randomBytes)
  return {
    served: { ...servedModel, model: project.model, runId: 'run-1', synthetic: true },
    async predict(rows, { caller, reasons, language }) {
      const timestamp = now().toISOString()
      const scored = rows.map((row): ScoredRow => {
        const label = language === 'en' ? 'Age' : 'Idade'
        const reason = {
          column: 'Age',
          label,
          value: String(row['Age']),
          contribution: 0.1,
          text: `${label}: ${String(row['Age'])}`,
        }
        return {
          predictionId: nextId(),
          prediction: classes[0] ?? '',
          probabilities,
          model: project.model,
          modelVersion: 1,
          timestamp,
          ...(reasons && { reasons: [reason] }),
        }
      })
      await log.append(
        scored.map(({ predictionId: id, prediction, model, modelVersion }, i) => {
          return {
            id,
            at: timestamp,
            caller: caller.id,
            entity: null,
            threshold: null,
            model,
            modelVersion,
            inputs: rows[i] ?? {},
            prediction,
            probabilities,
          }
        }),
      )
      return scored
    },
    async predictFile(path) {
      const lines = (await readFile(path, 'utf8')).trim().split('\n').slice(1)
      async function* csv(): AsyncGenerator<string> {
        yield 'Client_ID,prediction,error\n'
        for (const line of lines) yield `${line.split(',')[0]},${classes[0]},\n`
      }
      return { ...emptyReport, rows: lines.length, csv: csv() }
    },
    inspectFile: async (path) => ({ ...emptyReport, rows: (await readFile(path, 'utf8')).trim().split('\n').length - 1 }),
  }
}
