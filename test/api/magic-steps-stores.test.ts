import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { student } from '../kit/magic-steps-student.ts'
import { magicSteps, type MagicSteps } from '../kit/magic-steps-server.ts'
import { hasRedis, type RedisServer, startRedis } from '../kit/redis-server.ts'

describe.skipIf(!hasRedis())('predictions with features in Redis', () => {
  let redis: RedisServer
  let server: MagicSteps
  let headers: Record<string, string>

  beforeAll(async () => {
    redis = await startRedis()
    server = await magicSteps({ environment: { REDIS_URL: redis.url } })
    headers = {
      'x-api-key': (
        await server.platform.access.create({ name: 'tests', scopes: ['admin'], expiresAt: null })
      ).key,
    }
    const { featureStore } = server.platform
    await featureStore?.materialize({ to: new Date() })
  })
  afterAll(async () => {
    await server?.close()
    await redis?.stop()
  })

  function predict(payload: object): Promise<LightMyRequestResponse> {
    return server.app.inject({ method: 'POST', url: '/predict', headers, payload })
  }

  test('a student whose features are in the store needs none, and the answer says where they came from', async () => {
    const response = await predict({ student_id: 'S-00001', features: {} })
    expect(response.statusCode, response.body).toBe(200)
    const { from_store } = response.json<{
      from_store: Record<string, { view: string; age_seconds: number }>
    }>()
    expect(Object.keys(from_store)).toHaveLength(18)
    expect(from_store['score_ipv']).toMatchObject({
      view: 'student_performance_features',
      age_seconds: expect.any(Number),
    })
  })

  test('a value in the request goes before the one in the store', async () => {
    const response = await predict({ student_id: 'S-00001', features: { idade: 12 } })
    expect(response.json<{ from_store: object }>().from_store).not.toHaveProperty('idade')
  })

  test('erasing a person leaves nothing in the log nor in the store', async () => {
    expect((await predict({ student_id: 'S-00002', features: {} })).statusCode).toBe(200)
    const erased = await server.app.inject({
      method: 'DELETE',
      url: '/v1/predictions?entity=S-00002',
      headers,
    })
    expect(erased.statusCode, erased.body).toBe(200)
    expect((await server.app.inject({ url: '/monitor/logs?student_id=S-00002', headers })).json()).toEqual([])
    expect((await predict({ student_id: 'S-00002', features: {} })).statusCode).toBe(422)
    expect((await predict({ student_id: 'S-00001', features: {} })).statusCode).toBe(200)
  })

  test('Redis away: who needs nothing of it goes on, who does is told which store is away, and it comes back by itself', async () => {
    await redis.kill()
    expect((await predict({ student_id: 'S-00001', features: student })).statusCode).toBe(200)
    const needing = await predict({ student_id: 'S-00001', features: {} })
    expect(needing.statusCode).toBe(503)
    expect(needing.json()).toMatchObject({
      code: 'online-store-unavailable',
      detail: expect.stringContaining('Redis'),
    })
    const keys = await server.app.inject({ url: '/monitor/features', headers })
    expect([keys.statusCode, keys.json()]).toEqual([200, []])
    await redis.restart()
    await expect
      .poll(async () => (await predict({ student_id: 'S-00001', features: student })).statusCode)
      .toBe(200)
    // what was in its memory is gone with it: the student is unknown now, and the store answers
    // again
    await expect
      .poll(async () => (await predict({ student_id: 'S-00001', features: {} })).statusCode)
      .toBe(422)
  })
})
