import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import autocannon from 'autocannon'
import {
  type Bench,
  findPython,
  freePort,
  key,
  measure,
  median,
  memoryMib,
  peer,
  root,
  type Row,
  startLapidary,
  startServer,
} from './kit.ts'

const connections = 16
const seconds = 5
const rounds = 3

interface Load {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

async function load(url: string, body: string): Promise<Load> {
  const result = await autocannon({
    url: `${url}/predict_score`,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body,
    connections,
    duration: seconds,
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} answers were not 2xx, ${result.errors} errors`)
  return { perSecond: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 }
}

/** The OpenAPI document's own example of a request, which it says answers 200. */
interface OpenApi {
  readonly components: {
    readonly schemas: Record<string, { readonly example?: unknown; readonly examples?: readonly unknown[] }>
  }
}

async function startBare(documentFile: string) {
  const child = spawn(process.execPath, [peer('bare-server.ts'), documentFile, 'CreditData'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string]
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}

/** /predict_score with key, validation, model and log, against a bare server with the same schema and the reference's stack. */
export async function benchServe(bench: Bench): Promise<Row[]> {
  const python = findPython()
  const ours = await startLapidary(bench)
  const documentFile = join(bench.folder, 'openapi.json')
  const document = (await (await fetch(`${ours.url}/openapi.json`)).json()) as OpenApi
  writeFileSync(documentFile, JSON.stringify(document))
  const schema = document.components.schemas['CreditData']
  const body = JSON.stringify(schema?.examples?.[0] ?? schema?.example)
  const bare = await startBare(documentFile)
  const results = { ours: [] as Load[], bare: [] as Load[] }
  await load(ours.url, body) // warm both before the first count
  await load(bare.url, body)
  for (let round = 0; round < rounds; round++) {
    results.ours.push(await load(ours.url, body))
    results.bare.push(await load(bare.url, body))
  }
  const memory = memoryMib(ours.pid, 'VmRSS')
  await Promise.all([ours.stop(), bare.stop()])
  const perSecond = (loads: readonly Load[]): number => median(loads.map((one) => one.perSecond))
  const ratio = perSecond(results.ours) / perSecond(results.bare)
  const line = (loads: readonly Load[]): string =>
    `${perSecond(loads).toFixed(0)} req/s, p50 ${median(loads.map((one) => one.p50))} ms, p99 ${median(loads.map((one) => one.p99))} ms`
  const rows: Row[] = [
    { what: `POST /predict_score, ${connections} connections, key + validation + forest + log`, value: line(results.ours) },
    { what: '  resident memory under load', value: `${memory.toFixed(0)} MiB` },
    { what: 'bare node:http + ajv, same schema, fixed answer', value: line(results.bare) },
    { what: 'ours / bare', value: ratio.toFixed(2), goal: '>= 0.6', met: ratio >= 0.6 },
  ]
  if (python === null) return rows
  const model = join(bench.folder, 'peer-serve.joblib')
  await measure(python, [peer('train.py'), bench.csv, model, '2'])
  const port = await freePort()
  const fastapi = await startServer(bench, python, [peer('serve.py'), model, String(port)], port, { API_KEY: key })
  const theirs = [await load(fastapi.url, body), await load(fastapi.url, body)]
  await fastapi.stop()
  const times = perSecond(results.ours) / perSecond(theirs)
  return [
    ...rows,
    { what: 'FastAPI + scikit-learn, same forest, one worker, no log', value: line(theirs) },
    { what: 'ours / FastAPI', value: times.toFixed(0), goal: '>= 100', met: times >= 100 },
  ]
}
