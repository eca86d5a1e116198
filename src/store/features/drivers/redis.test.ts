import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { every } from '../../../../test/contract/online-store.ts'
import { hasRedis, type RedisServer, startRedis } from '../../../../test/kit/redis-server.ts'
import type { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { FeatureView } from '../../../project/feature-view.ts'
import { computeFeatureField, buildRedisKey } from '../feast/entity-key.ts'
import { RedisOnlineStore } from './redis.ts'

const view: FeatureView = { ...every, name: 'grades', features: { mean: { type: 'double' } } }
const keyOf = (entity: string, project = 'steps') =>
  buildRedisKey(project, [{ name: 'student_id', type: 'string', value: entity }])
const row = (entity: string, mean: number, eventTime = 1_767_225_600_000) => ({
  entity,
  eventTime,
  values: { mean },
})

describe.skipIf(!hasRedis())('RedisOnlineStore', () => {
  let server: RedisServer
  let raw: Redis
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    raw = new Redis(server.url, { protocol: 2 })
    await raw.flushall()
    onTestFinished(() => raw.disconnect())
  })

  const changes: string[] = []
  const problems: LapidaryError[] = []
  async function open(url = server.url): Promise<RedisOnlineStore> {
    changes.length = 0
    problems.length = 0
    const report = (problem: LapidaryError | null): void => {
      changes.push(problem === null ? 'back' : 'lost')
      if (problem !== null) problems.push(problem)
    }
    const store = await RedisOnlineStore.open({ url, setting: 'REDIS_URL', project: 'steps', report })
    onTestFinished(() => store.close())
    return store
  }
  /** A hundred calls in a row: if each waited for an answer, they would take fifty seconds. */
  const failsAtOnce = async (store: RedisOnlineStore): Promise<void> => {
    const began = performance.now()
    for (let i = 0; i < 100; i++)
      await expect(store.ping()).rejects.toMatchObject({ code: 'online-store-unavailable' })
    expect(performance.now() - began).toBeLessThan(25_000)
  }
  const answersAgain = async (store: RedisOnlineStore): Promise<void> => {
    await expect
      .poll(
        async () =>
          await store.ping().then(
            () => 'pong',
            () => 'away',
          ),
      )
      .toBe('pong')
  }

  test('keeps exactly the fields that Feast keeps, and created times beside', async () => {
    const store = await open()
    await store.write(view, [row('S1', 1.5), { ...row('S2', 2), createdTime: 1_767_225_600_500 }])
    const plain = await raw.hgetallBuffer(keyOf('S1'))
    expect(Object.keys(plain)).toHaveLength(2)
    expect(await raw.hgetBuffer(keyOf('S1'), '_ts:grades')).toEqual(Buffer.from('0880f2d6ca06', 'hex'))
    expect(await raw.hgetBuffer(keyOf('S1'), computeFeatureField('grades', 'mean'))).toEqual(
      Buffer.from('29000000000000f83f', 'hex'),
    )
    expect(Object.keys(await raw.hgetallBuffer(keyOf('S2')))).toEqual(Object.keys(plain))
    const created = await raw.hgetallBuffer('lapidary:steps:created:grades')
    expect(Object.keys(created)).toEqual([keyOf('S2').toString()])
    expect(Object.values(created)[0]?.toString('hex')).toBe('0880f2d6ca060880f2d6ca061080cab5ee01')
    await store.erase(view, 'S2')
    expect(await raw.dbsize()).toBe(1)
  })

  test('counts a created time no more once Feast has written a later row', async () => {
    const store = await open()
    await store.write(view, [{ ...row('S1', 1), createdTime: 1_767_225_600_500 }])
    await raw.hset(keyOf('S1'), '_ts:grades', Buffer.from('0881f2d6ca06', 'hex'))
    expect(await store.write(view, [{ ...row('S1', 2, 1_767_225_601_000), createdTime: 1 }])).toBe(1)
    expect(await store.write(view, [{ ...row('S1', 3, 1_767_225_601_000), createdTime: 1 }])).toBe(0)
  })

  test('reads and writes keys of version 2 when the address says so', async () => {
    const store = await open(`${server.url}/0?entity_key_serialization_version=2`)
    await store.write(view, [row('S1', 1.5)])
    const [key] = await raw.keysBuffer('*')
    expect(key).toEqual(buildRedisKey('steps', [{ name: 'student_id', type: 'string', value: 'S1' }], 2))
    expect((await store.read(view, ['S1'], ['mean']))[0]?.values).toEqual({ mean: 1.5 })
  })

  test('says so when a value, a time or a key is garbage, and goes on with the others', async () => {
    const store = await open()
    await store.write(view, [row('good', 1), row('value', 1), row('time', 1)])
    await raw.hset(keyOf('value'), computeFeatureField('grades', 'mean'), 'segredo')
    await raw.hset(keyOf('time'), '_ts:grades', 'segredo')
    await raw.set(keyOf('key'), 'segredo')
    for (const entity of ['value', 'time', 'key']) {
      const error: unknown = await store
        .read(view, ['good', entity], ['mean'])
        .catch((reason: unknown) => reason)
      expect(error, entity).toMatchObject({
        code: 'online-store-garbage',
        status: 503,
        values: { view: 'grades', store: 'Redis' },
      })
      expect(String(error)).not.toContain('segredo')
    }
    expect((await store.read(view, ['good'], ['mean']))[0]?.values).toEqual({ mean: 1 })
    // Reads of one turn are one command, and none of them suffers from another's.
    const together = ['good', 'value', 'key', 'time', 'nobody', 'good'].map((entity) =>
      store.read(view, [entity], ['mean']),
    )
    const answers = (await Promise.allSettled(together)).map((each) =>
      each.status === 'fulfilled' ? each.value[0] : each.reason.code,
    )
    const good = { eventTime: 1_767_225_600_000, values: { mean: 1 } }
    const garbage = 'online-store-garbage'
    expect(answers).toEqual([good, garbage, garbage, garbage, null, good])
  })

  test('writes over a time that is none, and says so when a key is no hash', async () => {
    const store = await open()
    for (const garbage of ['segredo', '\u0008', '\u0008\u0080', 'x'.repeat(1000)]) {
      await raw.hset(keyOf('time'), '_ts:grades', garbage)
      expect(await store.write(view, [row('time', 2)]), JSON.stringify(garbage)).toBe(1)
    }
    expect((await store.read(view, ['time'], ['mean']))[0]?.values).toEqual({ mean: 2 })
    await raw.set(keyOf('key'), 'segredo')
    await expect(store.write(view, [row('key', 2)])).rejects.toMatchObject({
      values: { reason: 'WRONGTYPE' },
    })
  })

  test('takes for no time what no date can be', async () => {
    const store = await open()
    await raw.hset('lapidary:steps:materialized', {
      grades: '1e300',
      other: 'Infinity',
      right: '1767225600000',
    })
    expect(await store.materializedUntil()).toEqual(new Map([['right', 1_767_225_600_000]]))
    await raw.del('lapidary:steps:materialized')
  })

  test("overlooks what is not this project's", async () => {
    const store = await open()
    await raw.set('session:steps', 'x')
    await raw.lpush('\u0001\u0000\u0000\u0000steps', 'x')
    await raw.hset(keyOf('S1', 'magic-steps'), '_ts:grades', '')
    await raw.hset(keyOf('S2', 'other'), '_ts:grades', '')
    await store.write(view, [row('S3', 1)])
    expect(await store.keys(10)).toEqual(['student_id=S3'])
    expect(await store.read(view, ['S1', 'S2'], ['mean'])).toEqual([null, null])
    expect(await store.erase(view, 'S1')).toBe(false)
    expect(await raw.exists(keyOf('S1', 'magic-steps'))).toBe(1)
  })

  test('erases what is left of features that a view once had, but no view of another program', async () => {
    const store = await open()
    await store.write({ ...view, features: { ...view.features, once: { type: 'double' } } }, [
      row('S1', 1),
      row('S2', 2),
    ])
    await raw.hset(keyOf('S2'), '_ts:theirs', '')
    expect(await store.erase(view, 'S1')).toBe(true)
    expect(await store.erase(view, 'S2')).toBe(true)
    expect(await raw.exists(keyOf('S1'))).toBe(0)
    expect(await raw.hget(keyOf('S2'), '_ts:theirs')).toBe('')
  })

  test('goes on after Redis forgot the scripts', async () => {
    const store = await open()
    await store.write(view, [row('S1', 1)])
    await raw.script('FLUSH')
    expect((await store.read(view, ['S1'], ['mean']))[0]?.values).toEqual({ mean: 1 })
    await raw.script('FLUSH')
    expect(await store.write(view, [row('S1', 2, 1_767_225_600_001)])).toBe(1)
  })

  test('opens while Redis is away, fails at once, and is back by itself', async () => {
    await server.kill()
    const store = await open()
    const calls = [
      store.read(view, ['S1'], ['mean']),
      store.write(view, [row('S1', 1)]),
      store.keys(5),
      store.ping(),
    ]
    for (const call of await Promise.allSettled(calls)) {
      const reason = { code: 'online-store-unavailable', status: 503, values: { store: 'Redis' } }
      expect(call).toMatchObject({ status: 'rejected', reason })
    }
    await failsAtOnce(store)
    await server.restart()
    await answersAgain(store)
    expect(await store.write(view, [row('S1', 1)])).toBe(1)
    expect(changes).toEqual(['lost', 'back'])
  })

  test('fails what is under way when Redis is killed, and is back by itself', async () => {
    const store = await open()
    await store.write(view, [row('S1', 1)])
    server.pause()
    const read = store.read(view, ['S1'], ['mean'])
    await Promise.all([
      expect(read).rejects.toMatchObject({ code: 'online-store-unavailable' }),
      server.kill(),
    ])
    await expect(store.ping()).rejects.toMatchObject({ code: 'online-store-unavailable' })
    await server.restart()
    await answersAgain(store)
    expect(await store.read(view, ['S1'], ['mean'])).toEqual([null])
    expect(changes).toEqual(['lost', 'back'])
  })

  test('waits for a paused Redis once, then fails at once, and is back by itself', async () => {
    const store = await open()
    await store.write(view, [row('S1', 1)])
    server.pause()
    onTestFinished(() => server.resume())
    await expect(store.read(view, ['S1'], ['mean'])).rejects.toMatchObject({
      values: { reason: 'no reply in 500 ms' },
    })
    await failsAtOnce(store)
    server.resume()
    await answersAgain(store)
    expect((await store.read(view, ['S1'], ['mean']))[0]?.values).toEqual({ mean: 1 })
    expect(changes).toEqual(['lost', 'back'])
  })

  test('opens while Redis is paused', async () => {
    server.pause()
    onTestFinished(() => server.resume())
    const store = await open()
    await expect(store.ping()).rejects.toMatchObject({ code: 'online-store-unavailable' })
    server.resume()
    await answersAgain(store)
  })

  test('refuses an address that is none without showing it', async () => {
    for (const url of ['http://x', 'redis://', 'localhost:6379', 'redis://user:segredo@ host']) {
      const error: unknown = await open(url).catch((reason: unknown) => reason)
      expect(error, url).toMatchObject({ code: 'bad-setting', values: { name: 'REDIS_URL' } })
      expect(String(error)).not.toContain('segredo')
    }
  })

  test('names a wrong password by its code only', async () => {
    await raw.call('CONFIG', 'SET', 'requirepass', 'segredo')
    onTestFinished(async () => void (await raw.call('CONFIG', 'SET', 'requirepass', '')))
    const store = await open(server.url.replace('//', '//:errado@'))
    const error: unknown = await store.ping().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'online-store-unavailable' })
    expect(String(error)).not.toMatch(/errado|segredo|127\.0\.0\.1/)
    expect(problems.map((problem) => problem.values['reason'])).toEqual([
      expect.stringMatching(/^(WRONGPASS|NOAUTH)$/),
    ])
    expect(inspect(problems, { depth: 10 })).not.toMatch(/errado|segredo/)
  })
})
