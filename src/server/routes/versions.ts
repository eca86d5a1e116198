import { LapidaryError } from '../../errors.ts'
import { metricNames } from '../../metric/evaluation.ts'
import type { ModelVersion, RegisteredModel } from '../../registry/store.ts'
import type { Run } from '../../tracking/store.ts'
import type { PlatformServices } from '../platform-services.ts'
import type { VersionInfo } from '../schema/api.ts'

/** A version with what its run says of it. A version outlives its run: then less is known. */
export async function versionInfoOf(
  version: ModelVersion,
  model: RegisteredModel,
  { tracking }: Pick<PlatformServices, 'tracking'>,
): Promise<VersionInfo> {
  const run = await runOf(version, tracking)
  return {
    model: version.model,
    version: version.version,
    run_id: version.runId,
    created_at: version.createdAt,
    description: version.description,
    aliases: Object.keys(model.aliases).filter((alias) => model.aliases[alias] === version.version),
    learner: run?.params['learner'] ?? version.tags['learner'] ?? '',
    synthetic: (run?.tags['synthetic'] ?? version.tags['synthetic']) === 'true',
    leaking: (run?.tags['leaking'] ?? version.tags['leaking']) === 'true',
    rows: run?.metrics['rows_train'] ?? 0,
    metrics: Object.fromEntries(
      metricNames.flatMap((name) => (run?.metrics[name] === undefined ? [] : [[name, run.metrics[name]] as const])),
    ),
  }
}

async function runOf(version: ModelVersion, tracking: PlatformServices['tracking']): Promise<Run | null> {
  try {
    return await tracking.get(version.runId)
  } catch (error) {
    if (error instanceof LapidaryError && error.code === 'run-not-found') return null
    throw error
  }
}
