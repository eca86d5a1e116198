import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Bench, freePort, key, type Row, type RunningServer, startServer } from './kit.ts'
import {
  type ArtifactSpeed,
  type Cost,
  createExperiment,
  type CrowdResult,
  measureArtifact,
  measureBatches,
  measureCrowd,
  measureHistory,
  measureMetrics,
  measureSearch,
  type TrackingTarget,
} from './mlflow-work.ts'
import { readTreeMemoryMib } from './process-tree.ts'

/** How much of each work a server gets. MLflow is too slow for the amounts that measure ours. */
interface Amounts {
  readonly metrics: number
  readonly batches: number
  readonly searches: number
  readonly points: number
  readonly crowdSeconds: number
}
const ourAmounts: Amounts = {
  metrics: 3000,
  batches: 300,
  searches: 100,
  points: 1_000_000,
  crowdSeconds: 60,
}
const theirAmounts: Amounts = { metrics: 200, batches: 20, searches: 20, points: 100_000, crowdSeconds: 60 }
const runs = 2000
const megabytes = 1000
const clients = 50

interface Measures {
  readonly startSeconds: number
  readonly metric: Cost
  readonly batch: Cost
  readonly search: Cost
  readonly history: Cost
  readonly artifact: ArtifactSpeed
  readonly crowd: CrowdResult
  readonly memoryMib: number
}

/**
 * Measures tracking with MLflow's protocol beside a real `mlflow server` with one worker on SQLite.
 * Processor time covers all processes of a server. `MLFLOW_PYTHON` names a Python with `mlflow`;
 * without it only ours is measured.
 */
export async function benchMlflow(bench: Bench): Promise<Row[]> {
  const ours = await measureServer(bench, await startOurs(bench), { 'x-api-key': key }, ourAmounts)
  const python = findMlflow()
  if (python === null) return renderRows(ours, null)
  return renderRows(ours, await measureServer(bench, await startTheirs(bench, python), {}, theirAmounts))
}

async function startOurs(bench: Bench): Promise<RunningServer> {
  const port = await freePort()
  const environment = { API_KEY: key, RATE_LIMIT: '0', LOG_LEVEL: 'warn', PORT: String(port) }
  const args = ['bin/lapidary.js', 'tracking', join(bench.folder, 'tracking')]
  return await startServer(bench, process.execPath, args, port, environment, '/health')
}

async function startTheirs(bench: Bench, python: string): Promise<RunningServer> {
  const port = await freePort()
  const folder = join(bench.folder, 'mlflow')
  mkdirSync(folder)
  const stores = [
    '--backend-store-uri',
    `sqlite:///${folder}/mlflow.db`,
    '--artifacts-destination',
    join(folder, 'artifacts'),
  ]
  const args = ['-m', 'mlflow', 'server', '--port', String(port), '--workers', '1', ...stores]
  return await startServer(bench, python, args, port, {}, '/health')
}

function findMlflow(): string | null {
  const python = process.env['MLFLOW_PYTHON'] ?? 'python3'
  const find =
    'import importlib.util as u, sys; sys.exit(not (u.find_spec("mlflow") and u.find_spec("flask")))'
  if (spawnSync(python, ['-c', find]).status === 0) return python
  console.log(
    'MLFLOW SKIPPED: no python3 with pip install mlflow==3.17.2 (MLFLOW_PYTHON names one that has it)',
  )
  return null
}

async function measureServer(
  bench: Bench,
  server: RunningServer,
  headers: Readonly<Record<string, string>>,
  amounts: Amounts,
): Promise<Measures> {
  const target: TrackingTarget = { url: server.url, pid: server.pid, headers }
  const file = join(bench.folder, 'large.bin')
  try {
    const experiment = await createExperiment(target, 'benchmark')
    const metric = await measureMetrics(target, experiment, amounts.metrics)
    const batch = await measureBatches(target, experiment, amounts.batches)
    const searched = await createExperiment(target, 'searched')
    const search = await measureSearch(target, searched, runs, amounts.searches)
    const history = await measureHistory(target, experiment, amounts.points, 20)
    const artifact = await measureArtifact(target, experiment, file, megabytes)
    const crowd = await measureCrowd(target, experiment, clients, amounts.crowdSeconds)
    const memoryMib = readTreeMemoryMib(server.pid)
    return { startSeconds: server.readySeconds, metric, batch, search, history, artifact, crowd, memoryMib }
  } finally {
    await server.stop()
    rmSync(file, { force: true })
  }
}

function renderRows(ours: Measures, theirs: Measures | null): Row[] {
  const { artifact, crowd } = ours
  const perSecond = 1000 / (ours.batch.p50 / 1000)
  const grown = `${artifact.grownMib.toFixed(0)} MiB`
  return [
    { what: 'lapidary tracking, start to the first response', value: `${ours.startSeconds.toFixed(2)} s` },
    ...compare(ours.startSeconds, theirs?.startSeconds, (value) => `${value.toFixed(2)} s`),
    ...costRows('log_metric, one by one', ours.metric, theirs?.metric),
    ...costRows('log_batch of 1,000 metrics', ours.batch, theirs?.batch),
    { what: '  metrics a second', value: perSecond.toFixed(0), goal: '>= 100000', met: perSecond >= 100_000 },
    ...costRows(`search of ${runs} runs, filter and order, 100 rows`, ours.search, theirs?.search),
    {
      what: `history of ${ourAmounts.points} points, sampled to 2,500`,
      value: `p50 ${ours.history.p50.toFixed(0)} ms`,
      goal: '< 100 ms',
      met: ours.history.p50 < 100,
    },
    ...(theirs === null
      ? []
      : [{ what: `  MLflow, ${theirAmounts.points} points`, value: formatCost(theirs.history) }]),
    { what: `artifact of ${megabytes} MB, up`, ...speedGoal(artifact.up) },
    { what: '  down', ...speedGoal(artifact.down) },
    { what: '  the server grew by', value: grown, goal: '< 50 MiB', met: artifact.grownMib < 50 },
    ...(theirs === null ? [] : [{ what: '  MLflow', value: formatArtifact(theirs.artifact) }]),
    { what: `${clients} clients log at once for a minute`, ...crowdGoal(crowd) },
    ...(theirs === null ? [] : [{ what: '  MLflow', value: formatCrowd(theirs.crowd) }]),
    {
      what: 'resident memory after the above',
      value: `${ours.memoryMib.toFixed(0)} MiB`,
      goal: '< 200 MiB',
      met: ours.memoryMib < 200,
    },
    ...(theirs === null ? [] : [{ what: '  MLflow', value: `${theirs.memoryMib.toFixed(0)} MiB` }]),
  ]
}

function costRows(what: string, ours: Cost, theirs: Cost | undefined): Row[] {
  return [
    { what, value: formatCost(ours) },
    ...(theirs === undefined ? [] : [{ what: '  MLflow', value: formatCost(theirs) }]),
    ...compare(ours.processor, theirs?.processor),
  ]
}

/** Renders how many times as much theirs needs, and theirs if it has a format. */
function compare(ours: number, theirs: number | undefined, format?: (value: number) => string): Row[] {
  if (theirs === undefined) return []
  const times = theirs / ours
  const own = format === undefined ? [] : [{ what: '  MLflow', value: format(theirs) }]
  return [...own, { what: '  MLflow / ours', value: times.toFixed(0), goal: '>= 20', met: times >= 20 }]
}

function formatCost({ processor, p50, p99 }: Cost): string {
  return `${processor.toFixed(2)} ms of processor, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
}

function speedGoal(speed: number): Pick<Row, 'value' | 'goal' | 'met'> {
  return { value: `${speed.toFixed(0)} MB/s`, goal: '>= 200 MB/s', met: speed >= 200 }
}

function formatArtifact({ up, down, grownMib }: ArtifactSpeed): string {
  return `${up.toFixed(0)} MB/s up, ${down.toFixed(0)} MB/s down, grew by ${grownMib.toFixed(0)} MiB`
}

function crowdGoal(crowd: CrowdResult): Pick<Row, 'value' | 'goal' | 'met'> {
  const met = crowd.errors === 0 && crowd.lost === 0 && crowd.p99 < 200
  return { value: formatCrowd(crowd), goal: '0 errors, 0 lost, p99 < 200 ms', met }
}

function formatCrowd({ perSecond, p99, errors, lost }: CrowdResult): string {
  return `${perSecond.toFixed(0)} req/s, p99 ${p99.toFixed(0)} ms, ${errors} errors, ${lost} lost`
}
