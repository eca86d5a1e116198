import { join } from 'node:path'
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import { RedisOnlineStore } from '../../src/store/features/drivers/redis.ts'
import { SqliteOnlineStore } from '../../src/store/features/drivers/sqlite.ts'
import { hasRedis, type RedisServer, startRedis } from '../kit/redis-server.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { onlineStoreSuite } from './online-store.ts'

onlineStoreSuite('sqlite', async () => {
  const store = SqliteOnlineStore.open(join(tempFolder(), 'features.db'))
  onTestFinished(() => store.close())
  return store
})

describe.skipIf(!hasRedis())('on Redis', () => {
  let redis: RedisServer
  let project = 0
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  // Each test has its own project on the one server, beside those of all earlier tests.
  onlineStoreSuite('redis', async () => {
    project += 1
    const options = {
      url: redis.url,
      setting: 'REDIS_URL',
      project: `steps-${project}`,
      report: () => undefined,
    }
    const store = await RedisOnlineStore.open(options)
    onTestFinished(() => store.close())
    return store
  })
})
