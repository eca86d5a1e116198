import { type ErrorCode, type ErrorValues, LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { RunBatch, Runs } from '../../../store/tracking/runs.ts'

/**
 * Stores the one value of a request. Its errors name a field of the request, such as `key`, where
 * those of a batch have the path `tags[0].key`.
 */
export async function logOne(runs: Pick<Runs, 'log'>, id: string, batch: RunBatch): Promise<void> {
  try {
    await runs.log(id, batch)
  } catch (error) {
    if (!(error instanceof LapidaryError) || error.field === null) throw error
    const field = error.field.replace(/^\w+\[0\]\./, '')
    const values = { ...error.values, field } as ErrorValues<ErrorCode>
    throw new LapidaryError(error.code, values, { cause: error })
  }
}
