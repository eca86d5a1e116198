import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { logisticRegression } from 'lapidary'
import { pino } from 'pino'
import { openProjectPlatform } from '../../src/platform/platform.ts'
import { openServingPlatform, type ServingPlatform } from '../../src/platform/server/serving-platform.ts'
import { type LoadedProject, loadProject } from '../../src/project/load-project.ts'
import type { Project } from '../../src/project/project.ts'
import { buildApp } from '../../src/http/build-app.ts'
import { readSettings } from '../../src/base/settings/settings.ts'
import { findData } from '../../src/train/find-data.ts'
import { trainAndRegister } from '../../src/train/register/train-and-register.ts'
import { strictLogger } from './strict-logger.ts'

const folder = fileURLToPath(new URL('../../examples/magic-steps', import.meta.url))

export interface MagicSteps {
  readonly app: FastifyInstance
  readonly platform: ServingPlatform
  readonly logged: readonly string[]
  /** Moves the server's clock. */
  readonly wait: (milliseconds: number) => void
  close(): Promise<void>
}

export interface MagicStepsOptions {
  /** Settings, such as `DATABASE_URL`, `REDIS_URL`, `MONGO_URI`. */
  readonly environment?: Readonly<Record<string, string>>
  /**
   * Whether a fast linear model is trained, so that a test does not wait for a network.
   *
   * @defaultValue true
   */
  readonly trained?: boolean
  /** Changes the project after training. */
  readonly change?: (project: Project) => Project
}

/**
 * Opens the example on the stores of `environment`, as `lapidary serve` does. It listens, or
 * requests are injected.
 */
export async function magicSteps({
  environment = {},
  trained = true,
  change,
}: MagicStepsOptions = {}): Promise<MagicSteps> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lapidary-'))
  const logged: string[] = []
  let moved = 0
  const now = (): Date => new Date(Date.now() + moved)
  const settings = readSettings({
    RATE_LIMIT: '0',
    DATA_DIR: dataDir,
    API_KEY: 'environment-key-of-the-tests',
    ...environment,
  })
  const loaded = await loadProject(folder)
  if (trained) await train(loaded, settings, now)
  const logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
  const served = change === undefined ? loaded : { ...loaded, project: change(loaded.project) }
  const platform = await openServingPlatform(served, settings, { now, logger })
  const app = await buildApp({
    ...platform,
    log: logger,
    webRoot: null,
    serving: { ...platform, uploadFolder: join(dataDir, 'uploads') },
  })
  return {
    app,
    platform,
    logged,
    wait: (milliseconds) => {
      moved += milliseconds
    },
    async close() {
      await app.close()
      await platform.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function train(
  loaded: LoadedProject,
  settings: ReturnType<typeof readSettings>,
  now: () => Date,
): Promise<void> {
  const platform = await openProjectPlatform(loaded, settings, { now, logger: strictLogger })
  try {
    const { project } = loaded
    const signal = new AbortController().signal
    const data = await findData(project, {
      folder: loaded.folder,
      dataDir: platform.dataDir,
      given: [],
      signal,
    })
    const request = {
      ...data,
      learner: logisticRegression(),
      split: 'entity',
      seed: project.seed,
      threads: 1,
    } as const
    await trainAndRegister(platform, { request, promote: true }, { progress: () => undefined, signal })
  } finally {
    await platform.close()
  }
}
