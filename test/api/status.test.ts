import { expect, onTestFinished, test } from 'vitest'
import { LapidaryError } from '../../src/base/errors/lapidary-error.ts'
import { environmentKey, testServer } from '../kit/test-server.ts'
import { tinyProject } from '../kit/tiny-project.ts'

test('status and metrics show when the stores were last read, and why they no longer are', async () => {
  let isAway = false
  const server = await testServer({
    project: { ...tinyProject, policy: { positive: 'good', threshold: 0.5 } },
    onQuery: () => {
      if (isAway) throw new LapidaryError('database-busy', { path: '/srv/data/lapidary.db', seconds: 5 })
    },
  })
  onTestFinished(async () => await server.close())
  const get = async (url: string) => {
    return await server.app.inject({
      url,
      headers: { 'x-api-key': environmentKey, 'accept-language': 'pt-BR' },
    })
  }
  // The test server passes no query of the grants to `onQuery`: they stay fresh.
  const pollers = async () =>
    (await get('/v1/status'))
      .json<{ pollers: { name: string }[] }>()
      .pollers.filter(({ name }) => name !== 'grants')
  const lastSuccess = '2026-11-21T12:00:00.000Z'
  const isFresh = { name: 'threshold', last_success_at: lastSuccess, last_error: null, stale: false }
  const all = (poller: object) => ['threshold', 'webhooks'].map((name) => ({ ...poller, name }))
  expect(await pollers()).toEqual(all(isFresh))
  expect((await get('/metrics')).body).toContain(
    `lapidary_poller_last_success_seconds{poller="threshold"} ${Date.parse(lastSuccess) / 1000}`,
  )
  isAway = true
  const text = expect.stringContaining('Outro processo mantém lapidary.db bloqueado')
  await expect.poll(pollers, { timeout: 5000 }).toEqual(all({ ...isFresh, last_error: text }))
  const isFailing = { ...isFresh, last_error: expect.not.stringContaining('/srv/data') }
  expect(await pollers()).toEqual(all(isFailing))
  server.wait(16_000)
  expect(await pollers()).toEqual(all({ ...isFailing, stale: true }))
  isAway = false
  await expect
    .poll(pollers, { timeout: 5000 })
    .toEqual(all({ ...isFresh, last_success_at: '2026-11-21T12:00:16.000Z' }))
})
