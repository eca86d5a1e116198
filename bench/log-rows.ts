import { randomBytes } from 'node:crypto'
import { createUuid7Generator, readUuid7Time } from '../src/base/uuid7.ts'
import type { PredictionRecord } from '../src/store/predictions/store.ts'
import { seededRandom } from '../src/base/math/random.ts'

/** Creates the inputs of a row as wide as those of the credit score: 23. */
export function createCreditInputs(): Record<string, unknown> {
  const numbers = Array.from({ length: 18 }, (_, i) => [`Column_${i}`, i * 1234.5] as const)
  const texts = Array.from({ length: 5 }, (_, i) => [`Text_${i}`, 'Engineer'] as const)
  return Object.fromEntries<unknown>([...numbers, ...texts])
}

export interface PredictionOptions {
  /** Number of entities of the predictions, drawn with equal probability. */
  readonly entities: number
  /** @defaultValue 1 */
  readonly callers?: number
}

/**
 * Returns a function that creates predictions of the credit score, each newer than the one before.
 */
export function createPredictionMaker({ entities, callers = 1 }: PredictionOptions): () => PredictionRecord {
  const random = seededRandom(1)
  const newId = createUuid7Generator(Date.now, randomBytes)
  const inputs = createCreditInputs()
  return () => {
    const id = newId()
    return {
      id,
      at: readUuid7Time(id).toISOString(),
      caller: `key-${random.integer(callers)}`,
      entity: `CUS_0x${random.integer(entities).toString(16)}`,
      model: 'CreditScoreModel',
      modelVersion: 1,
      inputs,
      prediction: ['Poor', 'Standard', 'Good'][random.integer(3)] ?? '',
      probabilities: { Poor: 0.1, Standard: 0.2, Good: 0.7 },
      threshold: null,
    }
  }
}
