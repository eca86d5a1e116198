import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Evidence } from '../../store/registry/gate.ts'
import type { ModelVersion } from '../../store/registry/store.ts'
import type { Tracking } from '../../store/tracking/tracking.ts'
import { readRunDocument } from '../read-run-document.ts'

/**
 * Reads what the promotion gate compares of a version, or returns null if its run or the run's
 * files are gone.
 */
export async function readEvidence(tracking: Tracking, { runId }: ModelVersion): Promise<Evidence | null> {
  try {
    const { tags } = await tracking.get(runId)
    const evaluation = await readRunDocument(tracking, runId, 'evaluation.json')
    if (evaluation === null) return null
    const [synthetic, leaking] = [tags['synthetic'] === 'true', tags['leaking'] === 'true']
    const comparison = await readRunDocument(tracking, runId, 'comparison.json')
    const { repeated } = evaluation
    // Folds over all rows measure other rows than the held-out ones that the tag names.
    const measured = repeated === undefined ? '' : ` ${repeated.folds} folds ${repeated.repeats} times`
    return { evaluation, synthetic, leaking, heldOut: `${tags['held_out'] ?? runId}${measured}`, comparison }
  } catch (error) {
    const gone = ['run-not-found', 'artifact-missing', 'artifact-corrupted'] as const
    if (error instanceof LapidaryError && gone.some((code) => code === error.code)) return null
    throw error
  }
}
