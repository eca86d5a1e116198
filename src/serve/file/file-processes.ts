import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { FileLimits } from '../../data/readers/read-pieces.ts'
import { DamagedFile, createUnreadableFileError } from '../../data/readers/unreadable-file.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { environmentWithCache } from '../../base/threads/start-worker.ts'
import { errorCode } from '../../base/files/storage-error.ts'
import type { Model } from '../../model/model.ts'
import { withoutSecrets } from '../../base/settings/settings.ts'
import type { FileJob, FromProcess, ToProcess } from './file-protocol.ts'
import type { FileReport } from './score-file.ts'
import type { ScoredBlock } from './write-blocks.ts'

export interface FileProcessesOptions {
  /** The project's folder. */
  readonly folder: string
  /** Hash of the definition that the server uses, see `LoadedProject`. */
  readonly sourceHash?: string | undefined
  readonly limits: FileLimits
  /** Maximum memory of one process in MiB. */
  readonly memoryMib: number
}

/** Milliseconds that an idle process waits for the next file. */
const idleFor = 60_000
/** Maximum memory of a process that is kept for the next file. */
const maxIdleBytes = 192 * 2 ** 20
/** Milliseconds between two checks of the memory of a process. */
const memoryEvery = 25
/** Maximum blocks in transit: one is written to the log while the next is made. */
const blocksAhead = 2
/** Matches V8's messages when memory runs out, or a text or an array would be too long. */
const outOfMemory =
  /heap out of memory|Array buffer allocation failed|Invalid (?:string|array|typed array) length/
/** Maximum characters that are kept of a process's output. */
const maxComplaint = 4000

/**
 * Scores files in separate processes, each with a memory limit. One idle process is kept for the
 * next file.
 */
export class FileProcesses {
  readonly #options: FileProcessesOptions
  readonly #all = new Set<FileProcess>()
  #idle: { readonly process: FileProcess; readonly timer: NodeJS.Timeout } | undefined

  constructor(options: FileProcessesOptions) {
    this.#options = options
  }

  /**
   * Resolves when the file was read to its end. The work stops when the signal aborts or the reader
   * of `blocks` stops. An inspected file has no blocks, and its process is free when `blocks` was
   * read.
   *
   * @throws LapidaryError as `scoreFile`, and `file-too-complex`
   */
  async score(
    job: FileJob,
    model: Model,
    signal: AbortSignal,
  ): Promise<{ readonly report: FileReport; readonly blocks: AsyncIterable<ScoredBlock> }> {
    signal.throwIfAborted()
    const process = this.#take()
    const stop = (): void => process.kill()
    signal.addEventListener('abort', stop, { once: true })
    const messages = process.run(job, model)
    const release = (): void => {
      signal.removeEventListener('abort', stop)
      this.#release(process)
    }
    try {
      const { value } = await messages.next()
      if (value?.kind !== 'report') throw new TypeError('A scoring process ended without a report.')
      return { report: value.report, blocks: yieldBlocks(messages, release) }
    } catch (error) {
      release()
      signal.throwIfAborted()
      throw error
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle?.timer)
    this.#idle = undefined
    await Promise.all([...this.#all].map((process) => process.end()))
  }

  #take(): FileProcess {
    const idle = this.#idle
    this.#idle = undefined
    clearTimeout(idle?.timer)
    if (idle?.process.isReady === true) return idle.process
    const process = new FileProcess(this.#options)
    this.#all.add(process)
    process.ended.then(
      () => this.#all.delete(process),
      () => this.#all.delete(process),
    )
    return process
  }

  #release(process: FileProcess): void {
    if (!process.isReady || process.isLarge || this.#idle !== undefined) return process.kill()
    const timer = setTimeout(() => {
      this.#idle = undefined
      process.kill()
    }, idleFor)
    timer.unref()
    this.#idle = { process, timer }
  }
}

async function* yieldBlocks(
  messages: AsyncGenerator<FromProcess>,
  release: () => void,
): AsyncGenerator<ScoredBlock> {
  try {
    for await (const message of messages) if (message.kind === 'block') yield message.block
  } finally {
    release()
  }
}

/** A process and the job that it works on. */
class FileProcess {
  /** Whether the process has no job and can take one. */
  isReady = true
  readonly ended: Promise<unknown>
  readonly #options: FileProcessesOptions
  readonly #child: ChildProcess
  readonly #messages: FromProcess[] = []
  #wake = (): void => undefined
  #version: string | undefined
  #hasEnded = false
  #tooLarge = false
  #complaint = ''

  constructor(options: FileProcessesOptions) {
    this.#options = options
    const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
    // This process watches the memory outside of the heap (arrays, DuckDB).
    const execArgv = ['--expose-gc', `--max-old-space-size=${Math.round(options.memoryMib * 0.6)}`]
    const child = fork(new URL(`./file-process${ending}`, import.meta.url), {
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // The readers of hostile files run there, so it has no secrets.
      env: withoutSecrets(environmentWithCache()),
    })
    this.#child = child
    child.on('message', (message: FromProcess) => {
      this.#messages.push(message)
      this.#wake()
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-maxComplaint)
    })
    child.on('error', (error) => {
      this.#complaint = error.message
    })
    this.ended = once(child, 'close').catch(() => undefined)
    void this.ended.then(() => {
      this.#hasEnded = true
      this.isReady = false
      this.#wake()
    })
  }

  /**
   * Sends a job and yields its messages; each block allows another one.
   *
   * @throws LapidaryError of the job, and `file-too-complex`
   */
  async *run(job: FileJob, model: Model): AsyncGenerator<FromProcess> {
    this.isReady = false
    const watch = setInterval(() => this.#checkMemory(), memoryEvery)
    watch.unref()
    try {
      this.#startJob(job, model)
      for (;;) {
        const message = await this.#next(job)
        if (message.kind === 'failed') throw LapidaryError.from(message.error)
        if (message.kind === 'broken') {
          this.#complaint = message.stack
          throw outOfMemory.test(message.stack)
            ? this.#endError(job.path)
            : new Error(`A scoring process failed: ${message.stack}`)
        }
        if (message.kind === 'done') return
        yield message
        if (message.kind === 'block') this.#post({ kind: 'next' })
      }
    } finally {
      clearInterval(watch)
    }
  }

  /** Whether the process holds so much memory that it should be replaced. */
  get isLarge(): boolean {
    return readResidentBytes(this.#child.pid) > maxIdleBytes
  }

  kill(): void {
    this.isReady = false
    this.#child.kill('SIGKILL')
  }

  async end(): Promise<void> {
    this.kill()
    await this.ended
  }

  #startJob(job: FileJob, model: Model): void {
    const { folder, sourceHash, limits } = this.#options
    const saved = this.#version === job.version ? null : model.save()
    this.#version = job.version
    this.#post({ kind: 'score', folder, sourceHash, job, model: saved, limits, blocksAhead })
  }

  async #next({ path }: FileJob): Promise<FromProcess> {
    for (;;) {
      const message = this.#messages.shift()
      if (message !== undefined) {
        // A process cannot reload a module that it has loaded once.
        this.isReady =
          message.kind === 'done' ||
          (message.kind === 'failed' && message.error.code !== 'definition-replaced')
        return message
      }
      if (this.#hasEnded) throw this.#endError(path)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Returns the error of a process that ended during a job. */
  #endError(path: string): Error {
    const file = basename(path)
    const limit = this.#options.memoryMib
    if (this.#tooLarge || outOfMemory.test(this.#complaint)) {
      return new LapidaryError('file-too-complex', { file, limit })
    }
    const { exitCode, signalCode } = this.#child
    const cause = new Error(`A scoring process ended (${signalCode ?? exitCode}): ${this.#complaint}`)
    return createUnreadableFileError(file, new DamagedFile('reader-failed', {}, { cause }))
  }

  #post(message: ToProcess): void {
    if (this.#child.connected) this.#child.send(message)
  }

  /**
   * Checks the resident memory, where the system shows it. Elsewhere the limits of the heap and of
   * DuckDB apply.
   */
  #checkMemory(): void {
    const bytes = readResidentBytes(this.#child.pid)
    if (bytes <= this.#options.memoryMib * 2 ** 20) return
    this.#tooLarge = true
    this.kill()
  }
}

/** Returns the resident memory of a process, or 0 where it is not known. */
function readResidentBytes(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0
  try {
    return 4096 * Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return 0 // it has ended
    throw error
  }
}
