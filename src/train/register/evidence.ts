import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Evaluation } from '../../task/classification/evaluation.ts'
import type { Comparison, Evidence } from '../../store/registry/gate.ts'
import type { ModelVersion } from '../../store/registry/store.ts'
import type { Tracking } from '../../store/tracking/tracking.ts'

/** Where a run keeps its comparison with the champion of that time. */
export const comparisonPath = 'comparison.json'

/** What the promotion gate may know of a version: the evaluation kept with its run; null when the run or its files are gone. */
export async function evidenceOf(tracking: Tracking, { runId }: ModelVersion): Promise<Evidence | null> {
  try {
    const { tags } = await tracking.get(runId)
    const bytes = await tracking.readArtifact(runId, 'evaluation.json')
    const evaluation = JSON.parse(new TextDecoder().decode(bytes)) as Evaluation
    const [synthetic, leaking] = [tags['synthetic'] === 'true', tags['leaking'] === 'true']
    const comparison = await comparisonOf(tracking, runId)
    const { repeated } = evaluation
    // Folds over all rows measure other rows than the held-out ones, which the tag names.
    const measured = repeated === undefined ? '' : ` ${repeated.folds} folds ${repeated.repeats} times`
    return { evaluation, synthetic, leaking, heldOut: `${tags['held_out'] ?? runId}${measured}`, comparison }
  } catch (error) {
    const gone = ['run-not-found', 'run-artifact-not-found', 'artifact-missing', 'artifact-corrupted'] as const
    if (error instanceof LapidaryError && gone.some((code) => code === error.code)) return null
    throw error
  }
}

/** The comparison with the champion of that time; null when none was made. */
async function comparisonOf(tracking: Tracking, runId: string): Promise<Comparison | null> {
  try {
    return JSON.parse(new TextDecoder().decode(await tracking.readArtifact(runId, comparisonPath))) as Comparison
  } catch (error) {
    if (error instanceof LapidaryError && error.code === 'run-artifact-not-found') return null
    throw error
  }
}
