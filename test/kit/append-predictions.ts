/**
 * Runs as a process to be killed: appends predictions to the log `argv[2]` without end, sixteen at
 * a time, and writes each id to the file `argv[3]` once its append has resolved. With MONGO_URI it
 * also ships them.
 */
import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { createUuid7Generator } from '../../src/base/uuid7.ts'
import { openPredictionLog } from '../../src/platform/open-predictions.ts'
import { readSettings } from '../../src/base/settings/settings.ts'

const log = await openPredictionLog({
  path: process.argv[2] ?? '',
  project: { name: 'test' },
  settings: readSettings(process.env),
  now: () => new Date(),
  report: () => undefined,
})
const idFile = process.argv[3] ?? ''
const newId = createUuid7Generator(Date.now, randomBytes)

async function appendForever(): Promise<never> {
  for (;;) {
    const id = newId()
    await log.append([
      {
        id,
        at: new Date().toISOString(),
        caller: 'environment',
        entity: null,
        threshold: null,
        model: 'CreditScoreModel',
        modelVersion: 1,
        inputs: { Age: 33, note: 'x'.repeat(300) },
        prediction: 'Good',
        probabilities: { Poor: 0.1, Standard: 0.2, Good: 0.7 },
      },
    ])
    appendFileSync(idFile, `${id}\n`) // what was written outlives the process
  }
}

await Promise.all(Array.from({ length: 16 }, appendForever))
