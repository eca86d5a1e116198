import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { sharedMigrations } from '../src/platform/open-database.ts'
import { type Database, openDatabase } from '../src/store/sql/open-database.ts'
import { SqlRunStore } from '../src/store/tracking/drivers/sql-runs.ts'
import type { MetricPoint } from '../src/store/tracking/metric.ts'
import { type RunSearch, Runs } from '../src/store/tracking/runs.ts'
import { type Bench, median, type Row } from './kit.ts'

const batchSize = 1000
const batches = 300
const historyPoints = 1_000_000
const sampledPoints = 2500
const searchedRuns = 100_000
const clients = 50
const firstMs = Date.parse('2026-01-01T00:00:00.000Z')

/** Measures the store of experiments and runs, in one SQLite file. */
export async function benchTracking(bench: Bench): Promise<Row[]> {
  const database = openDatabase(
    join(mkdtempSync(join(bench.folder, 'tracking-')), 'lapidary.db'),
    sharedMigrations,
  )
  let created = 0
  const runs = new Runs(new SqlRunStore(database), {
    now: () => new Date(),
    newId: () => (++created).toString(16).padStart(32, '0'),
    newName: () => 'run',
  })
  try {
    return [
      ...(await benchBatches(runs)),
      ...(await benchClients(runs)),
      ...(await benchHistory(runs, database)),
      ...(await benchSearch(runs, database)),
    ]
  } finally {
    database.close()
  }
}

function point(step: number, key = 'loss'): MetricPoint {
  return { key, value: Math.sin(step), timestamp: firstMs + step, step }
}

async function benchBatches(runs: Runs): Promise<Row[]> {
  const rows: Row[] = []
  for (const keys of [1, 10]) {
    const { id } = await runs.create({ experimentId: '0' })
    const before = process.cpuUsage()
    const began = performance.now()
    for (let batch = 0; batch < batches; batch++) {
      const metrics = Array.from({ length: batchSize }, (_, i) =>
        point(Math.floor((batch * batchSize + i) / keys), `metric ${i % keys}`),
      )
      await runs.log(id, { metrics })
    }
    const seconds = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(before)
    const speed = (batches * batchSize) / seconds
    rows.push({
      what: `log_batch of 1,000 points of ${keys} metrics`,
      value: `${Math.round(speed)} points/s, ${((user + system) / batches / 1000).toFixed(2)} ms of CPU each`,
      goal: '>= 100,000 points/s',
      met: speed >= 100_000,
    })
  }
  return rows
}

/** Logs one point after the other from many clients, each to its run. */
async function benchClients(runs: Runs): Promise<Row[]> {
  const ids = await Promise.all(
    Array.from({ length: clients }, async () => (await runs.create({ experimentId: '0' })).id),
  )
  const times: number[] = []
  const before = process.cpuUsage()
  const began = performance.now()
  await Promise.all(
    ids.map(async (id) => {
      for (let step = 0; step < 100; step++) {
        const start = performance.now()
        await runs.log(id, { metrics: [point(step)] })
        times.push(performance.now() - start)
      }
    }),
  )
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(before)
  const p99 = percentile(times, 0.99)
  return [
    {
      what: `log_metric from ${clients} clients at once`,
      value: `${Math.round(times.length / seconds)}/s, p99 ${p99.toFixed(0)} ms, ${((user + system) / times.length).toFixed(0)} µs of CPU each`,
      goal: 'p99 < 200 ms',
      met: p99 < 200,
    },
  ]
}

async function benchHistory(runs: Runs, { sqlite }: Database): Promise<Row[]> {
  const { id } = await runs.create({ experimentId: '0' })
  await runs.log(id, { metrics: [point(0)] })
  sqlite
    .prepare(`WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < ?)
      INSERT INTO metric_point SELECT metric_series.id, i, ? + i, sin(i), 0 FROM number, metric_series WHERE run_id = ?`)
    .run(historyPoints - 1, firstMs, id)
  const times = await timesOf(20, async () => {
    await runs.sampleHistory({ runIds: [id], key: 'loss', maxPoints: sampledPoints })
  })
  const p95 = percentile(times, 0.95)
  const began = performance.now()
  let points = 0
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await runs.metricHistory(id, 'loss', { limit: 25_000, cursor })
    points += page.items.length
    cursor = page.nextCursor
  }
  return [
    {
      what: `${historyPoints} points sampled to ${sampledPoints}`,
      value: `p95 ${p95.toFixed(0)} ms`,
      goal: '< 100 ms',
      met: p95 < 100,
    },
    {
      what: `all ${points} points in pages of 25,000`,
      value: `${(performance.now() - began).toFixed(0)} ms`,
    },
  ]
}

const searches: Readonly<Record<string, Pick<RunSearch, 'filter' | 'orderBy'>>> = {
  'no filter': {},
  'metric > half, by it': { filter: 'metrics.metric_1 > 0.5', orderBy: ['metrics.metric_1 DESC'] },
  'by a metric': { orderBy: ['metrics.metric_1 DESC'] },
  'by a metric, ascending': { orderBy: ['metrics.metric_2 ASC'] },
  'param of a tenth, by a metric': { filter: "params.param_0 = '3'", orderBy: ['metrics.metric_2 DESC'] },
  'tag of a thousandth': { filter: "tags.team = 'rare'" },
  'metric, param and tag, by a metric': {
    filter: "metrics.metric_1 > 0.9 AND params.param_0 = '7' AND tags.team = 'team1'",
    orderBy: ['metrics.metric_3 ASC'],
  },
  'param LIKE of a hundredth': { filter: "params.param_1 LIKE '%99%'" },
  'param LIKE of none, by a metric': {
    filter: "params.param_1 LIKE '%xyz%'",
    orderBy: ['metrics.metric_1 DESC'],
  },
  'finished and metric of a hundredth, by it': {
    filter: "attributes.status = 'FINISHED' AND metrics.metric_1 > 0.99",
    orderBy: ['metrics.metric_1 ASC'],
  },
  'metric > half': { filter: 'metrics.metric_1 > 0.5' },
  'metric of none': { filter: 'metrics.metric_1 > 2' },
  'name LIKE of a hundredth': { filter: "attributes.run_name LIKE 'run-99%'" },
  'name LIKE of none, by a metric': { filter: "run_name LIKE '%zzz%'", orderBy: ['metrics.metric_1 DESC'] },
  'three conditions of half, by a fourth': {
    filter: "params.param_0 != '3' AND metrics.metric_1 > 0.5 AND metrics.metric_2 < 0.5",
    orderBy: ['metrics.metric_4 DESC'],
  },
  'by a param': { orderBy: ['params.param_1 ASC'] },
  'by end': { orderBy: ['attributes.end_time DESC'] },
  'running, by a metric': { filter: "status = 'RUNNING'", orderBy: ['metrics.metric_5 DESC'] },
}

async function benchSearch(runs: Runs, { sqlite }: Database): Promise<Row[]> {
  fillRuns(sqlite)
  const all: number[] = []
  const rows: Row[] = []
  for (const [what, search] of Object.entries(searches)) {
    const times = await timesOf(10, async () => {
      await runs.search({ experimentIds: ['1'], limit: 100, ...search })
    })
    all.push(...times)
    rows.push({ what: `search: ${what}`, value: `median ${median(times).toFixed(0)} ms` })
  }
  const p95 = percentile(all, 0.95)
  return [
    ...rows,
    {
      what: `searches of ${searchedRuns} runs, 100 a page`,
      value: `p95 ${p95.toFixed(0)} ms`,
      goal: '< 100 ms',
      met: p95 < 100,
    },
  ]
}

/** Inserts runs of one experiment, with 10 metrics, 10 params and 5 tags each. */
function fillRuns(sqlite: Database['sqlite']): void {
  sqlite.pragma('synchronous = off')
  sqlite.exec(`INSERT INTO experiment (id, name, created_at, updated_at) VALUES (1, 'searched', '', '');
    CREATE TEMP TABLE number AS WITH RECURSIVE number(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i < ${searchedRuns - 1})
      SELECT i, lower(hex(randomblob(16))) AS id FROM number;
    INSERT INTO run (id, experiment, experiment_id, name, status, started_at, ended_at, user_id, by_client)
      SELECT id, 'searched', 1, 'run-' || i, CASE i % 5 WHEN 3 THEN 'failed' WHEN 4 THEN 'running' ELSE 'finished' END,
        strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + i, 'unixepoch'), strftime('%Y-%m-%dT%H:%M:%fZ', 1767225660 + i, 'unixepoch'),
        'user' || i % 7, 1 FROM number;`)
  const each = "number, (SELECT value AS k FROM json_each('[0,1,2,3,4,5,6,7,8,9]'))"
  sqlite.exec(`INSERT INTO run_metric (run_id, name, value, step, time_ms)
      SELECT id, 'metric_' || k, nullif(abs(random() % 1000000) / 1e6, 0), 100, 1767225660000 + i FROM ${each} ORDER BY id, k;
    INSERT INTO run_param SELECT id, 'param_' || k, CASE k WHEN 0 THEN abs(random() % 10) WHEN 1 THEN abs(random() % 1000000) / 1e6
      ELSE 'value ' || abs(random() % 1000) END FROM ${each} ORDER BY id, k;
    INSERT INTO run_tag SELECT id, 'team', CASE i % 1000 WHEN 0 THEN 'rare' ELSE 'team' || i % 4 END FROM number
      UNION ALL SELECT id, 'mlflow.user', 'user' || i % 7 FROM number UNION ALL SELECT id, 'mlflow.runName', 'run-' || i FROM number
      UNION ALL SELECT id, 'mlflow.source.name', '/home/user/train.py' FROM number UNION ALL SELECT id, 'other', i % 50 FROM number;`)
}

async function timesOf(count: number, work: () => Promise<void>): Promise<readonly number[]> {
  await work() // warms up
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return times
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
