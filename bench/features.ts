import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { DuckDBInstance } from '@duckdb/node-api'
import { type RedisServer, startRedis } from '../test/kit/redis-server.ts'
import { type Bench, freePort, key, median, peer, root, type Row, startServer } from './kit.ts'

const rows = 12_500
const columns = 23
/** Entities per request, and the number of measured requests of each size. */
const sizes = [
  { entities: 1, connections: 16, ours: 20_000, theirs: 2000 },
  { entities: 100, connections: 4, ours: 3000, theirs: 200 },
  // Requests run one after the other, so that their latency does not include queueing.
  { entities: 100, connections: 1, ours: 1000, theirs: 100 },
] as const

interface Served {
  /** Median of three runs. */
  readonly materializeSeconds: number
  readonly loads: readonly { readonly cpu: number; readonly p50: number }[]
}

/**
 * Measures online features over HTTP on Redis, and materializing them from Parquet, beside Feast's
 * Python server with the same table, the same Redis and the same requests. Processor time covers
 * all threads of the server, without Redis.
 */
export async function benchFeatures(bench: Bench): Promise<Row[]> {
  const folder = join(bench.folder, 'stats')
  mkdirSync(folder)
  await writeTable(join(folder, 'stats.parquet'))
  const redis = await startRedis()
  try {
    const ours = await serve(
      bench,
      process.execPath,
      join(root, 'bench/features-server.ts'),
      folder,
      redis,
      'ours',
    )
    const python = findFeast()
    const theirs =
      python === null ? null : await serve(bench, python, peer('feast_server.py'), folder, redis, 'theirs')
    return renderTable(ours, theirs)
  } finally {
    await redis.stop()
  }
}

async function writeTable(path: string): Promise<void> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  const features = Array.from(
    { length: columns },
    (_, i) => `n * ${i % 3 === 2 ? i : `1.37 + ${i}`} AS f${i}`,
  )
  const names = `'CUS_' || n AS customer_id, TIMESTAMP '2026-01-01' AS event_timestamp`
  await connection.run(
    `COPY (SELECT ${names}, ${features.join(', ')} FROM range(${rows}) t(n)) TO '${path}' (FORMAT parquet)`,
  )
  connection.closeSync()
  instance.closeSync()
}

/**
 * Finds Python with Feast (`pip install 'feast[redis]==0.67.0'`). Otherwise prints a line and
 * returns null.
 */
function findFeast(): string | null {
  const python = process.env['FEAST_PYTHON'] ?? 'python3'
  const { status } = spawnSync(python, [
    '-c',
    'import importlib.util as u, sys; sys.exit(u.find_spec("feast") is None)',
  ])
  if (status === 0) return python
  console.log(
    "FEAST SKIPPED: no python3 with pip install 'feast[redis]==0.67.0' (FEAST_PYTHON names one that has it)",
  )
  return null
}

async function serve(
  bench: Bench,
  command: string,
  script: string,
  folder: string,
  redis: RedisServer,
  who: 'ours' | 'theirs',
): Promise<Served> {
  const port = await freePort()
  const environment = { DATA_DIR: bench.dataDir, API_KEY: key }
  const args = [script, folder, String(redis.port), String(port)]
  const server = await startServer(bench, command, args, port, environment, '/health')
  try {
    const seconds = JSON.parse(
      readFileSync(join(bench.folder, `server-${port}.log`), 'utf8').match(/^\[.*\]$/m)?.[0] ?? '[]',
    ) as number[]
    const loads = []
    for (const size of sizes) loads.push(await load(server.url, server.pid, size, size[who]))
    return { materializeSeconds: median(seconds), loads }
  } finally {
    await server.stop()
  }
}

/**
 * Measures processor milliseconds per request and their median time, after a tenth of the requests
 * as a warm-up.
 */
async function load(
  url: string,
  pid: number,
  { entities, connections }: { readonly entities: number; readonly connections: number },
  amount: number,
): Promise<{ cpu: number; p50: number }> {
  const body = JSON.stringify({
    features: Array.from({ length: columns }, (_, i) => `stats:f${i}`),
    entities: { customer_id: Array.from({ length: entities }, (_, i) => `CUS_${i * 7}`) },
  })
  const headers = { 'content-type': 'application/json', 'x-api-key': key }
  const request = { url: `${url}/get-online-features`, method: 'POST' as const, headers, body, connections }
  await autocannon({ ...request, amount: amount / 10 })
  const before = readProcessorMilliseconds(pid)
  const result = await autocannon({ ...request, amount })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} answers were not 2xx, ${result.errors} errors`)
  return { cpu: (readProcessorMilliseconds(pid) - before) / amount, p50: result.latency.p50 }
}

/**
 * Reads the processor time of all threads of a process, user and system, from /proc/PID/stat in
 * ticks of 10 ms.
 */
export function readProcessorMilliseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function renderTable(ours: Served, theirs: Served | null): Row[] {
  const found: Row[] = []
  const note = ({ cpu, p50 }: { cpu: number; p50: number }): string =>
    `${cpu.toFixed(3)} ms of processor, p50 ${p50} ms`
  sizes.forEach(({ entities, connections }, i) => {
    const own = ours.loads[i] as Served['loads'][number]
    const what = `POST /get-online-features on Redis, ${entities} x ${columns}, ${connections} connections`
    const alone = connections === 1
    found.push({ what, value: note(own), ...(alone && { goal: 'p50 < 5 ms', met: own.p50 < 5 }) })
    const other = theirs?.loads[i]
    if (other === undefined) return
    const times = other.cpu / own.cpu
    const least = entities === 1 ? 10 : 20
    found.push({ what: "  Feast's Python server, one process", value: note(other) })
    if (!alone)
      found.push({
        what: '  its processor time / ours',
        value: times.toFixed(1),
        goal: `>= ${least}`,
        met: times >= least,
      })
  })
  const what = `materialize ${rows} x ${columns} from Parquet to Redis`
  found.push({ what, value: `${ours.materializeSeconds.toFixed(2)} s` })
  if (theirs === null) return found
  const times = theirs.materializeSeconds / ours.materializeSeconds
  found.push({ what: '  Feast', value: `${theirs.materializeSeconds.toFixed(2)} s` })
  return [...found, { what: '  Feast / ours', value: times.toFixed(1), goal: '>= 10', met: times >= 10 }]
}
