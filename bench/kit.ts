/** Shared parts of the benchmarks: run and measure a program, wait for a server, find the peers. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import { freePort } from '../test/kit/free-port.ts'

export { freePort }

export const root = join(import.meta.dirname, '..')
export const project = join(root, 'examples/credit-score')
/** The learner of the reference implementation, which the peers also train. */
export const referenceForest = [
  '--learner',
  'random-forest',
  '--param',
  'trees=100',
  '--param',
  'maxDepth=10',
]
export const key = 'benchmark-key-with-32-characters'
const peers = join(root, 'bench/peers')

/** One line of the printed table. */
export interface Row {
  readonly what: string
  readonly value: string
  readonly goal?: string
  readonly met?: boolean
}

/** Input of a benchmark. */
export interface Bench {
  /** Folder for its files, removed at the end. */
  readonly folder: string
  /** The generated table of 100,000 rows. */
  readonly csv: string
  /** DATA_DIR with the reference forest trained on it. */
  readonly dataDir: string
  readonly threads: number
  /** Rows of the prediction log whose filters are measured. */
  readonly logRows: number
}

export interface Measured {
  readonly seconds: number
  /** Peak resident memory in MiB, or NaN where the system does not provide it. */
  readonly peakMib: number
  readonly stdout: string
}

/** Reads a line of /proc/PID/status in MiB. */
export function readMemoryMib(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  try {
    return (
      Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) /
      1024
    )
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return Number.NaN
    throw error
  }
}

/**
 * Runs a program to its end.
 *
 * @throws Error with its output if it fails
 */
export async function measure(
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Measured> {
  const began = performance.now()
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  let peakMib = Number.NaN
  const watch = setInterval(() => {
    const now = readMemoryMib(child.pid ?? 0, 'VmHWM')
    if (!Number.isNaN(now)) peakMib = now
  }, 20)
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  )
  clearInterval(watch)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stderr}\n${stdout}`)
  return { seconds: (performance.now() - began) / 1000, peakMib, stdout }
}

/** Runs `lapidary ...` from the sources with `--json`. The last line is the result. */
export async function lapidary(args: readonly string[], environment: Record<string, string>) {
  const measured = await measure(process.execPath, ['bin/lapidary.js', ...args, '--json'], environment)
  return {
    ...measured,
    result: JSON.parse(measured.stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>,
  }
}

/**
 * Finds Python with the packages of bench/peers/requirements.txt. Otherwise prints a line and
 * returns null.
 */
export function findPython(): string | null {
  const python = process.env['PYTHON'] ?? 'python3'
  const wanted = readFileSync(join(peers, 'requirements.txt'), 'utf8').trim().split('\n')
  const check = `import sys; from importlib.metadata import version
for line in sys.argv[1:]:
    name, _, pinned = line.partition('==')
    if version(name) != pinned: print(name, version(name), 'instead of', pinned)`
  const { status, stdout } = spawnSync(python, ['-c', check, ...wanted], { encoding: 'utf8' })
  if (status === 0 && stdout !== '')
    console.log(`Peers run with other versions than pinned: ${stdout.trim().replaceAll('\n', ', ')}`)
  if (status === 0) return python
  console.log(
    'PEERS SKIPPED: no python3 with pip install -r bench/peers/requirements.txt (or set PYTHON to one that has them)',
  )
  return null
}

export function peer(name: string): string {
  return join(peers, name)
}

export interface RunningServer {
  readonly url: string
  readonly pid: number
  /** Milliseconds from spawn to the first 200 of /health/ready. */
  readonly readySeconds: number
  stop(): Promise<void>
}

/** Starts a server and waits until it is ready. Its log goes to a file of the benchmark. */
export async function startServer(
  bench: Bench,
  command: string,
  args: readonly string[],
  port: number,
  environment: Record<string, string>,
  readyPath = '/health/ready',
): Promise<RunningServer> {
  const url = `http://127.0.0.1:${port}`
  const began = performance.now()
  const logFile = join(bench.folder, `server-${port}.log`)
  const log = openSync(logFile, 'a')
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', log, log],
  })
  while (!(await isResponding(`${url}${readyPath}`))) {
    if (child.exitCode !== null)
      throw new Error(`${args.join(' ')} ended with ${child.exitCode}:\n${readFileSync(logFile, 'utf8')}`)
    if (performance.now() - began > 60_000) throw new Error(`${url} was not ready after a minute`)
    await sleep(5)
  }
  const readySeconds = (performance.now() - began) / 1000
  return { url, pid: child.pid ?? 0, readySeconds, stop: () => stop(child) }
}

/** Starts Lapidary on the benchmark's DATA_DIR, or with the settings of `environment`. */
export async function startLapidary(
  bench: Bench,
  environment: Record<string, string> = {},
  folder: string = project,
): Promise<RunningServer> {
  const port = await freePort()
  const settings = {
    DATA_DIR: bench.dataDir,
    API_KEY: key,
    RATE_LIMIT: '0',
    LOG_LEVEL: 'warn',
    PORT: String(port),
    ...environment,
  }
  return await startServer(bench, process.execPath, ['bin/lapidary.js', 'serve', folder], port, settings)
}

/**
 * Starts a minimal JSON API: `node:http` and ajv, with the schema at `pointer` of our document and
 * a fixed response.
 */
export async function startBare(
  bench: Bench,
  ours: RunningServer,
  pointer: string,
  answer: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const [documentFile, answerFile] = [join(bench.folder, 'openapi.json'), join(bench.folder, 'answer.json')]
  writeFileSync(documentFile, await (await fetch(`${ours.url}/openapi.json`)).text())
  writeFileSync(answerFile, answer)
  const child = spawn(process.execPath, [peer('bare-server.ts'), documentFile, pointer, answerFile], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { url: `http://127.0.0.1:${port}`, stop: () => stop(child) }
}

/** Requests of one kind that load a server. */
export interface LoadRequest {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

export interface Load {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

/**
 * Sends requests for `seconds` over `connections`.
 *
 * @throws Error when a response was not 2xx
 */
export async function load(
  url: string,
  { path, headers, body }: LoadRequest,
  { connections = 16, seconds = 5 }: { readonly connections?: number; readonly seconds?: number } = {},
): Promise<Load> {
  const result = await autocannon({
    url: `${url}${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    connections,
    duration: seconds,
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} responses were not 2xx, ${result.errors} errors`)
  return { perSecond: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 }
}

/** Returns the medians over rounds. */
export function medianLoad(loads: readonly Load[]): Load {
  const of = (field: keyof Load): number => median(loads.map((one) => one[field]))
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') }
}

export function formatLoad({ perSecond, p50, p99 }: Load): string {
  return `${perSecond.toFixed(0)} req/s, p50 ${p50} ms, p99 ${p99} ms`
}

async function isResponding(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch (error) {
    if (error instanceof TypeError) return false // not listening yet
    throw error
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
