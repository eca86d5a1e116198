import { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import { loadModelFolder } from '../serve/champion.ts'
import { SqlRegistryStore } from '../store/registry/drivers/sql.ts'
import { Registry, type VersionChecks } from '../store/registry/registry.ts'
import type { Tracking } from '../store/tracking/tracking.ts'
import { readEvidence } from '../train/register/evidence.ts'
import type { SharedDatabase } from './open-database.ts'

/** Opens the registered models. @param checks examine a version before it gets an alias */
export function openRegistry(
  { database }: SharedDatabase,
  checks: VersionChecks | null,
  now: () => Date,
): Registry {
  return new Registry(new SqlRegistryStore(database), { now, checks })
}

/** Returns the checks of a project: a version is examined by its run and its files. */
export function projectChecks(project: Project, tracking: Tracking): VersionChecks {
  return {
    evidenceOf: (version) => readEvidence(tracking, version),
    tryLoad: (version) =>
      loadModelFolder({ project, builder: new FeatureBuilder(project), tracking }, version),
  }
}
