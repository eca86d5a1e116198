import { join } from 'node:path'
import { student } from '../test/kit/magic-steps-student.ts'
import { mongoServerRuns, startMongoServer } from '../test/kit/mongo-server.ts'
import {
  type Bench,
  freePort,
  lapidary,
  load,
  type Load,
  formatLoad,
  type LoadRequest,
  medianLoad,
  root,
  type Row,
  type RunningServer,
  startBare,
  startLapidary,
} from './kit.ts'

const folder = join(root, 'examples/magic-steps')
const rounds = 3
const batchSize = 500

/** One request of the network. */
const asked = { student_id: 'RA-1', features: student }

/**
 * Measures /predict of the network with a user's token, validation and log: against a bare server,
 * without MongoDB, and in batches.
 */
export async function benchMagicSteps(bench: Bench): Promise<Row[]> {
  const dataDir = join(bench.folder, 'magic-steps')
  const training = await lapidary(['train', folder], { DATA_DIR: dataDir, THREADS: String(bench.threads) })
  const rows: Row[] = [
    {
      what: 'lapidary train examples/magic-steps, 860 students, tuning of the network and evaluation',
      value: `${training.seconds.toFixed(1)} s`,
      goal: '<= 180 s',
      met: training.seconds <= 180,
    },
  ]
  const mongo = mongoServerRuns() ? await startMongoServer() : null
  try {
    return [
      ...rows,
      ...createLoadRows(await measureLoads(bench, dataDir, mongo?.uri ?? null), mongo !== null),
    ]
  } finally {
    await mongo?.stop()
  }
}

type Loads = Record<'alone' | 'up' | 'down' | 'bare' | 'batch', Load[]>

/**
 * Measures a new server of each kind in every round, so that other load of the machine affects all
 * alike.
 */
async function measureLoads(bench: Bench, dataDir: string, mongo: string | null): Promise<Loads> {
  const away = `mongodb://127.0.0.1:${await freePort()}`
  const environments = {
    alone: {},
    ...(mongo !== null && { up: { MONGO_URI: mongo } }),
    down: { MONGO_URI: away },
  }
  const loads: Loads = { alone: [], up: [], down: [], bare: [], batch: [] }
  for (let round = 0; round < rounds; round++) {
    for (const [name, environment] of Object.entries(environments) as [
      keyof typeof environments,
      Record<string, string>,
    ][]) {
      const server = await startLapidary(bench, { DATA_DIR: dataDir, ...environment }, folder)
      const headers = await signIn(server, `bench-${name}-${round}`)
      const request: LoadRequest = { path: '/predict', headers, body: JSON.stringify(asked) }
      await load(server.url, request, { seconds: 2 })
      loads[name].push(await load(server.url, request))
      if (name === 'alone') {
        const pointer = '/paths/~1predict/post/requestBody/content/application~1json/schema'
        const bare = await startBare(bench, server, pointer, await fetchResponse(server, request))
        await load(bare.url, request, { seconds: 2 })
        loads.bare.push(await load(bare.url, request))
        await bare.stop()
        const students = { students: Array.from({ length: batchSize }, () => asked) }
        const batch = { path: '/predict/batch', headers, body: JSON.stringify(students) }
        loads.batch.push(await load(server.url, batch, { connections: 1, seconds: 3 }))
      }
      await server.stop()
    }
  }
  return loads
}

function createLoadRows(loads: Loads, hasMongo: boolean): Row[] {
  const [alone, bare, up, down, batch] = [loads.alone, loads.bare, loads.up, loads.down, loads.batch].map(
    medianLoad,
  ) as [Load, Load, Load, Load, Load]
  const ratio = alone.perSecond / bare.perSecond
  const downRatio = down.perSecond / (hasMongo ? up : alone).perSecond
  return [
    { what: 'POST /predict, 16 connections, token + validation + network + log', value: formatLoad(alone) },
    { what: 'bare node:http + ajv, same schema, fixed answer', value: formatLoad(bare) },
    { what: 'ours / bare', value: ratio.toFixed(2), goal: '>= 0.6', met: ratio >= 0.6 },
    ...(hasMongo ? [{ what: '  sending on to MongoDB', value: formatLoad(up) }] : []),
    { what: '  MongoDB away', value: formatLoad(down) },
    {
      what: `MongoDB away / ${hasMongo ? 'there' : 'without'}`,
      value: downRatio.toFixed(2),
      goal: '>= 0.9',
      met: downRatio >= 0.9,
    },
    {
      what: `POST /predict/batch of ${batchSize}`,
      value: `p50 ${batch.p50} ms, p99 ${batch.p99} ms`,
      goal: 'p50 < 25 ms',
      met: batch.p50 < 25,
    },
  ]
}

/** Registers a user, signs in, and returns the header of their requests. */
async function signIn({ url }: RunningServer, username: string): Promise<Record<string, string>> {
  const password = `${username} has a long password`
  const headers = { 'content-type': 'application/json' }
  const registered = await fetch(`${url}/register`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ username, password }),
  })
  if (registered.status !== 201) throw new Error(`/register: ${registered.status} ${await registered.text()}`)
  const answer = await fetch(`${url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  })
  const { access_token } = (await answer.json()) as { access_token: string }
  return { authorization: `Bearer ${access_token}` }
}

async function fetchResponse({ url }: RunningServer, { path, headers, body }: LoadRequest): Promise<string> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return await answer.text()
}
