import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { magicSteps, type MagicSteps } from '../kit/magic-steps-server.ts'

const whole = { start_ts: '1990-01-01', end_ts: '2100-01-01' }

describe('materializing by a server', () => {
  let server: MagicSteps
  let headers: Record<string, string>
  beforeAll(async () => {
    server = await magicSteps({ trained: false })
    headers = {
      'x-api-key': (
        await server.platform.access.create({ name: 'tests', scopes: ['admin'], expiresAt: null })
      ).key,
    }
  })
  afterAll(async () => await server?.close())

  const materialize = async (
    payload: object,
  ): Promise<{ readonly status: number; readonly body: unknown }> => {
    const { statusCode, body } = await server.app.inject({
      method: 'POST',
      url: '/materialize',
      headers,
      payload,
    })
    return { status: statusCode, body: JSON.parse(body) }
  }

  test('one at a time: others are told to wait, and what the thread wrote is served', async () => {
    const [done, ...refused] = await Promise.all([materialize(whole), materialize(whole), materialize(whole)])
    expect(done).toEqual({ status: 200, body: null })
    for (const each of refused)
      expect(each).toMatchObject({ status: 409, body: { code: 'materialize-running' } })
    const { views } = (await server.app.inject({ url: '/v1/features', headers })).json<{
      views: { readonly last_materialized: object }[]
    }>()
    for (const { last_materialized } of views)
      expect(last_materialized).toMatchObject({ rows: 860, entities: 860 })
    const row = await server.app.inject({ url: '/v1/features/S-00001', headers })
    expect(row.statusCode, row.body).toBe(200)
    expect(await materialize(whole)).toMatchObject({ status: 200 })
  })

  test('an error of the thread is the error of the request', async () => {
    const unknown = await materialize({ ...whole, feature_views: ['nobody'] })
    expect(unknown).toMatchObject({ status: 404, body: { code: 'unknown-feature-view' } })
  })

  test('a server that closes ends the thread', async () => {
    const closing = await magicSteps({ trained: false })
    const { featureStore } = closing.platform
    const rejected = expect(featureStore?.materialize({ to: new Date() })).rejects.toMatchObject({
      code: 'closing',
    })
    await closing.close()
    await rejected
  })
})
