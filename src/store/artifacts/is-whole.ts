import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { ArtifactStore } from './store.ts'

/**
 * Whether a store has these bytes undamaged. If not they are written again: training once more
 * repairs what is damaged.
 */
export async function isWhole(store: Pick<ArtifactStore, 'get'>, sha256: string): Promise<boolean> {
  try {
    await store.get(sha256)
    return true
  } catch (error) {
    if (error instanceof LapidaryError && error.code.startsWith('artifact-')) return false
    throw error
  }
}
