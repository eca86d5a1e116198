/**
 * `node bench/compare-serve.ts CHECKOUT [ROUNDS]` compares POST /predict_score of this checkout
 * with another one (with node_modules), in alternating rounds, for about 100,000 customers. Prints
 * the medians of requests per second and of processor time per request, which depends less on the
 * machine's other load.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import autocannon from 'autocannon'
import { freePort, key, measure, median, project, root, startServer } from './kit.ts'

const [other, roundsText = '5'] = process.argv.slice(2)
if (other === undefined) throw new Error('Name a checkout: node bench/compare-serve.ts CHECKOUT [ROUNDS]')
const folder = mkdtempSync(join(tmpdir(), 'lapidary-bench-'))
const bench = { folder, csv: join(folder, 'table.csv'), dataDir: folder, threads: 2, logRows: 0 }

async function start(checkout: string, name: string) {
  const program = join(checkout, 'bin/lapidary.js')
  const example = join(checkout, 'examples/credit-score')
  const environment = { DATA_DIR: join(folder, name) }
  await measure(
    process.execPath,
    [program, 'train', example, '--data', bench.csv, '--learner', 'random-forest'],
    environment,
  )
  const port = await freePort()
  const settings = { ...environment, API_KEY: key, RATE_LIMIT: '0', LOG_LEVEL: 'warn', PORT: String(port) }
  return {
    name,
    speeds: [] as number[],
    costs: [] as number[],
    ...(await startServer(bench, process.execPath, [program, 'serve', example], port, settings)),
  }
}

/** Returns the processor time of a process in microseconds. */
function readProcessorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

/** Creates request bodies of many customers from the OpenAPI document's example. */
async function createBodies(url: string): Promise<string[]> {
  const { components } = (await (await fetch(`${url}/openapi.json`)).json()) as {
    components: { schemas: { CreditData: { example?: object; examples?: object[] } } }
  }
  const { example, examples } = components.schemas.CreditData
  return Array.from({ length: 100_000 }, (_, i) =>
    JSON.stringify({
      ...(examples?.[0] ?? example),
      customer_id: `CUS_0x${((i * 48_271) % 100_003).toString(16)}`,
    }),
  )
}

async function load(
  url: string,
  requests: readonly string[],
  start: number,
): Promise<{ readonly perSecond: number; readonly count: number }> {
  let next = start
  const result = await autocannon({
    url: `${url}/predict_score`,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    connections: 16,
    duration: 4,
    requests: [
      { setupRequest: (request) => ({ ...request, body: requests[next++ % requests.length] ?? '' }) },
    ],
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} responses were not 2xx, ${result.errors} errors`)
  return { perSecond: result['2xx'] / result.duration, count: result['2xx'] }
}

const servers: Awaited<ReturnType<typeof start>>[] = []
try {
  await measure(process.execPath, [
    'bin/lapidary.js',
    'generate',
    project,
    '--rows',
    '5000',
    '--output',
    bench.csv,
  ])
  servers.push(await start(resolve(other), 'other'), await start(root, 'this'))
  const requests = await createBodies(servers[0]?.url ?? '')
  for (let round = 0; round <= Number(roundsText); round++) {
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
      const before = readProcessorTime(server.pid)
      const { perSecond, count } = await load(server.url, requests, round * 20_000)
      if (round === 0) continue // warms up
      server.speeds.push(perSecond)
      server.costs.push((readProcessorTime(server.pid) - before) / count)
    }
  }
  for (const { name, speeds, costs } of servers)
    console.log(
      `${name}: ${median(speeds).toFixed(0)} req/s, ${median(costs).toFixed(1)} us of the processor a request`,
    )
  const [speeds, costs] = (['speeds', 'costs'] as const).map(
    (of) => median(servers[1]?.[of] ?? []) / median(servers[0]?.[of] ?? []),
  )
  console.log(
    `this / other: ${speeds?.toFixed(2)} of the requests, ${costs?.toFixed(2)} of the processor's time`,
  )
} finally {
  for (const server of servers) await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
