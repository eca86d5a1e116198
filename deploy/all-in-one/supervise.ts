/**
 * First process of the demonstration image: starts Redis, the server that speaks MongoDB's protocol
 * and the program, each when
 * the one before takes connections. When one of them ends, all end, with its exit code: who runs
 * the container sees it and starts
 * it again whole. SIGTERM ends the program first, then what it writes to.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'

export interface Service {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  /** On top of this process's. */
  readonly environment?: Readonly<Record<string, string>>
  /** Of loopback; the next service starts when it takes connections. */
  readonly port?: number
}

interface Running {
  readonly name: string
  readonly child: ChildProcess
  readonly ended: Promise<number>
}

/** Why all must end: a service that ended by itself, or a signal. */
type Reason = { readonly name: string; readonly code: number } | NodeJS.Signals

/**
 * Runs the services until one ends or this process is told to; returns the exit code.
 * @param patience milliseconds for a service to take connections, and to end.
 */
export async function supervise(
  services: readonly Service[],
  say: (line: string) => void,
  patience: { readonly start: number; readonly stop: number } = { start: 60_000, stop: 15_000 },
): Promise<number> {
  const { promise: over, resolve: end } = Promise.withResolvers<Reason>()
  const stopping = new AbortController()
  void over.then(() => stopping.abort())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end)
  const running: Running[] = []
  for (const service of services) {
    const started = start(service)
    running.push(started)
    void started.ended.then((code) => end({ name: service.name, code }))
    if (service.port === undefined) continue
    const reason = await Promise.race([over, takesConnections(service.port, patience.start, stopping.signal)])
    if (reason === false) end({ name: `${service.name}, which took no connection,`, code: 1 })
    if (reason !== true) break
  }
  const reason = await over
  say(
    typeof reason === 'string'
      ? `${reason}: stopping`
      : `${reason.name} ended with ${reason.code}: stopping all`,
  )
  const codes: number[] = []
  for (const each of running.toReversed()) codes.push(await stop(each, patience.stop))
  if (typeof reason !== 'string') return reason.code === 0 ? 1 : reason.code
  return codes.find((code) => code !== 0) ?? 0
}

function start({ name, command: [program, ...args], environment = {} }: Service): Running {
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  })
  const ended = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${name}: ${error.message}\n`)
      resolve(127)
    })
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGTERM' ? 0 : 137)))
  })
  return { name, child, ended }
}

async function stop({ child, ended }: Running, patience: number): Promise<number> {
  child.kill('SIGTERM')
  const tooSlow = setTimeout(() => child.kill('SIGKILL'), patience)
  const code = await ended
  clearTimeout(tooSlow)
  return code
}

async function takesConnections(port: number, patience: number, stopping: AbortSignal): Promise<boolean> {
  for (const deadline = Date.now() + patience; Date.now() < deadline && !stopping.aborted; ) {
    const connected = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (connected) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}

/** What the container runs: each store inside only where no other is named. */
export function servicesOf(
  environment: Readonly<Record<string, string | undefined>>,
  dataDir: string,
): readonly Service[] {
  const given = (name: string): string | undefined =>
    environment[name] || environment[`${name}_FILE`] || undefined
  const redis = given('REDIS_URL') ?? given('REDIS_HOST')
  const mongo = given('MONGO_URI')
  const services: Service[] = []
  if (isHere(redis)) {
    const options = [
      '--bind',
      '127.0.0.1',
      '--port',
      '6379',
      '--dir',
      `${dataDir}/redis`,
      '--appendonly',
      'yes',
      '--save',
      '',
    ]
    services.push({ name: 'redis', command: ['redis-server', ...options], port: 6379 })
  }
  if (isHere(mongo))
    services.push({
      name: 'mongo',
      command: ['/opt/mongo/start.sh', '27017', `${dataDir}/mongo`],
      port: 27_017,
    })
  const defaults = {
    ...(redis === undefined && { REDIS_URL: 'redis://127.0.0.1:6379' }),
    ...(mongo === undefined && { MONGO_URI: 'mongodb://localhost:27017' }),
  }
  services.push({
    name: 'lapidary',
    command: ['node', 'node_modules/lapidary/bin/lapidary.js', 'up', 'project'],
    environment: defaults,
  })
  return services
}

function isHere(address: string | undefined): boolean {
  return address === undefined || /^(\w+:\/\/)?(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(address)
}

if (import.meta.main) {
  const say = (line: string): void => void process.stderr.write(`supervise: ${line}\n`)
  const dataDir = process.env['DATA_DIR'] ?? '/data'
  mkdirSync(`${dataDir}/redis`, { recursive: true, mode: 0o700 }) // Redis does not make its own
  process.exitCode = await supervise(servicesOf(process.env, dataDir), say)
}
