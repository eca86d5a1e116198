import { LapidaryError } from '../base/errors/lapidary-error.ts'
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
  readonly loggedModels: LoggedModels
}

/** Opens the registered models. */
export function openRegistry(
  { database }: SharedDatabase,
  { checks, audit, now, emit, loggedModels }: Parts,
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
    findRun: async () => null,
    ...lookUpLoggedModels(loggedModels),
  }
  return {
    registry: new Registry(store, effects),
    registeredModels: new RegisteredModels(parts),
    modelVersions: new ModelVersions(parts),
  }
}

/** Returns what registering a version reads of logged models, and writes in them. */
function lookUpLoggedModels(
  loggedModels: LoggedModels,
): Pick<ConstructorParameters<typeof ModelVersions>[0], 'findLoggedModel' | 'addVersionToLoggedModel'> {
  return {
    findLoggedModel: async (id) => {
      try {
        const { artifactLocation: artifactUri, sourceRunId: runId } = await loggedModels.get(id)
        return { artifactUri, runId }
      } catch (error) {
        if (error instanceof LapidaryError && error.code === 'logged-model-not-found') return null
        throw error
      }
    },
    addVersionToLoggedModel: async (id, version) => {
      const { tags } = await loggedModels.get(id)
      const listed = addVersion(tags[versionsTag] ?? '[]', version)
      await loggedModels.setTags(id, [{ key: versionsTag, value: listed }])
    },
  }
}

/** Tag of a logged model in which MLflow lists the versions that were registered from it. */
const versionsTag = 'mlflow.modelVersions'
/** Maximum number of versions in it. */
const maxListed = 100

function addVersion(listed: string, version: object): string {
  return JSON.stringify([...parseVersions(listed).slice(1 - maxListed), version])
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
