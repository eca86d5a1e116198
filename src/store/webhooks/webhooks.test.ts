import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { openDatabase } from '../sql/open-database.ts'
import { Deliveries } from './deliveries.ts'
import { SqlWebhookStore, webhookMigrations } from './drivers/sql.ts'
import type { PostResult, PostWebhook } from './post-webhook.ts'
import { SecretBox } from './secret-box.ts'
import { createEmitter, Webhooks } from './webhooks.ts'

const start = Date.parse('2026-01-02T03:04:05.006Z')
const url = 'https://example.com/hook'
const events = ['model_version.created']
const ok: PostResult = { status: 200, body: '', retryAfterSeconds: null }

interface Sent {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Opens webhooks on a new database whose deliveries go to `respond`. */
function open(respond: (sent: Sent, signal: AbortSignal) => PostResult | Promise<PostResult> = () => ok) {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), [webhookMigrations])
  onTestFinished(() => database.close())
  const clock = { ms: start }
  const now = (): Date => new Date(clock.ms)
  const sent: Sent[] = []
  const post: PostWebhook = async (to, { headers, body }, signal) => {
    const one = { url: to, headers, body: JSON.parse(body) as unknown }
    sent.push(one)
    return await respond(one, signal)
  }
  const store = new SqlWebhookStore(database)
  const options = { allowedOrigins: new Set<string>(), secrets: new SecretBox('a secret key'), post, now }
  const webhooks = new Webhooks(store, options)
  const warnings: string[] = []
  const logger = {
    warn: (fields: Readonly<Record<string, unknown>>, text: string) =>
      warnings.push(`${text} ${JSON.stringify(fields)}`),
  }
  const deliveries = new Deliveries(store, webhooks, { now, random: () => 1, logger })
  onTestFinished(async () => await deliveries.close())
  const emit = createEmitter(store, now)
  const emitVersion = async (version: string) =>
    await emit(database.kysely, { name: 'model_version.created', data: { name: 'm', version } })
  const check = async (): Promise<void> => {
    await deliveries.poller.check()
    await wait(5)
  }
  return { database, store, webhooks, deliveries, sent, clock, emitVersion, check, warnings, options }
}

test('delivers an event with a signature, and no secret is stored or shown in the clear', async () => {
  const { database, webhooks, sent, emitVersion, check } = open()
  const created = await webhooks.create({ name: 'hook', url, events, secret: 'my secret' })
  expect(
    JSON.stringify([created, await webhooks.get(created.id), await webhooks.list({ limit: 10 })]),
  ).not.toMatch(/my secret|"secret"/)
  const rows = JSON.stringify(database.sqlite.prepare('SELECT * FROM webhook').all())
  expect(rows).toContain('"secret":"')
  expect(rows).not.toContain('my secret')
  await emitVersion('1')
  await check()
  expect(sent).toEqual([
    {
      url,
      headers: expect.objectContaining({
        'x-mlflow-timestamp': String(Math.floor(start / 1000)),
        'x-mlflow-signature': expect.stringMatching(/^v1,[\w+/]{43}=$/),
      }),
      body: {
        entity: 'model_version',
        action: 'created',
        timestamp: '2026-01-02T03:04:05.006000+00:00',
        data: { name: 'm', version: '1' },
      },
    },
  ])
  expect((await webhooks.list({ limit: 1 })).items[0]?.state).toMatchObject({ waiting: 0, lastStatus: 200 })
})

test('sends nothing unsigned when the secret cannot be read', async () => {
  const { store, webhooks, options, sent } = open()
  const { id } = await webhooks.create({ name: 'hook', url, events, secret: 'my secret' })
  const other = new Webhooks(store, { ...options, secrets: new SecretBox('another key') })
  expect(await other.test(id)).toMatchObject({ problem: 'secret-unreadable' })
  expect(sent).toEqual([])
  await other.update(id, { secret: '' })
  expect(await other.test(id)).toEqual(ok)
  expect(sent[0]?.headers).not.toHaveProperty('x-mlflow-signature')
})

test('retries with growing delays and the same id, and gives up after eight attempts', async () => {
  const { webhooks, sent, clock, emitVersion, check, warnings } = open(() => ({ ...ok, status: 503 }))
  await webhooks.create({ name: 'hook', url, events })
  await emitVersion('1')
  const times: number[] = []
  for (const second of [0, 0.9, 1, 4, 5, 20, 21, 84, 85, 340, 341, 1364, 1365, 4964, 4965, 5461, 90_000]) {
    clock.ms = start + second * 1000
    const before = sent.length
    await check()
    if (sent.length > before) times.push(second)
  }
  expect(times).toEqual([0, 1, 5, 21, 85, 341, 1365, 4965])
  expect(new Set(sent.map(({ headers }) => headers['x-mlflow-delivery-id'])).size).toBe(1)
  expect(new Set(sent.map(({ headers }) => headers['x-mlflow-timestamp'])).size).toBe(8)
  expect((await webhooks.list({ limit: 1 })).items[0]?.state).toMatchObject({
    waiting: 0,
    failures: 8,
    dropped: 1,
    lastStatus: 503,
    lastError: 'http-error',
  })
  expect(warnings).toEqual([expect.stringContaining('"problem":"http-error"')])
})

test('waits as long as the receiver says', async () => {
  const { webhooks, sent, clock, emitVersion, check } = open(() => ({
    ...ok,
    status: 429,
    retryAfterSeconds: 30,
  }))
  await webhooks.create({ name: 'hook', url, events })
  await emitVersion('1')
  await check()
  clock.ms = start + 29_000
  await check()
  expect(sent).toHaveLength(1)
  clock.ms = start + 30_000
  await check()
  expect(sent).toHaveLength(2)
})

test.each<PostResult>([
  { ...ok, status: 400 },
  { ...ok, status: 302 },
  { problem: 'address-not-public', detail: '' },
])('does not repeat a delivery that cannot succeed: %j', async (result) => {
  const { webhooks, sent, clock, emitVersion, check } = open(() => result)
  await webhooks.create({ name: 'hook', url, events })
  await emitVersion('1')
  await check()
  clock.ms += 86_400_000
  await check()
  expect(sent).toHaveLength(1)
  expect((await webhooks.list({ limit: 1 })).items[0]?.state).toMatchObject({ waiting: 0, dropped: 1 })
})

test('a slow receiver delays no other', async () => {
  const { webhooks, deliveries, sent, emitVersion } = open(({ url: to }, signal) =>
    to.endsWith('/slow')
      ? new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ problem: 'connection-failed', detail: '' }))
        })
      : ok,
  )
  await webhooks.create({ name: 'slow', url: `${url}/slow`, events })
  await webhooks.create({ name: 'fast', url: `${url}/fast`, events })
  await deliveries.start()
  for (const version of ['1', '2', '3']) await emitVersion(version)
  deliveries.wake()
  await vi.waitFor(() => expect(sent.filter(({ url: to }) => to.endsWith('/fast'))).toHaveLength(3))
  expect(sent.filter(({ url: to }) => to.endsWith('/slow'))).toHaveLength(1)
})

test('delivers again what was under way when the process was killed', async () => {
  const killed = open(() => new Promise(() => undefined))
  await killed.webhooks.create({ name: 'hook', url, events })
  await killed.emitVersion('1')
  await killed.store.claim({ now: start, leaseUntil: start + 60_000, limit: 1, except: [] })
  const { database, options } = killed
  const next = new Deliveries(new SqlWebhookStore(database), new Webhooks(killed.store, options), {
    now: options.now,
    random: () => 1,
    logger: { warn: () => undefined },
  })
  await next.poller.check()
  expect(killed.sent).toEqual([])
  killed.clock.ms += 60_000
  await next.poller.check()
  await vi.waitFor(() => expect(killed.sent).toHaveLength(1))
})

test('tests a webhook with an example of the event', async () => {
  const { webhooks, sent } = open(() => ({ ...ok, status: 404, body: 'not here' }))
  const { id } = await webhooks.create({ name: 'hook', url, events: ['prompt.created', ...events] })
  expect(await webhooks.test(id)).toMatchObject({ status: 404, body: 'not here' })
  await webhooks.test(id, 'model_version_tag.deleted')
  expect(sent.map(({ body }) => body)).toEqual([
    expect.objectContaining({ entity: 'prompt', data: expect.objectContaining({ name: 'example_prompt' }) }),
    expect.objectContaining({ data: { name: 'example_model', version: '1', key: 'example_key' } }),
  ])
  await expect(webhooks.test(id, 'model_version.eaten')).rejects.toMatchObject({ code: 'bad-webhook-events' })
})

test.each([
  ['bad-webhook-name', { name: '' }],
  ['bad-webhook-name', { name: '-a' }],
  ['bad-webhook-name', { name: 'a b' }],
  ['bad-webhook-name', { name: 'a'.repeat(64) }],
  ['bad-webhook-name', { name: 'a\n' }],
  ['bad-webhook-url', { url: '   ' }],
  ['bad-webhook-url', { url: 'ftp://example.com' }],
  ['bad-webhook-url', { url: 'http://example.com' }],
  ['bad-webhook-url', { url: 'https://[invalid' }],
  ['bad-webhook-url', { url: 'https://example.com:8443' }],
  ['bad-webhook-url', { url: 'https://user:password@example.com' }],
  ['bad-webhook-url', { url: 'https://127.0.0.1' }],
  ['bad-webhook-url', { url: `https://example.com/${'a'.repeat(2000)}` }],
  ['bad-webhook-events', { events: [] }],
  ['bad-webhook-events', { events: ['model_version.deleted'] }],
  ['bad-webhook-events', { events: ['toString'] }],
  ['bad-webhook-text', { description: 'a'.repeat(1001) }],
  ['bad-webhook-text', { secret: 'a'.repeat(1001) }],
])('refuses with %s: %j', async (code, change) => {
  const { webhooks } = open()
  await expect(webhooks.create({ name: 'hook', url, events, ...change })).rejects.toMatchObject({ code })
  const { id } = await webhooks.create({ name: 'hook', url, events })
  await expect(webhooks.update(id, change)).rejects.toMatchObject({ code })
  expect((await webhooks.list({ limit: 10 })).items).toHaveLength(1)
})

test('changes only what is given', async () => {
  const { webhooks, clock } = open()
  const created = await webhooks.create({ name: 'hook', url, events, description: 'a', secret: 's' })
  clock.ms += 1000
  const updated = await webhooks.update(created.id, { name: 'other' })
  expect(updated).toEqual({ ...created, name: 'other', updatedAt: new Date(clock.ms).toISOString() })
  expect((await webhooks.list({ limit: 1 })).items[0]?.hasSecret).toBe(true)
  await webhooks.delete(created.id)
  for (const work of [
    webhooks.get(created.id),
    webhooks.update(created.id, { name: 'a' }),
    webhooks.delete(created.id),
    webhooks.test(created.id),
  ])
    await expect(work).rejects.toMatchObject({ code: 'webhook-not-found' })
})
