import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

/** A Redis server with a port and a folder of its own, which a test can stop and suspend. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  /** The server's process, whose cost can be measured. */
  readonly pid: () => number
  /** Ends the process with SIGKILL. */
  kill(): Promise<void>
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>
  /** Suspends it with SIGSTOP: connections are accepted without a response. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

/**
 * Returns whether Debian's `redis-server` is installed. If not, prints a line; in CI that is an
 * error.
 */
export function hasRedis(): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true
  if (process.env['CI'] === 'true') throw new Error('redis-server is missing: apt-get install redis-server')
  console.error(
    'SKIPPED: tests of Redis, because there is no redis-server (Debian: apt-get install redis-server)',
  )
  return false
}

/** Starts Redis, which is ready when this resolves. Callers stop it at the end. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-redis-'))
  let child = await launch(port, folder)
  const onExit = (): void => void child.kill('SIGKILL')
  process.once('exit', onExit)
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pid: () => child.pid ?? 0,
    kill: () => endProcess(child, 'SIGKILL'),
    restart: async () => {
      child = await launch(port, folder)
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      process.off('exit', onExit)
      child.kill('SIGCONT')
      await endProcess(child, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function launch(port: number, folder: string): Promise<ChildProcess> {
  const args = [
    '--bind',
    '127.0.0.1',
    '--port',
    String(port),
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ]
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let seen = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text
      if (seen.includes('Ready to accept')) resolve()
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${seen}`)))
  })
  return child
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await exit
}
