import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

const script = join(import.meta.dirname, 'mongo/start.sh')

/** A process that speaks MongoDB's protocol. Its data live until `stop`. */
export interface MongoServer {
  readonly uri: string
  readonly port: number
  /** Suspends the process until `resume`, with its connections open. */
  pause(): void
  resume(): void
  /** Ends the process as `kill -9` does. */
  kill(): Promise<void>
  /** Starts the server again on the same port and data. */
  start(): Promise<void>
  stop(): Promise<void>
}

let installed: boolean | undefined

/**
 * Returns whether the server can run here. If not, prints the reason; with `CI=true` that is an
 * error.
 */
export function mongoServerRuns(): boolean {
  if (installed !== undefined) return installed
  const { status, stderr } = spawnSync(script, ['--install-only'], { encoding: 'utf8' })
  installed = status === 0
  if (installed) return true
  const why = `MongoDB's protocol needs python3 with pip for SecantusDB: ${stderr.trim().split('\n').at(-1)}`
  if (process.env['CI'] === 'true') throw new Error(why)
  console.warn(`SKIPPED: ${why}`)
  return false
}

/**
 * Starts the server.
 *
 * @param options of the server, such as `--auth`
 */
export async function startMongoServer(options: readonly string[] = []): Promise<MongoServer> {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-mongo-'))
  const port = await freePort()
  let child: ChildProcess | null = null
  let output = ''
  const end = (): void => void child?.kill('SIGKILL')
  process.once('exit', end)
  const start = async (): Promise<void> => {
    const started = spawn(script, [String(port), folder, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    for (const stream of [started.stdout, started.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    for (let left = 600; !(await isListening(port)); left--) {
      if (started.exitCode !== null || left === 0)
        throw new Error(`The MongoDB server did not start:\n${output.slice(-2000)}`)
      await sleep(100)
    }
  }
  const endBy = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = once(ending, 'exit')
    if (signal === 'SIGTERM') ending.kill('SIGCONT') // a suspended process would not receive it
    ending.kill(signal)
    const tooLong = setTimeout(() => ending.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(tooLong)
  }
  await start()
  return {
    uri: `mongodb://127.0.0.1:${port}/`,
    port,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    kill: () => endBy('SIGKILL'),
    start,
    async stop() {
      process.off('exit', end)
      await endBy('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function isListening(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
