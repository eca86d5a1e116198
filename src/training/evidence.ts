import { LapidaryError } from '../errors.ts'
import type { Evaluation } from '../metric/evaluation.ts'
import type { Evidence } from '../registry/gate.ts'
import type { ModelVersion } from '../registry/store.ts'
import type { Tracking } from '../tracking/tracking.ts'

/** What the promotion gate may know of a version: the evaluation kept with its run; null when the run or its files are gone. */
export async function evidenceOf(tracking: Tracking, { runId }: ModelVersion): Promise<Evidence | null> {
  try {
    const { tags } = await tracking.get(runId)
    const bytes = await tracking.readArtifact(runId, 'evaluation.json')
    const evaluation = JSON.parse(new TextDecoder().decode(bytes)) as Evaluation
    const [synthetic, leaking] = [tags['synthetic'] === 'true', tags['leaking'] === 'true']
    return { evaluation, synthetic, leaking, heldOut: tags['held_out'] ?? runId }
  } catch (error) {
    const gone = ['run-not-found', 'run-artifact-not-found', 'artifact-missing', 'artifact-corrupted'] as const
    if (error instanceof LapidaryError && gone.some((code) => code === error.code)) return null
    throw error
  }
}
