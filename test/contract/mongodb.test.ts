import { join } from 'node:path'
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import { openPredictionLog } from '../../src/platform/open-predictions.ts'
import { readSettings } from '../../src/base/settings/settings.ts'
import { type MongoServer, mongoServerRuns, startMongoServer } from '../kit/mongo-server.ts'
import { predictionLogSuite } from './prediction-log.ts'

describe.skipIf(!mongoServerRuns())('on a server of MongoDB', () => {
  let server: MongoServer
  const databases = new Map<string, string>()
  beforeAll(async () => {
    server = await startMongoServer()
  })
  afterAll(async () => await server.stop())

  predictionLogSuite('spool and mongodb', async (folder) => {
    const name = databases.get(folder) ?? `log_${databases.size}`
    databases.set(folder, name)
    const log = await openPredictionLog({
      path: join(folder, 'predictions.db'),
      project: {
        name: 'students',
        entityField: { name: 'student_id', label: { en: 'Student', 'pt-BR': 'Estudante' } },
      },
      settings: readSettings({ MONGO_URI: server.uri, MONGO_DB: name }),
      now: () => new Date(),
      report: () => undefined,
    })
    onTestFinished(async () => await log.close())
    return log
  })
})
