import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { RootOperationNode } from 'kysely'
import { pino } from 'pino'
import { LapidaryError } from '../../src/base/errors/lapidary-error.ts'
import type { Scope } from '../../src/base/roles.ts'
import { readSettings } from '../../src/base/settings/settings.ts'
import { createUuid7Generator } from '../../src/base/uuid7.ts'
import { buildApp } from '../../src/http/build-app.ts'
import type { PlatformServices } from '../../src/http/platform-services.ts'
import { openServingPlatform, type ServingPlatform } from '../../src/platform/server/serving-platform.ts'
import type { Project } from '../../src/project/project.ts'
import type { ChampionProblem } from '../../src/serve/champion.ts'
import type { FileReport } from '../../src/serve/file/score-file.ts'
import type { ScoredRow, Scorer } from '../../src/serve/scorer.ts'
import type { UserStore } from '../../src/store/access/users/user-store.ts'
import type { PredictionLog } from '../../src/store/predictions/store.ts'
import type { ModelVersion } from '../../src/store/registry/store.ts'
import { tinyProject } from './tiny-project.ts'

export const environmentKey = 'environment-key-of-the-tests'

/** Key that signs the tokens of test servers. */
export const secretKey = 'secret-key-of-the-tests-of-32-characters'

type Services = Pick<
  ServingPlatform,
  'tracking' | 'registry' | 'access' | 'users' | 'accounts' | 'audit' | 'predictionLog' | 'folder'
>

export interface TestServer extends Services {
  readonly app: FastifyInstance
  /** The services behind `app`. */
  readonly services: PlatformServices
  readonly userStore: UserStore
  readonly uploadFolder: string
  /** Lines that the server logged. */
  readonly logged: readonly string[]
  /** Moves the clock. */
  readonly wait: (milliseconds: number) => void
  /** Creates a key with these scopes. */
  readonly key: (...scopes: Scope[]) => Promise<string>
  close(): Promise<void>
}

export interface TestServerOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly project?: Project
  readonly webRoot?: string
  /**
   * Folder in which the server's folder is created.
   *
   * @defaultValue the system's folder for temporary files
   */
  readonly parentFolder?: string
  readonly scorer?: (log: PredictionLog) => Scorer
  /** Called at each query of the stores of runs, models and access, but for polls of grants. */
  readonly onQuery?: (query: RootOperationNode) => void
  /** @defaultValue no problem */
  readonly championProblem?: ChampionProblem | null
  /**
   * Loads a version before it gets an alias.
   *
   * @defaultValue every version loads
   */
  readonly tryLoad?: (version: ModelVersion) => Promise<unknown>
}

/** Opens a server as `lapidary serve` does, in a folder of its own. Only the model is replaced. */
export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { project = tinyProject, onQuery, championProblem = null, tryLoad = async () => undefined } = options
  const folder = mkdtempSync(join(options.parentFolder ?? tmpdir(), 'lapidary-'))
  const logged: string[] = []
  let time = Date.parse('2026-11-21T12:00:00Z')
  const now = () => new Date(time)
  const keys = { API_KEY: environmentKey, SECRET_KEY: secretKey }
  const settings = readSettings({ ...keys, RATE_LIMIT: '0', DATA_DIR: folder, ...options.environment })
  const logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
  const platform = await openServingPlatform(
    { project, folder },
    settings,
    { now, logger },
    {
      versionChecks: () => ({
        isServed: (name) => name === project.model,
        evidenceOf: async () => null,
        tryLoad,
      }),
      queryPlugin: onQuery && {
        transformQuery: ({ node }) => {
          const from = 'from' in node ? JSON.stringify(node.from) : ''
          if (!from.includes('"grant_revision"')) onQuery(node)
          return node
        },
        transformResult: async ({ result }) => result,
      },
      features: { table: () => Promise.reject(new Error('a test server has no table')) },
      openScoring: ({ predictionLog }) => ({
        scorer: options.scorer?.(predictionLog) ?? createFakeScorer(project, predictionLog, now),
        champion: {
          current: null,
          problem: championProblem,
          absence: new LapidaryError('no-champion', { model: project.model }),
        },
        pollers: [],
        parts: [],
      }),
    },
  )
  const uploadFolder = join(folder, 'uploads')
  const serving = { ...platform, uploadFolder }
  const services: PlatformServices = {
    ...serving,
    log: logger,
    webRoot: options.webRoot ?? null,
    serving,
  }
  const app = await buildApp(services)
  return {
    ...platform,
    app,
    services,
    userStore: platform.accessParts.userStore,
    uploadFolder,
    logged,
    wait: (milliseconds) => {
      time += milliseconds
    },
    key: async (...scopes) =>
      (await platform.access.create({ name: scopes.join(' '), scopes, expiresAt: null })).key,
    async close() {
      await app.close()
      await platform.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Report of a file without rows and without missing columns or lost cells. */
export const emptyReport: FileReport = {
  reading: { kind: 'csv', separator: ',', skipped: [] },
  rows: 0,
  unreadableRows: 0,
  foundColumns: [],
  missingColumns: [],
  extraColumns: [],
  lostCells: [],
}

/** The champion of a fake scorer. */
export const servedModel: NonNullable<Scorer['served']> = {
  model: 'TinyModel',
  version: 1,
  runId: 'r',
  synthetic: false,
  noBetterThanGuessing: false,
  chosenParams: null,
  inputWidth: null,
}

/**
 * Creates a scorer that predicts the first class with 0.75 for every row, and stores predictions as
 * the real one does.
 */
export function createFakeScorer(project: Project, log: PredictionLog, now: () => Date): Scorer {
  const target = project.columns[project.target]
  const classes = target?.type === 'category' ? target.categories : []
  const probabilities = Object.fromEntries(
    classes.map((name, i) => [name, i === 0 ? 0.75 : 0.25 / (classes.length - 1)]),
  )
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
          scale: 'probability' as const,
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
    inspectFile: async (path) => ({
      ...emptyReport,
      rows: (await readFile(path, 'utf8')).trim().split('\n').length - 1,
    }),
  }
}
