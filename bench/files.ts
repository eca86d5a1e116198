import { openAsBlob, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { childrenOf } from '../test/kit/process-memory.ts'
import {
  type Bench,
  key,
  lapidary,
  readMemoryMib,
  project,
  type Row,
  type RunningServer,
  startLapidary,
} from './kit.ts'

/** Rows of the files: memory must not grow with them. */
const series = [100_000, 400_000, 1_600_000]
/** Maximum latency of a request with one row while a file is scored. */
const single = JSON.stringify({ Age: 40, Annual_Income: 50_000, Outstanding_Debt: 900 })

/**
 * Scores files of many rows, by the command and over HTTP, and measures peak memory and the latency
 * of single predictions meanwhile.
 */
export async function benchFiles(bench: Bench): Promise<Row[]> {
  const rows: Row[] = []
  const files = new Map<number, string>()
  for (const count of series) {
    const file = join(bench.folder, `rows-${count}.csv`)
    await lapidary(['generate', project, '--rows', String(count), '--seed', '42', '--output', file], {
      DATA_DIR: bench.dataDir,
    })
    files.set(count, file)
    const output = join(bench.folder, 'scored.csv')
    const { peakMib, seconds } = await lapidary(['predict', project, file, '--output', output], {
      DATA_DIR: bench.dataDir,
    })
    const rate = Math.round(count / seconds / 1000)
    rows.push({
      what: `lapidary predict, ${count} rows`,
      value: `${peakMib.toFixed(0)} MiB at most, ${rate}k rows/s in all`,
    })
  }
  for (const [count, file] of files) rows.push(await measureHttp(bench, count, file, true))
  rows.push(await measureHttp(bench, series[1] as number, files.get(series[1] as number) as string, false))
  return rows
}

async function measureHttp(bench: Bench, count: number, file: string, log: boolean): Promise<Row> {
  const dataDir = join(bench.folder, `data-${count}-${log}`)
  await lapidary(['train', project, '--data', bench.csv, '--param', 'trees=100', '--param', 'maxDepth=10'], {
    DATA_DIR: dataDir,
  })
  const server = await startLapidary(bench, { DATA_DIR: dataDir, API_KEY: key, MAX_FILE_BYTES: '1000000000' })
  try {
    const operator = await lapidary(
      ['keys', project, 'create', '--name', 'bench', '--scopes', 'predict,operate'],
      {
        DATA_DIR: dataDir,
      },
    )
    const idleMib = readMemoryMib(server.pid, 'VmRSS')
    const began = performance.now()
    const state = { isOver: false, childMib: 0 }
    const singles = sendSingles(server, state)
    const watching = watchChildren(server, state)
    const response = await fetch(
      `${server.url}/v1/models/CreditScoreModel/predict-file${log ? '' : '?log=false'}`,
      {
        method: 'POST',
        headers: { 'x-api-key': String(operator.result['key']), 'content-type': 'text/csv' },
        body: await openAsBlob(file),
      },
    )
    if (response.status !== 200) throw new Error(await response.text())
    for await (const _ of response.body ?? []) if (state.isOver) break
    const seconds = (performance.now() - began) / 1000
    state.isOver = true
    await watching
    const { p50, p99 } = await singles
    const peak = readMemoryMib(server.pid, 'VmHWM')
    const bytes = statSync(join(dataDir, 'predictions.db')).size / count
    const logged = log ? `, ${bytes.toFixed(0)} bytes of log a row` : ''
    return {
      what: `predict-file, ${count} rows${log ? '' : ', log=false'}`,
      value:
        `server ${peak.toFixed(0)} MiB (idle ${idleMib.toFixed(0)}), its process ${state.childMib.toFixed(0)} MiB, ` +
        `${Math.round(count / seconds / 1000)}k rows/s, single predictions p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms${logged}`,
      goal: 'p99 < 100 ms',
      met: p99 < 100,
    }
  } finally {
    await server.stop()
  }
}

/** Sends one prediction after the other, at most 100 per second. */
async function sendSingles(
  { url }: RunningServer,
  state: { readonly isOver: boolean },
): Promise<{ p50: number; p99: number }> {
  const times: number[] = []
  while (!state.isOver) {
    const began = performance.now()
    const headers = { 'x-api-key': key, 'content-type': 'application/json' }
    const response = await fetch(`${url}/predict_score`, { method: 'POST', headers, body: single })
    if (response.status !== 200) throw new Error(await response.text())
    await response.text()
    times.push(performance.now() - began)
    await sleep(10)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}

async function watchChildren(
  { pid }: RunningServer,
  state: { readonly isOver: boolean; childMib: number },
): Promise<void> {
  while (!state.isOver) {
    for (const child of childrenOf(pid))
      state.childMib = Math.max(state.childMib, readMemoryMib(child, 'VmHWM') || 0)
    await sleep(100)
  }
}
