import { expect, test } from 'vitest'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { eraseEntity } from './erase-entity.ts'

test('a feature store that is away stops it, and doing it again finishes it', async () => {
  const kept = { log: 2, features: 1 }
  const notes: string[] = []
  let away = true
  const parts = {
    audit: { record: async ({ action }: { action: string }) => void notes.push(action) },
    predictionLog: {
      erase: async () => {
        const rows = kept.log
        kept.log = 0
        return { rows, complete: true }
      },
    },
    features: {
      erase: async () => {
        if (away)
          throw new LapidaryError('online-store-unavailable', { store: 'Redis', reason: 'ECONNREFUSED' })
        const rows = kept.features
        kept.features = 0
        return rows
      },
    },
  }
  await expect(eraseEntity(parts, 'S1', 'test')).rejects.toMatchObject({ status: 503 })
  expect(kept).toEqual({ log: 0, features: 1 })
  away = false
  expect(await eraseEntity(parts, 'S1', 'test')).toEqual({ rows: 0, complete: true, features: 1 })
  expect(kept).toEqual({ log: 0, features: 0 })
  expect(notes).toEqual(['predictions.erase', 'predictions.erase'])
})
