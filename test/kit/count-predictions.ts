import type { PredictionLog } from '../../src/store/predictions/store.ts'

/** Counts the predictions of a log. */
export async function countPredictions(log: PredictionLog): Promise<number> {
  let count = 0
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await log.list({ limit: 1000, ...(cursor === undefined ? {} : { cursor }) })
    count += page.items.length
    cursor = page.nextCursor
  }
  return count
}
