import { type ErrorCode, LapidaryError } from '../base/errors/lapidary-error.ts'
import { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import { loadModelFolder } from '../serve/champion.ts'
import type { AuditLog } from '../store/access/audit/audit-log.ts'
import { SqlCatalogStore } from '../store/registry/drivers/sql-catalog.ts'
import { SqlRegistryStore } from '../store/registry/drivers/sql.ts'
import { ModelVersions } from '../store/registry/model-versions.ts'
import { RegisteredModels } from '../store/registry/registered-models.ts'
import { Registry, type VersionChecks } from '../store/registry/registry.ts'
import type { LoggedModels } from '../store/tracking/logged-models/logged-models.ts'
import type { EmitEvent } from '../store/sql/emit-event.ts'
import type { Runs } from '../store/tracking/runs.ts'
import type { Tracking } from '../store/tracking/tracking.ts'
import { readEvidence } from '../train/register/evidence.ts'
import type { SharedDatabase } from './open-database.ts'

export interface RegistryServices {
  readonly registry: Registry
  readonly registeredModels: RegisteredModels
  readonly modelVersions: ModelVersions
}

interface Parts {
  /** Examine a version before it gets an alias. */
  readonly checks: VersionChecks
  readonly audit: Pick<AuditLog, 'record'>
  readonly now: () => Date
  readonly emit: EmitEvent
  readonly runs: Pick<Runs, 'get'>
  readonly loggedModels: Pick<LoggedModels, 'get' | 'setTags'>
}

/** Opens the registered models. */
export function openRegistry(
  { database }: SharedDatabase,
  { checks, audit, now, emit, runs, loggedModels }: Parts,
): RegistryServices {
  const store = new SqlRegistryStore(database, emit)
  const effects = {
    ...checks,
    now,
    record: (change: Parameters<AuditLog['record']>[0]) => audit.record(change),
  }
  const parts = {
    ...effects,
    store: new SqlCatalogStore(database, emit),
    registry: store,
    ...createSourceLookups({ runs, loggedModels }),
  }
  return {
    registry: new Registry(store, effects),
    registeredModels: new RegisteredModels(parts),
    modelVersions: new ModelVersions(parts),
  }
}

/** Returns what registering a version reads of runs and logged models, and writes in them. */
function createSourceLookups({ runs, loggedModels }: Pick<Parts, 'runs' | 'loggedModels'>) {
  return {
    findRun: async (id: string) => {
      const run = await orNull(runs.get(id), 'run-not-found')
      return run && { artifactUri: run.artifactUri, runId: run.id }
    },
    findLoggedModel: async (id: string) => {
      const model = await orNull(loggedModels.get(id), 'logged-model-not-found')
      return model && { artifactUri: model.artifactLocation, runId: model.sourceRunId }
    },
    addVersionToLoggedModel: async (id: string, version: object) => {
      const { tags } = await loggedModels.get(id)
      const listed = addVersion(tags[versionsTag] ?? '[]', version)
      await loggedModels.setTags(id, [{ key: versionsTag, value: listed }])
    },
  }
}

async function orNull<T>(found: Promise<T>, missing: ErrorCode): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (error instanceof LapidaryError && error.code === missing) return null
    throw error
  }
}

/** Tag of a logged model in which MLflow lists the versions that were registered from it. */
const versionsTag = 'mlflow.modelVersions'
/** Maximum number of versions in it. */
const maxListed = 100

/** Adds a version to the list, with the spaces that MLflow writes. */
function addVersion(listed: string, version: object): string {
  const versions = [...parseVersions(listed).slice(1 - maxListed), version]
  return JSON.stringify(versions, null, 1).replace(/(,?)\n */g, (_, comma) => (comma === '' ? '' : ', '))
}

/** Clients can set the tag too, to a text that is no list. */
function parseVersions(listed: string): readonly unknown[] {
  try {
    const versions: unknown = JSON.parse(listed)
    return Array.isArray(versions) ? versions : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

/** Returns the checks of a project: a version is examined by its run and its files. */
export function projectChecks(project: Project, tracking: Tracking): VersionChecks {
  return {
    isServed: (model) => model === project.model,
    evidenceOf: (version) => readEvidence(tracking, version),
    tryLoad: (version) =>
      loadModelFolder({ project, builder: new FeatureBuilder(project), tracking }, version),
  }
}

/** Returns the checks of a server without a project: it cannot load the versions of projects. */
export function serverChecks(tracking: Tracking): VersionChecks {
  return {
    isServed: () => false,
    evidenceOf: (version) => readEvidence(tracking, version),
    tryLoad: async ({ version }) => {
      throw new LapidaryError('version-needs-project', { version })
    },
  }
}
