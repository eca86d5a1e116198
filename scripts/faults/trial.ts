import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { freePort } from '../../test/kit/free-port.ts'
import { student } from '../../test/kit/magic-steps-student.ts'

const root = join(import.meta.dirname, '../..')
const project = join(root, 'examples/magic-steps')
const key = 'key-of-a-trial-with-32-characters'
const headers = { 'x-api-key': key, 'content-type': 'application/json' }
const connections = 16
/** Milliseconds after which a request counts as without a response. */
const patience = 60_000
const bodies = [
  JSON.stringify({ student_id: 's1', features: student }),
  JSON.stringify({ student_id: 's2', features: { ...student, idade: 15 } }),
]

export interface TrialOptions {
  /** Settings of the program, such as addresses of stores. */
  readonly settings?: Readonly<Record<string, string>>
  /**
   * Folder for the program's data.
   *
   * @defaultValue a temporary folder
   */
  readonly folder?: string
  /** Data folder of a trained project that is copied. Without it the trial trains. */
  readonly template?: string
}

/** Responses to the requests of a trial. */
export interface Responses {
  /** Ids of predictions with a 200 response. */
  readonly answered: string[]
  /** Number of 503 responses, which ask the client to retry. */
  refused: number
  /** Number of other responses by status and code. */
  readonly unexpected: Map<string, number>
  /** Number of requests without a response, because the server was unavailable. */
  silent: number
  /** Milliseconds of the slowest response. */
  longest: number
}

/** A server on a data folder under continuous load, on which faults are tried. */
export class Trial {
  readonly responses: Responses = { answered: [], refused: 0, unexpected: new Map(), silent: 0, longest: 0 }
  readonly dataDir: string
  readonly #own: string
  readonly #settings: Readonly<Record<string, string>>
  readonly #port: number
  #child: ChildProcess | null = null
  readonly #onExit = (): void => void this.#child?.kill('SIGKILL')
  #load: { readonly stop: AbortController; readonly done: Promise<unknown> } | null = null

  private constructor(port: number, { settings = {}, folder, template }: TrialOptions) {
    this.#own = mkdtempSync(join(tmpdir(), 'lapidary-fault-'))
    this.dataDir = join(folder ?? this.#own, 'data')
    this.#settings = settings
    this.#port = port
    if (template !== undefined) cpSync(template, this.dataDir, { recursive: true })
    process.once('exit', this.#onExit)
  }

  static async create(options: TrialOptions): Promise<Trial> {
    const trial = new Trial(await freePort(), options)
    if (options.template === undefined) await trial.run('train', project, '--learner', 'logistic-regression')
    return trial
  }

  /** Starts the server. Resolves when it is ready. */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const child = this.#spawn(['serve', project], settings)
    this.#child = child
    for (let left = 1200; !(await this.#isReady()); left--) {
      if (child.exitCode !== null || left === 0)
        throw new Error(`lapidary serve did not start (${child.exitCode})`)
      await sleep(50)
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child === null || this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill(signal)
    await gone
  }

  /** Sends the server a signal that does not end it. */
  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name)
  }

  /** Runs a command of the program beside the server. */
  async run(...args: readonly string[]): Promise<void> {
    const child = this.#spawn(args)
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`lapidary ${args.join(' ')} ended with ${code}`)
  }

  async backup(file: string): Promise<void> {
    await this.run('backup', project, file)
  }

  /** Replaces the data folder by a backup. */
  async restore(file: string): Promise<void> {
    await this.run('restore', project, file, '--replace')
  }

  /** Sends requests on all connections until `endLoad`. */
  startLoad(): void {
    const stop = new AbortController()
    const send = async (): Promise<void> => {
      for (let turn = 0; !stop.signal.aborted; turn++)
        await this.#predict(bodies[turn % bodies.length] as string)
    }
    this.#load = { stop, done: Promise.all(Array.from({ length: connections }, send)) }
  }

  async endLoad(): Promise<void> {
    this.#load?.stop.abort()
    await this.#load?.done
  }

  /** Waits until more predictions have a response than now. */
  async untilAnswered(): Promise<void> {
    const { answered } = this.responses
    const before = answered.length
    for (let left = 2400; answered.length === before; left--) {
      if (left === 0) throw new Error('no prediction was answered for two minutes')
      await sleep(50)
    }
  }

  /**
   * Counts how often each prediction is in the log, by its id, once no prediction waits for
   * MongoDB.
   */
  async logged(): Promise<ReadonlyMap<string, number>> {
    await this.#untilSent()
    const times = new Map<string, number>()
    const count = (id: string): void => void times.set(id, (times.get(id) ?? 0) + 1)
    const { MONGO_URI: uri, MONGO_DB: database } = this.#settings
    if (uri === undefined) {
      const response = await fetch(`${this.#url}/v1/predictions/export?format=jsonl`, { headers })
      if (!response.ok) throw new Error(`the export answered ${response.status}`)
      for (const [, id] of (await response.text()).matchAll(/"prediction_id":"([^"]+)"/g)) count(id as string)
      return times
    }
    const client = new MongoClient(uri)
    try {
      const found = client.db(database).collection('predictions').find().project({ _id: 0, prediction_id: 1 })
      for await (const { prediction_id: id } of found) count(id as string)
      return times
    } finally {
      await client.close()
    }
  }

  async close(): Promise<void> {
    this.#load?.stop.abort()
    this.#child?.kill('SIGCONT')
    await this.end('SIGKILL')
    await this.#load?.done
    process.off('exit', this.#onExit)
    rmSync(this.#own, { recursive: true, force: true })
  }

  get #url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async #predict(body: string): Promise<void> {
    const { responses } = this
    const began = performance.now()
    try {
      const signal = AbortSignal.timeout(patience)
      const response = await fetch(`${this.#url}/predict`, { method: 'POST', headers, body, signal })
      const { prediction_id: id, code } = (await response.json()) as { prediction_id?: string; code?: string }
      responses.longest = Math.max(responses.longest, performance.now() - began)
      if (response.status === 200 && id !== undefined) responses.answered.push(id)
      else if (response.status === 503) {
        responses.refused++
        await sleep(20)
      } else {
        const kind = `${response.status} ${code}`
        responses.unexpected.set(kind, (responses.unexpected.get(kind) ?? 0) + 1)
      }
    } catch (error) {
      if (
        !(error instanceof TypeError) &&
        !(error instanceof DOMException) &&
        !(error instanceof SyntaxError)
      )
        throw error
      responses.silent++ // the server was unavailable before or during the response, which acknowledges nothing
      await sleep(20)
    }
  }

  async #untilSent(): Promise<void> {
    for (let left = 600; left > 0; left--) {
      const response = await fetch(`${this.#url}/v1/status`, { headers })
      const { spool } = (await response.json()) as { spool: { waiting: number } | null }
      if (spool === null || spool.waiting === 0) return
      await sleep(200)
    }
    throw new Error('predictions still wait for MongoDB after two minutes')
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.#url}/health/ready`)).ok
    } catch {
      return false // not listening yet
    }
  }

  #spawn(args: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess {
    const { PATH = '', HOME = '' } = process.env
    const settings = {
      DATA_DIR: this.dataDir,
      API_KEY: key,
      PORT: String(this.#port),
      RATE_LIMIT: '0',
      LOG_LEVEL: 'silent',
    }
    const secret = { SECRET_KEY: 'a-secret-of-the-trials-that-signs-their-tokens' }
    const env = { PATH, HOME, ...settings, ...secret, ...this.#settings, ...more }
    return spawn(process.execPath, ['bin/lapidary.js', ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
}
