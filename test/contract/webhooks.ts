import { describe, expect, test } from 'vitest'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'
import { SqlWebhookStore } from '../../src/store/webhooks/drivers/sql.ts'
import type { StoredWebhook } from '../../src/store/webhooks/store.ts'

const webhook = (id: string, change: Partial<StoredWebhook> = {}): StoredWebhook => ({
  id,
  name: `name-${id}`,
  description: 'avisa a equipe',
  url: 'https://example.com/hook',
  events: ['model_version.created'],
  status: 'active',
  secret: null,
  createdAt: '2026-01-02T03:04:05.006Z',
  updatedAt: '2026-01-02T03:04:05.006Z',
  ...change,
})
const event = (body: string, at = 0, name = 'model_version.created') => ({ name, body, at })
const due = { now: 1000, leaseUntil: 61_000, limit: 10, except: [] }
const failed = { at: '2026-01-02T03:04:06.000Z', status: 500, problem: 'http-error' } as const
const succeeded = { at: '2026-01-02T03:04:07.000Z', status: 200, problem: null } as const
const noState = {
  waiting: 0,
  lastAttemptAt: null,
  lastStatus: null,
  lastError: null,
  failures: 0,
  dropped: 0,
}

/** Tests the webhooks of a database. `open` returns an empty one, closed by the end of the test. */
export function webhookStoreSuite(name: string, open: () => Promise<SqlDatabase>): void {
  const openStore = async () => {
    const database = await open()
    const store = new SqlWebhookStore(database)
    const enqueue = (...[added, max = 10]: [ReturnType<typeof event>, number?]) =>
      store.enqueue(database.kysely, added, max)
    const stateOf = async (id: string) =>
      (await store.list({ limit: 10 })).find((each) => each.id === id)?.state
    return { database, store, enqueue, stateOf }
  }

  describe(`WebhookStore: ${name}`, () => {
    test('returns a webhook as it was added, changed and removed', async () => {
      const { store } = await openStore()
      const added = webhook('a', { secret: 'encrypted' })
      await store.add(added)
      expect(await store.get('a')).toEqual(added)
      expect(await store.get('b')).toBeNull()
      const change = {
        name: 'renamed',
        events: ['model_version_tag.set', 'registered_model.created'],
        status: 'disabled',
        secret: null,
        updatedAt: '2026-01-03T00:00:00.000Z',
      } as const
      expect(await store.update('a', change)).toBe(true)
      expect(await store.get('a')).toEqual({ ...added, ...change })
      expect(await store.update('b', change)).toBe(false)
      expect(await store.remove('a')).toBe(true)
      expect(await store.remove('a')).toBe(false)
      expect(await store.get('a')).toBeNull()
    })

    test('lists webhooks newest first, each once, without their secrets', async () => {
      const { store } = await openStore()
      const days = ['01', '03', '03', '02']
      for (const [i, day] of days.entries())
        await store.add(
          webhook(`w${i}`, { createdAt: `2026-01-${day}T00:00:00.000Z`, secret: i === 0 ? 'x' : null }),
        )
      const [first, second] = await store.list({ limit: 2 })
      expect([first?.id, second?.id]).toEqual(['w2', 'w1'])
      const rest = await store.list({ limit: 10, before: [second?.createdAt ?? '', 'w1'] })
      expect(rest.map(({ id }) => id)).toEqual(['w3', 'w0'])
      const { secret: _secret, ...shown } = webhook('w0', { createdAt: '2026-01-01T00:00:00.000Z' })
      expect(rest.at(-1)).toEqual({ ...shown, hasSecret: true, state: noState })
    })

    test('adds an event to the queue of active webhooks that subscribe to it', async () => {
      const { store, enqueue } = await openStore()
      await store.add(webhook('a'))
      await store.add(webhook('other', { events: ['registered_model.created'] }))
      await store.add(webhook('off', { status: 'disabled' }))
      expect(await enqueue(event('1', 0, 'model_version_tag.set'))).toBe(false)
      expect(await enqueue(event('2'))).toBe(true)
      const claimed = await store.claim(due)
      expect(claimed).toEqual([{ id: expect.any(String), webhook: webhook('a'), body: '2', attempt: 1 }])
    })

    test('adds nothing when the transaction of the change is rolled back', async () => {
      const { database, store } = await openStore()
      await store.add(webhook('a'))
      const change = database.kysely.transaction().execute(async (transaction) => {
        expect(await store.enqueue(transaction, event('1'), 10)).toBe(true)
        throw new Error('the change failed')
      })
      await expect(change).rejects.toThrow('the change failed')
      expect(await store.claim(due)).toEqual([])
    })

    test('returns the deliveries of a webhook in order, one at a time, and each once', async () => {
      const { store, enqueue } = await openStore()
      await store.add(webhook('a'))
      await store.add(webhook('b'))
      for (const [i, body] of ['1', '2', '3'].entries()) await enqueue(event(body, i))
      await enqueue(event('later', 2000))
      const sent: string[] = []
      for (let i = 0; i < 4; i++) {
        const claimed = await store.claim({ ...due, except: ['b'] })
        for (const delivery of claimed) {
          sent.push(delivery.body)
          await store.finish(delivery, succeeded)
        }
      }
      expect(sent).toEqual(['1', '2', '3'])
      const twice = await Promise.all([store.claim(due), store.claim(due)])
      expect(twice.flat().map(({ body }) => body)).toHaveLength(
        new Set(twice.flat().map(({ id }) => id)).size,
      )
    })

    test('returns a delivery again when its sender did not report', async () => {
      const { store, enqueue } = await openStore()
      await store.add(webhook('a'))
      await enqueue(event('1'))
      const [first] = await store.claim(due)
      expect(await store.claim({ ...due, now: due.leaseUntil - 1 })).toEqual([])
      const [again] = await store.claim({ ...due, now: due.leaseUntil, leaseUntil: 200_000 })
      expect(again).toEqual({ ...first, attempt: 2 })
    })

    test('counts what failed, waits and was given up', async () => {
      const { store, enqueue, stateOf } = await openStore()
      await store.add(webhook('a'))
      await enqueue(event('1'))
      await enqueue(event('2', 1))
      const [first] = await store.claim(due)
      if (first === undefined) throw new Error('nothing is due')
      await store.retry(first, failed, 5000)
      expect(await store.claim({ ...due, now: 4999, except: ['a'] })).toEqual([])
      expect(await stateOf('a')).toEqual({
        waiting: 2,
        lastAttemptAt: failed.at,
        lastStatus: 500,
        lastError: 'http-error',
        failures: 1,
        dropped: 0,
      })
      await store.finish(first, { ...failed, status: null, problem: 'timeout' })
      expect(await stateOf('a')).toMatchObject({ waiting: 1, failures: 2, dropped: 1, lastStatus: null })
      const [second] = await store.claim(due)
      if (second === undefined) throw new Error('nothing is due')
      await store.finish(second, succeeded)
      expect(await stateOf('a')).toMatchObject({ waiting: 0, failures: 0, dropped: 1, lastError: null })
    })

    test('drops events beyond the limit of a webhook, and counts them', async () => {
      const { store, enqueue, stateOf } = await openStore()
      await store.add(webhook('a'))
      await enqueue(event('1'), 2)
      await enqueue(event('2'), 2)
      await store.add(webhook('b'))
      expect(await enqueue(event('3'), 2)).toBe(true)
      expect(await stateOf('a')).toMatchObject({ waiting: 2, dropped: 1 })
      expect(await stateOf('b')).toMatchObject({ waiting: 1, dropped: 0 })
    })

    test('discards what waits when a webhook is disabled or removed', async () => {
      const { store, enqueue, stateOf } = await openStore()
      await store.add(webhook('a'))
      await store.add(webhook('b'))
      await enqueue(event('1'))
      await store.update('a', { status: 'disabled' })
      await store.update('a', { status: 'active' })
      expect(await stateOf('a')).toMatchObject({ waiting: 0 })
      await store.remove('b')
      expect(await store.claim(due)).toEqual([])
    })
  })
}
