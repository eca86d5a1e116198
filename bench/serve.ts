import { join } from 'node:path'
import {
  type Bench,
  findPython,
  freePort,
  key,
  load,
  type Load,
  formatLoad,
  type LoadRequest,
  measure,
  medianLoad,
  readMemoryMib,
  peer,
  type Row,
  startBare,
  startLapidary,
  startServer,
} from './kit.ts'

const rounds = 3

/** The OpenAPI document's example of a request, for which it documents a 200. */
interface OpenApi {
  readonly components: {
    readonly schemas: Record<string, { readonly example?: unknown; readonly examples?: readonly unknown[] }>
  }
}

/**
 * Measures /predict_score with key, validation, model and log, against a bare server with the same
 * schema and the reference's stack.
 */
export async function benchServe(bench: Bench): Promise<Row[]> {
  const python = findPython()
  const ours = await startLapidary(bench)
  const document = (await (await fetch(`${ours.url}/openapi.json`)).json()) as OpenApi
  const schema = document.components.schemas['CreditData']
  const body = JSON.stringify(schema?.examples?.[0] ?? schema?.example)
  const request: LoadRequest = { path: '/predict_score', headers: { 'x-api-key': key }, body }
  const answer = await fetch(`${ours.url}/predict_score`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body,
  })
  const bare = await startBare(bench, ours, '/components/schemas/CreditData', await answer.text())
  const results = { ours: [] as Load[], bare: [] as Load[] }
  await load(ours.url, request) // warm both before the first count
  await load(bare.url, request)
  for (let round = 0; round < rounds; round++) {
    results.ours.push(await load(ours.url, request))
    results.bare.push(await load(bare.url, request))
  }
  const memory = readMemoryMib(ours.pid, 'VmRSS')
  await Promise.all([ours.stop(), bare.stop()])
  const [median, bareMedian] = [medianLoad(results.ours), medianLoad(results.bare)]
  const ratio = median.perSecond / bareMedian.perSecond
  const rows: Row[] = [
    {
      what: 'POST /predict_score, 16 connections, key + validation + forest + log',
      value: formatLoad(median),
    },
    { what: '  resident memory under load', value: `${memory.toFixed(0)} MiB` },
    { what: 'bare node:http + ajv, same schema, fixed answer', value: formatLoad(bareMedian) },
    { what: 'ours / bare', value: ratio.toFixed(2), goal: '>= 0.6', met: ratio >= 0.6 },
  ]
  if (python === null) return rows
  const model = join(bench.folder, 'peer-serve.joblib')
  await measure(python, [peer('train.py'), bench.csv, model, '2'])
  const port = await freePort()
  const fastapi = await startServer(bench, python, [peer('serve.py'), model, String(port)], port, {
    API_KEY: key,
  })
  const theirs = medianLoad([await load(fastapi.url, request), await load(fastapi.url, request)])
  await fastapi.stop()
  const times = median.perSecond / theirs.perSecond
  return [
    ...rows,
    { what: 'FastAPI + scikit-learn, same forest, one worker, no log', value: formatLoad(theirs) },
    { what: 'ours / FastAPI', value: times.toFixed(0), goal: '>= 100', met: times >= 100 },
  ]
}
