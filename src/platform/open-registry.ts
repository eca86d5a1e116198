import { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import { loadModelFolder } from '../serve/champion.ts'
import { SqlRegistryStore } from '../store/registry/drivers/sql.ts'
import { Registry } from '../store/registry/registry.ts'
import type { Tracking } from '../store/tracking/tracking.ts'
import { readEvidence } from '../train/register/evidence.ts'
import type { SharedDatabase } from './open-database.ts'

/** How the registry examines a version before it gets an alias. */
export type VersionChecks = Pick<ConstructorParameters<typeof Registry>[1], 'evidenceOf' | 'tryLoad'>

/**
 * Opens the models of a project. @param checks replace the examination of a version by its run and
 * its files.
 */
export function openRegistry(
  { database }: SharedDatabase,
  project: Project,
  tracking: Tracking,
  now: () => Date,
  checks: VersionChecks = versionChecks(project, tracking),
): Registry {
  return new Registry(new SqlRegistryStore(database), { now, ...checks })
}

function versionChecks(project: Project, tracking: Tracking): VersionChecks {
  return {
    evidenceOf: (version) => readEvidence(tracking, version),
    tryLoad: (version) =>
      loadModelFolder({ project, builder: new FeatureBuilder(project), tracking }, version),
  }
}
