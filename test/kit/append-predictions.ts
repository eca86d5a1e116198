/**
 * A process to be killed: appends predictions to the log `argv[2]` without end, sixteen at a time, and prints each id once its
 * append has resolved.
 */
import { randomBytes } from 'node:crypto'
import { writeSync } from 'node:fs'
import { uuid7Maker } from '../../src/lib/uuid7.ts'
import { SqlitePredictionLog } from '../../src/prediction-log/drivers/sqlite.ts'

const log = SqlitePredictionLog.open(process.argv[2] ?? '', 'process')
const newId = uuid7Maker(Date.now, randomBytes)

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
    writeSync(1, `${id}\n`) // straight to the pipe: what was written outlives the process
  }
}

await Promise.all(Array.from({ length: 16 }, appendForever))
