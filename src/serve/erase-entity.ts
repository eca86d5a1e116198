import { hash } from 'node:crypto'
import type { Erased, PredictionLog } from '../store/predictions/store.ts'

export interface EraseParts {
  readonly predictionLog: Pick<PredictionLog, 'erase'>
  /** Online features; null when the project has none. */
  readonly features: { erase(entity: string): Promise<number> } | null
  readonly audit: {
    record(entry: { readonly by: string; readonly action: string; readonly subject: string }): Promise<void>
  }
}

export interface ErasedEntity extends Erased {
  /** Number of erased rows of the feature store. */
  readonly features: number
}

/**
 * Erases one person from all stores (LGPD art. 18), and records it in the audit log with the hash
 * of the id, which does not reveal the person and still proves that their request was fulfilled. A
 * repeated call is harmless, and completes an erasure that an unavailable store stopped.
 *
 * @param by id of the caller, or `command line`
 * @throws LapidaryError of the store that cannot be reached or written. What was erased before
 * stays erased; the rest waits for the next call.
 */
export async function eraseEntity(
  { predictionLog, features, audit }: EraseParts,
  entity: string,
  by: string,
): Promise<ErasedEntity> {
  const subject = `sha256:${hash('sha256', entity, 'hex')}`
  // The record comes first, so that every erasure has one.
  await audit.record({ by, action: 'predictions.erase', subject })
  const erased = await predictionLog.erase(entity)
  return { ...erased, features: (await features?.erase(entity)) ?? 0 }
}
