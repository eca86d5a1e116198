/** What `try-kill` and `try-outage` share: a server of the program on MongoDB, requests without end, and the reckoning. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { freePort } from '../test/kit/free-port.ts'
import type { MongoServer } from '../test/kit/mongo-server.ts'

const root = join(import.meta.dirname, '..')
const project = join(root, 'examples/credit-score')
const key = 'key-of-a-trial-with-32-characters'
const headers = { 'x-api-key': key, 'content-type': 'application/json' }
const connections = 16

/** What was answered while requests were sent. */
export interface Answers {
  /** Ids of predictions that were answered with 200. */
  readonly kept: string[]
  /** Status to how many answers; 0 for none. */
  readonly others: Map<number, number>
  /** Milliseconds of each 200. */
  readonly milliseconds: number[]
}

/** One program on one data folder, to be started and killed. */
export class LogTrial {
  readonly #folder = mkdtempSync(join(tmpdir(), 'lapidary-trial-'))
  readonly #mongo: MongoServer
  readonly #port: number
  readonly answers: Answers = { kept: [], others: new Map(), milliseconds: [] }
  #child: ChildProcess | null = null
  #body = ''

  private constructor(mongo: MongoServer, port: number) {
    this.#mongo = mongo
    this.#port = port
    process.once('exit', () => this.#child?.kill('SIGKILL'))
  }

  /** Trains a small forest. */
  static async make(mongo: MongoServer): Promise<LogTrial> {
    const trial = new LogTrial(mongo, await freePort())
    const table = join(trial.#folder, 'table.csv')
    const forest = ['--learner', 'random-forest', '--param', 'trees=20', '--param', 'maxDepth=6']
    for (const args of [
      ['generate', project, '--rows', '2000', '--output', table],
      ['train', project, '--data', table, ...forest],
    ]) {
      const [code] = await once(trial.#spawn(args), 'exit')
      if (code !== 0) throw new Error(`lapidary ${args[0]} ended with ${code}`)
    }
    return trial
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    this.#child = this.#spawn(['serve', project])
    for (let left = 600; !(await this.#ready()); left--) {
      if (this.#child.exitCode !== null || left === 0) throw new Error(`lapidary serve did not start (${this.#child.exitCode})`)
      await sleep(50)
    }
    if (this.#body !== '') return
    const document = (await (await fetch(`${this.url}/openapi.json`)).json()) as {
      components: { schemas: { CreditData: { example?: unknown; examples?: unknown[] } } }
    }
    const { example, examples } = document.components.schemas.CreditData
    this.#body = JSON.stringify(examples?.[0] ?? example)
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.#child === null || this.#child.exitCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill(signal)
    await gone
  }

  /** Sends requests on all connections until `signal` ends it. @param rate of all together, a second. */
  async load(signal: AbortSignal, rate = Number.POSITIVE_INFINITY): Promise<void> {
    const pause = (1000 * connections) / rate
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (!signal.aborted) await (pause === 0 ? this.#predict() : Promise.all([this.#predict(), sleep(pause)]))
      }),
    )
  }

  async #predict(): Promise<void> {
    const { kept, others, milliseconds } = this.answers
    const began = performance.now()
    try {
      const response = await fetch(`${this.url}/predict_score`, { method: 'POST', headers, body: this.#body })
      const { prediction_id: id } = (await response.json()) as { prediction_id?: string }
      if (response.status === 200 && id !== undefined) {
        kept.push(id)
        milliseconds.push(performance.now() - began)
      } else others.set(response.status, (others.get(response.status) ?? 0) + 1)
    } catch {
      others.set(0, (others.get(0) ?? 0) + 1) // the server is gone: no answer, no promise
      await sleep(5)
    }
  }

  /** Waits until nothing waits for MongoDB, then counts what was answered with 200 and is not there, and what is there twice. */
  async reckon(): Promise<{ readonly there: number; readonly lost: number; readonly twice: number }> {
    for (;;) {
      const status = (await (await fetch(`${this.url}/v1/status`, { headers })).json()) as { spool: { waiting: number } }
      if (status.spool.waiting === 0) break
      await sleep(200)
    }
    const client = new MongoClient(this.#mongo.uri)
    const found = client.db('lapidary').collection('predictions').find().project({ _id: 0, prediction_id: 1 })
    const times = new Map<string, number>()
    for await (const { prediction_id: id } of found) times.set(id as string, (times.get(id as string) ?? 0) + 1)
    await client.close()
    const lost = this.answers.kept.filter((id) => !times.has(id)).length
    const twice =
      [...times.values()].filter((count) => count > 1).length + this.answers.kept.length - new Set(this.answers.kept).size
    return { there: times.size, lost, twice }
  }

  async close(): Promise<void> {
    await this.end('SIGTERM')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #ready(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`)).ok
    } catch {
      return false // not listening yet
    }
  }

  #spawn(args: readonly string[]): ChildProcess {
    const { PATH = '', HOME = '' } = process.env
    const settings = {
      DATA_DIR: join(this.#folder, 'data'),
      API_KEY: key,
      PORT: String(this.#port),
      RATE_LIMIT: '0',
      MONGO_URI: this.#mongo.uri,
    }
    const env = { PATH, HOME, LOG_LEVEL: 'error', ...settings }
    return spawn(process.execPath, ['bin/lapidary.js', ...args], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] })
  }
}
