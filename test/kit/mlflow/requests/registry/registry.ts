import type { MlflowRequest } from '../../replay.ts'
import { aliases, deleteVersions, stages } from './aliases.ts'
import { changeModels, createModels } from './models.ts'
import { prompts } from './prompts.ts'
import { deletedModel, renamedModel, searchModels, searchVersions } from './searches.ts'
import { oddSources, runSources, sources } from './sources.ts'
import { changeVersions, createVersions } from './versions.ts'
import { numberRepeated } from './request.ts'

/** Requests about registered models, in an order in which each depends on those before. */
export const registryRequests: readonly MlflowRequest[] = numberRepeated([
  ...createModels,
  ...changeModels,
  ...createVersions,
  ...sources,
  ...oddSources,
  ...runSources,
  ...changeVersions,
  ...aliases,
  ...stages,
  ...deleteVersions,
  ...prompts,
  ...searchModels,
  ...searchVersions,
  ...renamedModel,
  ...deletedModel,
])
