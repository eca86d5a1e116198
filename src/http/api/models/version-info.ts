import { metricNames } from '../../../task/classification/evaluation.ts'
import type { ModelVersion, RegisteredModel } from '../../../store/registry/store.ts'
import type { Run } from '../../../store/tracking/store.ts'
import type { PlatformServices } from '../../platform-services.ts'
import type { VersionInfo } from './schema.ts'

/**
 * Returns versions as the API shows them, with what their runs recorded. A version may outlive its
 * run: then less is shown.
 */
export async function toVersionInfos(
  versions: readonly ModelVersion[],
  model: Pick<RegisteredModel, 'aliases'>,
  { tracking }: Pick<PlatformServices, 'tracking'>,
): Promise<VersionInfo[]> {
  const runs = await tracking.getMany(versions.map(({ runId }) => runId))
  return versions.map((version) => toVersionInfo(version, model, runs.get(version.runId)))
}

function toVersionInfo(
  version: ModelVersion,
  model: Pick<RegisteredModel, 'aliases'>,
  run: Run | undefined,
): VersionInfo {
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
    no_better_than_guessing:
      (run?.tags['no_better_than_guessing'] ?? version.tags['no_better_than_guessing']) === 'true',
    rows: run?.metrics['rows_train'] ?? 0,
    metrics: Object.fromEntries(
      metricNames.flatMap((name) =>
        run?.metrics[name] === undefined ? [] : [[name, run.metrics[name]] as const],
      ),
    ),
  }
}
