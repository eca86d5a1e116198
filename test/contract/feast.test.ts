import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RedisOnlineStore } from '../../src/store/features/drivers/redis.ts'
import { timeText } from '../../src/store/features/feast/time.ts'
import { FeatureStore } from '../../src/store/features/feature-store.ts'
import type { FeatureValue } from '../../src/store/features/store.ts'
import type { FeatureView } from '../../src/project/feature-view.ts'
import { feastResponse } from '../../src/http/feast/response.ts'
import { pythonClientsRun, startPython } from '../kit/python-clients.ts'
import { hasRedis, type RedisServer, startRedis } from '../kit/redis-server.ts'
import { tinyProject } from '../kit/tiny-project.ts'
import { every } from './online-store.ts'

const grades: FeatureView = { ...every, name: 'grades', features: { mean: { type: 'double' } } }
const moment = Date.parse('2026-01-01T00:00:00Z')
const rows: readonly {
  readonly entity: string
  readonly eventTime: number
  readonly values: Record<string, FeatureValue>
}[] = [
  { small: -1, large: 2 ** 40, half: 0.1, whole: 5, word: 'ágata 💎', yes: true, moment: 1_767_225_600 },
  { small: 0, large: -(2 ** 53) + 1, half: 0, whole: -0.1, word: '', yes: false, moment: 0 },
  { small: 2 ** 31 - 1, large: 0, half: -2.5, whole: 1e-300, word: 'x'.repeat(200), yes: true, moment: -1 },
].map((values, i) => ({ entity: `S${i}`, eventTime: moment + [0, 500, 0.001][i]!, values }))
const features = Object.keys(every.features)
const entities = [...rows.map(({ entity }) => entity), 'nobody']

interface Answer {
  readonly results: readonly {
    readonly values: readonly unknown[]
    readonly statuses: readonly string[]
    readonly event_timestamps: readonly string[]
  }[]
  readonly metadata: { readonly feature_names: readonly string[] }
}
/** Returns columns by name, since Feast returns features in its own order. */
const byName = (text: string) => {
  const { results, metadata } = JSON.parse(text) as Answer
  return Object.fromEntries(
    metadata.feature_names.map((name, i) => [name, results[i] as Answer['results'][number]]),
  )
}

describe.skipIf(!hasRedis() || !pythonClientsRun())('Feast and we on one Redis', () => {
  let server: RedisServer
  let raw: Redis
  let store: RedisOnlineStore
  let feast: ChildProcess
  let answers: Interface
  let ended: Promise<never>
  beforeAll(async () => {
    server = await startRedis()
    raw = new Redis(server.url, { protocol: 2 })
    const options = { url: server.url, setting: 'REDIS_URL', project: 'magic-steps', report: () => undefined }
    store = await RedisOnlineStore.open(options)
    feast = startPython(join(import.meta.dirname, 'feast-peer.py'))
    answers = createInterface(feast.stdout as NodeJS.ReadableStream)
    ended = once(feast, 'exit').then(([code]) => {
      throw new Error(`Feast ended with ${code}`)
    })
    ended.catch(() => undefined) // afterAll also ends the process
  })
  afterAll(async () => {
    feast.kill('SIGKILL')
    raw.disconnect()
    await store.close()
    await server.stop()
  })

  const views = [every, grades]
  const types = (view: FeatureView) =>
    Object.fromEntries(Object.entries(view.features).map(([name, { type }]) => [name, type]))
  async function ask(project: string, what: object): Promise<string> {
    const connection = `127.0.0.1:${server.port}`
    const repository = {
      project,
      connection,
      views: Object.fromEntries(views.map((view) => [view.name, types(view)])),
    }
    const line = once(answers, 'line') as Promise<[string]>
    feast.stdin?.write(`${JSON.stringify({ ...repository, ...what })}\n`)
    const [answer] = await Promise.race([line, ended])
    return JSON.parse(answer) as string
  }
  const table = (view: FeatureView, some: typeof rows) =>
    some.map(({ entity, eventTime, values }) => {
      const cells = Object.keys(view.features).map((name) => [name, values[name] ?? null])
      return { student_id: entity, event_timestamp: timeText(eventTime), ...Object.fromEntries(cells) }
    })
  const body = { features: features.map((name) => `every:${name}`), entities: { student_id: entities } }

  test('Feast reads what we wrote, and returns the same values except for unknown entities', async () => {
    await store.write(every, rows)
    const theirs = byName(await ask('magic_steps', { do: 'read', body }))
    const features = new FeatureStore({
      project: { ...tinyProject, featureViews: views },
      store,
      now: () => new Date(moment),
      maxRows: 100,
      materializeReports: async () => new Map(),
      materialize: () => Promise.reject(new Error('not here')),
    })
    const ours = byName(feastResponse(await features.getOnlineFeatures(body), null))
    expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort())
    for (const [name, { values, statuses, event_timestamps }] of Object.entries(ours)) {
      expect(values, name).toEqual(theirs[name]?.values)
      expect(event_timestamps, name).toEqual(theirs[name]?.event_timestamps)
      // Feast returns PRESENT for the null of an unknown entity.
      expect(statuses.slice(0, -1), name).toEqual(theirs[name]?.statuses.slice(0, -1))
    }
    expect(ours['whole']?.statuses.at(-1)).toBe('NOT_FOUND')
  })

  test('we read what Feast wrote', async () => {
    const written = rows.map((row) => ({ ...row, entity: `T${row.entity}` }))
    await ask('magic_steps', { do: 'write', view: 'every', rows: table(every, written) })
    const found = await store.read(every, written.map(({ entity }) => entity), features) // biome-ignore format: one line
    const rounded = written.map(({ eventTime, values }) => ({
      eventTime,
      values: { ...values, half: Math.fround(values['half'] as number) },
    }))
    expect(found).toEqual(rounded)
    expect([...(await store.keys(10))].filter((key) => key.startsWith('student_id=T'))).toHaveLength(3)
  })

  test('what both wrote is the same to the byte', async () => {
    await ask('theirs', { do: 'write', view: 'every', rows: table(every, rows) })
    const ours = await RedisOnlineStore.open({
      url: server.url,
      setting: 'REDIS_URL',
      project: 'ours',
      report: () => undefined,
    })
    await ours.write(every, rows)
    await ours.close()
    const hashes = async (project: string) => {
      const keys = (await raw.keysBuffer(`*${project}`)).sort((a, b) => a.compare(b))
      return Promise.all(
        keys.map(async (key) => {
          const pairs = (await raw.callBuffer('HGETALL', key)) as Buffer[]
          const fields = pairs.flatMap((field, i) =>
            i % 2 === 0 ? [`${field.toString('hex')}=${pairs[i + 1]?.toString('hex')}`] : [],
          )
          return [key.subarray(0, -project.length).toString('hex'), fields.sort()]
        }),
      )
    }
    const written = await hashes('ours')
    expect(written).toHaveLength(rows.length)
    expect(written).toEqual((await hashes('theirs')).map(([key, fields]) => [key, fields]))
  })

  test('each leaves alone what the other wrote later, and writes over what is earlier', async () => {
    const at = (eventTime: number, mean: number) => [{ entity: 'S9', eventTime, values: { mean } }]
    const mean = async () => (await store.read(grades, ['S9'], ['mean']))[0]?.values['mean']
    await ask('magic_steps', { do: 'write', view: 'grades', rows: table(grades, at(moment, 1)) })
    expect(await store.write(grades, at(moment - 1, 2))).toBe(0)
    expect(await store.write(grades, at(moment, 3))).toBe(0)
    expect(await store.write(grades, at(moment + 1, 4))).toBe(1)
    await ask('magic_steps', { do: 'write', view: 'grades', rows: table(grades, at(moment, 5)) })
    expect(await mean()).toBe(4)
    await ask('magic_steps', { do: 'write', view: 'grades', rows: table(grades, at(moment + 2, 6)) })
    expect(await mean()).toBe(6)
  })

  test('null is null on both sides', async () => {
    await store.write(grades, [{ entity: 'N1', eventTime: moment, values: { mean: null } }])
    const theirs = byName(
      await ask('magic_steps', {
        do: 'read',
        body: { features: ['grades:mean'], entities: { student_id: ['N1'] } },
      }),
    )
    expect(theirs['mean']?.values).toEqual([null])
    const two = [
      { entity: 'N2', eventTime: moment, values: { mean: null } },
      { entity: 'N3', eventTime: moment, values: { mean: 1.5 } },
    ]
    await ask('magic_steps', { do: 'write', view: 'grades', rows: table(grades, two) })
    const found = await store.read(grades, ['N2', 'N3'], ['mean'])
    expect(found.map((row) => row?.values)).toEqual([{ mean: null }, { mean: 1.5 }])
  })
})
