/**
 * Runs our side of bench/features.ts as a process: materializes three times, prints how long each
 * took, then serves. Usage: features-server.ts FOLDER REDIS_PORT PORT, where FOLDER contains
 * stats.parquet.
 */
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { column, defineProject, randomForest } from 'lapidary'
import { pino } from 'pino'
import { openServingPlatform } from '../src/platform/server/serving-platform.ts'
import { buildApp } from '../src/http/build-app.ts'
import { readSettings } from '../src/base/settings/settings.ts'

const [folder = '', redisPort = '', port = ''] = process.argv.slice(2)
const features = Object.fromEntries(
  Array.from({ length: 23 }, (_, i) => [`f${i}`, { type: i % 3 === 2 ? 'int64' : 'double' } as const]),
)
const project = defineProject({
  name: 'stats',
  title: { en: 'Statistics', 'pt-BR': 'Estatísticas' },
  model: 'StatsModel',
  columns: { amount: column.number({}), paid: column.category({ categories: ['no', 'yes'] }) },
  target: 'paid',
  learner: randomForest({ trees: 10 }),
  data: { files: ['none.csv'] },
  entityField: { name: 'customer_id', label: { en: 'Customer', 'pt-BR': 'Cliente' } },
  featureViews: [
    {
      name: 'stats',
      entity: 'customer',
      joinKey: 'customer_id',
      features,
      source: { kind: 'file', files: ['stats.parquet'], timestamp: 'event_timestamp' },
    },
  ],
})
const settings = readSettings({
  ...process.env,
  REDIS_HOST: '127.0.0.1',
  REDIS_PORT: redisPort,
  PORT: port,
  RATE_LIMIT: '0',
})
const logger = pino({ level: 'error' })
const platform = await openServingPlatform({ project, folder }, settings, { now: () => new Date(), logger })
const redis = new Redis({ port: settings.REDIS_PORT })
const seconds: number[] = []
for (let i = 0; i < 3; i++) {
  await redis.flushall()
  const began = performance.now()
  await platform.featureStore?.materialize({ to: new Date() })
  seconds.push((performance.now() - began) / 1000)
}
redis.disconnect()
console.log(JSON.stringify(seconds))
const app = await buildApp({
  ...platform,
  log: logger,
  webRoot: null,
  serving: { ...platform, uploadFolder: join(folder, 'uploads') },
})
await app.listen({ port: settings.PORT, host: '127.0.0.1' })
process.once('SIGTERM', () => void app.close().then(() => platform.close()))
