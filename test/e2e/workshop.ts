import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, rmdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCli, type RunningCli, startCli } from '../kit/run-cli.ts'

/**
 * One project, or none, with a folder of its own for all it keeps, worked on by the command line as
 * its users do, and its server.
 */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  readonly #command: 'serve' | 'tracking'
  readonly #project: string
  readonly #environment: Readonly<Record<string, string>>
  #server: RunningCli | null = null

  /** @param project its folder. Default: there is none, and the server only tracks. */
  constructor(project?: string) {
    buildPage()
    this.#command = project === undefined ? 'tracking' : 'serve'
    this.#project = project ?? join(this.folder, 'data')
    const quiet = { PORT: '0', RATE_LIMIT: '0', LOG_LEVEL: 'error', THREADS: '2' }
    this.#environment = { ...quiet, DATA_DIR: join(this.folder, 'data') }
  }

  /** Runs a command to its end: its last line as JSON. */
  async lapidary(command: string, ...args: string[]): Promise<Record<string, unknown>> {
    const result = await runCli([command, this.#project, ...args, '--json'], this.#environment)
    if (result.code !== 0)
      throw new Error(`lapidary ${command} ${args.join(' ')} ended with ${result.code}: ${result.stderr}`)
    return result.json()
  }

  async key(name: string, scopes: string): Promise<string> {
    return String((await this.lapidary('keys', 'create', '--name', name, '--scopes', scopes))['key'])
  }

  /** Starts the server: its address. */
  async serve(): Promise<string> {
    this.#server = startCli([this.#command, this.#project, '--json'], this.#environment)
    const { url } = JSON.parse(await this.#server.line('"url"')) as { url: string }
    return url
  }

  async close(): Promise<void> {
    this.#server?.child.kill('SIGTERM')
    await this.#server?.done
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/**
 * In a process of its own: under vitest's NODE_ENV React would be built for development. One at a
 * time, for test files run beside each other.
 */
function buildPage(): void {
  const script = fileURLToPath(new URL('../../scripts/build-web.ts', import.meta.url))
  const lock = fileURLToPath(new URL('../../dist/web.lock', import.meta.url))
  const { PATH = '', HOME = '' } = process.env
  take(lock)
  try {
    execFileSync(process.execPath, [script, '--if-needed'], { env: { PATH, HOME }, stdio: 'inherit' })
  } finally {
    rmdirSync(lock)
  }
}

/** A folder is made by one only. Who died with it is not waited for longer than any build takes. */
function take(lock: string): void {
  mkdirSync(join(lock, '..'), { recursive: true })
  for (;;) {
    try {
      return mkdirSync(lock)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - since > 600_000) rmSync(lock, { recursive: true, force: true })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  }
}
