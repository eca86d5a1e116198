import { createReadStream } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { median } from './kit.ts'
import { readTreeMemoryMib, readTreeProcessorMilliseconds } from './process-tree.ts'

/** A running server that speaks MLflow's protocol. */
export interface TrackingTarget {
  readonly url: string
  readonly pid: number
  readonly headers: Readonly<Record<string, string>>
}

/** Cost of a kind of request. */
export interface Cost {
  /** Milliseconds of processor of the server, with its workers, per request. */
  readonly processor: number
  /** Milliseconds from sending a request to the end of its response. */
  readonly p50: number
  readonly p99: number
}

/** Sends a request of MLflow's API. @throws Error with the response if it is not 2xx */
async function call(target: TrackingTarget, path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${target.url}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...target.headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${target.url} ${path}: ${response.status} ${text.slice(0, 500)}`)
  return JSON.parse(text) as Record<string, unknown>
}

export async function createExperiment(target: TrackingTarget, name: string): Promise<string> {
  return String((await call(target, 'experiments/create', { name }))['experiment_id'])
}

/** Returns the id of a new run. */
export async function createRun(target: TrackingTarget, experiment: string): Promise<string> {
  const { run } = await call(target, 'runs/create', { experiment_id: experiment, start_time: Date.now() })
  return (run as { info: { run_id: string } }).info.run_id
}

/** Measures `count` requests, one after the other, after a tenth of them as a warm-up. */
async function measureRequests(
  target: TrackingTarget,
  count: number,
  send: (i: number) => Promise<unknown>,
): Promise<Cost> {
  const warm = Math.ceil(count / 10)
  for (let i = 0; i < warm; i++) await send(i)
  const before = readTreeProcessorMilliseconds(target.pid)
  const times: number[] = []
  for (let i = warm; i < warm + count; i++) {
    const began = performance.now()
    await send(i)
    times.push(performance.now() - began)
  }
  return {
    processor: (readTreeProcessorMilliseconds(target.pid) - before) / count,
    p50: median(times),
    p99: percentile(times, 0.99),
  }
}

function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN
}

/** Measures log-metric, a metric a request. */
export async function measureMetrics(
  target: TrackingTarget,
  experiment: string,
  count: number,
): Promise<Cost> {
  const run = await createRun(target, experiment)
  return await measureRequests(target, count, (step) =>
    call(target, 'runs/log-metric', {
      run_id: run,
      key: 'loss',
      value: 1 / (step + 1),
      timestamp: step,
      step,
    }),
  )
}

/** Measures log-batch with 1,000 points of 10 metrics a request. */
export async function measureBatches(
  target: TrackingTarget,
  experiment: string,
  count: number,
): Promise<Cost> {
  const run = await createRun(target, experiment)
  return await measureRequests(target, count, (batch) => logBatch(target, run, batch))
}

async function logBatch(target: TrackingTarget, run: string, batch: number, keys = 10): Promise<void> {
  const metrics = Array.from({ length: 1000 }, (_, i) => {
    const step = Math.floor((batch * 1000 + i) / keys)
    return { key: `m${i % keys}`, value: Math.sin(step), timestamp: step, step }
  })
  await call(target, 'runs/log-batch', { run_id: run, metrics })
}

/**
 * Creates runs with 10 metrics, 10 params and 5 tags each, then measures a search with a filter and
 * an order that returns 100 of them.
 */
export async function measureSearch(
  target: TrackingTarget,
  experiment: string,
  runs: number,
  count: number,
): Promise<Cost> {
  for (let n = 0; n < runs; n++) {
    const run = await createRun(target, experiment)
    const pairs = (prefix: string, length: number) =>
      Array.from({ length }, (_, i) => ({ key: `${prefix}${i}`, value: String((n * 7 + i) % 100) }))
    await call(target, 'runs/log-batch', {
      run_id: run,
      metrics: pairs('metric', 10).map(({ key, value }) => {
        return { key, value: Number(value) / 100, timestamp: n, step: 0 }
      }),
      params: pairs('param', 10),
      tags: pairs('tag', 5),
    })
  }
  const filter = "metrics.metric0 > 0.2 and params.param1 != '5' and tags.tag2 != '9'"
  const query = { experiment_ids: [experiment], filter, order_by: ['metrics.metric3 DESC'], max_results: 100 }
  return await measureRequests(target, count, async () => {
    const { runs: found } = await call(target, 'runs/search', query)
    if ((found as unknown[]).length !== 100)
      throw new Error(`${target.url}: the search did not find 100 runs`)
  })
}

/** Measures reading a metric's history, sampled to 2,500 points. */
export async function measureHistory(
  target: TrackingTarget,
  experiment: string,
  points: number,
  count: number,
): Promise<Cost> {
  const run = await createRun(target, experiment)
  for (let batch = 0; batch < points / 1000; batch++) await logBatch(target, run, batch, 1)
  const query = new URLSearchParams({ run_ids: run, metric_key: 'm0', max_results: '2500' })
  const url = `${target.url}/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?${query}`
  return await measureRequests(target, count, async () => {
    const response = await fetch(url, { headers: target.headers })
    const { metrics } = (await response.json()) as { metrics: readonly unknown[] }
    if (metrics.length < 2500) throw new Error(`${url}: ${metrics.length} points`)
  })
}

/** Speed of an artifact, in MB/s, and how much the server's memory grew on the way. */
export interface ArtifactSpeed {
  readonly up: number
  readonly down: number
  readonly grownMib: number
}

export async function measureArtifact(
  target: TrackingTarget,
  experiment: string,
  path: string,
  megabytes: number,
): Promise<ArtifactSpeed> {
  await writeFile(path, blocks(megabytes))
  const { size } = await stat(path)
  const run = await createRun(target, experiment)
  const url = `${target.url}/api/2.0/mlflow-artifacts/artifacts/${experiment}/${run}/artifacts/large.bin`
  const before = readTreeMemoryMib(target.pid)
  let most = before
  const watch = setInterval(() => (most = Math.max(most, readTreeMemoryMib(target.pid))), 100)
  const began = performance.now()
  const put = await fetch(url, {
    method: 'PUT',
    headers: { ...target.headers, 'content-length': String(size) },
    body: Readable.toWeb(createReadStream(path)) as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  if (!put.ok) throw new Error(`${url}: ${put.status} ${await put.text()}`)
  const sent = performance.now()
  let received = 0
  const got = await fetch(url, { headers: target.headers })
  for await (const chunk of got.body ?? []) received += (chunk as Uint8Array).length
  const ended = performance.now()
  clearInterval(watch)
  if (received !== size) throw new Error(`${url}: ${received} of ${size} bytes came back`)
  const speed = (milliseconds: number): number => size / 1e6 / (milliseconds / 1000)
  return { up: speed(sent - began), down: speed(ended - sent), grownMib: most - before }
}

/** Yields distinct blocks of a megabyte. */
function* blocks(megabytes: number): Generator<Buffer> {
  const block = Buffer.alloc(1_000_000, 'lapidary')
  for (let i = 0; i < megabytes; i++) {
    block.writeUInt32LE(i)
    yield Buffer.from(block)
  }
}

/** What clients that log at once saw. */
export interface CrowdResult {
  readonly perSecond: number
  readonly p99: number
  readonly errors: number
  /** Points that were acknowledged and are not in the history. */
  readonly lost: number
}

/** Lets `clients` log a metric each into a run of its own, a point a request, for `seconds`. */
export async function measureCrowd(
  target: TrackingTarget,
  experiment: string,
  clients: number,
  seconds: number,
): Promise<CrowdResult> {
  const runs: string[] = []
  for (let i = 0; i < clients; i++) runs.push(await createRun(target, experiment))
  const until = performance.now() + seconds * 1000
  const times: number[] = []
  let errors = 0
  const acknowledged = await Promise.all(
    runs.map(async (run) => {
      let step = 0
      while (performance.now() < until) {
        const began = performance.now()
        try {
          await call(target, 'runs/log-metric', {
            run_id: run,
            key: 'loss',
            value: step,
            timestamp: step,
            step,
          })
          step++
        } catch {
          errors++ // counted and printed
        }
        times.push(performance.now() - began)
      }
      return step
    }),
  )
  let lost = 0
  for (const [i, run] of runs.entries()) lost += (acknowledged[i] ?? 0) - (await countPoints(target, run))
  return { perSecond: times.length / seconds, p99: percentile(times, 0.99), errors, lost: Math.max(0, lost) }
}

async function countPoints(target: TrackingTarget, run: string): Promise<number> {
  let count = 0
  for (let token: string | undefined = ''; token !== undefined; ) {
    const query = new URLSearchParams({ run_id: run, metric_key: 'loss', max_results: '25000' })
    if (token !== '') query.set('page_token', token)
    const response = await fetch(`${target.url}/api/2.0/mlflow/metrics/get-history?${query}`, {
      headers: target.headers,
    })
    const page = (await response.json()) as { metrics?: readonly unknown[]; next_page_token?: string }
    count += page.metrics?.length ?? 0
    token = page.next_page_token
  }
  return count
}
